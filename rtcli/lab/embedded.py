"""The lab inside another program: a thread of its own with a loop of its own, on a free port of loopback."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rtcli.lab.server import Lab

HOST = "127.0.0.1"


@contextmanager
def running(lab: Lab | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, int]]:
    """Serve as long as the body lasts; gives the address."""
    ready = threading.Event()
    address: list[tuple[str, int]] = []
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

    def started(where: tuple[str, int]) -> None:
        address.append(where)
        ready.set()

    async def serve() -> None:
        task = asyncio.current_task()
        assert task is not None
        loops.append((asyncio.get_running_loop(), task))
        try:
            await (lab or Lab()).serve(HOST, 0, tls=tls, started=started)
        except asyncio.CancelledError:
            pass
        finally:
            ready.set()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="lab", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield address[0]
    finally:
        loop, task = loops[0]
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
