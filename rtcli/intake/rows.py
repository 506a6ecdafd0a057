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


class Digits(NamedTuple):
    says: str  # what is unusual about them
    decode: Callable[[bytes], bytes]  # groups of them into bytes


class Row(NamedTuple):
    line: int
    offset: bytes  # as it is written, in whatever base
    data: bytes = b""
    groups: bytes = b""  # the digits as written, and more where the text column looks like digits
    rest: bytes = b""  # the text column


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


def parse_row(number: int, found: re.Match[bytes], digits: Digits) -> Row | tuple[int, str]:
    """The row, or where and what is wrong with it."""
    groups, rest = written(found), found["rest"]
    if digits is XXD_WORDS and (short := SHORT_WORD.match(rest)):
        groups, rest = groups + short[0], rest[short.end() :]
    try:
        data = digits.decode(groups)
    except (ValueError, OverflowError):
        return found.end("offset") + 1, f"'{groups[:24].decode()}' is not made of whole bytes"
    if rest[:2] != b"  " and _is_no_column(rest.strip(), len(data)):
        at = found.start("rest") + len(rest) - len(rest.lstrip())
        return at, f"{character(found.string, at)} is not a hex digit"
    if digits is PAIRS and groups[8:9] == b" " and _is_little(groups[:8], rest.strip()):
        return found.end("offset") + 1, "the text column shows little-endian words, which no row before it did"
    return Row(number, found["offset"], data, groups, rest)


def cut_row(row: Row, size: int) -> bytes | None:
    """The first ``size`` bytes where the rest of the digits is the text column, or padding; None where it is not."""
    if len(row.data) - size < LONGEST_WORD and not any(row.data[size:]) and not row.rest.strip():
        return row.data[:size]  # hexdump and od fill their last word up
    ends = [pair.end() for pair in islice(PAIR.finditer(row.groups), size)]
    column = row.groups[ends[-1] :] + row.rest
    return row.data[:size] if len(column.strip()) <= size else None


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


def _is_no_column(rest: bytes, size: int) -> bool:
    """Whether what follows a single blank cannot be a text column: too long for it, or but a lone digit."""
    return len(rest.strip(b"|<>")) > size or (len(rest) == 1 and rest in DIGITS)
