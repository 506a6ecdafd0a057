"""Work that is attended: to its end, to a limit, to a signal, and what a person sees meanwhile; in virtual time."""

import asyncio
import os
import signal
from collections.abc import Callable

import pytest

from rtcli.cli import output
from rtcli.cli.waiting import Step, attend
from rtcli.errors import RtError
from rtcli.exits import Exit
from tests.cli.test_progress import terminal
from tests.vloop import run

STEP = Step("looking [at] it", 3.0, 10.0)


def attended(seconds: float, *, limit_s: float | None = None, act: Callable[[], None] = lambda: None) -> RtError | None:
    """Work that does something, and then takes so long."""

    async def work() -> None:
        act()
        await asyncio.sleep(seconds)

    return run(attend(work(), lambda: STEP, limit_s=limit_s))


def fail() -> None:
    raise RtError("connect h:1", "refused", exit=Exit.UNREACHED)


def test_what_ends_in_time_says_nothing() -> None:
    assert attended(5.0, limit_s=6.0) is None
    assert attended(0.0) is None


def test_a_limit_an_error_and_a_bug() -> None:
    error = attended(5.0, limit_s=1.5)
    assert error and (error.why, error.kind, error.exit) == ("--max-time 1.5s is over", "timeout", Exit.UNREACHED)
    error = attended(5.0, act=fail)
    assert error and error.why == "refused"
    with pytest.raises(ExceptionGroup):
        attended(5.0, act=lambda: [].pop())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)])
def test_a_signal_ends_it(number: int, code: Exit) -> None:
    error = attended(3600.0, act=lambda: os.kill(os.getpid(), number))
    assert error and (error.exit, error.where) == (code, "run")


def test_somebody_who_looks_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as err:
        attended(1.9)
        assert err.taken() == b""
        attended(3.0)
        assert "looking [at] it" in err.taken().decode()


def test_nobody_who_does_not_look_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch, piped=True) as err:
        attended(5.0)
        assert err.taken() == b""
    assert not output.asked.begun
