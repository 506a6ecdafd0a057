import asyncio
from itertools import pairwise

import pytest

from tests.vloop import run


def test_an_hour_of_sleep_takes_no_time_and_an_hour() -> None:
    async def main() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    assert run(main()) == 3600


def test_timers_fire_in_their_order() -> None:
    async def nap(seconds: float, woken: list[float]) -> None:
        await asyncio.sleep(seconds)
        woken.append(asyncio.get_running_loop().time())

    async def main() -> list[float]:
        woken: list[float] = []
        async with asyncio.TaskGroup() as group:
            for seconds in (30, 0.1, 86400, 5):
                group.create_task(nap(seconds, woken))
        return woken

    woken = run(main())
    assert woken == pytest.approx([0.1, 5, 30, 86400])
    assert all(first < second for first, second in pairwise(woken))


def test_a_time_limit_counts_virtual_seconds() -> None:
    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(25):
                await asyncio.Event().wait()
        return asyncio.get_running_loop().time()

    assert run(main()) == 25


def test_what_would_hang_fails() -> None:
    async def main() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="deadlock: every task waits and no timer is set"):
        run(main())


def test_a_task_that_is_left_waiting_is_cancelled_and_cleans_up() -> None:
    cleaned = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(wait())

    with pytest.raises(RuntimeError, match="deadlock"):
        run(main())
    assert cleaned == [True]
