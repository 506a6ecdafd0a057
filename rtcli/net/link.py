"""One open connection: bytes out, bytes in as they arrive and with the time they did, and how it ended.

What carries the bytes is in `socket_link` and `tls_link`; a link is the same to its reader whatever lies beneath.
"""

import asyncio
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

READ_BYTES = 65536  # asyncio's own 256 KiB cost half as much again, in page faults
AHEAD_BYTES = 262144  # as much is kept before somebody follows
CLOSE_S = 2.0  # for all that was written to go, and for the peer to end as well

Tap = Callable[[Literal["in", "out"], float, bytes], None]  # direction, time, bytes as they stand after TLS


class Ending(StrEnum):
    """What the other side's last sign was, or ours."""

    FIN = "fin"  # TCP ended in order
    RESET = "reset"  # RST, or writing to nobody
    TLS_CLOSE = "tls-close"  # close_notify came
    TLS_CUT = "tls-cut"  # TCP ended under TLS without it
    TLS_ERROR = "tls-error"
    OURS = "ours"  # closed by us first


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server presented."""

    subject: str
    issuer: str
    names: tuple[str, ...]  # subjectAltName
    not_before: str  # ISO 8601
    not_after: str
    sha256: str  # fingerprint


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an open link."""

    remote: str = ""  # 127.0.0.1:8765, [::1]:443, or a socket's path
    local: str = ""
    proxy: str | None = None  # without credentials
    proxy_answer: bytes | None = None  # the head with which a CONNECT was answered
    tls_version: str | None = None  # TLSv1.3
    cipher: str | None = None
    alpn: str | None = None
    certificate: Certificate | None = None


class Follower(Protocol):
    """Whoever takes the bytes of a link as they arrive; called from within the read."""

    def room(self) -> memoryview | None:
        """Where the next bytes are to be put, or None for the link's own buffer."""

    def arrived(self, data: memoryview, t_s: float) -> None:
        """`data` is good during this call only; where it lies in what `room` gave, it need not be copied."""

    def ended(self, ending: Ending) -> None:
        """Nothing more will come."""

    def writable(self, is_writable: bool) -> None:
        """The peer takes what we write, or has too much of it left to take."""


class _Shared(threading.local):
    """One buffer for all links of a thread, and so of a loop: a read is handed on before the next begins."""

    def __init__(self) -> None:
        self.buffer = memoryview(bytearray(READ_BYTES))


_shared = _Shared()


class _Ahead:
    """The follower while there is none: keeps what comes, up to a bound, for whoever asks."""

    def __init__(self, link: "Link") -> None:
        self.link = link
        self.pieces: deque[tuple[bytes, float]] = deque()
        self.size = 0
        self.moved = asyncio.Event()

    def room(self) -> None: ...

    def arrived(self, data: memoryview, t_s: float) -> None:
        self.pieces.append((bytes(data), t_s))
        self.size += len(data)
        if self.size >= AHEAD_BYTES:
            self.link.pause()
        self.moved.set()

    def ended(self, ending: Ending) -> None:
        self.moved.set()

    def writable(self, is_writable: bool) -> None: ...

    async def read(self, most: int) -> bytes:
        while not self.pieces and self.link.ending is None:
            self.moved.clear()
            await self.moved.wait()
        if not self.pieces:
            return b""
        data, t_s = self.pieces.popleft()
        self.link.read_s = t_s
        if len(data) > most:
            self.pieces.appendleft((data[most:], t_s))
        self.size -= len(data[:most])
        if self.size < AHEAD_BYTES:
            self.link.resume()
        return data[:most]

    def put_back(self, data: bytes) -> None:
        self.pieces.appendleft((data, self.link.read_s or 0.0))
        self.size += len(data)


class _Nobody:
    """The follower of a link that has ended: what still comes is of no use."""

    def room(self) -> None: ...

    def arrived(self, data: memoryview, t_s: float) -> None: ...

    def ended(self, ending: Ending) -> None: ...

    def writable(self, is_writable: bool) -> None: ...


class Link(ABC):
    """Read it by `read` until somebody follows it; from then on its bytes go there."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.tap: Tap | None = None
        self.ending: Ending | None = None
        self.trouble = ""  # what the system or TLS said of an ending out of order
        self.bytes_in = 0
        self.bytes_out = 0
        self.last_in_s: float | None = None
        self.last_out_s: float | None = None
        self.read_s: float | None = None  # when what `read` gave last had arrived
        self._time = asyncio.get_running_loop().time
        self._buffer = _shared.buffer
        self._ahead = _Ahead(self)
        self._follower: Follower = self._ahead
        self._has_room = asyncio.Event()
        self._has_room.set()

    async def read(self, most: int = READ_BYTES) -> bytes:
        """At least one byte, or none at the end."""
        return await self._ahead.read(most)

    @property
    def has_unread(self) -> bool:
        """Whether bytes are here that `read` would give at once."""
        return bool(self._ahead.pieces)

    def unread(self, data: bytes) -> None:
        """Put back what was read beyond what was looked for; the next read gives it again."""
        if data:
            self._ahead.put_back(data)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Put it on its way; does not wait, and does nothing once the link has ended."""
        if self.ending is not None or not data:
            return
        self.last_out_s = t_s = self._time()
        self.bytes_out += len(data)
        if self.tap is not None:
            self.tap("out", t_s, bytes(data))
        self._put(data)

    async def drain(self) -> None:
        """Until the peer has taken so much that more may be written; returns as well when the link ends."""
        await self._has_room.wait()

    def follow(self, follower: Follower) -> None:
        """Hand over what was read ahead, and from here on whatever arrives."""
        ahead, over, self._follower = self._ahead, self.ending, follower
        if ahead.size >= AHEAD_BYTES:
            self.resume()
        while ahead.pieces and self._follower is follower:
            data, t_s = ahead.pieces.popleft()
            follower.arrived(memoryview(data), t_s)
        ahead.size = 0
        if over is not None:
            follower.ended(over)

    async def close(self) -> None:
        """End in order: close_notify under TLS, then FIN, after what was written has gone; bounded in time."""
        self.shut()
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._gone()
        except TimeoutError:
            self.abort()
            await self._gone()

    @abstractmethod
    def shut(self) -> None:
        """Begin to end in order, without waiting for it."""

    @abstractmethod
    def abort(self) -> None:
        """End at once."""

    @abstractmethod
    def pause(self) -> None:
        """Read no more for now, so that the peer has to wait."""

    @abstractmethod
    def resume(self) -> None:
        """Read on."""

    @abstractmethod
    def _put(self, data: bytes | bytearray | memoryview) -> None:
        """Send it, or keep it for later."""

    @abstractmethod
    async def _gone(self) -> None:
        """Wait until nothing of the connection is left."""

    def _take(self, data: memoryview, t_s: float) -> None:
        self.last_in_s = t_s
        self.bytes_in += len(data)
        if self.tap is not None:
            self.tap("in", t_s, bytes(data))
        self._follower.arrived(data, t_s)

    def _end(self, ending: Ending, trouble: str = "") -> None:
        """The first sign of the end counts, and is told once."""
        if self.ending is None:
            self.ending, self.trouble = ending, trouble
            self._has_room.set()
            follower, self._follower = self._follower, _Nobody()
            follower.ended(ending)

    def _tell_writable(self, is_writable: bool) -> None:
        if self.ending is None:
            (self._has_room.set if is_writable else self._has_room.clear)()
            self._follower.writable(is_writable)
