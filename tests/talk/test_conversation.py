"""A talk over its sessions: what a source and the prompt do with it, and how it is left."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.way import Way
from rtcli.talk.bare import BareTeller
from rtcli.talk.conversation import Talk
from rtcli.talk.outlet import Outlet, Sheet
from rtcli.talk.plan import Ends, Look, Plan, Reply, Send, Stay, Streams
from rtcli.wire.frames import BINARY
from rtcli.wire.record import End, Opening, RecordReader, Transfer
from tests.talk.scene import ASKED, NOBODY_THERE, Came, Scene, Visit, echoing, silent
from tests.talk.telling import BEGAN
from tests.vloop import run

CLOSED = ("close", "1000")
REPLIES = (Reply("/\\d/", r"yes \g<0>"),)


class Acting:
    """A source that does this."""

    def __init__(self, act: Callable[[Talk], Awaitable[None]]) -> None:
        self.act = act

    def over(self, outlet: Outlet) -> Sheet:
        return outlet

    async def run(self, talk: Talk) -> None:
        await self.act(talk)


def done(scene: Scene, act: Callable[[Talk], Awaitable[None]], **plan: Any) -> Came:
    return scene.play(silent, source=Acting(act), **plan)


def test_messages_and_bytes_are_sent(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        await talk.send_all([b"a", b"b"])
        await talk.send_all([b"c"], BINARY)
        await talk.send_raw(bytes.fromhex("818100000000 64"))

    heard = [("text", "a"), ("text", "b"), ("binary", "c"), ("text", "d"), CLOSED]
    came = done(scene, act)
    assert (came.exit, came.heard) == (Exit.OK, heard)


def test_a_close_ends_it_without_waiting_for_silence(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        talk.close(4000, "enough")
        talk.close()

    came = done(scene, act)
    assert (came.exit, came.heard) == (Exit.OK, [("close", "4000")])
    assert came.ended_s < 0.1


def test_a_close_between_sessions_ends_it_too(scene: Scene) -> None:
    async def drops(visit: Visit) -> None:
        visit.peer.close()

    async def act(talk: Talk) -> None:
        await asyncio.sleep(5)
        talk.close()

    scene.refusals = [None, *[NOBODY_THERE] * 99]
    came = scene.play(drops, source=Acting(act), stay=Stay(reconnect=True))
    assert came.exit is Exit.OK
    assert came.ended_s == pytest.approx(5.0, abs=0.1)


def test_ctrl_c_at_the_prompt(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        talk.interrupted()
        await asyncio.sleep(60)

    came = done(scene, act)
    assert (came.exit, came.heard) == (Exit.INTERRUPTED, [CLOSED])


def test_a_third_ctrl_c_does_no_harm(scene: Scene) -> None:
    async def deaf(visit: Visit) -> None:
        await asyncio.sleep(60)

    async def act(talk: Talk) -> None:
        for _ in range(3):
            talk.interrupted()

    came = scene.play(deaf, source=Acting(act))
    assert came.exit is Exit.INTERRUPTED
    assert came.ended_s < 0.1


def test_the_look_can_be_changed(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        talk.change_look(json=True)
        await talk.send_all([b"x"])

    came = scene.play(echoing, source=Acting(act))
    assert came.lines[0].startswith('{"type":"message"')


def test_the_manner_can_be_changed(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        talk.change_manner(fragment_bytes=2)
        await talk.send_all([b"abc"])
        talk.socket = None
        talk.change_manner(fragment_bytes=None)

    came = done(scene, act, ends=Ends(max_time_s=1.0))
    assert came.heard[:2] == [("text", "ab"), ("continuation", "c")]


def test_a_recording_can_begin_and_end_in_the_midst(scene: Scene, tmp_path: Path) -> None:
    async def act(talk: Talk) -> None:
        await talk.send_all([b"before"])
        talk.record(str(tmp_path / "record.jsonl"))
        await talk.send_all([b"kept"])
        talk.record(None)
        await talk.send_all([b"after"])

    done(scene, act)
    reader = RecordReader()
    values = [*reader.feed((tmp_path / "record.jsonl").read_bytes()), *reader.close()]
    assert [type(value) for value in values] == [Opening, Transfer, End]


def test_heartbeats_and_replies(scene: Scene) -> None:
    async def asks(visit: Visit) -> None:
        await asyncio.sleep(50)
        visit.say("hello", "are you there? 7")

    beats: dict[str, Any] = {"heartbeat": Send(b"beat", binary=True), "heartbeat_every_s": 30.0}
    came = scene.play(asks, ends=Ends(max_time_s=70.0), on_connect=(Send(b"first"),), replies=REPLIES, **beats)
    assert came.heard == [("text", "first"), ("binary", "beat"), ("text", "yes 7"), ("binary", "beat"), CLOSED]


def test_a_reader_that_takes_nothing_holds_the_server_up(scene: Scene) -> None:
    read_end, write_end = os.pipe()
    taken, said = bytearray(), list[int]()

    async def floods(visit: Visit) -> None:
        for number in range(400):
            visit.say("x" * 9_999)
            said.append(number)
            while visit.peer.transport.is_full:
                await asyncio.sleep(0.1)
        visit.close(1000)

    def take() -> None:
        taken.extend(os.read(read_end, 65536))

    async def reads_late(talk: Talk) -> None:
        await asyncio.sleep(60)
        assert len(said) < 200
        asyncio.get_running_loop().add_reader(read_end, take)
        await asyncio.sleep(0)

    came = scene.play(floods, source=Acting(reads_late), stdout=write_end)
    os.close(write_end)
    while piece := os.read(read_end, 65536):
        taken += piece
    os.close(read_end)
    assert (came.exit, len(taken)) == (Exit.OK, 400 * 10_000)


def test_echoes_hold_a_server_up_that_takes_none(scene: Scene) -> None:
    async def floods(visit: Visit) -> None:
        visit.peer.pause()
        for _ in range(400):
            visit.say("x" * 9_999)
        await asyncio.sleep(60)
        assert visit.peer.transport.is_full
        visit.peer.resume()
        for _ in range(400):
            await visit.hear()
        visit.close(1000)

    came = scene.play(floods, echo=True)
    assert (came.exit, len(came.heard)) == (Exit.OK, 401)


def test_silence_does_not_count_while_nothing_is_read(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        talk.hold("output", True)
        asyncio.get_running_loop().call_later(30.0, talk.hold, "output", False)

    came = done(scene, act)
    assert came.ended_s == pytest.approx(32.0, abs=0.1)


def test_a_new_session_can_be_asked_for(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        talk.reconnect()
        await talk.send_all([b"again"])

    assert done(scene, act).heard == [CLOSED, ("text", "again"), CLOSED]


def test_what_was_expected_and_did_not_come_is_told(scene: Scene) -> None:
    async def act(talk: Talk) -> None:
        assert talk.failures() == ("expected 2 messages; 0 came before the end: nothing more can come",)
        talk.close()
        talk.steps.script.failure = "expected x"

    came = done(scene, act, ends=Ends(max_messages=2))
    assert came.exit is Exit.FOUND
    assert came.warnings == [
        "error: expected x",
        "error: expected 2 messages; 0 came before the end: closed by us: 1000 normal closure",
    ]


def test_a_time_out_of_others_is_not_ours_to_take(scene: Scene) -> None:
    async def act(_talk: Talk) -> None:
        raise TimeoutError("of the source")

    assert isinstance(done(scene, act).error, TimeoutError)


def test_a_bug_ends_it_at_once_and_is_raised(scene: Scene) -> None:
    async def act(_talk: Talk) -> None:
        asyncio.get_running_loop().call_soon(lambda: [][1])
        asyncio.get_running_loop().call_soon(lambda: int("x"))
        await asyncio.sleep(60)

    came = done(scene, act)
    assert isinstance(came.error, IndexError)
    assert came.ended_s < 0.1


def test_output_may_be_full_before_anything_is_open(scene: Scene) -> None:
    async def full(visit: Visit) -> None:
        visit.say("x")

    async def act(talk: Talk) -> None:
        talk.reconnect()
        await asyncio.sleep(0.5)
        talk.hold("output", True)
        talk.hold("output", False)

    scene.refusals, scene.opening_s = [None, NOBODY_THERE], 1.0
    came = scene.play(full, source=Acting(act))
    assert came.error is NOBODY_THERE


def test_what_is_cut_already_can_be_cut_again() -> None:
    async def main() -> float:
        talk = Talk(
            Plan(lambda: ASKED, Way()), lambda _look: BareTeller(Look(), Outlet(2), Streams(), began=BEGAN), 0.0
        )
        async with talk.cuttable():
            talk.cut()
            try:
                await asyncio.sleep(60)
            finally:
                talk.cut()
        return now()

    assert run(main()) == 0.0
