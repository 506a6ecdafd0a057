"""The clock is the loop's."""

import asyncio

from rtcli.net.clock import now, worked_s
from tests.vloop import run


def test_now_is_the_loops_time() -> None:
    async def main() -> tuple[float, float]:
        before = now()
        await asyncio.sleep(3600)
        return before, now()

    assert run(main()) == (0.0, 3600.0)


def test_work_is_what_it_costs_and_waiting_is_none() -> None:
    before_s = worked_s()
    sum(range(100_000))
    assert worked_s() > before_s
