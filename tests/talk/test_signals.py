"""Signals and bugs, while a loop runs."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator

import pytest

from rtcli.exits import Exit
from rtcli.talk.signals import heeding, heeding_bugs


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """As they are in a shell's foreground, wherever the tests run."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


async def heard(*numbers: int) -> list[Exit]:
    codes = list[Exit]()
    with heeding(codes.append):
        for number in numbers:
            os.kill(os.getpid(), number)
            await asyncio.sleep(0.01)
    return codes


def test_each_calls_with_its_exit_code() -> None:
    numbers = signal.SIGINT, signal.SIGTERM, signal.SIGINT
    assert asyncio.run(heard(*numbers)) == [Exit.INTERRUPTED, Exit.TERMINATED, Exit.INTERRUPTED]


def test_the_handlers_before_are_put_back() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    asyncio.run(heard(signal.SIGTERM))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_one_that_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    assert asyncio.run(heard(signal.SIGTERM)) == []
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


def test_in_another_thread_there_are_none() -> None:
    codes: list[list[Exit]] = []
    thread = threading.Thread(target=lambda: codes.append(asyncio.run(heard())))
    thread.start()
    thread.join()
    assert codes == [[]]


def test_what_a_callback_raises_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> list[BaseException]:
        bugs = list[BaseException]()
        with heeding_bugs(bugs.append):
            asyncio.get_running_loop().call_soon(lambda: [][1])
            await asyncio.sleep(0)
            asyncio.get_running_loop().call_exception_handler({"message": "only said"})
        assert asyncio.get_running_loop().get_exception_handler() is None
        return bugs

    with caplog.at_level(logging.ERROR):
        bugs = asyncio.run(main())
    assert [type(bug) for bug in bugs] == [IndexError]
    assert [record.message for record in caplog.records] == ["only said"]
