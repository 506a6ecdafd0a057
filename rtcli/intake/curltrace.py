"""The blocks of ``curl --trace`` turned into what was sent and received: header and data blocks, which are plain text
also over TLS. curl's remarks, TLS records, a proxy's CONNECT and a body printed in between are left out."""

import re
from collections.abc import Iterator

from rtcli.errors import RtError
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.text import Text, line_end

# --trace-time puts the time before a block, --trace-ids the numbers of transfer and connection
PREFIX = rb"(?:\d\d:\d\d:\d\d\.\d+ )?(?:\[[\w-]+\] )?"
INFO = re.compile(PREFIX + rb"== Info: ")
# Not from the line's start alone: a body that is printed to the same place need not end its line
BLOCK = re.compile(rb"(?P<way>=>|<=) (?:Send|Recv) (?P<kind>header|data|SSL data), (?P<size>\d+) bytes \(0x")
ROW = re.compile(rb"[ \t]*(?P<offset>[0-9a-f]{4,}): (?P<digits>.*)")
ROW_BYTES = 16
ORIGINS = {b"=>": "client", b"<=": "server"}
ASCII_HINT = "if --trace-ascii wrote it, use --trace, which leaves no bytes out"


def recognise(text: bytes, ended: bool) -> str | None:
    return "what curl --trace wrote" if INFO.match(text) or BLOCK.search(text) else None


def decode(feed: Feed) -> Iterator[Piece]:
    text = Text(feed)
    trace = Trace(text)
    for part in text.parts(line_end):
        try:
            for number, line in text.lines(part):
                if ready := trace.take(number, line):
                    yield ready
        except RtError:
            yield trace.flush()
            raise
        yield trace.flush()
    trace.finish()


class Trace:
    """The block that is being read: how much of it has come, and what of that was not given out yet."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._data = bytearray()
        self._origin: str | None = None
        self._line = 0  # where the block starts
        self._kind = b""
        self._size = self._got = 0  # of the block, in bytes; a line that is no row it waits for is left out
        self._tunnel = False  # whether the heads are a proxy's

    def take(self, number: int, line: bytes) -> Piece | None:
        """One line; what was ready before, where it starts another block."""
        if found := BLOCK.search(line):
            self.finish()
            ready = self.flush()
            self._open(number, found)
            return ready
        if self._got < self._size and line:
            self._take_row(number, line)
        return None

    def flush(self) -> Piece:
        piece = Piece(bytes(self._data), self._origin)
        self._data.clear()
        return piece

    def finish(self) -> None:
        if self._got < self._size:
            why = f"the block has {self._size} bytes, and its rows hold {self._got}"
            raise self._text.wrong_at(self._line, 1, why, ASCII_HINT)

    def _open(self, number: int, found: re.Match[bytes]) -> None:
        self._line, self._kind, self._origin = number, found["kind"], ORIGINS[found["way"]]
        if found["kind"] == b"header" and found["way"] == b"=>":
            self._tunnel = False
        left_out = found["kind"] == b"SSL data" or (found["kind"] == b"header" and self._tunnel)
        self._got, self._size = 0, 0 if left_out else int(found["size"])

    def _take_row(self, number: int, line: bytes) -> None:
        count = min(ROW_BYTES, self._size - self._got)
        row = ROW.match(line)
        try:
            data = bytes.fromhex(row["digits"][: 3 * count - 1].decode()) if row else b""
        except ValueError:
            data = b""
        if not row or int(row["offset"], 16) != self._got or len(data) != count:
            why = f"not the {count} pairs of hex digits that the block at line {self._line} goes on with"
            raise self._text.wrong_at(number, 1, why, ASCII_HINT)
        if self._got == 0 and self._kind == b"header" and data.startswith(b"CONNECT "):
            self._tunnel, self._size = True, 0
            return
        self._got += count
        self._data += data
