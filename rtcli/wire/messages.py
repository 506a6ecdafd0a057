"""Messages from the frames that carry them: fragments joined, inflated, UTF-8 checked as it comes, all within limits.

Nothing is kept of a message beyond what was asked for, so that judging one costs no memory whatever its size.
"""

import zlib
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from rtcli.wire.deflate import Inflater
from rtcli.wire.fault import Fault
from rtcli.wire.frames import TEXT, Frame
from rtcli.wire.pieces import Pieces
from rtcli.wire.utf8 import Utf8

LIMIT_BYTES = 64 * 1024 * 1024


class Message(NamedTuple):
    offset: int  # of its first frame
    origin: str  # "client" or "server"
    opcode: int
    payload: bytes  # joined and inflated; shorter than `length` where less was to be kept
    length: int  # after inflating
    wire_length: int  # payload bytes of its frames as they stood on the wire
    frames: int
    compressed: bool
    readable: bool  # False where it could not be inflated, or was broken off: `length` is what was read of it
    faults: tuple[Fault, ...]


class OpenMessage:
    """One message while its frames arrive."""

    def __init__(self, frame: Frame, origin: str, *, inflater: Inflater | None, room: tuple[int, int]) -> None:
        self.offset = frame.offset
        self.origin = origin
        self.opcode = frame.opcode
        self.frames = 0
        self.wire_length = 0
        self.faults: list[Fault] = []
        self.compressed = frame.rsv & 4 == 4
        self._inflater = inflater if self.compressed else None
        self.reading = not self.compressed or (inflater is not None and not inflater.lost)
        self._utf8 = Utf8() if frame.opcode == TEXT else None
        self._limit, self._room = room  # bytes it may have, and bytes of it still to be kept
        self._length = 0
        self._kept = Pieces()
        self._places: deque[tuple[int, int]] = deque(maxlen=4)  # a character is spread over four pieces at most
        self._frame_offset = self._frame_faults = 0

    def begin_frame(self, offset: int) -> None:
        """One more frame of it begins at `offset`."""
        self.frames += 1
        self._frame_offset = offset
        self._frame_faults = len(self.faults)

    def faults_of_frame(self) -> list[Fault]:
        """The faults that showed since its last frame began."""
        return self.faults[self._frame_faults :]

    def feed(self, piece: bytes, offset: int) -> None:
        """Take a piece of payload that stands at `offset` in the stream."""
        self.wire_length += len(piece)
        if not self.reading:
            return
        if self._inflater is None:
            self._take(piece, offset)
        else:
            self._inflate(self._inflater.feed(piece))

    def refuse(self) -> None:
        """Read no more of it."""
        self.reading = False
        self._utf8 = None

    def end(self, *, complete: bool = True) -> Message:
        """Close it, whole or broken off."""
        if self._inflater is not None:
            if complete and self.reading:
                self._inflate(self._inflater.flush())
            self._inflater.end_message(complete=complete and self.reading)
        if complete and self._utf8 is not None and (at := self._utf8.end()) is not None:
            self._bad_utf8(at, "the text ends inside a character,")
        return Message(
            offset=self.offset,
            origin=self.origin,
            opcode=self.opcode,
            payload=self._kept.join(),
            length=self._length,
            wire_length=self.wire_length,
            frames=self.frames,
            compressed=self.compressed,
            readable=complete and self.reading,
            faults=tuple(self.faults),
        )

    def _inflate(self, blocks: Iterator[bytes]) -> None:
        try:
            for block in blocks:
                self._take(block, self._frame_offset)
                if not self.reading:
                    break
        except zlib.error as error:
            # how much of this frame was inflated before depends on how its bytes were cut: none of it counts
            del self.faults[self._frame_faults :]
            self._kept = Pieces()
            self._length = 0
            self._stop("deflate.error", self._frame_offset, _zlib_words(error))

    def _take(self, block: bytes, offset: int) -> None:
        if block:
            self._places.append((self._length, offset))
        left = self._limit - self._length
        over, block = len(block) > left, block[:left]
        self._length += len(block)
        if self._utf8 is not None and (at := self._utf8.feed(block)) is not None:
            self._bad_utf8(at, "ill-formed UTF-8 from")
        if self._room > 0:
            self._kept.append(block[: self._room])
            self._room -= len(block)
        if over:
            code, verb = ("deflate.too-big", "inflates to") if self.compressed else ("message.too-big", "has")
            self._stop(code, self._place(self._limit), f"{verb} more than the {self._limit} bytes a message may have")

    def _bad_utf8(self, at: int, says: str) -> None:
        self._utf8 = None  # one such fault a message
        whose = "the inflated message" if self.compressed else "the message"
        self.faults.append(Fault("message.bad-utf8", self._place(at), f"{says} byte {at} of {whose}"))

    def _place(self, at: int) -> int:
        """Where byte `at` of the message stood on the wire; inflated, it has no place but its frame."""
        if self.compressed:
            return self._frame_offset
        index, offset = next(place for place in reversed(self._places) if place[0] <= at)
        return offset + at - index

    def _stop(self, code: str, offset: int, says: str) -> None:
        self.refuse()
        self.faults.append(Fault(code, offset, says))


def _zlib_words(error: zlib.error) -> str:
    """What zlib objects to, without its number: `invalid distance too far back`."""
    return str(error).rpartition(": ")[2]
