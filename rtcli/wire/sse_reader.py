"""An event stream: bytes in any cut into the values of `sse`, by a hot loop for what is plain and a careful one.

A line counts as soon as it ends, be it by CR. Nothing is kept of the connection but the last event id.
"""

import re

from rtcli.wire.fault import Fault
from rtcli.wire.sse import Block, Event, Line, Value

LINE_LIMIT_BYTES = 16 << 20
EVENT_LIMIT_BYTES = 64 << 20

BOM = b"\xef\xbb\xbf"
NUL, LF, CR = b"\0\n\r"

LONG_LINE_BYTES = 16 << 10  # a line of this size is not copied in the hot loop
NOT_PLAIN = b"", b"", b""
RUN_BYTES = 4096  # a piece of this size is searched for a run of like events
GAP = re.compile(rb"\n\n(?:event: ([ -~]+)\n)?data: ")  # what stands between the data of one and of the next

_new = tuple.__new__  # half the cost of calling the class


class EventReader:
    """Feed it a stream in any cut, then say `end`; `last_event_id` is what a client would resume with.

    An event that lost a line to the limit of lines, or grew over its own, is not dispatched; its id still counts.
    """

    def __init__(
        self,
        last_event_id: str = "",  # of the connection before this one, which browsers keep as well
        *,
        line_limit_bytes: int = LINE_LIMIT_BYTES,
        event_limit_bytes: int = EVENT_LIMIT_BYTES,
    ) -> None:
        self.last_event_id = last_event_id
        self._line_limit = line_limit_bytes
        self._event_limit = event_limit_bytes
        self._limit = min(line_limit_bytes, event_limit_bytes)  # nothing to watch for as long as a block is under both
        self._block = Block()
        self._rest = bytearray()  # a line that is not all here
        self._started = False  # whether the first line, which may have a BOM, is over
        self._after_cr = False  # whether a LF that comes next belongs to the line before
        self._skipping = False  # whether the rest is of a line that is over its limit
        self._careful = False  # whether one of the last two makes the next read go line by line

    def feed(self, chunk: bytes) -> list[Value]:
        """The values that are complete with this piece of the stream."""
        values: list[Value] = []
        if LF not in chunk and CR not in chunk:
            self._rest += chunk
            if len(self._rest) > self._line_limit:
                self._skip(values)
        elif not self._started:
            first = chunk.splitlines(keepends=True)[0]
            self._read_with_care(first, values)
            values += self.feed(chunk[len(first) :])
        elif self._careful or self._block.size + len(self._rest) + len(chunk) > self._limit:
            self._read_with_care(chunk, values)
        elif CR in chunk:
            self._read_crlf(chunk, values)
        elif len(chunk) < RUN_BYTES or not self._read_run(chunk, values):
            self._read_plain(chunk, b"\n", values)
        return values

    def end(self) -> list[Value]:
        """What the end of the stream shows: an event that was broken off, and so is none."""
        line = self._rest if self._started else self._rest.removeprefix(BOM)
        if not self._block.is_open() and (not line or line.startswith(b":")):
            return []
        size = self._block.size + len(self._rest)
        return [Fault("sse.unfinished-event", self._block.begun, f"the stream ends {size} bytes into an event")]

    def _read_crlf(self, chunk: bytes, values: list[Value]) -> None:
        if chunk.count(b"\r") == chunk.count(b"\n") == chunk.count(b"\r\n"):
            self._read_plain(chunk, b"\r\n", values)
        else:
            self._read_with_care(chunk, values)

    def _read_plain(self, chunk: bytes, line_end: bytes, values: list[Value]) -> None:
        lines: list[Line] = [*chunk.split(line_end)]
        if self._rest:
            self._rest += lines[0]
            lines[0] = self._rest
        self._rest = bytearray(lines.pop())
        self._read_lines(lines, len(line_end), values)

    def _read_lines(self, lines: list[Line], line_end_size: int, values: list[Value]) -> None:
        """The hot loop: blank lines and the fields of plain events; `Block.read` has all others."""
        block = self._block
        size, data = block.size, block.data
        for line in lines:
            if line:
                name, _, value = line.partition(b": ") if len(line) < LONG_LINE_BYTES else NOT_PLAIN
                try:
                    text = value.decode()
                except UnicodeDecodeError:
                    name = b""
                if name == b"data" and data is None and not block.odd:
                    data = text
                elif name == b"event":
                    block.type = text
                elif name == b"id" and NUL not in value:
                    block.id = text
                else:
                    block.size, block.data = size, data
                    block.read(line, values)
                    data = block.data
                    if not block.is_open():
                        block.begun += size + len(line) + line_end_size
                        size = 0
                        continue
                size += len(line) + line_end_size
            else:
                if data is None:
                    data = block.end(values)
                if block.id is not None:
                    self.last_event_id = block.id
                if data is not None:
                    parts = block.begun, size + 1, block.type or "message", data, block.id, self.last_event_id
                    values.append(_new(Event, parts))
                block.begun += size + line_end_size
                size = 0
                data = block.type = block.id = None
        block.size, block.data = size, data

    def _read_run(self, chunk: bytes, values: list[Value]) -> bool:
        """The hottest loop, if there is a run of events that differ in their data alone, as tokens of a model do."""
        found = GAP.search(chunk, 0, RUN_BYTES)
        if not found or not chunk.startswith(found[0], chunk.find(b"\n\n", found.end())):
            return False
        gap, type = found[0], (found[1] or b"message").decode()
        block, head = self._block, gap[2:]
        first, *pieces, last = chunk.split(gap)
        self._read_plain(first + b"\n\n", b"\n", values)
        last_id = self.last_event_id
        for piece in pieces:
            try:
                data = None if LF in piece else piece.decode()
            except UnicodeDecodeError:
                data = None
            if data is None:
                self._read_plain(head + piece + b"\n\n", b"\n", values)
                last_id = self.last_event_id
            else:
                size = len(piece) + len(gap)
                values.append(_new(Event, (block.begun, size, type, data, None, last_id)))
                block.begun += size
        self._read_plain(head + last, b"\n", values)
        return True

    def _read_with_care(self, chunk: bytes, values: list[Value]) -> None:
        """Line by line, for what has to be watched at the start, near a limit and around a CR."""
        if self._after_cr and not self._rest and chunk[0] == LF:
            self._pass_over(1)
            chunk = chunk[1:]
        for line in chunk.splitlines(keepends=True):
            text = line.rstrip(b"\r\n")
            self._rest += text
            if len(self._rest) > self._line_limit:
                self._skip(values)
            if text != line:
                self._end_line(len(line) - len(text), values)
        self._after_cr = chunk.endswith(b"\r")
        self._careful = self._after_cr or self._skipping

    def _end_line(self, line_end_size: int, values: list[Value]) -> None:
        """Read the line in `_rest`, unless it was too long, and see how large the event is by now."""
        line, self._rest = self._rest, bytearray()
        first, self._started = not self._started, True
        if self._skipping:
            self._skipping = False
            self._pass_over(len(line) + line_end_size)
            return
        if first and line.startswith(BOM):
            line = line[len(BOM) :]
            self._pass_over(len(BOM))
            if line.startswith(BOM):
                values.append(Fault("sse.second-bom", len(BOM), "U+FEFF again"))
        self._read_lines([line], line_end_size, values)
        block = self._block
        if block.size - line_end_size > self._event_limit and not block.lost:
            offset = block.begun + self._event_limit
            values.append(Fault("sse.event-too-big", offset, f"an event over {self._event_limit} bytes"))
            block.lose()

    def _skip(self, values: list[Value]) -> None:
        """Drop what is here of a line that is over the limit; no more of it will be kept."""
        if not self._skipping:
            offset = self._block.begun + self._block.size + self._line_limit
            values.append(Fault("sse.line-too-long", offset, f"a line over {self._line_limit} bytes"))
            self._block.lose()
            self._skipping = self._careful = True
            self._after_cr = False
        self._pass_over(len(self._rest))
        self._rest.clear()

    def _pass_over(self, size: int) -> None:
        """Count bytes that are no part of any line."""
        if self._block.is_open():
            self._block.size += size
        else:
            self._block.begun += size
