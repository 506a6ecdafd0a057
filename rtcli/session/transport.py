"""httpcore over our own links: each connection by our dialler, and an HTTP/1.1 head without a byte of its body."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpcore

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.dial import dial
from rtcli.net.link import Link, Tap
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.wire.http1 import Head, HeadReader
from rtcli.wire.http2 import FrameHead, FrameHeadReader
from rtcli.wire.url import Url

SEEN_BYTES = 256
ALPN = {"auto": ("h2", "http/1.1"), "1.1": ("http/1.1",), "2": ("h2",)}


class Negotiated:
    """What httpcore asks of a TLS connection: which protocol was chosen."""

    def __init__(self, alpn: str | None) -> None:
        self.alpn = alpn

    def selected_alpn_protocol(self) -> str | None:
        return self.alpn


class LinkStream(httpcore.AsyncNetworkStream):
    """A link as httpcore reads it: of HTTP/1.1 a head comes alone, so that its body can be read around httpcore."""

    def __init__(self, link: Link, *, http2: bool) -> None:
        self.link = link
        self.http2 = http2
        self.head: Head | None = None  # the last one that came
        self.arrived_s = now()  # the last bytes
        self.frames: list[FrameHead] = []  # of HTTP/2, those that came and were not asked for yet
        self._frame_heads = FrameHeadReader() if http2 else None
        self._reader: HeadReader | None = None  # while a head is due
        self._rest = b""
        self.seen = b""  # what an answer begins with, whatever it is

    def begin(self) -> None:
        """A request is about to be written, and its answer begins with a head."""
        self._reader = None if self.http2 else HeadReader()
        self.seen = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self.take(max_bytes)
        if self._reader is None or not data:
            return data
        head = self._reader.feed(data)
        if head is None:
            return data
        self._rest, self._reader = self._reader.rest, None
        self.head = head
        if head.status is not None and head.status < 200:  # the real answer follows
            self._reader = HeadReader()
        return data[: len(data) - len(self._rest)]

    async def take(self, max_bytes: int = 65536) -> bytes:
        """What comes next, whatever it is; none at the end."""
        if self._rest:
            data, self._rest = self._rest, b""
            return data
        data = await self.link.read(max_bytes)
        if data:
            self.arrived_s = self.link.last_in_s or now()
            self.seen = self.seen or data[:SEEN_BYTES]
        if self._frame_heads is not None:
            self.frames += self._frame_heads.feed(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.link.write(buffer)
        await self.link.drain()

    async def aclose(self) -> None:
        await self.link.close()

    async def start_tls(self, *_args: Any, **_settings: Any) -> "LinkStream":
        return self  # the dialler did

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return Negotiated("h2" if self.http2 else self.link.facts.alpn)
        return info == "is_readable" and self.link.ending is not None


class Backend(httpcore.AsyncNetworkBackend):
    """Connects where the request at hand goes."""

    def __init__(self, way: Way, http: str, tap: Tap | None) -> None:
        self.way = replace(way, tls=replace(way.tls, alpn=way.tls.alpn or ALPN[http]))
        self.http = http
        self.tap = tap
        self.spans = Spans()
        self.url: Url | None = None
        self.stream: LinkStream | None = None  # the last one
        self.connected: Callable[[], None] = lambda: None

    async def connect_tcp(self, host: str, port: int, *_args: Any, **_settings: Any) -> LinkStream:
        assert self.url is not None
        try:
            async with asyncio.timeout(self.way.connect_timeout_s):
                link = await dial(self.url, self.way, self.spans)
        except TimeoutError as error:
            raise self._too_late() from error
        link.tap = self.tap
        self.stream = LinkStream(link, http2=link.facts.alpn == "h2" or self.http == "2")
        self.stream.begin()
        self.connected()
        return self.stream

    def _too_late(self) -> RtError:
        assert self.url is not None
        phase = self.spans[-1].name if self.spans else "connect"
        why = f"no connection within {self.way.connect_timeout_s:g} s"
        fix = "is it the right address? --connect-timeout gives it more time"
        return RtError(f"{phase} {self.url.authority}", why, fix, "timeout", Exit.UNREACHED, 28)


class Exchange:
    """One origin's connections, and the request that is under way."""

    def __init__(self, way: Way, http: str, tap: Tap | None) -> None:
        self.backend = Backend(way, http, tap)
        self._pool = httpcore.AsyncConnectionPool(
            http1=http != "2", http2=http != "1.1", network_backend=self.backend, max_keepalive_connections=1
        )

    async def send(self, url: Url, request: httpcore.Request) -> httpcore.Response:
        """The answer, once its head is here; `backend.stream` is what it came by."""
        self.backend.url = url
        if self.backend.stream is not None:
            self.backend.stream.begin()
        return await self._pool.handle_async_request(request)

    async def close(self) -> None:
        await self._pool.aclose()


async def pieces(response: httpcore.Response) -> AsyncIterator[bytes]:
    """The body as httpcore reads it."""
    stream: Any = response.stream
    async for piece in stream:
        yield piece
