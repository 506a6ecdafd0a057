"""The server of `websockets`, in a thread of its own: an echo, and for each thing that may happen a path.

/echo        says what it hears; speaks the subprotocol chat, and deflate as it is asked to
/fragments   the same in fragments of three bytes
/close/CODE  closes with this code at once
/drop        ends the connection without a word, as soon as it hears one
/ping        pings, and tells that the answer came
/private     an echo for ann, whose password is s3cret
/refused     403, with a body
"""

import asyncio
import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

USER = "ann:s3cret"
BASIC = f"Basic {b64encode(USER.encode()).decode()}"
REFUSAL = {"error": "not today"}
REASON = "as asked"
CHAT = Subprotocol("chat")


@contextmanager
def python_server() -> Iterator[int]:
    loop, ready = asyncio.new_event_loop(), threading.Event()
    stop, ports = asyncio.Event(), list[int]()

    async def main() -> None:
        async with serve(
            _converse,
            "127.0.0.1",
            0,
            process_request=_admit,
            extensions=[ServerPerMessageDeflateFactory()],
            select_subprotocol=lambda _socket, offered: CHAT if CHAT in offered else None,
            max_size=None,
        ) as server:
            ports.append(next(iter(server.sockets)).getsockname()[1])
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def _admit(_connection: ServerConnection, request: Request) -> Response | None:
    if request.path == "/refused":
        body = json.dumps(REFUSAL).encode()
        return Response(403, "Forbidden", _fields(body, "Content-Type: application/json"), body)
    if request.path == "/private" and request.headers.get("Authorization") != BASIC:
        return Response(401, "Unauthorized", _fields(b"", 'WWW-Authenticate: Basic realm="tests"'), b"")
    return None


def _fields(body: bytes, field: str) -> Headers:
    name, value = field.split(": ")
    return Headers({name: value, "Content-Length": str(len(body)), "Connection": "close"})


async def _converse(socket: ServerConnection) -> None:
    assert socket.request is not None
    path = socket.request.path
    if path.startswith("/close/"):
        await socket.close(int(path.removeprefix("/close/")), REASON)
    if path == "/ping":
        await (await socket.ping(b"are you there?"))
        await socket.send("are you there? came back")
    try:
        async for message in socket:
            if path == "/drop":
                socket.transport.abort()
            elif path == "/fragments":
                await socket.send([message[start : start + 3] for start in range(0, len(message), 3)])
            else:
                await socket.send(message)
    except ConnectionClosed:
        return
