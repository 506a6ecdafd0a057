"""A call that may take its time, in a thread of its own: neither Ctrl-C nor the end of the loop waits for it."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
V = TypeVar("V")


async def in_thread(work: Callable[[], T]) -> T:
    """What it gives or raises; cancelled, it goes on unheard."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(put: Callable[[V], None], value: V) -> None:
        if not answer.done():  # it was cancelled
            put(value)

    def run() -> None:
        settled: tuple[Callable[..., None], object]
        try:
            settled = answer.set_result, work()
        except Exception as error:
            settled = answer.set_exception, error
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, *settled)

    threading.Thread(target=run, daemon=True).start()
    return await answer
