"""Bytes to the rows of a hexdump in which fields and faults bear names: values only, drawn and coloured elsewhere."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

ASCII = bytes(byte if 0x20 <= byte < 0x7F else 0x2E for byte in range(256))


class Mark(NamedTuple):
    start: int  # counted, as a fault's offset is, from the start of the stream
    end: int  # the first offset after it
    name: str  # of a field, or the code of a fault
    faulty: bool = False


class Row(NamedTuple):
    offset: int  # of its first byte in the stream
    data: bytes
    names: tuple[str, ...]  # for each byte the field it belongs to, "" where that is none
    faults: tuple[Mark, ...] = ()  # those that touch this row, cut to it

    @property
    def ascii(self) -> str:
        """The column on the right: what is printable in ASCII, and a dot for all else."""
        return self.data.translate(ASCII).decode("ascii")


def rows(data: bytes, *, offset: int = 0, marks: Iterable[Mark] = (), width: int = 16) -> Iterator[Row]:
    """`data` in rows of `width` bytes; where fields overlap the later mark counts, faults are all kept."""
    known = tuple(marks)
    for at in range(0, len(data), width):
        yield _row(data[at : at + width], offset + at, known)


def _row(piece: bytes, start: int, marks: tuple[Mark, ...]) -> Row:
    end = start + len(piece)
    names = [""] * len(piece)
    faults: list[Mark] = []
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first >= last:
            continue
        if mark.faulty:
            faults.append(Mark(first, last, mark.name, True))
        else:
            names[first - start : last - start] = [mark.name] * (last - first)
    return Row(start, piece, tuple(names), tuple(faults))
