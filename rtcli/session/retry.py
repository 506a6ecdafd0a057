"""Failures in a row to how long to wait before the next try: exponential, and drawn from all of the bound.

Nobody waits here; a delay is a number.
"""

from collections.abc import Callable
from random import random as chance

FIRST_S = 1.0
MOST_S = 30.0


class Backoff:
    """The bound begins at `first_s` and doubles up to `most_s`; each delay is drawn evenly from 0 to it.

    So clients that lost one server do not all come back at once.
    """

    def __init__(self, first_s: float = FIRST_S, most_s: float = MOST_S, random: Callable[[], float] = chance) -> None:
        if not 0 <= first_s <= most_s:
            raise ValueError(f"delays from {first_s} to {most_s} s")
        self.first_s, self.most_s = first_s, most_s
        self.tries = 0  # since the last success
        self._random = random  # from 0 up to 1
        self._bound_s = first_s

    def next(self, floor_s: float = 0.0) -> float:
        """How long to wait now: never less than `floor_s`, which the server asked for, and drawn from above it."""
        bound_s, self._bound_s = self._bound_s, min(2 * self._bound_s, self.most_s)
        self.tries += 1
        return floor_s + self._random() * bound_s

    def reset(self) -> None:
        """Begin anew, after a connection that lasted."""
        self.tries, self._bound_s = 0, self.first_s
