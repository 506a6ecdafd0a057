"""One accepted connection as a pair of byte streams that can be read, written, and ended in every way there is."""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import cast

READ_LIMIT_BYTES = 256 * 1024  # not read yet: then the peer has to wait
NO_LINGER = struct.pack("ii", 1, 0)


class Link(asyncio.Protocol):
    """Reading gives what came, and b"" once the peer has ended; writing to one who has left is a ConnectionError."""

    __slots__ = ("_accepted", "_buffer", "_drained", "_lost", "_readable", "ended", "transport")

    def __init__(self, accepted: Callable[["Link"], None]) -> None:
        self._accepted = accepted
        self._buffer = bytearray()
        self._readable: asyncio.Future[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._lost = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()  # the peer will send no more

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        if (sock := self.socket) is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._accepted(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > READ_LIMIT_BYTES:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self._end()
        return self.alpn is None  # TLS of asyncio cannot be half closed

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._end()
        if self._drained is not None and not self._drained.done():
            self._drained.set_exception(ConnectionResetError("the peer is gone"))

    def pause_writing(self) -> None:
        self._drained = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None

    async def read(self) -> bytes:
        """What has come, at least one byte; b"" once the peer has ended."""
        while not self._buffer and not self.ended.done():
            self._readable = asyncio.get_running_loop().create_future()
            await self._readable
        data = bytes(self._buffer)
        self._buffer.clear()
        if not self._lost:
            self.transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        if self._lost:
            raise ConnectionResetError("the peer is gone")
        self.transport.write(data)

    async def drain(self) -> None:
        """Wait until there is room to write."""
        if self._lost:
            raise ConnectionResetError("the peer is gone")
        if self._drained is not None:
            await asyncio.shield(self._drained)

    async def pause(self, seconds: float) -> None:
        """Let time pass; ConnectionError if the peer ends meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.shield(self.ended)
        except TimeoutError:
            return
        raise ConnectionResetError("the peer is gone")

    async def until_gone(self) -> None:
        """Take whatever comes, and do nothing, until the peer has left."""
        while await self.read():
            pass

    def end(self) -> None:
        """Send a FIN, and go on reading."""
        if not self._lost and self.transport.can_write_eof():
            self.transport.write_eof()

    def close(self) -> None:
        """End both directions, by a FIN."""
        self.transport.close()

    def reset(self) -> None:
        """End both directions, by an RST."""
        if (sock := self.socket) is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.transport.abort()

    @property
    def socket(self) -> socket.socket | None:
        found: socket.socket | None = self.transport.get_extra_info("socket")
        return found

    @property
    def peer(self) -> str:
        """Address and port of the other side."""
        name = self.transport.get_extra_info("peername")
        return f"{name[0]}:{name[1]}" if name else "?"

    @property
    def alpn(self) -> str | None:
        """The protocol chosen under TLS, empty where none was; None without TLS."""
        tls = self.transport.get_extra_info("ssl_object")
        return None if tls is None else tls.selected_alpn_protocol() or ""

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)
        self._wake()

    def _wake(self) -> None:
        if self._readable is not None and not self._readable.done():
            self._readable.set_result(None)
