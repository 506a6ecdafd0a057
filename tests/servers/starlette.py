"""Event streams by Starlette under uvicorn, in a thread of its own; `node_http` has the same paths.

/events    three numbered events from where Last-Event-ID left off, then the end
/gzip      the same compressed, each of them flushed
/endless   an event every 50 ms
/echo      what was posted, word by word
/login     sets a cookie and redirects to /who
/who       an event with the Cookie field
/gone      204
/page      a page
"""

import asyncio
import threading
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.net.servers import PATIENCE_S

COUNT = 3
BEAT_S = 0.05


def _numbered(request: Request) -> list[bytes]:
    last = int(request.headers.get("Last-Event-ID", "0"))
    return [b"id: %d\ndata: event %d\n\n" % (number, number) for number in range(last + 1, last + COUNT + 1)]


def _stream(pieces: AsyncIterator[bytes], **headers: str) -> Response:
    return StreamingResponse(pieces, media_type="text/event-stream", headers=headers)


async def _events(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for event in _numbered(request):
            yield event

    return _stream(pieces())


async def _gzip(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        coder = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        for event in _numbered(request):
            yield coder.compress(event) + coder.flush(zlib.Z_SYNC_FLUSH)
        yield coder.flush()

    return _stream(pieces(), **{"Content-Encoding": "gzip"})


async def _endless(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"data: still here\n\n"
            await asyncio.sleep(BEAT_S)

    return _stream(pieces())


async def _echo(request: Request) -> Response:
    words = (await request.body()).split()

    async def pieces() -> AsyncIterator[bytes]:
        for word in words:
            yield b"data: " + word + b"\n\n"

    return _stream(pieces())


async def _login(request: Request) -> Response:
    response = RedirectResponse("/who", status_code=302)
    response.set_cookie("session", "s3cret", httponly=True)
    return response


async def _who(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"data: " + request.headers.get("Cookie", "nobody").encode() + b"\n\n"

    return _stream(pieces())


async def _gone(request: Request) -> Response:
    return Response(status_code=204)


async def _page(request: Request) -> Response:
    return HTMLResponse("<title>a page</title>")


@contextmanager
def starlette_server() -> Iterator[int]:
    methods = ["GET", "POST"]
    handlers = (_events, _gzip, _endless, _echo, _login, _who, _gone, _page)
    app = Starlette(routes=[Route(f"/{one.__name__[1:]}", one, methods=methods) for one in handlers])
    config = uvicorn.Config(
        app,
        port=0,
        log_level="critical",
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "uvicorn has ended"
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
