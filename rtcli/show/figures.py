"""Figures to rows of a table: a label, the number, and beside it in words what it is, folded where it is long."""

from collections.abc import Sequence

from rtcli.show.cells import fold
from rtcli.show.look import Look
from rtcli.show.paint import Line, Span

LABEL_WIDTH = 8
Figure = tuple[Span, str, str]  # label and its style, the number as it is written, what it is


def draw_figures(figures: Sequence[Figure], look: Look) -> list[Line]:
    """Rows whose numbers end in one column."""
    width = max(len(number) for _, number, _ in figures)
    lines: list[Line] = []
    for (label, style), number, note in figures:
        start: Line = [(f"{label:<{LABEL_WIDTH}}{look.gap}", style), (f"{number:>{width}}", "title")]
        indent = LABEL_WIDTH + len(look.gap) + width
        for words in fold(note, look.width - indent - len(look.gap)) or [""]:
            lines.append([*start, (f"{look.gap}{words}" if words else "", "")])
            start = [(" " * indent, "")]
    return lines
