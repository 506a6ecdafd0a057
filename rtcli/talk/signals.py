"""Ctrl-C and SIGTERM while a conversation runs: calls from its event loop, and the handlers before it put back."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

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
