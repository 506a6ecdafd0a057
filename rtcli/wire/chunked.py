"""The chunked coding, RFC 9112 section 7: wire bytes in any cut into body bytes, the border of each chunk, and faults.

Data is handed on as it arrives, also of a chunk that is not all here; what the body means, others read.
"""

import re
from itertools import accumulate, repeat
from typing import NamedTuple

from rtcli.wire.fault import Fault
from rtcli.wire.http1 import Field, parse_fields, quoted

SIZE_LIMIT_BYTES = (1 << 63) - 1  # beyond it no offset can be counted in 64 bits
LINE_LIMIT_BYTES = 4 * 1024  # of a size with its extension
TRAILERS_LIMIT_BYTES = 16 * 1024

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]+)([ \t]*(?:;.*)?)", re.DOTALL)
_SIZES_KEPT = 4096

# what the reader waits for, in the words of the fault when it does not come
_SIZE = "the last chunk"
_DATA = "the data of a chunk"
_DATA_END = "the line end after a chunk"
_TRAILER = "the blank line after the last chunk"


class Chunk(NamedTuple):
    offset: int  # of its size line in the stream
    body_offset: int  # of its first byte in the decoded body
    size: int  # 0 is the last chunk
    extension: bytes  # all that stood between the size and the line end


class Decoded(NamedTuple):
    """What one read brought."""

    body: bytes
    chunks: list[Chunk]  # those whose size line ended in this read
    faults: list[Fault]


class ChunkReader:
    """Feed it a chunked body in any cut, then say `end`.

    Once it is `done`, `trailers` has the fields behind the last chunk and `rest` the bytes behind the body. Once it
    is `lost`, where the next chunk begins cannot be known, and no more is read.
    """

    def __init__(self, offset: int = 0) -> None:
        self.done = self.lost = False
        self.trailers: tuple[Field, ...] = ()
        self.rest = b""
        self._offset = offset  # in the stream, of the first byte of `_held`
        self._held = b""  # a line that is not all here
        self._awaits = _SIZE
        self._body_offset = 0
        self._size = self._left = 0  # of the chunk at hand: its size, and how much of it is to come
        self._sizes: dict[bytes, int] = {}  # by plain size lines that were read before, with the line end before them
        self._trailers = bytearray()
        self._pieces: list[bytes] = []  # these three are what the read at hand brings
        self._chunks: list[Chunk] = []
        self._faults: list[Fault] = []

    def feed(self, data: bytes) -> Decoded:
        """The body bytes in this read, the borders of the chunks that began in it, and what is wrong with them."""
        buf = self._held + data if self._held else data
        self._pieces, self._chunks, self._faults = [], [], []
        at = 0
        while at < len(buf) and not (self.done or self.lost):
            if self._awaits is _DATA_END:
                at = self._take_plain_chunks(buf, at)
            after = _STEPS[self._awaits](self, buf, at) if at < len(buf) else None
            if after is None:
                break
            at = after
        self._offset += at
        self._held = b"" if self.done or self.lost else buf[at:]
        if self.done:
            self.rest += buf[at:]
        return Decoded(b"".join(self._pieces), self._chunks, self._faults)

    def end(self) -> list[Fault]:
        """What the end of the input shows: a body that was broken off."""
        if self.done or self.lost:
            return []
        says = f"the input ends before {self._awaits}"
        if self._awaits is _DATA:
            says = f"the input ends with {self._size - self._left} of the {self._size} bytes of a chunk"
        return [Fault("chunk.truncated", self._offset + len(self._held), says)]

    def _take_plain_chunks(self, buf: bytes, at: int) -> int:
        """Take, in a tight loop from the end of a chunk to that of another, those that are whole and like earlier ones.

        What stands between the data of one and of the next is looked up as one: it tells the size, and is faultless.
        """
        size_of, starts, pieces = self._sizes.get, list[int](), list[bytes]()
        add_start, add_piece, most = starts.append, pieces.append, len(buf)
        while True:
            data_at = at + 7  # three digits: events of text
            if (size := size_of(buf[at:data_at])) is None:
                data_at = at + 6
                if (size := size_of(buf[at:data_at])) is None:
                    data_at = at + 8
                    if (size := size_of(buf[at:data_at])) is None:
                        data_at = at + 5
                        if (size := size_of(buf[at:data_at])) is None:
                            break
            end = data_at + size
            if end > most:
                break
            add_start(at)
            add_piece(buf[data_at:end])
            at = end
        if pieces:
            self._add_plain_chunks(starts, pieces)
        return at

    def _add_plain_chunks(self, starts: list[int], pieces: list[bytes]) -> None:
        """Count chunks by where the line end before each of them stands, and by their data."""
        sizes = list(map(len, pieces))
        offsets = map((self._offset + 2).__add__, starts)
        body_offsets = accumulate(sizes, initial=self._body_offset)
        rows = zip(offsets, body_offsets, sizes, repeat(b""), strict=False)
        self._chunks += map(tuple.__new__, repeat(Chunk), rows)  # half the cost of calling the class
        self._pieces += pieces
        self._body_offset += sum(sizes)

    def _take_size(self, buf: bytes, at: int) -> int | None:
        """Take a size line, the border of a chunk."""
        line = self._line(buf, at)
        if line is None:
            return None
        text = line.removesuffix(b"\n").removesuffix(b"\r")
        match = _SIZE_LINE.fullmatch(text)
        if not match:
            self._lose("chunk.bad-size", at, f"{quoted(text.decode('latin-1'))} where a size belongs")
            return None
        size, extension = int(match[1], 16), match[2]
        if size > SIZE_LIMIT_BYTES:
            self._lose("chunk.too-big", at, f"a chunk of {quoted(match[1].decode())} bytes, in hexadecimal")
            return None
        if extension and b";" not in extension:
            self._fault("chunk.bad-size", at + len(match[1]), "blanks between the size and the line end")
        if size and len(self._sizes) < _SIZES_KEPT and line == match[1] + b"\r\n":
            self._sizes[b"\r\n" + line] = size
        self._chunks.append(Chunk(self._offset + at, self._body_offset, size, extension))
        self._size = self._left = size
        self._awaits = _DATA if size else _TRAILER
        return at + len(line)

    def _take_data(self, buf: bytes, at: int) -> int | None:
        """Take as much of a chunk's data as is here."""
        piece = buf[at : at + self._left]
        self._pieces.append(piece)
        self._body_offset += len(piece)
        self._left -= len(piece)
        if not self._left:
            self._awaits = _DATA_END
        return at + len(piece)

    def _take_data_end(self, buf: bytes, at: int) -> int | None:
        """Take the line end behind a chunk; without one, the next size may still stand there."""
        ending = buf[at : at + 2]
        if ending == b"\r":
            return None
        self._awaits = _SIZE
        if ending == b"\r\n":
            return at + 2
        if ending[:1] == b"\n":
            self._fault("chunk.bare-lf", at, "LF without CR after a chunk")
            return at + 1
        self._fault("chunk.missing-crlf", at, f"byte 0x{ending[0]:02x} where the line end of a chunk belongs")
        return at

    def _take_trailer(self, buf: bytes, at: int) -> int | None:
        """Take one line behind the last chunk; the blank one ends the body."""
        line = self._line(buf, at)
        if line is None:
            return None
        if line in (b"\r\n", b"\n"):
            self.done = True
            self.trailers, faults = parse_fields(bytes(self._trailers), self._offset + at - len(self._trailers))
            self._faults += faults
        else:
            self._trailers += line
        return at + len(line)

    def _line(self, buf: bytes, at: int) -> bytes | None:
        """The line at `at` with its end, or None while it is not all here."""
        limit, code, words = _LIMITS[self._awaits]
        room = limit - len(self._trailers)
        end = buf.find(b"\n", at, at + room) + 1
        if not end:
            if len(buf) - at >= room:
                self._lose(code, at, f"{words} in {limit} bytes")
            return None
        if buf[end - 2 : end] != b"\r\n":
            self._fault("chunk.bare-lf", end - 1, "LF without CR")
        return buf[at:end]

    def _fault(self, code: str, at: int, says: str) -> None:
        self._faults.append(Fault(code, self._offset + at, says))

    def _lose(self, code: str, at: int, says: str) -> None:
        self._fault(code, at, says)
        self.lost = True


_LIMITS = {
    _SIZE: (LINE_LIMIT_BYTES, "chunk.bad-size", "no end of a size line"),
    _TRAILER: (TRAILERS_LIMIT_BYTES, "http.head-too-big", "no end of the trailers"),
}
_STEPS = {
    _SIZE: ChunkReader._take_size,
    _DATA: ChunkReader._take_data,
    _DATA_END: ChunkReader._take_data_end,
    _TRAILER: ChunkReader._take_trailer,
}
