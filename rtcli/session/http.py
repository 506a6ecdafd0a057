"""Requests of every kind by httpx, over links that our own dialler opened; bodies as they arrive, and how they end."""

from dataclasses import dataclass
from typing import NamedTuple

from rtcli.net.link import Facts, Tap
from rtcli.net.spans import Span
from rtcli.net.way import Way
from rtcli.session.request import Request
from rtcli.wire.chunked import Chunk
from rtcli.wire.fault import Fault
from rtcli.wire.url import Url


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The head of an answer, and what it answers; a redirect makes another."""

    url: Url
    method: str
    request_fields: tuple[tuple[bytes, bytes], ...]  # as they were written
    status: int
    reason: str
    http_version: str  # HTTP/1.1, HTTP/2
    fields: tuple[tuple[bytes, bytes], ...]  # as they came
    spans: tuple[Span, ...]  # name, connect, proxy, tls, head
    facts: Facts
    body: bytes = b""  # of an answer that is not the last one, or was refused: the first 64 KiB


class Piece(NamedTuple):
    """What one read brought of a body."""

    t_s: float  # when its bytes arrived
    data: bytes  # without chunks and content coding
    wire_bytes: int  # of the body, as coded by the server
    chunks: list[Chunk]  # borders of chunks, or of DATA frames of HTTP/2, that came in this read
    faults: list[Fault]


class Response:
    """An open answer: read it piece by piece, then see how it ended, then close it."""

    answer: HttpAnswer
    earlier: tuple[HttpAnswer, ...]
    cut: str | None  # once it is over: None where it ended in order, else what cut it
    cause: str | None  # a word for that: fin, reset, short-chunk, short-length, stream-reset, tls-cut, coding

    async def read(self) -> Piece | None:
        """What has come since, at least some bytes or faults; None at the end, and never an exception of the peer's."""
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


class Client:
    """Requests that share cookies and the way; each long answer has a connection of its own."""

    def __init__(self, way: Way, *, tap: Tap | None = None) -> None:
        raise NotImplementedError

    async def send(self, request: Request) -> Response:
        """Send it, follow redirects, and give the answer once its head is here; RtError with exit 3 where none comes."""
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError
