"""The one door through which time enters: the event loop's clock, which tests may let jump."""

import asyncio


def now() -> float:
    """Seconds on the clock that every timer, span and arrival time is read from."""
    return asyncio.get_running_loop().time()
