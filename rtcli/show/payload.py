"""Payloads of text to lines: text as text, and JSON indented token by token, each token as it was written.

Nothing goes beyond the limits of the look, and what is left out is said.
"""

import json
import re
from codecs import utf_8_decode
from collections.abc import Iterator
from typing import NoReturn

from rtcli.report.text import printable
from rtcli.show.hexdump import draw_left_out
from rtcli.show.look import Look
from rtcli.show.paint import Line

JSON_LIMIT = 1 << 20  # bytes; what is larger is shown as text
PROBE_BYTES = 64  # a bracket comes within these, white space aside
STRING = r'(?P<string>"[^"\\]*(?:\\.[^"\\]*)*")'
TOKEN = re.compile(
    STRING + r"|(?P<empty>\{\s*\}|\[\s*\])|(?P<open>[{[])|(?P<close>[]}])|(?P<comma>,)|(?P<colon>:)"
    r"|(?P<word>[tfn][a-z]+)|(?P<number>[-\d][^\s,\]}]*)"
)
JSON_STYLES: dict[str | None, str] = {name: f"json.{name}" for name in ("key", "string", "number", "word")}
COLON = re.compile(r"\s*:")
NOT_UTF8 = re.compile("([\udc80-\udcff]+)")


def draw_text(data: bytes, look: Look, *, length: int, bad: bool = False) -> list[Line]:
    """The start or the whole of a text that has `length` bytes, indented where it is JSON; `bad` if it is not UTF-8."""
    if len(data) == length and _may_be_json(data) and (json_text := _as_json(data)) is not None:
        return _draw_json(json_text, look)
    cut = data[: look.max_payload]
    text, used = utf_8_decode(cut, "surrogateescape", len(cut) == length)
    lines = [text_line(line, "fault" if bad else "escape") for line in text.split("\n")]
    for line in lines[:-1]:
        line.append(("↵", "dim"))
    if not lines[-1]:
        lines.pop()
    return look.block("text", "dim", lines) + draw_left_out(length - used, look)


def text_line(text: str, style: str) -> Line:
    """One line, the bytes in it that are not UTF-8 as escapes in a style of their own."""
    pieces = NOT_UTF8.split(text)
    line: Line = [(printable(pieces[0], None), "")] if pieces[0] else []
    for escaped, plain in zip(pieces[1::2], pieces[2::2], strict=True):
        line.append(("".join([f"\\x{ord(byte) & 0xFF:02x}" for byte in escaped]), style))
        if plain:
            line.append((printable(plain, None), ""))
    return line


def _may_be_json(data: bytes) -> bool:
    return len(data) <= JSON_LIMIT and data[:PROBE_BYTES].lstrip()[:1] in (b"{", b"[")


def _as_json(data: bytes) -> str | None:
    try:
        text = data.decode()
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return text


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _draw_json(text: str, look: Look) -> list[Line]:
    lines: list[Line] = []
    shown = 0
    for line, shown in _indented(text, look):
        lines.append(line)
        if shown >= look.max_payload:
            break
    return look.block("JSON", "dim", lines) + draw_left_out(len(text[shown:].rstrip().encode()), look)


def _indented(text: str, look: Look) -> Iterator[tuple[Line, int]]:
    """Lines of indented JSON, each with where it ends in the text; numbers and names stay as they were written."""
    line: Line = []
    depth = at = 0
    for token in TOKEN.finditer(text):
        kind, word = token.lastgroup, token.group()
        if kind == "close":
            yield line, at
            depth -= 1
            line = _indent(depth, look)
        at = token.end()
        style = "key" if kind == "string" and COLON.match(text, at) else kind
        line.append((printable(word, look.max_payload) + " " * (kind == "colon"), JSON_STYLES.get(style, "")))
        if kind in ("open", "comma"):
            yield line, at
            depth += kind == "open"
            line = _indent(depth, look)
    yield line, at


def _indent(depth: int, look: Look) -> Line:
    return [(" " * min(2 * depth, look.room // 2), "")] if depth else []
