"""The phases of an opening to a waterfall: for each its name, a bar where it lies in time, its milliseconds, its words.

A redirect, or a second try with credentials, is a group of rows of its own; all bars share one scale.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rtcli.report.text import printable
from rtcli.show.cells import fold, line_cells
from rtcli.show.look import NARROW
from rtcli.show.paint import Line

Phase = tuple[
    str, float, float, str, bool
]  # name, start and end in seconds on one clock, what it says, whether it is ok
Group = tuple[str, Sequence[Phase]]  # a title, or none, and its phases

TOTAL = "total"
BAR_CELLS = (8, 40)  # at least, at most
SAYS_CELLS = 20  # with less room than this, what a phase says goes under it


class _Grid(NamedTuple):
    """Where the columns stand, and the time that the bars are drawn in."""

    name: int
    bar: int
    figure: int
    says: int  # cells to the right of all that
    width: int
    gap: str
    start_s: float
    length_s: float
    decimals: int


def draw_waterfall(spans: Sequence[Phase], width: int) -> list[Line]:
    """One connection."""
    return draw_waterfalls([("", spans)], width)


def draw_waterfalls(groups: Sequence[Group], width: int) -> list[Line]:
    """Several, one after another, and at the end how long all of it took."""
    phases = [phase for _, spans in groups for phase in spans]
    if not phases:
        return []
    grid = _grid(phases, width)
    lines: list[Line] = []
    for title, spans in groups:
        lines += [[(words, "title")] for words in fold(printable(title, None), width)]
        for phase in sorted(spans, key=lambda phase: phase[1:3]):
            lines += _draw_phase(phase, grid)
    return [*lines, _row(TOTAL, (" " * grid.bar, ""), grid.length_s, grid)]


def _grid(phases: Sequence[Phase], width: int) -> _Grid:
    start_s = min(start_s for _, start_s, *_ in phases)
    length_s = max(end_s for _, _, end_s, *_ in phases) - start_s
    decimals = 2 if length_s < 0.01 else 1 if length_s < 1 else 0
    gap = " " if width < NARROW else "  "
    name = max(len(TOTAL), *(len(name) for name, *_ in phases))
    figure = len(_milliseconds(length_s, decimals))
    room = width - name - figure - 3 * len(gap)
    least, most = BAR_CELLS
    bar = min(max(room // 2, least), most)
    return _Grid(name, bar, figure, room - bar, width, gap, start_s, length_s, decimals)


def _draw_phase(phase: Phase, grid: _Grid) -> list[Line]:
    name, start_s, end_s, says, ok = phase
    style = "bar" if ok else "level.fail"
    row = _row(name, (_bar(start_s, end_s, grid), style), end_s - start_s, grid)
    if not ok:
        says = f"failed: {says}" if says else "failed"
    style = "" if ok else style
    words = printable(says, None)
    if grid.says >= SAYS_CELLS:
        first, *more = fold(words, grid.says) or [""]
        indent = line_cells(row) + len(grid.gap)
        row += [(grid.gap, ""), (first, style)] if first else []
    else:
        indent = grid.name + len(grid.gap)
        more = fold(words, grid.width - indent)
    return [row, *([(" " * indent, ""), (line, style)] for line in more)]


def _row(name: str, bar: tuple[str, str], length_s: float, grid: _Grid) -> Line:
    figure = f"{_milliseconds(length_s, grid.decimals):>{grid.figure}}"
    return [(f"{printable(name):<{grid.name}}{grid.gap}", "dim"), bar, (grid.gap, ""), (figure, "title")]


def _bar(start_s: float, end_s: float, grid: _Grid) -> str:
    """Blocks in steps of half a cell; whatever took place shows."""
    halves = 2 * grid.bar
    scale = halves / grid.length_s if grid.length_s else 0.0
    first = min(round((start_s - grid.start_s) * scale), halves - 1)
    last = max(round((end_s - grid.start_s) * scale), first + 1)
    before, late = divmod(first, 2)
    whole, half = divmod(last - first - late, 2)
    return (" " * before + "▐" * late + "█" * whole + "▌" * half).ljust(grid.bar)


def _milliseconds(seconds: float, decimals: int) -> str:
    return f"{seconds * 1000:,.{decimals}f} ms"
