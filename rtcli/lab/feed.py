"""One feed of numbered items that grows with time, for all who follow it in whatever way."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

KEPT = 1000  # items that can still be asked for
ROUNDING_S = 1e-6  # so much early an item counts as come: whoever waits until it is due shall find it


class Item(NamedTuple):
    number: int  # from 1 on
    at: float  # seconds since the epoch


class Feed:
    """An item each interval since the feed began: whoever asks finds the same ones, and none has to be made before."""

    def __init__(self, every_s: float = 1.0, began: float | None = None, kept: int = KEPT) -> None:
        self.every_s = every_s
        self.began = time.time() if began is None else began
        self.kept = kept

    def last(self, now: float) -> int:
        """The number of the newest item by now; 0 before there is one."""
        return max(int((now - self.began + ROUNDING_S) / self.every_s), 0)

    def oldest(self, now: float) -> int:
        """The number of the oldest item kept, or of the first one to come."""
        return max(self.last(now) - self.kept, 0) + 1

    def since(self, number: int, now: float) -> list[Item]:
        """The items behind that number which there are by now, the oldest of those kept first."""
        first = max(number + 1, self.oldest(now))
        return [Item(n, self.due(n)) for n in range(first, self.last(now) + 1)]

    def due(self, number: int) -> float:
        """When the item of that number comes."""
        return self.began + number * self.every_s

    async def follow(self, number: int, pause: Callable[[float], Awaitable[None]]) -> AsyncIterator[Item]:
        """The items behind that number, those to come as well, each when it is due; ends as the pause does."""
        while True:
            for item in self.since(number, time.time()):
                yield item
                number = item.number
            await pause(max(self.due(number + 1) - time.time(), 0))
