"""One row of a dump, offset first, taken apart: offset, digits turned into bytes, text column. What the digits
are (pairs, little-endian words, octal, bits) shows in the dump's first row."""

import re
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import NamedTuple

from rtcli.intake.hextext import DIGITS, character

# Offset, then groups of digits; where no colon follows the offset, gaps may be wider
ROW = re.compile(
    rb"""[ \t]*(?:0x)?(?P<offset>[0-9A-Fa-f]{4,16})
    (?: :[ \t]+(?P<grouped>[0-9A-Fa-f]{2,}(?:[ ][0-9A-Fa-f]{2,})*)
    | [ \t]+(?P<spaced>[0-9A-Fa-f]{4,5}(?:[ ]{3,4}[0-9A-Fa-f]{4,5}(?![0-9A-Fa-f]))+
                     | [0-9A-Fa-f]{2,}(?:[ ]{1,2}[0-9A-Fa-f]{2,})*) )
    (?P<rest>.*)""",
    re.VERBOSE,
)
OFFSET = re.compile(rb"[ \t]*(?:0x)?(?P<offset>[0-9A-Fa-f]{4,16})(?:(?::|[ \t])[ \t]*(?P<rest>.*))?")
SHORT_WORD = re.compile(rb"\A(?=[ 0-9a-fA-F]{9}(?: |\Z))[ ]{3,7}[0-9a-fA-F]{2,6}")  # the last one of xxd -e
PAIR = re.compile(rb" *[0-9A-Fa-f]{2}")
LONGEST_WORD = 8  # bytes
UNTOLD = "the text column shows little-endian words, which no row before it did"


class Digits(NamedTuple):
    says: str  # what is unusual about them
    decode: Callable[[bytes], bytes]  # groups of them into bytes


class Row(NamedTuple):
    line: int
    offset: bytes  # as it is written, in whatever base
    data: bytes = b""
    groups: bytes = b""  # the digits as written, and more where the text column looks like digits
    rest: bytes = b""  # the text column
    wrong: tuple[int, str] | None = None  # where a digit seems to be wrong, unless it belongs to the text column


def _pairs(groups: bytes) -> bytes:
    return bytes.fromhex(groups.decode())


def _words(groups: bytes) -> bytes:
    """Little-endian: the groups from the last to the first, and then all bytes the other way round."""
    return bytes.fromhex(b"".join(groups.split()[::-1]).decode())[::-1]


def _numbers(groups: bytes, base: int, size: int) -> bytes:
    return b"".join(int(group, base).to_bytes(size, "little") for group in groups.split())


PAIRS = Digits("", _pairs)
BITS = Digits(", bits", partial(_numbers, base=2, size=1))
XXD_WORDS = Digits(", little-endian words", _words)  # of xxd -e, which look like pairs
# By the width of a group, where no colon follows the offset: hexdump and od write words as the machine has them
WORDS = Digits(", little-endian words", _words)
SPACED = {
    2: PAIRS,
    3: Digits(", octal", partial(_numbers, base=8, size=1)),
    4: WORDS,
    5: Digits(", decimal words", partial(_numbers, base=10, size=2)),
    6: Digits(", octal words", partial(_numbers, base=8, size=2)),
    8: WORDS,
    16: WORDS,
}


def digits_of(found: re.Match[bytes]) -> Digits:
    """How the digits of this row, and so of its dump, are to be read."""
    groups = written(found).split()
    if found["spaced"]:
        return SPACED.get(len(groups[0]), PAIRS)
    column = SHORT_WORD.sub(b"", found["rest"]).strip()
    if len(groups[0]) == 8 and not written(found).translate(None, b" 01") and 0 < len(column) <= len(groups):
        return BITS
    return XXD_WORDS if _is_little(groups[0], column) else PAIRS


def parse_row(number: int, found: re.Match[bytes], digits: Digits) -> Row:
    """The row, with what is wrong with it, if anything is; without data where none can be read."""
    groups = written(found)
    if digits is XXD_WORDS and (short := SHORT_WORD.match(found["rest"])):
        groups += short[0]
    data = _decoded(groups, digits)
    if data is None:
        groups = _alike(groups)  # what has another width may be of the text column
        data = _decoded(groups, digits)
    start = max(found.start("grouped"), found.start("spaced"))
    if data is None:
        return Row(number, found["offset"], wrong=(start, f"'{groups[:24].decode()}' is not made of whole bytes"))
    end = start + len(groups)
    rest = found.string[end:]
    if digits is PAIRS and groups[8:9] == b" " and _is_little(groups[:8], rest.strip()):
        return Row(number, found["offset"], wrong=(start, UNTOLD))
    wrong = None if rest[:2] == b"  " else _wrong(found.string, end, len(data))
    return Row(number, found["offset"], data, groups, rest, wrong)


def cut_row(row: Row, size: int) -> bytes | None:
    """The first ``size`` bytes, if what follows them is their text column or padding."""
    padded = len(row.data) - size < LONGEST_WORD and not any(row.data[size:]) and not row.rest.strip()
    return row.data[:size] if padded or _has_column(row, size) else None  # hexdump and od fill their last word up


def last_row(row: Row, widest: int) -> bytes | None:
    """The bytes of a row that no offset follows: as many as its text column has, or the widest row before it had; None
    if it is wrong."""
    sizes = range(len(row.data), 0, -1) if row.rest.strip() else range(widest, min(widest + 1, len(row.data)))
    size = next((size for size in sizes if size and _has_column(row, size)), None)
    return None if row.wrong and not size else row.data[:size]


def written(found: re.Match[bytes]) -> bytes:
    groups: bytes = found["grouped"] or found["spaced"]
    return groups


def _is_little(group: bytes, column: bytes) -> bool:
    """Whether the text column has the bytes of an eight-digit group the other way round, as after xxd -e."""
    if len(group) != 8:
        return False
    shown = _shown(_words(group))
    return shown != _shown(_pairs(group)) and column.startswith(shown)


def _shown(data: bytes) -> bytes:
    return bytes(byte if 32 <= byte < 127 else 46 for byte in data)


def _has_column(row: Row, size: int) -> bool:
    """Whether all that follows the first ``size`` bytes is what a text column shows of them."""
    *_, last = islice(PAIR.finditer(row.groups), size)
    return (row.groups[last.end() :] + row.rest).strip() == _shown(row.data[:size]).strip()


def _decoded(groups: bytes, digits: Digits) -> bytes | None:
    try:
        return digits.decode(groups)
    except (ValueError, OverflowError):
        return None


def _alike(groups: bytes) -> bytes:
    """The first groups that are of one width."""
    width = len(groups.split(b" ", 1)[0])
    alike = re.match(rb"(?: *[0-9A-Fa-f]{%d}(?![0-9A-Fa-f]))+" % width, groups)
    return alike[0] if alike else groups


def _wrong(line: bytes, end: int, size: int) -> tuple[int, str] | None:
    """What stands behind the digits and a single blank, if it is no text column: too long for one, or a lone digit."""
    rest = line[end:].strip()
    if len(rest.strip(b"|<>")) <= size and not (len(rest) == 1 and rest in DIGITS):
        return None
    at = len(line) - len(line[end:].lstrip())
    group = rest[: len(rest) - len(rest.lstrip(DIGITS))]
    if group and rest[len(group) : len(group) + 1].strip() == b"":
        return at, f"'{group.decode()}' is not made of whole bytes"
    return at + len(group), f"{character(line, at + len(group))} is not a hex digit"
