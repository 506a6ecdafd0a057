"""A comparison, carried out: the same feed by each way, all at once or in turn, and what each came to.

Each way has a thread and a loop of its own, so that what it costs can be told from what the others do.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from rtcli.exits import Exit
from rtcli.talk.compare_plan import ComparePlan, Side
from rtcli.talk.sides import measure
from rtcli.talk.signals import heeding
from rtcli.talk.tally import Tally
from rtcli.talk.thread import in_thread


class Contest:
    """All ways of one command."""

    def __init__(self, plan: ComparePlan) -> None:
        self.plan = plan
        self.stopped: Exit | None = None  # from outside, with this exit code
        self._cuts: list[Callable[[], object]] = []

    async def run(self) -> list[Tally]:
        """What each way came to, in their order; of those that were not begun, nothing."""
        with heeding(self.stop):
            if not self.plan.in_turn:
                return [*await asyncio.gather(*map(self._aside, self.plan.sides))]
            return [await self._aside(side) for side in self.plan.sides if self.stopped is None]

    def stop(self, code: Exit) -> None:
        """Leave all ways, each with what it has by then."""
        self.stopped = self.stopped or code
        for cut in self._cuts:
            cut()

    def exit_code(self, tallies: list[Tally]) -> Exit:
        """0 where all ways were measured."""
        if self.stopped is not None:
            return self.stopped
        if all(tally.at_opening is None for tally in tallies):
            return Exit.UNREACHED
        return Exit.OK if all(tally.messages and tally.error is None for tally in tallies) else Exit.UNMEASURED

    async def _aside(self, side: Side) -> Tally:
        return await in_thread(lambda: asyncio.run(self._measure(side)))

    async def _measure(self, side: Side) -> Tally:
        loop = asyncio.get_running_loop()
        leash = asyncio.timeout(self.plan.for_s)

        def cut() -> None:
            with suppress(RuntimeError):  # it is over
                leash.reschedule(loop.time())

        def cut_from_outside() -> None:
            with suppress(RuntimeError):  # its loop is
                loop.call_soon_threadsafe(cut)

        self._cuts.append(cut_from_outside)
        return await measure(side, self.plan, leash)
