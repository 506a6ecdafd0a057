"""Lines of styled spans to text, with the colours of a terminal or without; what a style looks like stands here alone.

Text in a span is safe to print: whatever a peer sent went through `printable` before it got here.
"""

from collections.abc import Iterable

Span = tuple[str, str]  # text, style
Line = list[Span]

# SGR codes, ECMA-48 8.3.117: of the sixteen colours those that are legible on dark and on light
STYLES = {
    "": "",
    "title": "1",
    "dim": "2",
    "octet": "1",
    "field.fin": "36",
    "field.rsv": "35",
    "field.opcode": "1;33",
    "field.mask": "94",
    "field.length": "32",
    "field.extended": "32",
    "field.key": "95",
    "field.code": "1;36",
    "field.payload": "",
    "escape": "33",
    "gutter.in": "1;32",
    "gutter.out": "1;35",
    "gutter.own": "1;34",
    "head.name": "36",
    "bar": "36",
    "json.key": "36",
    "json.string": "32",
    "json.number": "33",
    "json.word": "35",
    "fault": "1;97;41",
    "level.fail": "1;31",
    "level.warn": "1;33",
    "level.note": "1;36",
    "level.ok": "1;32",
}
STARTS = {style: f"\x1b[{code}m" if code else "" for style, code in STYLES.items()}
STOP = "\x1b[0m"


def paint(lines: Iterable[Line], colour: bool) -> str:
    """One text for one write: each line ends with a line feed."""
    if not colour:
        return "".join([text for line in lines for text, _ in (*line, ("\n", ""))])
    parts: list[str] = []
    for line in lines:
        for text, style in line:
            start = STARTS[style]
            parts.append(f"{start}{text}{STOP}" if start else text)
        parts.append("\n")
    return "".join(parts)
