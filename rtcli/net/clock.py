"""The one door through which time enters: the event loop's clock, which tests may let jump, and what work costs."""

import asyncio
from time import thread_time


def now() -> float:
    """Seconds on the clock that every timer, span and arrival time is read from."""
    return asyncio.get_running_loop().time()


def worked_s() -> float:
    """CPU seconds that this thread has used so far, whatever others do meanwhile."""
    return thread_time()
