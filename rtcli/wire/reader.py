"""One stream of WebSocket bytes, cut anywhere, into frames, messages and faults, in the order of the wire.

Plain frames go through the hot loop of `plain`, all others piece by piece through their `Direction`. It stops only
where the borders of frames are lost, and keeps a bounded part of a frame, however large that is.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.direction import Direction, OpenFrame
from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, CONTROL_LIMIT, Frame, head_size, opcode_of
from rtcli.wire.mask import fast_xor
from rtcli.wire.messages import LIMIT_BYTES, Message
from rtcli.wire.plain import LONGEST, LONGEST_HEAD, PLAIN, Item, Wanted, plain_run
from rtcli.wire.sniff import SNIFF_BYTES, sniff, undecided

KEEP_BYTES = 1 << 20
KEEP_REST_BYTES = 1 << 10
ORIGINS = ("server", "client")  # by mask bit
_PLAUSIBLE = frozenset((0x01, 0x02, 0x41, 0x42, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8A, 0xC1, 0xC2))  # of no other protocol


@dataclass(slots=True)
class Tally:
    """What a stream was made of."""

    frames: dict[str, int] = field(default_factory=dict)
    messages: int = 0
    message_bytes: int = 0  # inflated
    head_bytes: int = 0
    payload_bytes: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    rest_bytes: int = 0

    def count(self, opcode_name: str, frames: int) -> None:
        if frames:
            self.frames[opcode_name] = self.frames.get(opcode_name, 0) + frames

    @property
    def by_opcode(self) -> dict[str, int]:
        """The frames of each kind, in the order of their opcodes: how a stream was cut does not show in it."""
        return {kind: self.frames[kind] for kind in sorted(self.frames, key=opcode_of)}

    def fault(self, code: str) -> None:
        self.faults[code] = self.faults.get(code, 0) + 1


class Rest(NamedTuple):
    """Bytes at the end of a stream that are in no frame: they start at `offset`, and `data` holds the first of them."""

    offset: int
    data: bytes = b""
    length: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How a stream is to be read."""

    origin: str | None = None  # "client", "server", or None: each frame by its mask bit
    deflate: DeflateParameters | None = None  # as agreed on in the handshake
    offset: int = 0  # of the first byte to come
    frames: bool = True  # give frames with their faults; False: the faults alone
    messages: bool = False  # give messages as well
    control: bool = False  # give control frames even where others are not given
    limit: int = LIMIT_BYTES  # of a frame and of a message, in bytes
    keep: int = KEEP_BYTES  # of the payload of each frame and message, in bytes
    most: int | None = None  # frames to read; what stands behind them is not looked at


class FrameReader:
    """Feed it bytes, then say `end`; `tally` counts, `lost` tells that nothing more can be read."""

    def __init__(self, how: Reading | None = None, tally: Tally | None = None) -> None:
        self.how = how = how or Reading()
        self.tally = tally or Tally()  # one may be shared by both directions of a connection
        self.lost = False
        self.rest = Rest(how.offset)
        keep = how.keep if how.frames else CONTROL_LIMIT, how.keep if how.messages else 0
        self._directions = {
            origin: Direction(origin, how.deflate, limit=how.limit, keep=keep) for origin in ("client", "server")
        }
        self._wanted = Wanted(how.frames, how.messages, how.control)
        self._offset = how.offset  # in the stream, of the first byte of `_rest`
        self._rest = b""  # a header that is not all here
        self._open: OpenFrame | None = None
        self._started = self._ended = False
        self._masked: bool | None = None  # the mask bit of the first frame, where both directions may come

    def feed(self, data: bytes) -> list[Item]:
        """What these bytes complete."""
        items: list[Item] = []
        buf = self._rest + data if self._rest else data
        at, before = 0, -1
        while at > before and not self.lost and not self.done:
            before = at
            if self._open is None and self.how.most is None:
                at = self._plain_frames(buf, at, items)
            at = self._next_piece(buf, at, items)
        self._rest = buf[at:]
        self._offset += at
        if self.lost:
            self._leave()
        return items

    def end(self) -> list[Item]:
        """What the end of the stream shows: a frame or a message that was broken off."""
        self._ended = True
        items = self.feed(b"")
        if self.done:
            return items
        end = self._offset + len(self._rest)
        if self._open is not None:
            frame, self._open = self._open, None
            frame.faults.append(Fault("frame.truncated", end, f"{frame.read} of {frame.length} payload bytes are here"))
            self._give(frame, items, complete=False)
        elif self._rest:
            says = f"the stream ends after byte {len(self._rest)} of a header"
            self._give_fault(Fault("frame.truncated", end, says), items)
            self._leave()
        for direction in self._directions.values():
            self._break_off(direction, items)
        return items

    @property
    def done(self) -> bool:
        """Whether as many frames were read as were asked for."""
        return self.how.most is not None and sum(self.tally.frames.values()) >= self.how.most

    @property
    def in_hand_bytes(self) -> int:
        """How many bytes of a frame are here that is not all here."""
        return len(self._rest) if self._open is None else len(self._open.frame.head) + self._open.read

    def faults_in_hand(self) -> tuple[Fault, ...]:
        """The faults already known of a frame that is not all here."""
        return self._open.all_faults() if self._open else ()

    def _leave(self) -> None:
        """Give up the bytes in hand: they are in no frame."""
        size = len(self._rest)
        start, kept, left = self.rest
        room = KEEP_REST_BYTES - len(kept)
        self.rest = Rest(start if left else self._offset, kept + self._rest[:room], left + size)
        self.tally.rest_bytes += size
        self._offset += size
        self._rest = b""

    def _plain_frames(self, buf: bytes, at: int, items: list[Item]) -> int:
        """Take the plain frames that stand at `at`, and count them; returns where they end."""
        if len(buf) - at < LONGEST_HEAD or buf[at] not in PLAIN or self.how.limit < LONGEST:
            return at
        masked = buf[at + 1] >= 0x80
        direction = self._directions[self.how.origin or ORIGINS[masked]]
        expected = (direction.origin == "client") if self._masked is None else self._masked
        if direction.message is not None or direction.closed or masked != expected:
            return at
        unmask = fast_xor() if masked else None
        run = plain_run(buf, at, self._offset, unmask=unmask, wanted=self._wanted, into=items)
        if run.end > at:
            self._note_start(masked)
            for name, count in run.counts.items():
                self.tally.count(name, count)
            head_bytes = (6 if masked else 2) * sum(run.counts.values()) + 2 * run.wide
            self.tally.messages += run.counts["text"] + run.counts["binary"]
            self.tally.head_bytes += head_bytes
            self.tally.payload_bytes += run.end - at - head_bytes
            self.tally.message_bytes += run.end - at - head_bytes - run.control_bytes
        return run.end

    def _next_piece(self, buf: bytes, at: int, items: list[Item]) -> int:
        """Take a header, and as much as is here of the payload; returns where that ends."""
        frame = self._open
        if frame is None:
            frame = self._begin(buf, at, items)
            if frame is None:
                return at
            at += len(frame.frame.head)
        piece = buf[at : at + frame.length - frame.read]
        if piece:
            frame.take(piece, self._offset + at)
            at += len(piece)
        self._open = frame if frame.read < frame.length else None
        if self._open is None:
            self._give(frame, items, complete=not self.lost)
        return at

    def _begin(self, buf: bytes, at: int, items: list[Item]) -> OpenFrame | None:
        """Read and judge the header at `at`, once it is all here and known to be one."""
        size = head_size(buf, at)
        if at < len(buf) and self._is_foreign(buf, at, items):
            return None
        if not size or len(buf) - at < size:
            return None
        frame = Frame(self._offset + at, buf[at : at + size], b"")
        opened = self._directions[self.how.origin or ORIGINS[frame.masked]].begin(frame)
        if self._masked is not None and frame.masked != self._masked and not self.tally.faults.get("frame.mask-mixed"):
            opened.fault("frame.mask-mixed", 1, f"MASK is {frame.masked:d} here and {self._masked:d} before")
        self._note_start(frame.masked)
        self.lost = frame.length != opened.length  # where the next frame starts can no longer be known
        return opened

    def _is_foreign(self, buf: bytes, at: int, items: list[Item]) -> bool:
        """Whether these bytes are another protocol's, or may be, as far as they are here."""
        if buf[at] in _PLAUSIBLE or (self._started and buf[at] == 0):
            return False
        ahead = buf[at : at + SNIFF_BYTES]
        kind = sniff(ahead, at_start=not self._started)
        if kind is not None:
            self.lost = True
            self._give_fault(Fault("frame.not-websocket", self._offset + at, f"the bytes are {kind}"), items)
            return True
        return not self._ended and undecided(ahead, at_start=not self._started)

    def _note_start(self, masked: bool) -> None:
        self._started = True
        if self.how.origin is None and self._masked is None:
            self._masked = masked

    def _give(self, opened: OpenFrame, items: list[Item], *, complete: bool = True) -> None:
        """Hand out a frame that has ended, with the messages that it completed or broke off."""
        if opened.broken_off is not None:
            self._give_message(opened.broken_off, items)
        frame, message = opened.end(complete=complete)
        self.tally.count(frame.opcode_name, 1)
        self.tally.head_bytes += len(frame.head)
        self.tally.payload_bytes += opened.read
        if message is not None:
            self.tally.messages += 1
            self.tally.message_bytes += message.length
        for fault in frame.faults:
            self.tally.fault(fault.code)
        if self.how.frames or (self.how.control and frame.opcode >= CLOSE):
            items.append(frame)
        else:
            items += frame.faults
        if message is not None:
            self._give_message(message, items)

    def _give_message(self, message: Message, items: list[Item]) -> None:
        if self.how.messages:
            items.append(message)

    def _give_fault(self, fault: Fault, items: list[Item]) -> None:
        self.tally.fault(fault.code)
        items.append(fault)

    def _break_off(self, direction: Direction, items: list[Item]) -> None:
        """The stream has ended; if that was inside a message, say so where nothing else has said why."""
        message = direction.end_message(complete=False)
        if message is None:
            return
        if not self.lost and "frame.truncated" not in self.tally.faults:
            says = f"{message.frames} frames, {message.wire_length} bytes, and no final frame"
            self._give_fault(Fault("message.unfinished", message.offset, says), items)
        self._give_message(message, items)
