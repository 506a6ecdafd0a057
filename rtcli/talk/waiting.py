"""A wait that lasts, told to whoever watches: how long it has been, and how long it may be."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rtcli.net.clock import now
from rtcli.wire.quantity import format_duration

PATIENCE_S = 2.0  # what is over sooner needs no words
EACH_S = 1.0


@contextmanager
def told(what: str, limit_s: float, say: Callable[[str], None]) -> Iterator[None]:
    """While the body waits; `say` takes a line that gives way to the next, and none at the end."""
    loop, begun_s, is_told = asyncio.get_running_loop(), now(), False
    timer = loop.call_later(PATIENCE_S, lambda: tell())

    def tell() -> None:
        nonlocal timer, is_told
        is_told = True
        say(f"{what}: {format_duration(round(now() - begun_s))} of {format_duration(limit_s)}")
        timer = loop.call_later(EACH_S, tell)

    try:
        yield
    finally:
        timer.cancel()
        if is_told:
            say("")
