"""Raw bytes, passed through as they are. Text is raw where it is a protocol of its own (an HTTP head, an event stream):
whoever reads the bytes can then say what they are."""

import re
from collections.abc import Iterator

from rtcli.intake.feed import Feed, Piece

PROTOCOLS = (
    (re.compile(rb"HTTP/\d"), "raw bytes that start with an HTTP response head"),
    (re.compile(rb"[A-Z]{3,7} \S+ HTTP/\d"), "raw bytes that start with an HTTP request head"),
    (re.compile(rb"(?:event|id|retry)?:(?!:)|data:(?!\S*;base64,)"), "raw bytes, an event stream by their looks"),
)


def recognise(text: bytes, ended: bool) -> str | None:
    return next((says for start, says in PROTOCOLS if start.match(text)), None)


def decode(feed: Feed) -> Iterator[Piece]:
    return map(Piece, feed.blocks())
