"""One open connection: bytes out, bytes in as they arrive and with the time they did, and how it ended."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

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


class Link(asyncio.BufferedProtocol):
    """Read it by `read` until somebody follows it; from then on its bytes go there."""

    facts: Facts
    tap: Tap | None
    ending: Ending | None
    bytes_in: int
    bytes_out: int
    last_in_s: float | None
    last_out_s: float | None

    async def read(self, most: int = 65536) -> bytes:
        """At least one byte, or none at the end."""
        raise NotImplementedError

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Put it on its way; does not wait, and does nothing once the link has ended."""
        raise NotImplementedError

    async def drain(self) -> None:
        """Until the peer has taken so much that more may be written; returns as well when the link ends."""
        raise NotImplementedError

    def follow(self, follower: Follower) -> None:
        """Hand over what was read ahead, and from here on whatever arrives."""
        raise NotImplementedError

    def pause(self) -> None:
        """Read no more for now, so that the peer has to wait."""
        raise NotImplementedError

    def resume(self) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        """End in order: close_notify under TLS, then FIN, after what was written has gone; bounded in time."""
        raise NotImplementedError

    def abort(self) -> None:
        """End at once."""
        raise NotImplementedError
