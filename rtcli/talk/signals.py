"""What befalls a conversation from outside, as calls from its event loop: Ctrl-C and SIGTERM, and mistakes of ours.

The handlers before it are put back.
"""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any

from rtcli.exits import Exit

EXITS = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}


@contextmanager
def heeding(stop: Callable[[Exit], None]) -> Iterator[None]:
    """Each of them calls `stop` with its exit code; one that was ignored, as behind nohup, stays so."""
    before = {number: signal.getsignal(number) for number in EXITS}
    heard = [number for number in EXITS if before[number] is not signal.SIG_IGN and current_thread() is main_thread()]
    loop = asyncio.get_running_loop()
    for number in heard:
        loop.add_signal_handler(number, stop, EXITS[number])
    try:
        yield
    finally:
        for number in heard:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])


@contextmanager
def heeding_bugs(fail: Callable[[BaseException], None]) -> Iterator[None]:
    """Whatever a callback raises would only be logged, and what it was to do be missing: it calls `fail`."""

    def take(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if error := context.get("exception"):
            fail(error)
        else:
            loop.default_exception_handler(context)

    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(take)
    try:
        yield
    finally:
        loop.set_exception_handler(before)
