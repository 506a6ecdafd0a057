"""One feed of numbered items that grows with time, for all who follow it in whatever way."""

import time
from typing import NamedTuple

KEPT = 1000  # items that can still be asked for


class Item(NamedTuple):
    number: int  # from 1 on
    at: float  # seconds since the epoch


class Feed:
    """An item each interval since the feed began: whoever asks finds the same ones, and none has to be made before."""

    def __init__(self, every_s: float = 1.0, began: float | None = None) -> None:
        self.every_s = every_s
        self.began = time.time() if began is None else began

    def since(self, number: int, now: float) -> list[Item]:
        """The items behind that number which there are by now, the oldest of those kept first."""
        last = int((now - self.began) / self.every_s)
        return [Item(n, self.began + n * self.every_s) for n in range(max(number, last - KEPT) + 1, last + 1)]

    def due(self, number: int) -> float:
        """When the item of that number comes."""
        return self.began + number * self.every_s
