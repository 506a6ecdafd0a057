"""Rows of a hexdump to lines: fields in their colours, and under a row with a fault its mark and its name.

A row of a frame, of a live tap or of bytes that could not be decoded looks the same everywhere.
"""

from itertools import groupby
from typing import NamedTuple

from rtcli.show.cells import cut
from rtcli.show.faults import level
from rtcli.show.look import Look, hex_columns
from rtcli.show.paint import Line
from rtcli.wire.hexdump import Mark, Row, rows


class Stretch(NamedTuple):
    """A part of the stream that is to be dumped."""

    offset: int
    data: bytes  # its first bytes, perhaps all of them
    length: int  # how many there are of them
    marks: tuple[Mark, ...] = ()


def draw_dump(stretch: Stretch, look: Look) -> list[Line]:
    """The first rows, and those with a fault."""
    size = look.row_size(stretch.offset, len(stretch.data))
    lines: list[Line] = []
    done = 0
    for index in _wanted(stretch, size, look.max_dump):
        start = index * size
        if start > done:
            lines += draw_left_out(start - done, look)
        piece = stretch.data[start : start + size]
        for row in rows(piece, offset=stretch.offset + start, marks=stretch.marks, width=size):
            lines += draw_row(row, look, size=size)
        done = start + len(piece)
    return lines + draw_left_out(stretch.length - done, look)


def draw_row(row: Row, look: Look, *, size: int) -> list[Line]:
    """The row, in columns for `size` bytes, then a line for each fault that touches it."""
    gutter = look.offset(row.offset) + look.gap
    numbers: Line = [(gutter, "dim")]
    characters: Line = []
    text, last = row.ascii, len(row.data)
    for style, start, end in _runs(row):
        numbers.append((_hex(row.data, start, end), style))
        if end < last:
            numbers.append((" " if end % 8 else "  ", ""))
        characters.append((text[start:end], style))
    numbers.append((" " * (hex_columns(size) - hex_columns(last)) + look.gap, ""))
    return [numbers + characters, *(_marker(row, mark, indent=len(gutter), look=look) for mark in row.faults)]


def _runs(row: Row) -> list[tuple[str, int, int]]:
    """Neighbours of one style: that style, where they start and where they end."""
    styles = [f"field.{name}" if name else "" for name in row.names]
    for mark in row.faults:
        styles[mark.start - row.offset : mark.end - row.offset] = ["fault"] * (mark.end - mark.start)
    runs = []
    start = 0
    for style, run in groupby(styles):
        end = start + len(list(run))
        runs.append((style, start, end))
        start = end
    return runs


def _hex(data: bytes, start: int, end: int) -> str:
    """Some bytes of a row, with a wider gap before every eighth of it."""
    first = min(start - start % 8 + 8, end)
    return "  ".join(
        [data[start:first].hex(" "), *(data[at : min(at + 8, end)].hex(" ") for at in range(first, end, 8))]
    )


def _marker(row: Row, mark: Mark, *, indent: int, look: Look) -> Line:
    """Carets under the bytes at fault, and the name of the fault on the side where there is room."""
    left = indent + hex_columns(mark.start - row.offset + 1) - 2
    carets = "^" * (indent + hex_columns(mark.end - row.offset) - left)
    style = f"level.{level(mark.name)}"
    room = look.width - left - len(carets) - 1
    if len(mark.name) > room and len(mark.name) < left - indent:
        left -= len(mark.name) + 1
        return [(" " * left, ""), (f"{mark.name} {carets}", style)]
    return [(" " * left, ""), (f"{carets} {cut(mark.name, room)}", style)]


def _wanted(stretch: Stretch, size: int, limit: int) -> list[int]:
    """Which rows are shown."""
    last = -(-len(stretch.data) // size)
    wanted = set(range(min(last, -(-limit // size))))
    for mark in stretch.marks:
        if mark.faulty and 0 <= mark.start - stretch.offset < len(stretch.data):
            at = (mark.start - stretch.offset) // size
            wanted.update(range(max(at - 1, 0), min(at + 2, last)))
    return sorted(wanted)


def draw_left_out(count: int, look: Look) -> list[Line]:
    return look.block("…", "dim", [[(f"{count:,} more byte{'s' * (count > 1)}", "dim")]]) if count > 0 else []
