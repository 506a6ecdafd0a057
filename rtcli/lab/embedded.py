"""The lab inside another program: a thread of its own with a loop of its own, on loopback unless told otherwise."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress

from rtcli.lab.server import Address, Lab

HOST = "127.0.0.1"
PATIENCE_S = 5.0  # for all to end, before it is asked for again


@contextmanager
def running(
    lab: Lab | None = None, *, host: str = HOST, port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Address]:
    """Serve as long as the body lasts; gives host and port. RtError where it cannot listen."""
    ready: Future[tuple[Address, asyncio.AbstractEventLoop, asyncio.Task[None]]] = Future()

    async def serve() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        try:
            await (lab or Lab()).serve(host, port, tls=tls, started=lambda at: ready.set_result((at, loop, task)))
        except asyncio.CancelledError:  # from below
            pass
        except BaseException as exc:
            if ready.done():
                raise
            ready.set_exception(exc)  # for whoever waits

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="lab", daemon=True)
    thread.start()
    address, loop, task = ready.result()
    try:
        yield address
    finally:
        while thread.is_alive():  # a cancellation can be lost on a task that is ending at that moment
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(task.cancel)
            thread.join(PATIENCE_S)
