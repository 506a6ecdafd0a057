"""JSON in one line to the same line in colour, token by token and without asking whether it is JSON to its end.

By hand, with one pass of one pattern: most of what passes live is JSON, and spans would cost several times as much.
"""

import re

from rtcli.show.paint import STARTS, STOP
from rtcli.show.payload import STRING

_TOKEN = re.compile(STRING + r"(?P<key>(?=\s*:))?|(?P<word>true|false|null)|(?P<number>[-\d][\d.eE+-]*)")
_STARTS: dict[str | None, str] = {name: STARTS[f"json.{name}"] for name in ("key", "string", "word", "number")}
BRACKETS = ("{", "[")  # what JSON that is worth it begins with


def paint_json(text: str) -> str:
    """A line that is safe to print, in colour."""
    return _TOKEN.sub(_paint_token, text)


def _paint_token(token: re.Match[str]) -> str:
    return f"{_STARTS[token.lastgroup]}{token[0]}{STOP}"
