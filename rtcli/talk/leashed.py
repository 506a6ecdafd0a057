"""What waits, for a server or for a reader, and can be called back from outside: a base of both live clients."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rtcli.net.clock import now


class Leashed:
    """Its `cut` and `fail` may be called from any callback of the loop."""

    def __init__(self) -> None:
        self.bug: BaseException | None = None  # of ours, which ends it at once
        self._leash = asyncio.timeout(None)

    @asynccontextmanager
    async def cuttable(self) -> AsyncIterator[None]:
        """What is done inside ends as soon as somebody cuts it; for a bug, by raising that."""
        self._leash = asyncio.timeout(None)
        try:
            async with self._leash:
                yield
        except TimeoutError:
            if not self._leash.expired():
                raise
        if self.bug:
            raise self.bug

    def cut(self) -> None:
        if not self._leash.expired():
            self._leash.reschedule(now())

    def fail(self, bug: BaseException) -> None:
        self.bug = self.bug or bug
        self.cut()
