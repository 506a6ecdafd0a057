"""What tests of event streams ask with and look at: an exchange in memory, a bare request, a body chunk by chunk."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple

import httpx

from rtcli.lab.embedded import running
from rtcli.lab.exchange import Exchange, Fields, Request
from rtcli.lab.route import parse_parameters
from rtcli.lab.routes import ROUTES
from rtcli.lab.server import Lab
from rtcli.lab.shared import Shared
from rtcli.lab.tls import certify
from rtcli.wire.chunked import ChunkReader
from rtcli.wire.fault import Fault
from rtcli.wire.http1 import Head, HeadReader
from rtcli.wire.sse import Event, Value
from rtcli.wire.sse_reader import EventReader
from tests import vloop
from tests.lab.raw import Address, Step, talk


class Secure(NamedTuple):
    """A lab under TLS, and clients that trust it."""

    address: Address
    trust: ssl.SSLContext

    def client(self) -> httpx.Client:
        base_url = "https://{}:{}".format(*self.address)
        return httpx.Client(base_url=base_url, verify=self.trust, http2=True, trust_env=False, timeout=10)


@contextmanager
def running_secure(lab: Lab | None = None) -> Iterator[Secure]:
    certified = certify("127.0.0.1")
    with running(lab, tls=certified.server) as address:
        yield Secure(address, ssl.create_default_context(cadata=certified.ca_pem))


class Answer(NamedTuple):
    head: Head
    pieces: list[bytes]  # of the body, as they were sent: chunk by chunk, or all of it
    faults: list[Fault]  # of head and chunks

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    def field(self, name: str) -> str | None:
        return next(iter(self.head.get_all(name)), None)


def request(target: str, *lines: str, method: str = "GET", body: bytes = b"") -> bytes:
    """Head and body, over one connection that ends with the answer."""
    length = [f"Content-Length: {len(body)}"] if body else []
    head = (f"{method} /{target} HTTP/1.1", "Host: lab", "Connection: close", *length, *lines, "", "")
    return "\r\n".join(head).encode("latin-1") + body


def fetch(address: Address, target: str, *lines: str, steps: tuple[Step, ...] = ()) -> Answer:
    """The answer to a GET with these header lines besides."""
    return parse_answer(talk(address, request(target, *lines), *steps))


def parse_answer(raw: bytes) -> Answer:
    reader = HeadReader()
    head = reader.feed(raw) or reader.end()
    if "chunked" not in head.tokens("Transfer-Encoding"):
        return Answer(head, [reader.rest], list(head.faults))
    chunks = ChunkReader(len(head.raw))
    decoded = chunks.feed(reader.rest)
    borders = [*(chunk.body_offset for chunk in decoded.chunks), len(decoded.body)]
    pieces = [decoded.body[start:end] for start, end in pairwise(borders) if start < end]
    return Answer(head, pieces, [*head.faults, *decoded.faults, *chunks.end()])


def values(body: bytes, last_event_id: str = "") -> list[Value]:
    """What our own reader makes of an event stream."""
    reader = EventReader(last_event_id)
    return [*reader.feed(body), *reader.end()] if body else []


def events(body: bytes) -> list[Event]:
    """The events of a stream in which there is nothing wrong."""
    found = values(body)
    assert not [value for value in found if isinstance(value, Fault)]
    return [value for value in found if isinstance(value, Event)]


def data(body: bytes) -> list[str]:
    return [event.data for event in events(body)]


class Sent(NamedTuple):
    at_s: float  # of virtual time
    data: bytes


class Recorder(Exchange):
    """An exchange in memory, for tests in virtual time: what was sent, and when."""

    def __init__(self, target: str, *fields: tuple[str, str]) -> None:
        name, _, query = target.partition("?")
        self.parameters = parse_parameters(ROUTES[name], query)
        self.request = Request("GET", f"/{target}", fields)
        self.sent: list[Sent] = []
        self.began_s: float | None = None
        self.ended_s: float | None = None
        self.fields: dict[str, str] = {}

    async def body(self) -> bytes:
        return b""

    async def begin(self, status: int, fields: Fields = ()) -> None:
        assert status == 200
        self.began_s = asyncio.get_running_loop().time()
        self.fields = dict(fields)

    async def send(self, data: bytes) -> None:
        assert data
        self.sent.append(Sent(asyncio.get_running_loop().time(), data))

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def end(self) -> None:
        self.ended_s = asyncio.get_running_loop().time()

    async def break_off(self) -> None:
        raise AssertionError("not in these tests")

    @property
    def bytes(self) -> bytes:
        return b"".join(piece.data for piece in self.sent)


def record(
    handlers: dict[str, Callable[[Exchange, Shared], Awaitable[None]]], target: str, *fields: tuple[str, str]
) -> Recorder:
    """All that a route sends, and at which time, without waiting for it."""
    exchange = Recorder(target, *fields)

    async def serve() -> None:
        await handlers[target.partition("?")[0]](exchange, Lab())

    vloop.run(serve())
    return exchange
