"""Sessions one after the other: which ends lead to another one, when it is tried, and when no more."""

import asyncio
from dataclasses import replace

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session import retry
from rtcli.talk.conversation import Talk
from rtcli.talk.outlet import Outlet, Sheet
from rtcli.talk.plan import Ends, Expect, ExpectClose, Input, Send, Stay
from tests.talk.scene import ASKED, NOBODY_THERE, Act, Scene, Visit, silent

ALWAYS = Stay(reconnect=True)
ONCE_MORE = Stay(reconnect=True, retries_max=1)


@pytest.fixture(autouse=True)
def longest_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each delay is as long as it may be."""
    monkeypatch.setattr(retry.Backoff.__init__, "__defaults__", (1.0, 30.0, lambda: 1.0))


def one_after_the_other(*acts: Act) -> Act:
    async def act(visit: Visit) -> None:
        await acts[visit.number - 1](visit)

    return act


async def fin(visit: Visit) -> None:
    visit.peer.close()


async def reset(visit: Visit) -> None:
    await asyncio.sleep(0.1)
    visit.peer.reset()


async def says_and_closes(visit: Visit) -> None:
    visit.say(f"session {visit.number}")
    await asyncio.sleep(0.1)
    visit.close(1000)


def closes(code: int | None) -> Act:
    async def act(visit: Visit) -> None:
        visit.close(code)

    return act


@pytest.mark.parametrize("ends", [fin, reset, *map(closes, (None, 1001, 1008, 1011, 1012, 1013, 4000))])
def test_what_leads_to_another_session(scene: Scene, ends: Act) -> None:
    came = scene.play(one_after_the_other(ends, says_and_closes), stay=ALWAYS)
    assert (came.exit, came.lines) == (Exit.OK, ["session 2"])
    assert "attempt 2 in 1.00 s" in "\n".join(came.talk)


@pytest.mark.parametrize("code, exit_code", [(1000, Exit.OK), (3003, Exit.FOUND)])
def test_what_does_not(scene: Scene, code: int, exit_code: Exit) -> None:
    came = scene.play(closes(code), stay=ALWAYS)
    assert (came.exit, len(came.visits)) == (exit_code, 1)
    assert "not reconnecting after that code" in "\n".join(came.talk)


def test_without_reconnect_there_is_one_session(scene: Scene) -> None:
    came = scene.play(fin)
    assert (came.exit, len(came.visits)) == (Exit.FOUND, 1)


def test_each_session_is_asked_for_anew_and_begins_alike(scene: Scene) -> None:
    asked = iter(range(1, 9))
    tokens = list[int]()

    def ask() -> object:
        tokens.append(next(asked))
        return replace(ASKED, cookie=f"token={tokens[-1]}")

    async def subscribed(visit: Visit) -> None:
        await visit.hear()
        await (fin if visit.number < 3 else says_and_closes)(visit)

    on_connect = (Send(b"subscribe"),)
    came = scene.play(subscribed, asked=ask, on_connect=on_connect, stay=ALWAYS)
    assert (came.exit, tokens) == (Exit.OK, [1, 2, 3])
    assert [visit.heard[0] for visit in came.visits] == [("text", "subscribe")] * 3


def test_delays_double_while_it_fails(scene: Scene) -> None:
    scene.refusals = [None, NOBODY_THERE, NOBODY_THERE, NOBODY_THERE]
    came = scene.play(one_after_the_other(fin, says_and_closes), stay=replace(ALWAYS, delay_max_s=4.0))
    first, second = came.visits
    assert second.began_s - first.began_s == pytest.approx(1 + 2 + 4 + 4, abs=0.1)
    assert "refused; attempt 5 in 4.00 s" in came.talk[-2]


def test_a_session_that_lasted_begins_the_count_anew(scene: Scene) -> None:
    async def lasts(visit: Visit) -> None:
        await asyncio.sleep(11 if visit.number == 3 else 1)
        visit.peer.close()

    came = scene.play(lasts, stay=replace(ALWAYS, retries_max=2))
    delays = [line.rpartition(" in ")[2] for line in came.talk if "attempt" in line]
    assert delays == ["1.00 s", "2.00 s", "1.00 s", "2.00 s"]
    assert came.exit is Exit.FOUND


def test_tries_that_are_spent_end_it(scene: Scene) -> None:
    came = scene.play(closes(1001), stay=ONCE_MORE)
    assert (came.exit, len(came.visits)) == (Exit.FOUND, 2)


def test_a_last_try_that_fails_is_the_error(scene: Scene) -> None:
    refused = RtError("connect example.com:80", "refused", exit=Exit.UNREACHED)
    scene.refusals = [None, refused]
    came = scene.play(fin, stay=ONCE_MORE)
    assert (came.error, refused.exit) == (refused, Exit.FOUND)


def test_a_mistake_of_ours_is_not_tried_again(scene: Scene) -> None:
    gone = RtError("input token", "no such file")
    scene.refusals = [None, gone]
    came = scene.play(fin, stay=ALWAYS)
    assert (came.error, gone.exit) == (gone, Exit.USAGE)


def test_a_time_limit_holds_while_waiting_too(scene: Scene) -> None:
    scene.refusals = [None] + [NOBODY_THERE] * 100
    came = scene.play(reset, stay=ALWAYS, ends=Ends(max_time_s=100.0))
    assert (came.exit, came.ended_s) == (Exit.FOUND, 100.0)


def test_steps_go_on_in_the_next_session(scene: Scene) -> None:
    steps = Send(b"1"), Expect("b"), Send(b"2"), ExpectClose(1006), Send(b"3")
    came = scene.play(one_after_the_other(drops_after_b, silent), steps=steps, stay=ALWAYS)
    assert came.exit is Exit.OK
    assert [visit.heard for visit in came.visits] == [
        [("text", "1"), ("text", "2")],
        [("text", "3"), ("close", "1000")],
    ]


async def drops_after_b(visit: Visit) -> None:
    await visit.hear()
    visit.say("b")
    await visit.hear()
    visit.peer.close()


def test_what_comes_from_the_source_waits_for_the_next_session(scene: Scene) -> None:
    came = scene.play(one_after_the_other(drops_after_one, silent), source=Slow(), stay=ALWAYS)
    assert came.exit is Exit.OK
    assert [visit.heard for visit in came.visits] == [[("text", "0")], [("text", "1"), ("close", "1000")]]


async def drops_after_one(visit: Visit) -> None:
    await visit.hear()
    visit.peer.close()


class Slow:
    """A source that says something each half second."""

    def over(self, outlet: Outlet) -> Sheet:
        return outlet

    async def run(self, talk: Talk) -> None:
        for number in range(2):
            await talk.send_all([b"%d" % number])
            await asyncio.sleep(0.5)


class Returning(Slow):
    """One that asks for another session, and in the end waits no longer for one."""

    async def run(self, talk: Talk) -> None:
        talk.reconnect()
        await asyncio.sleep(1)
        await talk.send_all([b"again"])
        await asyncio.sleep(1)
        talk.reconnect()
        await asyncio.sleep(1)


@pytest.mark.parametrize("stay", [Stay(), ALWAYS])
def test_a_new_session_can_be_asked_for(scene: Scene, stay: Stay) -> None:
    came = scene.play(silent, source=Returning(), stay=stay)
    assert came.exit is Exit.OK
    assert [visit.heard for visit in came.visits] == [
        [("close", "1000")],
        [("text", "again"), ("close", "1000")],
        [("close", "1000")],
    ]


class Impatient(Slow):
    async def run(self, talk: Talk) -> None:
        await asyncio.sleep(1)
        talk.reconnect()
        await talk.open_socket()


def test_a_wait_can_be_cut_short(scene: Scene) -> None:
    long = replace(ALWAYS, delay_s=30.0)
    came = scene.play(one_after_the_other(fin, silent), source=Impatient(), stay=long)
    assert came.exit is Exit.OK
    assert came.visits[1].began_s == pytest.approx(1.0, abs=0.1)


def test_input_is_read_once_a_session_is_open_again(scene: Scene) -> None:
    came = scene.play(one_after_the_other(fin, silent), input=Input(), stdin=b"a\n", stay=ALWAYS)
    assert came.exit is Exit.OK
