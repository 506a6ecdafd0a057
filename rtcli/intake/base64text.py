"""Base64 text turned into bytes: the standard alphabet or the URL-safe one, in lines or not, padded or not, also one
piece after another each with its own padding, as logs and JSON have them."""

import binascii
import re
from collections.abc import Iterator

from rtcli.intake.feed import Feed, Piece
from rtcli.intake.hextext import CALL_END, blanked, character
from rtcli.intake.text import PART_BYTES, Text

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
IGNORED = b" \t\r\n\v\f\"'`,;()[]\\"  # JSON may write a slash with a backslash before it
STANDARD = bytes.maketrans(b"-_", b"+/")
ESCAPED_LINE_END = re.compile(rb"\\[nr]")  # within a JSON string
DATA_URL = re.compile(rb"\s*data:[^,\s]*;base64,")
GROUP = re.compile(rb"([^=]*)(=*)")
LINE = re.compile(rb"[A-Za-z0-9+/_-]{2,}={0,2}")
PARTED = "the base64 digits make no whole bytes: one is missing or one too many"
SURE_LENGTH = 40  # words and names are shorter
FIRST_BYTES = [bits | opcode for bits in (0, 0x40, 0x80, 0xC0) for opcode in (0, 1, 2, 8, 9, 10)]  # RSV1: compressed


def recognise(text: bytes, ended: bool) -> str | None:
    """Unbroken lines, of one length or padded each, the last shorter. Short ones without padding could be words: they
    are base64 where a frame may start with the byte they give."""
    if DATA_URL.match(text):
        return "base64 text of a data: URL"
    lines = [line.strip(b" \t\"',") for line in text.strip().splitlines()]
    bare = b"".join(lines)
    if not bare or not all(map(LINE.fullmatch, lines)) or (ended and len(lines[-1].rstrip(b"=")) % 4 == 1):
        return None
    if len({len(line) for line in lines[:-1]}) > 1 and any(len(line) % 4 for line in lines[:-1]):
        return None
    if (
        not bare.endswith(b"=")
        and len(lines[0]) < SURE_LENGTH
        and _decoded(lines[0][:4].translate(STANDARD, b"="))[0] not in FIRST_BYTES
    ):
        return None
    return "base64 text, URL-safe" if b"-" in bare or b"_" in bare else "base64 text"


def decode(feed: Feed) -> Iterator[Piece]:
    return read_base64(Text(feed))


def read_base64(text: Text) -> Iterator[Piece]:
    rest = b""  # digits that have yet to make a group of four
    for part in text.parts(_cut):
        part = blanked(CALL_END, part)
        data = bytearray()
        wrong = _foreign(part)
        for group in GROUP.finditer(part, _start(part), wrong[0] if wrong else len(part)):
            digits = rest + ESCAPED_LINE_END.sub(b"", group[1]).translate(STANDARD, IGNORED)
            size = len(digits) if group[2] and len(digits) % 4 != 1 else len(digits) & ~3
            data += _decoded(digits[:size])
            rest = digits[size:]
            if group[2] and rest:
                wrong = (group.end(1), PARTED)
                break
        if data:
            yield Piece(bytes(data))
        if wrong:
            raise text.wrong(*wrong)
    if len(rest) == 1:
        raise text.wrong(0, PARTED)
    if rest:
        yield Piece(_decoded(rest))


def _start(part: bytes) -> int:
    """Where the digits begin: after the head of a data: URL."""
    start = DATA_URL.match(part)
    return start.end() if start else 0


def _foreign(part: bytes) -> tuple[int, str] | None:
    """Where the first character stands that is not base64, and what it is."""
    foreign = part[_start(part) :].translate(None, ALPHABET + IGNORED)
    if not foreign:
        return None
    at = part.index(foreign[:1], _start(part))
    return at, f"{character(part, at)} is not a base64 digit"


def _decoded(digits: bytes) -> bytes:
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def _cut(window: bytes) -> int:
    return window.rfind(b"\n") + 1 or (len(window) if len(window) >= PART_BYTES else 0)
