"""What happens by itself: steps, then the source, then the end."""

import asyncio

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.conversation import Talk
from rtcli.talk.outlet import Outlet, Sheet
from rtcli.talk.plan import Ends, Expect, ExpectClose, Input, Send, Step
from tests.talk.scene import Scene, Visit, clock, echoing, silent

CLOSED = ("close", "1000")


class Source:
    """One that says a few things."""

    def __init__(self, *texts: bytes) -> None:
        self.texts = [*texts]

    def over(self, outlet: Outlet) -> Sheet:
        return outlet

    async def run(self, talk: Talk) -> None:
        for text in self.texts:
            await talk.send_all([text])


def test_steps_come_before_the_source(scene: Scene) -> None:
    async def greets_late(visit: Visit) -> None:
        await asyncio.sleep(3)
        visit.say("welcome")

    came = scene.play(greets_late, steps=(Send(b"hi"), Expect("welcome")), source=Source(b"one"))
    assert (came.exit, came.heard) == (Exit.OK, [("text", "hi"), ("text", "one"), CLOSED])


def test_a_step_that_fails_leaves_the_source_out(scene: Scene) -> None:
    came = scene.play(silent, steps=(Send(b"hi"), Expect("welcome", 1.0)), source=Source(b"one"))
    assert (came.exit, came.heard) == (Exit.FOUND, [("text", "hi"), CLOSED])
    assert 1.0 <= came.ended_s < 1.1


@pytest.mark.parametrize(
    "steps, ended_s",
    [
        ((Send(b"a"),), 2.0),
        ((Send(b"a"), Expect("a")), 0.0),
        ((Send(b"a"), Expect("a"), Send(b"b")), 2.0),
    ],
)
def test_the_end_follows_the_last_step(scene: Scene, steps: tuple[Step, ...], ended_s: float) -> None:
    came = scene.play(echoing, steps=steps)
    assert (came.exit, came.heard[-1]) == (Exit.OK, CLOSED)
    assert ended_s <= came.ended_s < ended_s + 0.1


def test_input_that_is_read_as_well_comes_behind_the_steps(scene: Scene) -> None:
    came = scene.play(echoing, steps=(Send(b"a"), Expect("a")), input=Input(), stdin=b"b\n")
    assert (came.exit, came.lines, came.heard) == (Exit.OK, ["a", "b"], [("text", "a"), ("text", "b"), CLOSED])


@pytest.mark.parametrize(
    "code, expected, exit_code", [(1008, 1008, Exit.OK), (1000, 1000, Exit.OK), (1000, 1001, Exit.FOUND)]
)
def test_a_close_that_was_expected_decides_alone(scene: Scene, code: int, expected: int, exit_code: Exit) -> None:
    async def closes(visit: Visit) -> None:
        await visit.hear()
        visit.say("go away")
        visit.close(code)

    came = scene.play(closes, steps=(Send(b"hi"), ExpectClose(expected)))
    assert (came.exit, came.lines) == (exit_code, ["go away"])


def test_who_has_nothing_to_say_waits_for_what_was_asked_for(scene: Scene) -> None:
    came = scene.play(clock(60.0), input=Input(), stdin=b"", ends=Ends(max_messages=2))
    assert (came.exit, came.lines) == (Exit.OK, ["1", "2"])


def test_silence_without_end_waits_for_the_server(scene: Scene) -> None:
    async def closes(visit: Visit) -> None:
        await asyncio.sleep(100_000)
        visit.close(1000)

    came = scene.play(closes, steps=(Send(b"a"),), ends=Ends(drain_s=float("inf")))
    assert came.exit is Exit.OK
    assert came.ended_s > 100_000


def test_what_neither_sends_nor_expects_is_ended_by_others(scene: Scene) -> None:
    came = scene.play(clock(10.0), ends=Ends(max_messages=3))
    assert (came.exit, came.lines) == (Exit.OK, ["1", "2", "3"])


def test_a_source_that_cannot_go_on_closes_the_session(scene: Scene) -> None:
    mistake = RtError("input stdin", "line 2 is no hex")

    class Broken(Source):
        async def run(self, talk: Talk) -> None:
            await super().run(talk)
            raise mistake

    came = scene.play(silent, source=Broken(b"one"))
    assert (came.error, came.heard) == (mistake, [("text", "one"), CLOSED])
