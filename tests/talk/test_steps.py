"""Steps with their clock, in virtual time."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from rtcli.talk.plan import Expect, ExpectClose, Send, Step
from rtcli.talk.steps import Steps
from tests.talk.telling import mortem
from tests.vloop import run

A, B = Send(b"a"), Send(b"b")


def played(*given: Step, plays: Callable[[Steps], Any]) -> tuple[list[Send], str | None, bool]:
    """What was sent, what failed, and whether it is over, after this was done with the steps."""

    async def main() -> tuple[list[Send], str | None, bool]:
        sent = list[Send]()
        steps = Steps(given, sent.append)
        await plays(steps)
        return sent, steps.script.failure, steps.over.is_set()

    return run(main())


async def opens(steps: Steps) -> None:
    steps.opened()


def test_without_steps_it_is_over_once_a_session_is_open() -> None:
    assert played(plays=opens) == ([], None, True)


def test_sends_go_out_at_once() -> None:
    assert played(A, B, plays=opens) == ([A, B], None, True)


def test_an_expectation_holds_the_next_send_up() -> None:
    async def plays(steps: Steps) -> None:
        steps.opened()
        steps.heard(b"other")
        assert not steps.over.is_set()
        steps.heard(b"x")
        await asyncio.sleep(60)

    assert played(A, Expect("x"), B, plays=plays) == ([A, B], None, True)


def test_time_runs_from_one_expectation_to_the_next() -> None:
    async def plays(steps: Steps) -> None:
        steps.opened()
        await asyncio.sleep(0.9)
        steps.heard(b"x")
        steps.heard(b"other")
        await asyncio.sleep(1.9)
        steps.heard(b"y")
        steps.heard(b"x")
        await asyncio.sleep(2.5)
        assert not steps.over.is_set()
        await steps.over.wait()

    steps = Expect("x", 1.0), Expect("y", 2.0), Expect("x", 1.0), Expect("z", 3.0)
    sent, failure, _over = played(*steps, plays=plays)
    assert failure == "step 4 of 4: expected z, which did not come within 3s\n  nothing else came"


def test_another_session_does_not_give_more_time() -> None:
    async def plays(steps: Steps) -> None:
        steps.opened()
        await asyncio.sleep(3)
        steps.closed(mortem())
        await asyncio.sleep(1)
        steps.opened()
        await asyncio.sleep(1.5)

    _sent, failure, over = played(A, Expect("x", 5.0), plays=plays)
    assert failure and over


@pytest.mark.parametrize("code, is_met", [(1000, True), (1008, False)])
def test_a_close_is_waited_for(code: int, is_met: bool) -> None:
    async def plays(steps: Steps) -> None:
        steps.opened()
        steps.closed(mortem(code_received=code))

    _sent, failure, over = played(ExpectClose(1000), plays=plays)
    assert (failure is None, over) == (is_met, True)


def test_what_follows_a_close_waits_for_the_next_session() -> None:
    async def plays(steps: Steps) -> None:
        steps.opened()
        steps.closed(mortem())
        await asyncio.sleep(60)
        steps.opened()

    assert played(A, ExpectClose(1000), B, plays=plays) == ([A, B], None, True)


def test_an_end_leaves_nothing_to_wait_for() -> None:
    async def plays(steps: Steps) -> None:
        steps.opened()
        steps.ended("the end")
        await asyncio.sleep(60)

    _sent, failure, over = played(Expect("x"), plays=plays)
    assert failure == "expected x, which did not come before the end: the end\n  nothing else came"
    assert over
