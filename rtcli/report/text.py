"""Any text as text that a terminal, a log or a page can be trusted with: what cannot be seen is shown as an escape."""

from collections.abc import Iterator
from unicodedata import category

# Printable by their category, yet drawn as nothing: fillers, the blank braille cell, joiners and variation selectors.
UNSEEN = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0x1D159, 0x16FE4))
) | frozenset(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))))
MARKS = 4  # as many combining marks as any script sets on one letter; more would pile up over other lines
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str, limit: int | None = 200) -> str:
    """One safe line: cut to size, with whatever cannot be seen shown as an escape."""
    if limit is not None and len(text) > limit:
        text = text[:limit] + "…"
    return text if text.isascii() and text.isprintable() else "".join(_safe(text))


def printable_lines(text: str) -> str:
    """The same for text whose line breaks are meant, such as indented JSON."""
    return "\n".join(printable(line, None) for line in text.split("\n"))


def _safe(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if category(character)[0] == "M" else 0
        # isprintable() is false for controls, bidirectional and zero-width characters, lone surrogates, private use
        seen = character.isprintable() and character not in UNSEEN and marks <= MARKS
        yield character if seen else SHORT.get(character) or _escape(ord(character))


def _escape(point: int) -> str:
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
