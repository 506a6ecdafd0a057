"""The header of a frame to lines: its bytes at the left, beside them bit by bit what they say, carets under a fault."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from rtcli.show.cells import cut, fold, line_cells
from rtcli.show.faults import level
from rtcli.show.fields import AT_FAULT, LABELS, Field, head_fields
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.wire.frames import Frame

ROW_BYTES = 4  # of a field that is longer than a byte
SHARED = {"fin": ("fin", "rsv", "opcode"), "mask": ("mask", "length")}  # who is in the byte that begins with this field
NAME_WIDTH = 6
VALUE_WIDTH = 3
MEANING_WIDTH = 20  # with less room than this beside its value, the meaning goes on under it
NOTHING: Line = []
Codes = Mapping[str, Sequence[str]]  # the faults of a frame by the field they are seen in


def draw_head(frame: Frame, look: Look) -> list[Line]:
    """A row or more for each field: offset, bytes, bits, name, value and meaning; then the faults in it."""
    codes: dict[str, list[str]] = {}
    for fault in frame.faults:
        codes.setdefault(AT_FAULT.get(fault.code, ""), []).append(fault.code)
    lines: list[Line] = []
    for field in head_fields(frame):
        start = frame.offset + field.at
        left = [_bits_row(field, start, codes, look)] if field.bits else _bytes_rows(field, start, codes, look)
        for row, meaning in zip_longest(left, _meaning_rows(field, look), fillvalue=NOTHING):
            pad = look.gutter + _left_width(look) + 2 * len(look.gap) - line_cells(row)
            lines.append([*row, (" " * pad, ""), *meaning] if meaning else row)
        lines += [_carets(field, code, look) for code in codes.get(field.name, ())]
    return lines


def _left_width(look: Look) -> int:
    """What a byte and its bits take, or four bytes of a longer field."""
    return 11 + len(look.gap)


def _bits_row(field: Field, offset: int, codes: Codes, look: Look) -> Line:
    """The byte beside the first field that is in it, and the bits of this field."""
    bits = _bits(field.data[0], field.bits, "fault" if field.name in codes else f"field.{field.name}")
    if field.name not in SHARED:
        return [(" " * (look.gutter + 2) + 2 * look.gap, ""), *bits]
    style = "fault" if any(name in codes for name in SHARED[field.name]) else "octet"
    return [(look.offset(offset) + look.gap, "dim"), (field.data.hex(), style), (look.gap, ""), *bits]


def _bytes_rows(field: Field, offset: int, codes: Codes, look: Look) -> list[Line]:
    style = "fault" if field.name in codes else f"field.{field.name}"
    return [
        [(look.offset(offset + at) + look.gap, "dim"), (field.data[at : at + ROW_BYTES].hex(" "), style)]
        for at in range(0, len(field.data), ROW_BYTES)
    ]


@lru_cache(maxsize=1024)
def _meaning_rows(field: Field, look: Look) -> list[Line]:
    """Name, value and meaning."""
    name = f"{LABELS[field.name]:<{NAME_WIDTH}}{look.gap}"
    value = f"{field.value:<{VALUE_WIDTH}}{look.gap}" if field.value else ""
    room = look.room - _left_width(look) - len(look.gap) - len(name)
    beside = room - len(value) >= MEANING_WIDTH
    if beside:
        first, *more = fold(field.meaning, room - len(value))
    else:
        first, *more = fold(f"{field.value} {field.meaning}", room)
        value, first = first[: len(field.value)], first[len(field.value) :]
    indent = " " * (len(name) + len(value) * beside)
    return [[(name, f"field.{field.name}"), (value, "title"), (first, "")], *([(indent + words, "")] for words in more)]


def _carets(field: Field, code: str, look: Look) -> Line:
    """Marks under the bits or bytes at fault, and beside them the name of the fault."""
    if field.bits:
        bits = field.data[0] & field.bits if field.name == "rsv" else field.bits
        marks = " " * (2 + len(look.gap)) + _nibbles(f"{bits:08b}").replace("0", " ").replace("1", "^")
    else:
        marks = "^^ " * min(len(field.data), ROW_BYTES)
    style = f"level.{level(code)}"
    width = _left_width(look)
    name = cut(code, look.room - width - len(look.gap))
    return [(" " * look.gutter + look.gap, ""), (f"{marks:<{width}}{look.gap}{name}", style)]


@lru_cache(maxsize=2048)
def _bits(byte: int, mask: int, style: str) -> Line:
    """The bits of a byte that are in the mask, and a dot for each other: `·000 ····`."""
    shown = _nibbles(
        "".join([bit if own == "1" else "·" for bit, own in zip(f"{byte:08b}", f"{mask:08b}", strict=True)])
    )
    digits = shown.strip("· ")
    before, after = shown.split(digits, 1)
    return [span for span in ((before, "dim"), (digits, style), (after, "dim")) if span[0]]


def _nibbles(symbols: str) -> str:
    return f"{symbols[:4]} {symbols[4:]}"
