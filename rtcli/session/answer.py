"""The bytes that come back for an opening request to the head of the answer, and the body where it is a refusal.

Reading stops at the blank line of a 101: what has come behind it are frames already.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from rtcli.net.link import Ending, Link
from rtcli.wire.chunked import ChunkReader
from rtcli.wire.http1 import Head, HeadReader

BODY_LIMIT_BYTES = 64 * 1024
BODY_WAIT_S = 2.0  # a refusal is told without the rest of its body rather than late
INTERIM_KEPT = 8  # of the answers that a server may send before the one that counts, RFC 9110 15.2
BODILESS = (204, 304)  # RFC 9112 6.3
_START = b"HTTP/"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one request."""

    head: Head
    rest: bytes  # that came with it, behind its blank line
    interim: tuple[Head, ...] = ()  # such as 103, which announce another answer


@dataclass(eq=False)
class NoAnswer(Exception):
    """What came was no answer in HTTP."""

    data: bytes  # the first of it
    ending: Ending | None  # of the connection, where it is over


class AnswerReader:
    """The answer to one request, read from a link; `received` grows as it comes."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.received = 0
        self._start = b""
        self._reader = HeadReader()
        self._interim: deque[Head] = deque(maxlen=INTERIM_KEPT)

    async def read(self) -> Reply:
        """The first head that is not interim, cut short where the connection ended inside it."""
        while True:
            data = await self.link.read()
            self.received += len(data)
            self._start += data[: 64 - len(self._start)]
            self._must_be_http(ended=not data)
            head = self._reader.feed(data) if data else self._reader.end()
            while head is not None and head.status is not None and 100 <= head.status < 200 and head.status != 101:
                self._interim.append(head)
                rest, self._reader = self._reader.rest, HeadReader(head.offset + len(head.raw))
                head = self._reader.feed(rest)
            if head is not None:
                return Reply(head, self._reader.rest, tuple(self._interim))

    def _must_be_http(self, *, ended: bool) -> None:
        """Not wait for the blank line of what has none: a greeting of another protocol, or nothing at all."""
        start = self._start.lstrip(b"\r\n")[: len(_START)].upper()
        if not _START.startswith(start) or (ended and not start):
            raise NoAnswer(self._start, self.link.ending if ended else None)


async def read_body(link: Link, reply: Reply) -> bytes:
    """The body of a refusal without its chunks, as much as comes in a short time and is worth keeping."""
    head = reply.head
    if head.status in BODILESS:
        return b""
    chunks = ChunkReader() if "chunked" in map(str.lower, head.tokens("Transfer-Encoding")) else None
    limit = BODY_LIMIT_BYTES if chunks else _length(head)
    body, data = bytearray(), reply.rest
    with suppress(TimeoutError):
        async with asyncio.timeout(BODY_WAIT_S):
            while True:
                body += chunks.feed(data).body if chunks else data
                if len(body) >= limit or (chunks and (chunks.done or chunks.lost)):
                    break
                data = await link.read()
                if not data:
                    break
    return bytes(body[:limit])


def _length(head: Head) -> int:
    """RFC 9112 6.3: without a length the end of the connection is the end of the body."""
    lengths = head.get_all("Content-Length")
    digits = lengths[0] if lengths else ""
    return min(int(digits[:19]), BODY_LIMIT_BYTES) if digits.isascii() and digits.isdigit() else BODY_LIMIT_BYTES
