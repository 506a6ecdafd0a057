"""Servers in memory that answer opening requests byte for byte, each connection by the next script; in virtual time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rtcli.errors import RtError
from rtcli.net.link import Link
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.session.opening import Opened, open_websocket
from rtcli.wire.accept import accept_key, build_key
from rtcli.wire.url import Url, parse_target
from tests.links import Peer, peered
from tests.vloop import run

KEY = build_key(b"0123456789abcdef")
ACCEPT = accept_key(KEY)
HEAD_101 = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: " + ACCEPT.encode() + b"\r\n\r\n"
)
WAY = Way(environment={}, connect_timeout_s=10.0)

Act = bytes | float | str  # bytes to write, seconds to wait, or one of `DEEDS`
DEEDS: dict[str, Callable[[Peer], None]] = {"fin": Peer.close, "rst": Peer.reset}


@dataclass
class Servers:
    """One script for each connection, and what the client asked there."""

    scripts: Sequence[Sequence[Act]]
    urls: list[Url] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    async def open(self, asked: Asked, way: Way = WAY) -> Opened | RtError:
        """What came of it."""
        async with asyncio.TaskGroup() as group:

            async def dial(url: Url, _way: Way, spans: Spans) -> Link:
                with spans.phase("connect"):
                    link, peer = peered(latency_s=0.001)
                    await asyncio.sleep(0.002)
                group.create_task(self.serve(peer, self.scripts[len(self.urls)]))
                self.urls.append(url)
                self.links.append(link)
                return link

            try:
                return await open_websocket(asked, way, dial=dial, random=lambda count: b"0123456789abcdef"[:count])
            except RtError as error:
                return error

    async def serve(self, peer: Peer, script: Sequence[Act]) -> None:
        self.requests.append(await peer.read())
        for act in script:
            if isinstance(act, bytes):
                peer.write(act)
            elif isinstance(act, str):
                DEEDS[act](peer)
            else:
                await asyncio.sleep(act)


def url(text: str = "ws://chat.example/ws") -> Url:
    return parse_target(text)


def opened(asked: Asked, *scripts: Sequence[Act]) -> tuple[Opened, Servers]:
    servers = Servers(scripts)
    came = run(servers.open(asked))
    assert isinstance(came, Opened), came
    return came, servers


def failed(asked: Asked, *scripts: Sequence[Act]) -> tuple[RtError, Servers]:
    servers = Servers(scripts)
    came = run(servers.open(asked))
    assert isinstance(came, RtError), came
    return came, servers


def response(status: str, *fields: str, body: bytes = b"") -> bytes:
    """A whole answer, with the length of its body."""
    lines = (f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode() + body
