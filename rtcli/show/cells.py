"""Text measured and broken by the cells it takes at a terminal: two for a wide character, none for a combining one."""

from functools import lru_cache

from rtcli.show.paint import Line


def cells(text: str) -> int:
    """How many columns this text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def line_cells(line: Line) -> int:
    """How many columns this line takes."""
    return sum([cells(text) for text, _ in line])


def break_line(line: Line, width: int) -> list[Line]:
    """A line cut wherever it is full, between any two characters: for what is shown to the letter."""
    if line_cells(line) <= width:
        return [line]
    width = max(width, 2)  # the widest character must fit
    broken: list[Line] = [[]]
    room = width
    for text, style in line:
        at = 0
        while at < len(text):
            end, used = _fitting(text, at, room)
            if end > at:
                broken[-1].append((text[at:end], style))
            at, room = end, room - used
            if at < len(text):
                broken.append([])
                room = width
    return broken


def cut(text: str, width: int) -> str:
    """As much of a text as fits; an ellipsis stands for the rest."""
    if cells(text) <= width:
        return text
    return text[: _fitting(text, 0, width - 1)[0]] + "…"


def fold(prose: str, width: int) -> list[str]:
    """Prose broken between words; a word that is wider than a line is broken anywhere."""
    lines: list[str] = []
    for word in prose.split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines += ["".join([text for text, _ in line]) for line in break_line([(word, "")], width)]
    return lines


def _fitting(text: str, at: int, room: int) -> tuple[int, int]:
    """Where what fits into this room ends, and the cells it takes."""
    used = 0
    for index in range(at, len(text)):
        wide = _cells(text[index])
        if used + wide > room:
            return index, used
        used += wide
    return len(text), used


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
