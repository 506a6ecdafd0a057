"""Servers in memory that answer requests byte for byte, each connection by the next script; in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rtcli.errors import RtError
from rtcli.net.link import Facts, Link
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.http import Client, Response
from rtcli.session.request import Request
from rtcli.wire.url import Url, parse_target
from tests.links import Peer, peered
from tests.vloop import run

T = TypeVar("T")

HEAD = b"HTTP/1.1 200 OK\r\n"
STREAM_HEAD = HEAD + b"Content-Type: text/event-stream\r\n\r\n"
WAY = Way(environment={}, connect_timeout_s=10.0)
LATENCY_S = 0.001
ASKED = "asked"  # wait for the next request on the connection

Act = bytes | float | str  # bytes to write, seconds to wait, or one of `DEEDS`
DEEDS: dict[str, Callable[[Peer], None]] = {"fin": Peer.close, "rst": Peer.reset}
Script = Sequence[Act] | Callable[[Peer], Awaitable[None]]


@dataclass
class Peers:
    """One script for each connection, which begins when the first request is here."""

    scripts: Sequence[Script]
    facts: Facts = Facts(remote="127.0.0.1:80", local="127.0.0.1:40000")
    urls: list[Url] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)
    group: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)

    async def dial(self, url: Url, way: Way, spans: Spans) -> Link:
        with spans.phase("connect"):
            link, peer = peered(LATENCY_S, self.facts)
            await asyncio.sleep(2 * LATENCY_S)
        self.group.create_task(self.serve(peer, self.scripts[len(self.urls)]))
        self.urls.append(url)
        self.links.append(link)
        self.peers.append(peer)
        return link

    async def serve(self, peer: Peer, script: Script) -> None:
        if not isinstance(script, Sequence):
            return await script(peer)
        self.requests.append(await peer.read())
        for act in script:
            if isinstance(act, bytes):
                peer.write(act)
            elif act == ASKED:
                self.requests.append(await peer.read())
            elif isinstance(act, str):
                DEEDS[act](peer)
            else:
                await asyncio.sleep(act)


def url(text: str = "http://h.example/events") -> Url:
    return parse_target(text)


def conversed(
    converse: Callable[[Client], Awaitable[T]], *scripts: Script, facts: Facts | None = None, way: Way = WAY
) -> tuple[T, Peers]:
    """What a client makes of servers that act so."""
    peers = Peers(scripts, facts) if facts else Peers(scripts)

    async def main() -> T:
        client = Client(way, dial=peers.dial)
        async with peers.group:
            result = await converse(client)
            await client.close()
        return result

    return run(main()), peers


@dataclass
class Whole:
    """An answer that was read to its end."""

    response: Response
    body: bytes
    times: list[float]  # of each read
    chunks: list[tuple[int, int]]  # their offsets in the body, and sizes
    wire_bytes: int
    codes: list[str]


async def whole(response: Response) -> Whole:
    pieces = []
    while (piece := await response.read()) is not None:
        pieces.append(piece)
    await response.close()
    return Whole(
        response,
        b"".join(piece.data for piece in pieces),
        [piece.t_s for piece in pieces],
        [(chunk.body_offset, chunk.size) for piece in pieces for chunk in piece.chunks],
        sum(piece.wire_bytes for piece in pieces),
        [fault.code for piece in pieces for fault in piece.faults],
    )


def answered(request: Request, *scripts: Script, facts: Facts | None = None) -> tuple[Whole, Peers]:
    async def converse(client: Client) -> Whole:
        return await whole(await client.send(request))

    return conversed(converse, *scripts, facts=facts)


def failed(request: Request, *scripts: Script, facts: Facts | None = None) -> tuple[RtError, Peers]:
    async def converse(client: Client) -> RtError:
        try:
            response = await client.send(request)
        except RtError as error:
            return error
        raise AssertionError(f"{response.answer.status} came")

    return conversed(converse, *scripts, facts=facts)
