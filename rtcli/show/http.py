"""Heads and bodies of HTTP to lines: a gutter that says who sent them, credentials masked, nothing unescaped."""

from rtcli.report.text import printable
from rtcli.show.hexdump import Stretch, draw_dump
from rtcli.show.look import Look
from rtcli.show.paint import Line, Span
from rtcli.show.payload import draw_text
from rtcli.wire.secrets import redact_head

SENT: Span = (">", "gutter.out")
RECEIVED: Span = ("<", "gutter.in")
OWN: Span = ("*", "gutter.own")
MOST_ROWS = 20  # of a body


def draw_http_head(head: bytes, gutter: Span, *, show_secrets: bool = False) -> list[Line]:
    """Each line as it stood, also the blank one at the end."""
    text = (head if show_secrets else redact_head(head)).decode("utf-8", "backslashreplace")
    first, *rows = [row.removesuffix("\r") for row in text.removesuffix("\n").split("\n")]
    return [[gutter, (f" {printable(first, None)}", "title")], *(_field(row, gutter) for row in rows)]


def draw_body(body: bytes, look: Look) -> list[Line]:
    """The first rows of a body, as text, as JSON, or as bytes where it is neither."""
    size = len(body)
    lines = draw_dump(Stretch(0, body, size), look) if b"\0" in body else draw_text(body, look, length=size)
    left = len(lines) - MOST_ROWS
    more = look.block("…", "dim", [[(f"{left:,} more lines", "dim")]]) if left > 1 else lines[MOST_ROWS:]
    return lines[:MOST_ROWS] + more


def draw_words(words: str) -> Line:
    """A line that we say ourselves."""
    return [OWN, (f" {printable(words, None)}", "")]


def _field(row: str, gutter: Span) -> Line:
    """A name and its value; a line without a name, such as one that goes on with the value before, is all value."""
    name, colon, value = row.partition(":")
    if not colon or row[0] in " \t":
        return [gutter, (f" {printable(row, None)}" if row else "", "")]
    return [gutter, (f" {printable(name, None)}", "head.name"), (printable(colon + value, None), "")]
