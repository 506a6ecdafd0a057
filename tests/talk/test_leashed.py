"""What waits, and is called back."""

import asyncio

import pytest

from rtcli.talk.leashed import Leashed
from tests.vloop import run


def test_what_is_inside_ends_when_it_is_cut() -> None:
    async def cut_short() -> float:
        held = Leashed()
        loop = asyncio.get_running_loop()
        loop.call_later(1.0, held.cut)
        loop.call_later(1.0, held.cut)  # twice is once
        async with held.cuttable():
            await asyncio.sleep(10)
        held.cut()
        return loop.time()

    assert run(cut_short()) == 1.0


def test_it_can_be_held_again() -> None:
    async def twice() -> float:
        held = Leashed()
        async with held.cuttable():
            held.cut()
            await asyncio.sleep(10)
        async with held.cuttable():
            await asyncio.sleep(1)
        return asyncio.get_running_loop().time()

    assert run(twice()) == 1.0


def test_a_bug_is_raised_and_the_first_counts() -> None:
    async def fail() -> None:
        held = Leashed()
        async with held.cuttable():
            held.fail(KeyError("first"))
            held.fail(ValueError("second"))
            await asyncio.sleep(10)

    with pytest.raises(KeyError, match="first"):
        run(fail())


def test_a_timeout_that_is_not_its_own_goes_on() -> None:
    async def expire() -> None:
        async with Leashed().cuttable(), asyncio.timeout(1):
            await asyncio.sleep(10)

    with pytest.raises(TimeoutError):
        run(expire())
