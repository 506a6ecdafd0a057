"""What JSON and JavaScript make of bytes, turned back: arrays of numbers, objects of numbers under their index, Node's
Buffer as JSON and as it is printed, and strings, which hold hex or base64."""

import re
from collections.abc import Iterator

from rtcli.intake import base64text, hextext
from rtcli.intake.arrays import read_arrays
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.text import Text, line_end

START = re.compile(
    rb"""\A\s*(?: (?P<array> \[\s*\d{1,3}\s*(?:[,\]\n]|\Z) | \{\s*"type"\s*:\s*"Buffer" | \{\s*"\d+"\s*: )
        # 129,5,72: that it is decimal shows in a number of one or three digits
        | (?P<list> (?=[\d\s,]*?\b(?:\d|\d{3})\b) \d{1,3}\s*,\s*\d{1,3}\s*(?:[,\n]|\Z) )
        | \[?\s*"(?P<string>[^"\\\n]*) )
    | (?P<buffer> <Buffer[ ][0-9a-f]{2} )""",
    re.VERBOSE,
)
BUFFER = re.compile(rb"<Buffer((?: [0-9a-f]{2})*)(?: \.\.\. (\d+) more bytes?)?>|(?P<broken><Buffer )")
SAYS = {"array": "a JSON array of numbers", "list": "a list of decimal numbers", "buffer": "Node's <Buffer ...>"}


def recognise(text: bytes, ended: bool) -> str | None:
    start = START.search(text)
    if start is None or start["string"] is None:
        return SAYS[str(start.lastgroup)] if start else None
    within = hextext.recognise(start["string"], False) or base64text.recognise(start["string"], ended)
    return within and f"a JSON string, {within}"


def decode(feed: Feed) -> Iterator[Piece]:
    text = Text(feed)
    start = text.search(START)
    if start is None:
        raise text.wrong(0, "neither an array of numbers, nor a string, nor a Buffer")
    if start["buffer"]:
        yield from _read_buffers(text)
    elif start["string"] is None:
        yield from read_arrays(text)
    else:
        text.use(start.start("string"))
        in_hex = hextext.recognise(start["string"], False)
        yield from (hextext.read_hex if in_hex else base64text.read_base64)(text)


def _read_buffers(text: Text) -> Iterator[Piece]:
    for part in text.parts(line_end):
        for found in BUFFER.finditer(part):
            if found["broken"]:
                raise text.wrong(found.start(), "no pairs of hex digits up to a > follow <Buffer")
            if found[2]:
                text.feed.note(f"{found[2].decode()} more bytes are missing: Node did not print them")
            yield Piece(bytes.fromhex(found[1].decode()))
