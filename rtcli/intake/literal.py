"""A literal of a programming language turned into bytes: strings with escapes, those side by side joined, arrays, and
calls that take hex or base64. What declares, prints or concatenates them is passed over."""

import re
from collections.abc import Iterator

from rtcli.intake import escapes
from rtcli.intake.arrays import OPENER, read_arrays
from rtcli.intake.base64text import read_base64
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.hextext import character, read_hex
from rtcli.intake.text import PART_BYTES, Text

QUOTED = rb"""(?<![0-9A-Za-z_])(?P<prefix>[uULcC$]|u8|[bB]?[rR]?|[rR][bB])(?P<quote>["'])"""
COMMENT = rb"(?://|\#)[^\n]*|/\*(?s:.*?)(?:\*/|(?P<unclosed>\Z))"
START = re.compile(
    rb"""(?P<hex>(?:fromhex|unhexlify|a2b_hex|hex\.DecodeString)\(\s*b?["']
        | Buffer\.from\(\s*["'](?=[^"']*["'],\s*["']hex["']))
    | (?P<base64>(?:b64decode|a2b_base64|atob|Encoding\.DecodeString)\(\s*b?["']
        | Buffer\.from\(\s*["'](?=[^"']*["'],\s*["']base64))
    | (?P<array>%s) | (?P<string>%s) | (?P<bare>\A\s*(?=\\)) | %s"""
    % (OPENER, QUOTED, COMMENT),
    re.VERBOSE,
)
SAYS = {
    "hex": "a call that decodes hex",
    "base64": "a call that decodes base64",
    "array": "an array literal",
    "string": "a string literal",
    "bare": "text with escapes",
}
STRING = re.compile(rb"%s|%s" % (COMMENT, QUOTED))
ESCAPED = re.compile(rb"\\[xX0-7]")
COMMENT_START = b"/*"
UNCLOSED = "the input ends inside a string"
BARE = b""
RAW = (b'r"', b"r'")
# What a string may hold up to its closing quote, a line's end, or an escape that is none
BODIES = {kind: re.compile(rb"(?:[^\\\r\n%s]|%s)*+" % (kind, escapes.PATTERN)) for kind in (BARE, b'"', b"'")}
BODIES |= {kind: re.compile(rb"[^\r\n%s]*+" % kind[1:]) for kind in RAW}


def recognise(text: bytes, ended: bool) -> str | None:
    start = next((found for found in START.finditer(text) if found.lastgroup in SAYS), None)
    if start is None:
        return None
    doubtful = start.lastgroup == "string" and not start["prefix"] and not ESCAPED.search(text)
    return None if doubtful and text[: start.start()].strip() else SAYS[str(start.lastgroup)]


def decode(feed: Feed) -> Iterator[Piece]:
    text = Text(feed, verbatim=True)
    while start := text.search(START):
        if start.lastgroup in READERS:
            text.use(start.start() if start.lastgroup in ("array", "string") else start.end())
            yield from READERS[start.lastgroup](text)
            return
        if start.lastgroup != "unclosed" or not text.more():
            text.use(start.end())


def read_strings(text: Text, kind: bytes | None = None) -> Iterator[Piece]:
    """The strings' bytes; ``kind`` is what is open at the start: a quote, with r before it if raw, or BARE."""
    for part in text.parts(_cut):
        at, wrong, data = 0, "", bytearray()
        while at < len(part) and not wrong:
            if kind is None:
                opened = STRING.search(part, at)
                at, kind = (opened.end(), _kind(opened)) if opened else (len(part), None)
            elif kind == COMMENT_START:
                end = part.find(b"*/", at)
                at, kind = (end + 2, None) if end >= 0 else (len(part), kind)
            else:
                body = BODIES[kind].match(part, at)
                assert body  # it matches nothing, if there is nothing
                data += body[0] if kind in RAW else escapes.unescaped(body[0])
                at, kind, wrong = _after(part, body.end(), kind)
        if data:
            yield Piece(bytes(data))
        if wrong:
            raise text.wrong(at, wrong, "write a byte as \\x81, or give the bytes as hex")
    if kind in BODIES and kind != BARE:
        raise text.wrong(0, UNCLOSED)


def read_bare(text: Text) -> Iterator[Piece]:
    return read_strings(text, BARE)


READERS = {"hex": read_hex, "base64": read_base64, "array": read_arrays, "string": read_strings, "bare": read_bare}


def _kind(opened: re.Match[bytes]) -> bytes | None:
    """How the string that was found is written; or whether a comment was, and is not closed yet."""
    if not opened["quote"]:
        return None if opened["unclosed"] is None else COMMENT_START
    return (b"r" if b"r" in opened["prefix"].lower() else b"") + opened["quote"]


def _after(part: bytes, at: int, kind: bytes) -> tuple[int, bytes | None, str]:
    """What follows a string's body: where to go on, inside what, and what is wrong."""
    if at == len(part):
        return at, kind, ""
    if kind and part.startswith(kind[-1:], at):
        return at + 1, None, ""
    if part[at] in b"\r\n":
        return (at + 1, kind, "") if kind == BARE else (at, kind, "the line ends inside a string")
    if at + 1 == len(part):
        return at, kind, UNCLOSED
    return at, kind, f"\\{character(part, at + 1)[1:-1]} is not an escape that stands for one byte"


def _cut(window: bytes) -> int:
    """After the last line; in an endless one where an escape starts, never within it."""
    end = window.rfind(b"\n") + 1
    if end or len(window) < PART_BYTES:
        return end
    last = window.rfind(b"\\")
    return len(window) if last < 0 else len(window[: last + 1].rstrip(b"\\"))
