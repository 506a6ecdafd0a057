"""The lab inside another program: a thread of its own with a loop of its own, on loopback unless told otherwise."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from rtcli.lab.server import Address, Lab

HOST = "127.0.0.1"


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
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
