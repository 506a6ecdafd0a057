"""Two ends of one link, in memory: what the one writes the other reads, with TCP's three ways to stop.

Half-closed (`write_eof`), closed, or reset; with a latency every byte and every ending arrives that much later.
"""

import asyncio
from collections import deque

ROOM_BYTES = 65536  # as much as may lie unread before `drain` waits


class End:
    """Reads and writes like an asyncio stream, and never touches a socket."""

    other: "End"

    def __init__(self, latency_s: float, moved: asyncio.Event) -> None:
        self.latency_s = latency_s
        self.moved = moved  # shared by both ends: something came, left or ended
        self.under_way: deque[bytes | None] = deque()  # to this end; b"" is the end of file, None a reset
        self.arrived = bytearray()
        self.unread_bytes = 0  # under way or arrived
        self.at_eof = self.is_reset = self.is_closed = False

    async def read(self, limit: int = 65536) -> bytes:
        """At least one byte and at most `limit`; none at the end."""
        while not (self.arrived or self.at_eof or self.is_reset or self.is_closed):
            await self.movement()
        self.must_be_open()
        data = bytes(self.arrived[:limit])
        del self.arrived[:limit]
        self.unread_bytes -= len(data)
        self.moved.set()
        return data

    def write(self, data: bytes) -> None:
        self.must_be_open()
        if data:
            self.other.expect(data)

    async def drain(self) -> None:
        """Wait while the other end has too much left to read."""
        while self.other.unread_bytes > ROOM_BYTES and not (self.is_closed or self.is_reset):
            await self.movement()
        self.must_be_open()

    def write_eof(self) -> None:
        """Say that nothing more will be written; reading goes on."""
        self.other.expect(b"")

    def close(self) -> None:
        """Stop in both directions: the other end reads what is under way, then the end of file.

        As TCP has it, whoever closes with bytes unread, or is written to after that, answers with a reset.
        """
        if not self.is_closed:
            self.other.expect(None if self.arrived else b"")
            self.leave()

    def reset(self) -> None:
        """Stop as a crash does: the other end loses what it has not read by then."""
        self.other.expect(None)
        self.leave()

    async def movement(self) -> None:
        self.moved.clear()
        await self.moved.wait()

    def must_be_open(self) -> None:
        if self.is_reset:
            raise ConnectionResetError("reset by the other end")
        if self.is_closed:
            raise BrokenPipeError("this end is closed")

    def leave(self) -> None:
        self.is_closed = True
        self.moved.set()

    def expect(self, piece: bytes | None) -> None:
        self.under_way.append(piece)
        self.unread_bytes += len(piece or b"")
        asyncio.get_running_loop().call_later(self.latency_s, self.arrive)

    def arrive(self) -> None:
        # The oldest piece, whichever timer rang: timers of one instant have no order of their own.
        piece = self.under_way.popleft()
        if piece is None:
            self.is_reset = True
            self.arrived.clear()
        elif piece and self.is_closed:
            self.other.expect(None)
        self.at_eof = self.at_eof or piece == b""
        self.arrived += piece or b""
        self.moved.set()


def pipe(latency_s: float = 0.0) -> tuple[End, End]:
    """Both ends of a new link, inside a running loop."""
    moved = asyncio.Event()
    left, right = End(latency_s, moved), End(latency_s, moved)
    left.other, right.other = right, left
    return left, right
