"""What an open session receives, cut anywhere, into messages, control frames and faults, in the order of the wire."""

from dataclasses import replace

from rtcli.wire.bulk import (
    DEFLATED,
    PLAIN,
    Stretch,
    as_messages,
    deflated_stretch,
    is_text,
    plain_stretch,
    size_of_frame,
)
from rtcli.wire.frames import CONTROL_LIMIT
from rtcli.wire.messages import Message
from rtcli.wire.plain import LONGEST, Bulk, Heard, Item, Wanted
from rtcli.wire.reader import FrameReader, Reading

LARGE_HEAD = 10
AREA_BYTES = LARGE_HEAD + (1 << 20)  # a message of 1 MiB
OWN_READ_BYTES = 32 * 1024  # fewer that are yet to come of a frame are not worth a read of their own
FLOWING_BYTES = 32 * 1024  # read at once: whoever sends that much goes on
_new = tuple.__new__  # half the cost of calling the class


class Area:
    """Where one large frame is received, so that it is copied once, and from memory that is warm."""

    def __init__(self) -> None:
        self.memory = bytearray(AREA_BYTES)
        self.view = memoryview(self.memory)
        self.end = 0  # of what is here of its frame
        self.size = 0  # of its frame; 0 while there is none

    @property
    def missing(self) -> int:
        return self.size - self.end

    def begin(self, data: bytes, size: int) -> None:
        """A frame of this size, of which this is here."""
        self.view[: len(data)] = data
        self.end, self.size = len(data), size

    def take(self, data: memoryview) -> int:
        """Take what belongs to it, wherever it lies; returns how much that was."""
        count = min(len(data), self.missing)
        if data.obj is not self.memory:
            self.view[self.end : self.end + count] = data[:count]
        self.end += count
        return count

    def empty(self) -> bytes:
        """What is here of its frame, and have none any more."""
        data = bytes(self.view[: self.end])
        self.end = self.size = 0
        return data


class Receiver(FrameReader):
    """The server's direction, from the first byte behind its 101: `take` bytes, and hear what may be passed on.

    A message that cannot be read, or that comes after a close, may not; and where faults are not put up with, nothing
    behind the first one is looked at.
    """

    def __init__(self, how: Reading, *, is_strict: bool) -> None:
        super().__init__(replace(how, origin="server", frames=False, messages=True, control=True))
        self._is_strict = is_strict
        self._is_bulk = False
        self._server = self._directions["server"]
        self._area: Area | None = None

    def want(self, *, frames: bool, messages: bool, bulk: bool) -> None:
        """In which form data is wanted from now on."""
        self.how = replace(self.how, frames=frames, messages=messages)
        self._wanted = Wanted(frames, messages, control=True)
        self._server.keep = self.how.keep if frames else CONTROL_LIMIT
        self._is_bulk = bulk
        self._leave_area()

    @property
    def in_hand_bytes(self) -> int:
        return self._area.end if self._area and self._area.size else super().in_hand_bytes

    def room(self) -> memoryview | None:
        """Where the next bytes may be put, if they are many of one frame."""
        area, opened = self._area, self._open
        if area is not None and area.missing >= OWN_READ_BYTES:
            return area.view[area.end : area.size]
        if opened is not None and opened.length - opened.read >= OWN_READ_BYTES:
            area = self._area = area or Area()
            return area.view[: opened.length - opened.read]
        return None

    def take(self, data: memoryview) -> list[Heard]:
        """What these bytes complete."""
        heard: list[Heard] = []
        if self._area is not None and self._area.size:
            data = data[self._area.take(data) :]
            if not self._area.missing:
                self._take_area(self._area, heard)
        if data:
            self._take_buffer(b"".join((self._rest, data)) if self._rest else bytes(data), heard)
        if self._open is not None and self._is_strict and not self.lost:
            self._tell_early(heard)
        if self.lost:
            self._leave()
        return heard

    def end(self) -> list[Item]:
        self._leave_area()
        return super().end()

    def _take_buffer(self, buf: bytes, heard: list[Heard]) -> None:
        """Take the frames in `buf`, and as much as is here of the last, if it does not wait for the rest."""
        at, before, size = 0, -1, len(buf)
        while before < at < size and not self.lost:
            before = at
            if self._open is None:
                at = self._take_many(buf, at, heard)
                if at == size or self._awaits_rest(buf, at):
                    break
            items: list[Item] = []
            at = self._next_piece(buf, at, items)
            heard += items
            self.lost = self.lost or (self._is_strict and bool(self.tally.faults))
        self._offset += at
        self._rest = b"" if at == size or (self._area and self._area.size) else buf[at:]

    def _may_hurry(self) -> bool:
        """Whether whole messages can be taken without looking at each; after a fault, each is."""
        server, how = self._server, self.how
        return not (server.message or server.closed or how.frames or self.tally.faults or how.limit < LONGEST)

    def _take_many(self, buf: bytes, at: int, heard: list[Heard]) -> int:
        """Take what the hot loops can."""
        if not self._may_hurry():
            items: list[Item] = []
            at = self._plain_frames(buf, at, items)
            heard += items
            return at
        size = len(buf)
        while at < size:
            first, inflater = buf[at], self._server.inflater
            if first in PLAIN:
                stretch = plain_stretch(buf, at)
            elif first in DEFLATED and inflater is not None and not inflater.lost:
                stretch = deflated_stretch(buf, at, inflater=inflater, limit=self.how.limit)
            else:
                break
            if not stretch.payloads:
                break
            self._hand_over(stretch, buf, at, heard)
            at = stretch.end
        return at

    def _hand_over(self, stretch: Stretch, buf: bytes, at: int, heard: list[Heard]) -> None:
        """Give what was taken at `at` and count it."""
        payloads, end, wire_length = stretch
        first, number, tally = buf[at], len(payloads), self.tally
        if self._is_bulk:
            heard.append(_new(Bulk, (first & 15, payloads, wire_length)))
        elif self.how.messages:
            heard += as_messages(stretch, buf, at, offset=self._offset)
        self._started = True
        tally.count("text" if first & 1 else "binary", number)
        tally.messages += number
        tally.head_bytes += end - at - wire_length
        tally.payload_bytes += wire_length
        tally.message_bytes += wire_length if first in PLAIN else sum(map(len, payloads))

    def _awaits_rest(self, buf: bytes, at: int) -> bool:
        """Whether the frame at `at` is quicker to read once it is all here; a large one is kept in its own place."""
        size = size_of_frame(buf, at)
        if size <= len(buf) - at or not self._may_hurry():
            return False
        if size <= LONGEST + 4:
            return len(buf) >= FLOWING_BYTES
        if size > min(AREA_BYTES, self.how.limit) or buf[at] in DEFLATED:
            return False
        self._area = self._area or Area()
        self._area.begin(buf[at:], size)
        return True

    def _take_area(self, area: Area, heard: list[Heard]) -> None:
        """Take the large message that is all here now."""
        head, payload = bytes(area.view[:LARGE_HEAD]), bytes(area.view[LARGE_HEAD : area.size])
        if head[0] == 0x81 and not (payload.isascii() or is_text(payload)):
            self._take_buffer(area.empty(), heard)
            return
        self._hand_over(Stretch([payload], area.size, len(payload)), head, 0, heard)
        self._offset += area.size
        area.end = area.size = 0

    def _leave_area(self) -> None:
        if self._area is not None and self._area.size:
            self._rest = self._area.empty()

    def _tell_early(self, heard: list[Heard]) -> None:
        """Whoever fails at the first fault need not wait for the end of the frame that has it."""
        for fault in self.faults_in_hand():
            self.tally.fault(fault.code)
            heard.append(fault)
            self.lost = True

    def _give_message(self, message: Message, items: list[Item]) -> None:
        if message.readable and not self._server.closed and not (self._is_strict and self.tally.faults):
            super()._give_message(message, items)
