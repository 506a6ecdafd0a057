"""Arrays of numbers turned into bytes: decimal, hex and octal elements, characters, signed bytes, comments between
them; any number of arrays, with whatever declares them around. Fast where all elements are plain."""

import re
from collections.abc import Iterator
from itertools import repeat

from rtcli.intake import escapes
from rtcli.intake.feed import Piece
from rtcli.intake.hextext import blanked, character
from rtcli.intake.text import PART_BYTES, Text

CHARACTER = rb"b?'(?:%s|[^'\\\n])'" % escapes.PATTERN
# A bracket before an element opens an array unless it holds a size: frame[7] = {, [7]byte{
OPENER = (
    rb"""[{\[](?=\s*(?:"\d+"\s*:\s*)?(?:\([a-z][\w ]*\)\s*)?(?:-?(?:0[xX][0-9a-fA-F]{1,4}|0[0-7]{3}|\d{1,3})[uU]?|%s)"""
    rb"""(?:\s*[,}\]]|\s|\Z))(?![ \t]*\d+[ \t]*\][ \t]*[={\w])""" % CHARACTER
)
OPEN = re.compile(OPENER)
CLOSE = re.compile(rb"[}\]]")
COMMENT = re.compile(rb"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
BARE = re.compile(rb"\s*-?\d")  # a list that nothing opens, as String(new Uint8Array(...)) writes it
ELEMENT = re.compile(
    rb"""(?P<number>-?(?:0[xX][0-9a-fA-F]+|\d+))[uU]?(?![\w.]) | (?P<character>%s) | (?P<close>[}\]])
    | \.\.\.\ (?P<left_out>\d+)\ more\ items? | "\d+"\s*: | \([a-z][\w ]*\) | [\s,] | (?P<foreign>.)"""
    % CHARACTER,
    re.VERBOSE | re.DOTALL,
)


def read_arrays(text: Text) -> Iterator[Piece]:
    inside = bare = None
    for part in text.parts(_cut):
        part = blanked(COMMENT, part)
        if inside is None:
            inside = bare = BARE.match(part) is not None
        at = 0
        while at < len(part):
            if not inside:
                opened = OPEN.search(part, at)
                at, inside = (opened.end(), True) if opened else (len(part), False)
            data, at, inside, wrong = _elements(text, part, at) if inside else (b"", at, False, "")
            yield Piece(data)
            if wrong:
                raise text.wrong(at, wrong)
    if inside and not bare:
        text.feed.note("the input ends inside an array")


def _elements(text: Text, part: bytes, at: int) -> tuple[bytes, int, bool, str]:
    """The elements from there on: their bytes, where they end, whether the array goes on, and what is wrong there."""
    closed = CLOSE.search(part, at)
    end, after = (closed.start(), closed.end()) if closed else (len(part), len(part))
    try:
        items = part[at:end].rstrip().removesuffix(b",").split(b",")
        return bytes(map(int, items, repeat(0))), after, not closed, ""
    except ValueError:
        return _walk(text, part, at)


def _walk(text: Text, part: bytes, at: int) -> tuple[bytes, int, bool, str]:
    data = bytearray()
    for element in ELEMENT.finditer(part, at):
        number, quoted, left_out = element.group("number", "character", "left_out")
        if element["close"]:
            return bytes(data), element.end(), False, ""
        if element["foreign"]:
            return bytes(data), element.start(), True, f"{character(part, element.start())} is no element of an array"
        if left_out:
            text.feed.note(f"{left_out.decode()} more elements are missing: they were not printed")
        elif quoted:
            data += escapes.unescaped(quoted[quoted.index(b"'") + 1 : -1])
        elif number and -128 <= (value := _value(number)) <= 255:
            data.append(value & 255)  # Java's and Go's signed bytes: two's complement
        elif number:
            return bytes(data), element.start(), True, f"{number.decode()} is not a byte: 0 to 255"
    return bytes(data), len(part), True, ""


def _value(number: bytes) -> int:
    """A leading zero means octal where it can."""
    try:
        return int(number, 0)
    except ValueError:
        return int(number, 8 if number.strip(b"-01234567") == b"" else 10)


def _cut(window: bytes) -> int:
    """After the last line, but not within a comment, nor between a bracket and its first element."""
    end = window.rfind(b"\n") + 1
    if not end and len(window) >= PART_BYTES:
        end = max(window.rfind(b",") + 1, window.rfind(b" ") + 1)
    if window.rfind(b"*/", 0, end) < (comment := window.rfind(b"/*", 0, end)):
        end = comment
    head = window[:end].rstrip()
    return len(head) - 1 if head.endswith((b"{", b"[")) else end
