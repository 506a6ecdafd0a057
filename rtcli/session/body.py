"""The body of an answer as it arrives: what ends it, its chunks or frames, its content coding, and how it ended.

An HTTP/1.1 body is read from the link itself, around httpcore: so that each chunk has its border and its time.
"""

from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple, Protocol

import httpcore

from rtcli.net.link import Ending
from rtcli.session.coding import Decoder, decode
from rtcli.session.transport import LinkStream
from rtcli.wire.chunked import Chunk, ChunkReader
from rtcli.wire.fault import Fault
from rtcli.wire.http1 import Head
from rtcli.wire.http2 import DATA

BODILESS = (204, 304)


class Piece(NamedTuple):
    """What one read brought of a body."""

    t_s: float  # when its bytes arrived
    data: bytes  # without chunks and content coding
    wire_bytes: int  # of the body, as coded by the server
    chunks: list[Chunk]  # borders of chunks, or of DATA frames of HTTP/2, that came in this read
    faults: list[Fault]


class Cut(NamedTuple):
    """What ended a body before its end."""

    cause: str  # reset, tls-cut, short-chunk, short-length, bad-chunk, stream-reset, coding
    says: str


class Source(Protocol):
    """A body without its chunks, and still with its content coding."""

    cut: Cut | None

    async def read(self) -> Piece | None: ...


class Plain:
    """A body that ends with its length, its last chunk, or the connection: RFC 9112 6.3."""

    def __init__(self, stream: LinkStream, head: Head, method: str) -> None:
        self.cut: Cut | None = None
        self._stream = stream
        lengths = head.get_all("Content-Length")
        is_chunked = "chunked" in [name.lower() for name in head.tokens("Transfer-Encoding")]
        self._chunks = ChunkReader() if is_chunked else None
        self._length: int | None = None  # None: until the connection ends
        if method == "HEAD" or head.status in BODILESS:
            self._length = 0
        elif not is_chunked and lengths and lengths[0].isdecimal():
            self._length = int(lengths[0])
        self._read = 0
        self._over = False

    async def read(self) -> Piece | None:
        if self._over or self._read == self._length:
            return None
        data = await self._stream.take()
        t_s = self._stream.arrived_s
        if not data:
            return self._end(t_s)
        if self._chunks is None:
            data = data if self._length is None else data[: self._length - self._read]
            self._read += len(data)
            return Piece(t_s, data, len(data), [], [])
        body, chunks, faults = self._chunks.feed(data)
        if self._chunks.lost:
            self.cut = Cut("bad-chunk", faults[-1].says if faults else "the chunks cannot be read")
        self._over = self._chunks.done or self._chunks.lost
        return Piece(t_s, body, len(body), chunks, faults)

    def _end(self, t_s: float) -> Piece | None:
        self._over = True
        ending = self._stream.link.ending
        faults = self._chunks.end() if self._chunks is not None else []
        if ending is Ending.RESET:
            self.cut = Cut("reset", "the connection was reset")
        elif faults:
            self.cut = Cut("short-chunk", faults[-1].says)
        elif self._length is not None:
            self.cut = Cut(
                "short-length", f"{self._read} of the {self._length} bytes that Content-Length promised came"
            )
        elif ending is Ending.TLS_CUT:
            self.cut = Cut("tls-cut", "TLS ended without its closing alert, so that more may have been meant to come")
        return Piece(t_s, b"", 0, [], faults) if faults else None


class Framed:
    """The body of an HTTP/2 stream, by httpcore; the borders of its DATA frames by the heads that passed."""

    def __init__(self, stream: LinkStream, pieces: AsyncIterator[bytes]) -> None:
        self.cut: Cut | None = None
        self._stream = stream
        self._pieces = pieces
        self._at = 0

    async def read(self) -> Piece | None:
        try:
            data = await anext(self._pieces, None)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.ConnectionNotAvailable) as error:
            is_reset = self._stream.link.ending is Ending.RESET
            self.cut = Cut("reset" if is_reset else "stream-reset", str(error) or "the stream was reset")
            return None
        if data is None:
            return None
        frames, self._stream.frames = self._stream.frames, []
        chunks: list[Chunk] = []
        for frame in frames:
            if frame.type == DATA:
                chunks.append(Chunk(frame.offset, self._at, frame.length, b""))
                self._at += frame.length
        return Piece(self._stream.arrived_s, data, len(data), chunks, [])


class Body:
    """A source with its content coding undone, block by block."""

    def __init__(self, source: Source, chain: list[Decoder]) -> None:
        self.cut: Cut | None = None
        self._source = source
        self._chain = chain
        self._blocks: Iterator[bytes] = iter(())
        self._t_s = 0.0

    async def read(self) -> Piece | None:
        """What has come since; None at the end."""
        block = self._next_block()
        if block:
            return Piece(self._t_s, block, 0, [], [])
        if self.cut is not None:
            return None
        piece = await self._source.read()
        if piece is None:
            self._end()
            return None
        self._t_s = piece.t_s
        if not self._chain:
            return piece
        self._blocks = decode(self._chain, piece.data)
        return piece._replace(data=self._next_block())

    def _next_block(self) -> bytes:
        try:
            return next(self._blocks, b"")
        except ValueError as error:
            self.cut = Cut("coding", f"the content coding is broken: {error}")
            self._blocks = iter(())
            return b""

    def _end(self) -> None:
        self.cut = self._source.cut
        if self.cut is None and not all(decoder.done for decoder in self._chain):
            self.cut = Cut("coding", "the compressed body ends before its own end")
