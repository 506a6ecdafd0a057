"""Calls in a thread that nobody waits for."""

import asyncio
import threading

import pytest

from rtcli.talk.thread import in_thread


def test_it_gives_what_the_call_gives() -> None:
    def work() -> str:
        return threading.current_thread().name

    assert asyncio.run(in_thread(work)) != threading.current_thread().name


def test_it_raises_what_the_call_raises() -> None:
    def work() -> None:
        raise KeyError("inside")

    with pytest.raises(KeyError, match="inside"):
        asyncio.run(in_thread(work))


def test_a_call_that_hangs_can_be_left() -> None:
    goes_on, is_done = threading.Event(), threading.Event()

    def hang() -> None:
        goes_on.wait(10)
        is_done.set()

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await in_thread(hang)

    async def leave_and_see() -> None:
        await leave()
        goes_on.set()
        await asyncio.get_running_loop().run_in_executor(None, is_done.wait, 10)
        await asyncio.sleep(0)

    asyncio.run(leave_and_see())
    assert is_done.is_set()


def test_the_loop_may_end_before_the_call() -> None:
    goes_on = threading.Event()
    before = threading.active_count()

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await in_thread(lambda: goes_on.wait(10))

    asyncio.run(leave())
    goes_on.set()
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread():
            thread.join(10)
    assert threading.active_count() <= before
