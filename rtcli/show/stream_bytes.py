"""The body of an answer to rows of a hexdump, read by read, with a rule wherever a chunk or a DATA frame begins."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rtcli.report.text import printable
from rtcli.show.amounts import amount
from rtcli.show.hexdump import Stretch, draw_dump
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.title import draw_title
from rtcli.wire.fault import Fault


class Border(NamedTuple):
    """Where a chunk begins, or a frame."""

    body_offset: int
    size: int
    offset: int  # on the wire, behind the head
    extension: str = ""  # what else its size line says


class Read(NamedTuple):
    """What one read brought."""

    when: str
    offset: int  # of its first byte in the body
    data: bytes
    borders: Sequence[Border] = ()
    faults: Sequence[Fault] = ()
    coded_bytes: int | None = None  # what it was unfolded from, where there is a content coding


def draw_read(read: Read, noun: str, look: Look) -> list[Line]:
    """A rule for the read, and one for each chunk, each above the bytes that follow it."""
    facts = [amount(len(read.data), "byte"), read.when]
    if read.coded_bytes is not None:
        facts.append(f"decoded from {read.coded_bytes:,}")
    lines = [draw_title("read", facts, read.faults, look)]
    for border, start, end in _parts(read):
        if border is not None:
            lines.append(_border(border, noun, look))
        data = read.data[start - read.offset : end - read.offset]
        if data:
            lines += draw_dump(Stretch(start, data, len(data)), look)
    return lines


def _parts(read: Read) -> Iterator[tuple[Border | None, int, int]]:
    """Stretches of the body, each with the border it begins at; where the data was coded, borders come first."""
    end = read.offset + len(read.data)
    if read.coded_bytes is not None:
        yield from ((border, end, end) for border in read.borders)
        yield None, read.offset, end
        return
    first = read.borders[0].body_offset if read.borders else end
    yield None, read.offset, first
    for index, border in enumerate(read.borders):
        stop = read.borders[index + 1].body_offset if index + 1 < len(read.borders) else end
        yield border, border.body_offset, stop


def _border(border: Border, noun: str, look: Look) -> Line:
    what = "last chunk" if noun == "chunk" and not border.size else f"{noun} of {amount(border.size, 'byte')}"
    extension = f" {printable(border.extension)}" if border.extension else ""
    return [(f"{'':>{look.gutter}}{look.gap}", ""), (f"┄┄ {what} at {border.offset:,} on the wire{extension}", "bar")]
