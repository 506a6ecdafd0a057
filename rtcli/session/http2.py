"""HTTP/2 by httpcore's engine; the frames that carry a body are noted as they pass, so that borders have times."""

from collections import deque
from collections.abc import AsyncGenerator
from typing import Any, cast

import h2.exceptions
import httpcore

from rtcli.net.link import Ending, Link
from rtcli.session.body import CLOSED_EARLY, CUTS, Cut, Piece, Source
from rtcli.session.fields import Fields
from rtcli.session.transport import LinkStream
from rtcli.wire.chunked import Chunk
from rtcli.wire.http2 import DATA, HEAD_BYTES, FrameHead, FrameHeadReader, error_name

START_BYTES = 64  # kept of what a connection begins with, in case that it is no HTTP/2
UNKNOWN_FIELDS = frozenset(  # RFC 9113 8.2.2: those of HTTP/1.1's connections
    (b"connection", b"http2-settings", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade")
)
BROKEN = (h2.exceptions.H2Error, httpcore.ProtocolError, httpcore.NetworkError, httpcore.ConnectionNotAvailable)


class FrameStream(LinkStream):
    """Hands on what comes, and notes the frames of data."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.heads = FrameHeadReader()
        self.data: deque[FrameHead] = deque()  # of the newest stream, those that nobody has taken yet
        self.bytes_in = 0
        self.start = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while data := await self.link.read(max_bytes):
            self.start += data[: START_BYTES - len(self.start)]
            self.bytes_in += len(data)
            heads, rest = self.heads.feed(data)
            self.data += [head for head in heads if head.type == DATA and head.stream == self.heads.newest_stream]
            if rest:
                return rest
        return b""

    @property
    def has_data(self) -> bool:
        """Whether a frame of data is all here."""
        return bool(self.data) and self.data[0].offset + HEAD_BYTES + self.data[0].length <= self.bytes_in


class FramedBody:
    """The body of one stream, as the engine gives it: one piece for each frame of data."""

    def __init__(self, stream: FrameStream, response: httpcore.Response) -> None:
        self.cut: Cut | None = None
        self.is_over = False
        self._stream = stream
        self._response = response
        self._frames = cast(AsyncGenerator[bytes, None], aiter(cast(Any, response.stream)))
        self._size = 0

    async def read(self) -> Piece | None:
        parts: list[bytes] = []
        chunks: list[Chunk] = []
        while not self.is_over and (not parts or self._stream.has_data):
            try:
                data = await anext(self._frames, None)
            except BROKEN as error:
                self.cut = trouble(error, self._stream.link)
                data = None
            if data is None:
                self.is_over = True
            else:
                chunks += self._chunk(len(data))
                parts.append(data)
        if not parts:
            return None
        body = b"".join(parts)
        return Piece(self._stream.link.read_s or 0.0, body, len(body), chunks, [])

    async def close(self) -> None:
        await self._frames.aclose()
        await self._response.aclose()

    def _chunk(self, size: int) -> list[Chunk]:
        """The border of the frame that so much data was in: padding does not count."""
        head = self._stream.data.popleft()
        self._size += size
        return [Chunk(head.offset, self._size - size, size, b"")]


class Http2:
    """A connection whose streams follow one another."""

    http_version = "HTTP/2"

    def __init__(self, link: Link) -> None:
        self.link = link
        self.is_new = True
        self.stream = FrameStream(link)
        self._engine: httpcore.AsyncHTTP2Connection | None = None
        self._body: FramedBody | None = None

    async def ask(self, request: httpcore.Request) -> tuple[httpcore.Response, Source]:
        self.is_new = False
        self._engine = self._engine or httpcore.AsyncHTTP2Connection(request.url.origin, self.stream)
        self.stream.heads.newest_stream += 2 if self.stream.heads.newest_stream else 1  # RFC 9113 5.1.1
        response = await self._engine.handle_async_request(request)
        self._body = FramedBody(self.stream, response)
        return response, self._body

    def written(self, fields: Fields) -> Fields:
        return [(name.lower(), value) for name, value in fields if name.lower() not in UNKNOWN_FIELDS]

    @property
    def is_free(self) -> bool:
        if self._body is None or not self._body.is_over or self._body.cut is not None:
            return False
        return self.link.ending is None and self.stream.heads.goaway is None

    async def close(self) -> None:
        await self.stream.aclose()


def trouble(error: Exception, link: Link) -> Cut:
    """Why the engine gave a stream up: what the server said, else how the connection ended, else its own words."""
    event = error.args[0] if error.args else None
    if isinstance(event, h2.exceptions.H2Error):
        error = event
    elif (code := getattr(event, "error_code", None)) is not None:
        if hasattr(event, "last_stream_id"):
            return Cut("goaway", f"the server gave the connection up: GOAWAY {error_name(int(code))}")
        return Cut("stream-reset", f"the server reset the stream: {error_name(int(code))}")
    if isinstance(error, h2.exceptions.InvalidBodyLengthError):
        return Cut("short-length", CLOSED_EARLY.format(error.actual_length, error.expected_length))
    if isinstance(error, h2.exceptions.H2Error):
        return Cut("broken-http2", f"HTTP/2 is broken: {error or type(error).__name__}")
    return CUTS.get(cast(Ending, link.ending), Cut("short-stream", "the connection ended before the stream did"))
