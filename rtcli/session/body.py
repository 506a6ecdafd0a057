"""The body of an answer as it arrives, with its content coding undone block by block, and how it ended."""

import asyncio
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from rtcli.net.link import Ending
from rtcli.session.coding import Decoder, decode
from rtcli.wire.chunked import Chunk
from rtcli.wire.fault import Fault


class Piece(NamedTuple):
    """What one read brought of a body."""

    t_s: float  # when its bytes arrived
    data: bytes  # without chunks and content coding; a part of a chunk, or of what is compressed, may give none
    wire_bytes: int  # of the body, as coded by the server
    chunks: list[Chunk]  # borders of chunks, or of DATA frames of HTTP/2, that came in this read
    faults: list[Fault]


class Cut(NamedTuple):
    """What ended a body before its end."""

    cause: str  # of CAUSES
    says: str


CAUSES = (
    *("reset", "tls-cut", "tls-error"),  # of the connection
    *("short-chunk", "short-length", "bad-chunk"),  # of HTTP/1.1
    *("stream-reset", "goaway", "short-stream", "broken-http2"),
    "coding",
)


CUTS = {  # ways in which a connection ends that end no body
    Ending.RESET: Cut("reset", "the connection was reset"),
    Ending.TLS_CUT: Cut("tls-cut", "TLS ended without its closing alert, so that more may have been meant to come"),
    Ending.TLS_ERROR: Cut("tls-error", "TLS broke"),
}
CLOSED_EARLY = "{} of the {} bytes that Content-Length promised came"


class Source(Protocol):
    """A body without its chunks or frames, and still with its content coding."""

    cut: Cut | None  # once it is over

    async def read(self) -> Piece | None:
        """What has come since; None at the end."""

    async def close(self) -> None:
        """Leave it, wherever it is."""


class Body:
    """A source with its content coding undone."""

    def __init__(self, source: Source, chain: list[Decoder]) -> None:
        self.cut: Cut | None = None
        self._source = source
        self._chain = chain
        self._blocks: Iterator[bytes] = iter(())
        self._t_s = 0.0

    async def read(self) -> Piece | None:
        """What has come since; None at the end."""
        if not self._chain:
            piece = await self._source.read()
            self.cut = self._source.cut
            return piece
        if block := self._next_block():
            await asyncio.sleep(0)  # what unfolds without end must not keep others from their turn
            return Piece(self._t_s, block, 0, [], [])
        if self.cut is not None:
            return None
        piece = await self._source.read()
        if piece is None:
            self.cut = self._source.cut or self._missing()
            return None
        self._t_s = piece.t_s
        self._blocks = decode(self._chain, piece.data)
        return piece._replace(data=self._next_block())

    async def close(self) -> None:
        await self._source.close()

    def _next_block(self) -> bytes:
        try:
            return next(self._blocks, b"")
        except ValueError as error:
            self.cut = Cut("coding", f"the content coding is broken: {error}")
            return b""

    def _missing(self) -> Cut | None:
        if all(decoder.done for decoder in self._chain):
            return None
        return Cut("coding", "the compressed body ends before its own end")
