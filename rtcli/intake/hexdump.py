"""A dump in rows turned into bytes: how many a row holds is what the next row's offset says, so that a text column that
looks like hex is never taken for it. Rows folded to a * come back; a row that is missing is an error."""

import re
from collections.abc import Iterator
from itertools import repeat

from rtcli.errors import RtError
from rtcli.intake import rows
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.flow import follow
from rtcli.intake.packet import is_packet, parse_packet
from rtcli.intake.text import PART_BYTES, Text, line_end

HEADERS_BYTES = 128  # by then it shows whether a dump is of a packet
PACKET_BYTES = 1 << 17  # no packet is longer
FOLDED_LIMIT = 1 << 30  # bytes that one * may stand for
BASES = (16, 8, 10)  # that offsets are written in, the likeliest first
OD_BASES = (8, 16, 10)
OD_OFFSET_LENGTH = 7
HEXDUMP_WIDTHS = (4, 5)  # of groups, after an offset as long as od's


def recognise(text: bytes, ended: bool) -> str | None:
    """Rows with a colon after the offset; without one an offset 0 unlike the groups, or two offsets that fit."""
    lines = text.replace(b"\r\n", b"\n").split(b"\n")
    found = [row for row in map(rows.ROW.match, lines) if row]
    if not found:
        return None
    first, digits = found[0], rows.digits_of(found[0])
    says = f"rows of a hexdump{digits.says}"
    unlike = len(first["offset"]) != _width(first)
    if first["grouped"] or (unlike and not first["offset"].strip(b"0")):
        return says
    row = rows.parse_row(0, first, digits)
    steps = [_distance(first["offset"], after["offset"], base) for after in found[1:2] for base in BASES]
    return says if not row.wrong and len(row.data) in steps else None


def decode(feed: Feed) -> Iterator[Piece]:
    """The dump's bytes; if it is of a packet, as Wireshark copies them, what that and those after it carry."""
    dumps = read_dumps(Text(feed))
    first, ends = b"", False
    try:
        while not ends and len(first) <= PACKET_BYTES and (len(first) <= HEADERS_BYTES or parse_packet(first)):
            data, ends = next(dumps)
            first += data
    except RtError:
        yield Piece(first)
        raise
    if ends and is_packet(first):
        yield from follow(first, _whole(dumps), feed)
        return
    yield Piece(first)
    yield from (Piece(data) for data, _ in dumps)


def _whole(dumps: Iterator[tuple[bytes, bool]]) -> Iterator[bytes]:
    dump = b""
    for data, ends in dumps:
        dump += data
        if ends and dump:
            yield dump
            dump = b""


def read_dumps(text: Text) -> Iterator[tuple[bytes, bool]]:
    """Bytes as they become certain, and whether a dump ends with them."""
    dump = Dump(text)
    data = bytearray()
    try:
        for part in text.parts(line_end):
            for number, line in text.lines(part):
                known, times, ends = dump.take(number, line)
                if times > 1:
                    at_once = max(1, PART_BYTES // len(known))
                    yield bytes(data) + known * (times % at_once), False
                    yield from repeat((known * at_once, False), times // at_once)
                    data.clear()
                else:
                    data += known
                if ends:
                    yield bytes(data), True
                    data.clear()
            yield bytes(data), False
            data.clear()
        yield dump.end(), True
    except RtError:
        yield bytes(data) + dump.held, False
        raise


class Dump:
    def __init__(self, text: Text) -> None:
        self._text = text
        self._digits: rows.Digits | None = None  # of the first row, then of all
        self._bases: tuple[int, ...] = BASES
        self._held: rows.Row | None = None  # until the next offset tells how many of its bytes are data
        self._folded = False  # whether a * follows it
        self._widest = 0

    def take(self, number: int, line: bytes) -> tuple[bytes, int, bool]:
        """What is certain now: some bytes, how often they stand there, and whether the dump ends with them."""
        if found := rows.ROW.match(line):
            row = self._row(number, found)
            ends = self._held is not None and not row.offset.strip(b"0")
            known = (self.end(), 1) if ends else self._settle(row)
            self._held, self._folded = row, False
            return *known, ends
        if self._held and line.strip() == b"*":
            self._folded = True
        elif self._held and line.strip():
            return self._take_other(number, line)
        return b"", 1, False

    def end(self) -> bytes:
        """The last row of a dump."""
        row = self._held
        if row is None:
            return b""
        data = rows.last_row(row, self._widest)
        if row.wrong and data is None:
            raise self._wrong(row.line, *row.wrong)
        if self._folded:
            self._text.feed.note("the dump ends in a * without the offset after it, so rows are missing at its end")
        self._held = None
        return data or b""

    @property
    def held(self) -> bytes:
        return self._held.data if self._held else b""

    def _row(self, number: int, found: re.Match[bytes]) -> rows.Row:
        if self._digits is None:
            self._digits = rows.digits_of(found)
            if found["spaced"] and len(found["offset"]) == OD_OFFSET_LENGTH and _width(found) not in HEXDUMP_WIDTHS:
                self._bases = OD_BASES
        row = rows.parse_row(number, found, self._digits)
        if row.wrong and not row.data:
            raise self._wrong(number, *row.wrong)
        if self._held is None and row.offset.strip(b"0"):
            self._text.feed.note(f"the first row has offset {row.offset.decode()}, not 0")
        return row

    def _take_other(self, number: int, line: bytes) -> tuple[bytes, int, bool]:
        """The offset after the last row, a row that is broken, or a line that has no place in a dump."""
        found = rows.OFFSET.fullmatch(line)
        if not (found and self._held and len(found["offset"]) == len(self._held.offset)):
            self._text.feed.note(f"line {number} was passed over: it is not a row of the dump")
            return b"", 1, False
        if found["rest"]:
            raise self._wrong(number, found.start("rest"), "no pairs of digits follow the offset")
        known = self._settle(rows.Row(number, found["offset"]))
        self._held, self._folded = None, False
        return *known, True

    def _settle(self, after: rows.Row) -> tuple[bytes, int]:
        """The bytes of the row that is held, now that the offset after it is known, and how often they stand there."""
        held = self._held
        if held is None:
            return b"", 1
        size = len(held.data)
        step = self._step(held.offset, after.offset, size)
        self._widest = max(self._widest, min(step, size))
        if step == size:
            return held.data, 1
        if self._folded and size < step <= FOLDED_LIMIT and not step % size:
            return held.data, step // size
        cut = rows.cut_row(held, step) if 0 < step < size else None
        if cut is None and held.wrong:
            raise self._wrong(held.line, *held.wrong)
        if cut is None:
            why = f"offset {after.offset.decode()} does not follow {held.offset.decode()} and its {size} bytes"
            raise self._wrong(after.line, 0, why)
        return cut, 1

    def _step(self, offset: bytes, after: bytes, size: int) -> int:
        """How far the offsets are apart, in the base in which that agrees best with the row's size."""
        if len(self._bases) == 1 and _distance(offset, after, self._bases[0]) == size:
            return size
        steps = {base: step for base in self._bases if (step := _distance(offset, after, base)) is not None}
        fitting = [base for base, step in steps.items() if step == size]
        if self._folded:
            fitting = [base for base, step in steps.items() if step > size and not step % size]
            if len(fitting) > 1 and len(offset) == OD_OFFSET_LENGTH:
                self._text.feed.note(f"the offsets are taken to be in base {fitting[0]}: hexdump writes 16, od 8")
            del fitting[1:]
        elif not fitting:
            fitting = [base for base, step in steps.items() if size - rows.LONGEST_WORD < step < size]  # padding
        self._bases = tuple(fitting) or self._bases
        return next((steps[base] for base in self._bases if base in steps), -1)

    def _wrong(self, line: int, at: int, why: str) -> RtError:
        return self._text.wrong_at(line, at + 1, why, "look for a row that is missing, or a wrong digit in one")


def _width(found: re.Match[bytes]) -> int:
    """How many digits a group of this row has."""
    return len(rows.written(found).split(b" ", 1)[0])


def _distance(offset: bytes, after: bytes, base: int) -> int | None:
    try:
        return int(after, base) - int(offset, base)
    except ValueError:
        return None  # a digit that this base does not have
