"""One accepted connection as a pair of byte streams that can be read, written, and ended in every way there is."""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import cast

READ_LIMIT_BYTES = 256 * 1024  # not read yet: then the peer has to wait
LINGER_S = 2.0  # for the other side to end as well
NO_LINGER = struct.pack("ii", 1, 0)


class Link(asyncio.Protocol):
    """Reading gives what came, and b"" once the peer has ended; writing to one who has left is a ConnectionError."""

    __slots__ = (
        "_accepted",
        "_buffer",
        "_address",
        "_drained",
        "_readable",
        "alpn",
        "ended",
        "lost",
        "received_bytes",
        "sent_bytes",
        "transport",
    )

    def __init__(self, accepted: Callable[["Link"], None]) -> None:
        loop = asyncio.get_running_loop()
        self._accepted = accepted
        self._buffer = bytearray()
        self._readable: asyncio.Future[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self.ended: asyncio.Future[None] = loop.create_future()  # the peer will send no more
        self.lost: asyncio.Future[None] = loop.create_future()  # nothing passes any more, either way
        self.received_bytes = 0
        self.sent_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._address = transport.get_extra_info("peername") or ("?", 0)  # a lost TLS transport knows it no more
        tls = transport.get_extra_info("ssl_object")
        # the protocol chosen under TLS, empty where none was; None without TLS
        self.alpn: str | None = None if tls is None else tls.selected_alpn_protocol() or ""
        self._accepted(self)

    def data_received(self, data: bytes) -> None:
        self.received_bytes += len(data)
        self._buffer += data
        if len(self._buffer) > READ_LIMIT_BYTES:
            self.transport.pause_reading()
        _settle(self._readable)

    def eof_received(self) -> bool:
        self._end()
        return self.alpn is None  # TLS of asyncio cannot be half closed

    def connection_lost(self, exc: Exception | None) -> None:
        _settle(self.lost)
        self._end()
        _settle(self._drained)

    def pause_writing(self) -> None:
        self._drained = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        _settle(self._drained)
        self._drained = None

    async def read(self) -> bytes:
        """What has come, at least one byte; b"" once the peer has ended."""
        while not self._buffer and not self.ended.done():
            self._readable = asyncio.get_running_loop().create_future()
            await self._readable
        data = bytes(self._buffer)
        self._buffer.clear()
        self.transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        self._check()
        self.sent_bytes += len(data)
        self.transport.write(data)

    async def drain(self) -> None:
        """Wait until there is room to write."""
        self._check()
        if self._drained is not None:
            await asyncio.shield(self._drained)
            self._check()

    async def pause(self, seconds: float) -> None:
        """Let time pass; ConnectionError if the peer ends meanwhile."""
        ended, _ = await asyncio.wait([self.ended], timeout=seconds)
        if ended:
            raise ConnectionResetError("the peer is gone")

    async def until_gone(self) -> None:
        """Take whatever comes, and do nothing, until the peer has left."""
        while await self.read():
            pass

    def end(self) -> None:
        """Send a FIN, and go on reading; under TLS, which cannot be half closed, end both directions."""
        if self.transport.is_closing():
            return
        if self.transport.can_write_eof():
            with suppress(OSError):  # reset by the peer, of which asyncio has yet to hear
                self.transport.write_eof()
        else:
            self.transport.close()

    async def finish(self) -> None:
        """End as TCP wants it: whoever closes with bytes unread sends a reset, which overtakes what he wrote before."""
        self.end()
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_S):
                await self.until_gone()
        self.close()

    def close(self) -> None:
        """End both directions, by a FIN once all is written."""
        self.transport.close()

    def reset(self) -> None:
        """End both directions, by an RST."""
        if (sock := self.socket) is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.transport.abort()

    @property
    def socket(self) -> socket.socket | None:
        """The one beneath, as long as there is one."""
        found: socket.socket | None = None if self.lost.done() else self.transport.get_extra_info("socket")
        return found

    @property
    def peer(self) -> str:
        """Address and port of the other side."""
        host, port = self._address[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def _check(self) -> None:
        if self.transport.is_closing():
            raise ConnectionResetError("the connection is closed")

    def _end(self) -> None:
        _settle(self.ended)
        _settle(self._readable)


def _settle(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
