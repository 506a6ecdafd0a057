"""HTTP/1.1 by httpcore as far as the head; the body is read from the link itself, around it.

So each chunk has its border and its time, and costs a tenth of what it would cost in the engine.
"""

import httpcore

from rtcli.net.link import Link
from rtcli.session.answer import BODILESS, AnswerReader, Reply
from rtcli.session.body import CLOSED_EARLY, CUTS, Cut, Piece, Source
from rtcli.session.fields import Fields
from rtcli.session.refusal import UNREADABLE
from rtcli.session.transport import LinkStream
from rtcli.wire.chunked import ChunkReader
from rtcli.wire.http1 import Head


class HeadStream(LinkStream):
    """Gives the one head that counts, whole and alone; those of status 1xx before it are in `reply.interim`."""

    reply: Reply | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.reply = await AnswerReader(self.link).read()
        self.link.unread(self.reply.rest)
        is_readable = not any(fault.code in UNREADABLE for fault in self.reply.head.faults)
        return self.reply.head.raw if is_readable else b""


class PlainBody:
    """A body that ends with its length, its last chunk, or the connection: RFC 9112 6.3."""

    def __init__(self, link: Link, head: Head, method: str) -> None:
        self.cut: Cut | None = None
        self.is_open = "close" not in map(str.lower, head.tokens("Connection")) and head.version == "HTTP/1.1"
        self._link = link
        self._chunks: ChunkReader | None = None
        self._length: int | None = None  # None: until the connection ends
        self._read = 0
        if method == "HEAD" or head.status is None or head.status < 200 or head.status in BODILESS:
            self._length = 0
        elif "chunked" in map(str.lower, head.tokens("Transfer-Encoding")):
            self._chunks = ChunkReader()
        elif lengths := head.tokens("Content-Length"):
            self._length = int(lengths[0])  # that it is a number, and one, the engine has seen to
        self.is_over = self._length == 0

    async def read(self) -> Piece | None:
        if self.is_over:
            return None
        data = await self._link.read()
        t_s = self._link.read_s or 0.0
        if not data:
            return self._end(t_s)
        if self._chunks is not None:
            body, chunks, faults = self._chunks.feed(data)
            if self._chunks.lost:
                self.cut = Cut("bad-chunk", faults[-1].says)
            self.is_over = self._chunks.done or self._chunks.lost
            self._link.unread(self._chunks.rest)
            return Piece(t_s, body, len(body), chunks, faults)
        if self._length is not None:
            left = self._length - self._read
            self._link.unread(data[left:])
            data = data[:left]
            self._read += len(data)
            self.is_over = self._read == self._length
        return Piece(t_s, data, len(data), [], [])

    async def close(self) -> None:
        self.is_over = True

    def _end(self, t_s: float) -> Piece | None:
        """What the end of the connection is to the body."""
        self.is_over, self.is_open = True, False
        faults = self._chunks.end() if self._chunks is not None else []
        ending = self._link.ending
        assert ending is not None
        self.cut = CUTS.get(ending)
        if self.cut is None or self.cut.cause == "tls-cut":
            if faults:
                self.cut = Cut("short-chunk", faults[-1].says)
            elif self._length is not None:
                self.cut = Cut("short-length", CLOSED_EARLY.format(self._read, self._length))
        return Piece(t_s, b"", 0, [], faults) if faults else None


class Http1:
    """A connection over which one request follows the other."""

    http_version = "HTTP/1.1"

    def __init__(self, link: Link) -> None:
        self.link = link
        self.is_new = True
        self._stream = HeadStream(link)
        self._body: PlainBody | None = None

    async def ask(self, request: httpcore.Request) -> tuple[httpcore.Response, Source]:
        self.is_new = False
        self._stream.reply = None
        engine = httpcore.AsyncHTTP11Connection(request.url.origin, self._stream)  # it will never see the body's end
        response = await engine.handle_async_request(request)
        assert self._stream.reply is not None
        self._body = PlainBody(self.link, self._stream.reply.head, request.method.decode())
        return response, self._body

    @property
    def head(self) -> Head | None:
        """Of the last answer, as far as it came."""
        return self._stream.reply.head if self._stream.reply else None

    def written(self, fields: Fields) -> Fields:
        return fields

    @property
    def is_free(self) -> bool:
        body = self._body
        if body is None or not (body.is_over and body.is_open and body.cut is None):
            return False
        return self.link.ending is None and not self.link.has_unread

    async def close(self) -> None:
        await self._stream.aclose()
