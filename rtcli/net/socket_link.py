"""A connected socket, TCP or unix, to the link over it."""

import asyncio
import socket
from typing import cast

from rtcli.net.link import Ending, Facts, Link
from rtcli.net.oserrors import words_for

HIGH_WATER_BYTES = 262144  # of what was written and has yet to go
LOW_WATER_BYTES = 65536


class SocketLink(Link, asyncio.BufferedProtocol):
    """Bytes as they stand on the wire."""

    _transport: asyncio.Transport

    def __init__(self, facts: Facts, sock: socket.socket | None = None) -> None:
        super().__init__(facts)
        self._sock = sock
        self._into = self._buffer
        self._lost = asyncio.Event()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(HIGH_WATER_BYTES, LOW_WATER_BYTES)

    def get_buffer(self, sizehint: int) -> memoryview:
        room = self._follower.room()
        self._into = self._buffer if room is None else room
        return self._into

    def buffer_updated(self, nbytes: int) -> None:
        t_s = self._time()
        self._take(self._into[:nbytes], t_s)

    def eof_received(self) -> None:
        self._end(Ending.FIN)  # asyncio closes the transport when this returns and all that was written has gone

    def connection_lost(self, exc: Exception | None) -> None:
        if isinstance(exc, OSError):
            self._empty()
        self._end(Ending.RESET, words_for(exc))
        self._lost.set()

    def pause_writing(self) -> None:
        self._tell_writable(False)

    def resume_writing(self) -> None:
        self._tell_writable(True)

    # What a link does

    def _put(self, data: bytes | bytearray | memoryview) -> None:
        self._transport.write(data)

    def pause(self) -> None:
        self._transport.pause_reading()

    def resume(self) -> None:
        self._transport.resume_reading()

    def shut(self) -> None:
        # Whoever closes with bytes unread sends a reset, which overtakes what he wrote before: so say FIN and read on.
        if self.ending is None:
            self._end(Ending.OURS)
            self._transport.resume_reading()
            try:
                self._transport.write_eof()
            except OSError:
                self._transport.abort()  # reset, of which asyncio has yet to hear

    def abort(self) -> None:
        self._end(Ending.OURS)
        self._transport.abort()

    async def _gone(self) -> None:
        await self._lost.wait()

    def _empty(self) -> None:
        """A write that fails says nothing of what the peer had sent before: take it from the system."""
        while self._sock is not None and self.ending is None:
            try:
                count = self._sock.recv_into(self.get_buffer(-1))
            except OSError:
                return
            if not count:
                return
            self.buffer_updated(count)


async def link_over(sock: socket.socket, facts: Facts) -> SocketLink:
    """The link over a socket that is connected and does not block; it is closed with the link."""
    loop = asyncio.get_running_loop()
    try:
        _, link = await loop.create_connection(lambda: SocketLink(facts, sock), sock=sock)
    except BaseException:
        sock.close()
        raise
    return link
