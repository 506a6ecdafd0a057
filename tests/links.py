"""Real links joined in memory, for virtual time: what the one writes the other reads, with TCP's ways to stop.

`linked` gives two links; `peered` one, and a raw end that reads, writes, sends FIN or RST, and stops reading at will.
"""

import asyncio
from collections import deque

from rtcli.net.link import Facts
from rtcli.net.socket_link import SocketLink


class MemoryTransport(asyncio.Transport):
    """One end: what is written arrives at the other end's protocol, after the latency."""

    other: "MemoryTransport"

    def __init__(self, protocol: asyncio.BufferedProtocol, latency_s: float) -> None:
        super().__init__()
        self.protocol, self.latency_s = protocol, latency_s
        self.loop = asyncio.get_running_loop()
        self.under_way: deque[bytes | None] = deque()  # to this end; b"" is a FIN, None a reset
        self.unread: deque[bytes | None] = deque()
        self.unread_bytes = 0
        self.high_bytes, self.low_bytes = 65536, 16384
        self.is_paused = self.is_closed = self.is_finished = self.is_full = False
        protocol.connection_made(self)

    # What a protocol calls

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if data and not self.is_closed:
            assert not self.is_finished, "written after the FIN"
            self.send(bytes(data))
            if self.other.unread_bytes > self.high_bytes and not self.is_full:
                self.is_full = True
                self.protocol.pause_writing()

    def write_eof(self) -> None:
        if not self.is_finished:
            self.is_finished = True
            self.send(b"")

    def close(self) -> None:
        if not self.is_closed:
            self.write_eof()
            self.leave(None)

    def abort(self) -> None:
        self.close()

    def reset(self) -> None:
        """Stop as a crash does: the other end loses what it has not read by then."""
        self.send(None)
        self.leave(None)

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False
        self.loop.call_soon(self.deliver)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high_bytes, self.low_bytes = high or 0, low or 0

    # What happens between the ends

    def send(self, piece: bytes | None) -> None:
        self.other.under_way.append(piece)
        self.other.unread_bytes += len(piece or b"")
        self.loop.call_later(self.latency_s, self.other.arrive)

    def arrive(self) -> None:
        # The oldest piece, whichever timer rang: timers of one instant have no order of their own.
        piece = self.under_way.popleft()
        if piece is None:
            self.unread.clear()
            self.leave(ConnectionResetError(104, "Connection reset by peer"))
        elif self.is_closed and piece:
            self.send(None)
        else:
            self.unread.append(piece)
            self.deliver()

    def deliver(self) -> None:
        while self.unread and not self.is_paused and not self.is_closed:
            piece = self.unread.popleft()
            if piece:
                self.hand_over(piece)
            elif not self.protocol.eof_received():
                self.close()

    def hand_over(self, piece: bytes) -> None:
        """As much as the protocol has room for; what is over stays the next to be read."""
        into = memoryview(self.protocol.get_buffer(-1))
        count = min(len(into), len(piece))
        assert count, "the protocol gave no room"
        into[:count] = piece[:count]
        if piece[count:]:
            self.unread.appendleft(piece[count:])
        self.unread_bytes -= count
        self.other.loop.call_soon(self.other.make_room)
        self.protocol.buffer_updated(count)

    def make_room(self) -> None:
        if self.is_full and self.other.unread_bytes <= self.low_bytes:
            self.is_full = False
            self.protocol.resume_writing()

    def leave(self, error: Exception | None) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.loop.call_soon(self.protocol.connection_lost, error)


class Peer(asyncio.BufferedProtocol):
    """The raw end: it does nothing by itself."""

    def __init__(self) -> None:
        self.buffer = bytearray(65536)
        self.received = bytearray()
        self.at_eof = self.is_reset = False
        self.moved = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, MemoryTransport)
        self.transport = transport

    def get_buffer(self, sizehint: int) -> bytearray:
        return self.buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.received += self.buffer[:nbytes]
        self.moved.set()

    def eof_received(self) -> bool:
        self.at_eof = True
        self.moved.set()
        return True  # TCP lets it write on

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_reset = exc is not None
        self.moved.set()

    async def read(self) -> bytes:
        """All that has come, at least one byte; none after a FIN or a reset."""
        while not (self.received or self.at_eof or self.is_reset):
            self.moved.clear()
            await self.moved.wait()
        data = bytes(self.received)
        self.received.clear()
        return data

    async def read_exactly(self, count: int) -> bytes:
        """So many bytes and no more."""
        while len(self.received) < count:
            assert not (self.at_eof or self.is_reset), f"ended after {len(self.received)} of {count} bytes"
            self.moved.clear()
            await self.moved.wait()
        data = bytes(self.received[:count])
        del self.received[:count]
        return data

    def write(self, data: bytes) -> None:
        self.transport.write(data)

    def eof(self) -> None:
        """Send a FIN; reading goes on."""
        self.transport.write_eof()

    def close(self) -> None:
        self.transport.close()

    def reset(self) -> None:
        """Send an RST."""
        self.transport.reset()

    def pause(self) -> None:
        """Take nothing more, so that the link feels it."""
        self.transport.pause_reading()

    def resume(self) -> None:
        self.transport.resume_reading()


def linked(latency_s: float = 0.0, facts: Facts | None = None) -> tuple[SocketLink, SocketLink]:
    """Two links, each the other's peer; inside a running loop."""
    facts = facts or Facts(remote="peer.test:80", local="here.test:40000")
    left, right = SocketLink(facts), SocketLink(facts)
    join(left, right, latency_s)
    return left, right


def peered(latency_s: float = 0.0, facts: Facts | None = None) -> tuple[SocketLink, Peer]:
    """A link and the raw end that it talks to; inside a running loop."""
    link, peer = SocketLink(facts or Facts(remote="peer.test:80", local="here.test:40000")), Peer()
    join(link, peer, latency_s)
    return link, peer


def join(left: asyncio.BufferedProtocol, right: asyncio.BufferedProtocol, latency_s: float) -> None:
    one, other = MemoryTransport(left, latency_s), MemoryTransport(right, latency_s)
    one.other, other.other = other, one
