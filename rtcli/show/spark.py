"""Durations to blocks: their course in one line, how often each length came, and their percentiles in words.

Both pictures are logarithmic, since a pause of a second stands beside gaps of a millisecond. Every figure comes with
how many it was drawn from, and a percentile only where there are enough of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from rtcli.report.text import printable
from rtcli.show.amounts import amount, duration
from rtcli.show.paint import Line
from rtcli.wire.quantity import format_duration

HEIGHTS = "▁▂▃▄▅▆▇█"
LENGTHS = " ▏▎▍▌▋▊▉█"
SHORTEST_S = 1e-6  # what is shorter counts as this
EDGES_S = tuple(step * 10.0**power for power in range(-6, 6) for step in (1, 2, 5))  # the limits of bins
MOST_BINS = 12  # with more of them, a bin is a decade
PERCENTS = (50, 90, 99)


@dataclass(frozen=True, slots=True)
class Spread:
    """Durations that were measured."""

    count: int  # how many there were
    percentiles_s: Mapping[float, float]  # 50: the median
    course_s: Sequence[float]  # those that were kept, in the order in which they came
    doubt: str = ""  # what else the figures may be wrong by


def spark(values_s: Sequence[float], width: int) -> str:
    """Their course, oldest first, as blocks of eight heights; where several share a block the longest shows."""
    if not values_s or width < 1:
        return ""
    size = min(len(values_s), width)
    starts = [index * len(values_s) // size for index in range(size + 1)]
    peaks = [log(max(SHORTEST_S, *values_s[start:end])) for start, end in zip(starts, starts[1:], strict=False)]
    low, high = min(peaks), max(peaks)
    if high - low < 1e-9:
        return HEIGHTS[len(HEIGHTS) // 2] * size
    scale = (len(HEIGHTS) - 1) / (high - low)
    return "".join([HEIGHTS[round((peak - low) * scale)] for peak in peaks])


def draw_spark(values_s: Sequence[float], width: int) -> Line:
    """The course between the shortest and the longest."""
    if not values_s:
        return []
    low, high = f"{duration(min(values_s))} ", f" {duration(max(values_s))}"
    return [(low, "dim"), (spark(values_s, width - len(low) - len(high)), "bar"), (high, "dim")]


def draw_histogram(values_s: Sequence[float], width: int) -> list[Line]:
    """A row for each range of lengths, from the shortest to the longest that came."""
    if not values_s:
        return []
    edges = _edges(values_s)
    counts = Counter(_bin(value, edges) for value in values_s)
    labels = [f"≤ {format_duration(edge)}" for edge in edges]
    label, number = max(map(len, labels)), len(f"{max(counts.values()):,}")
    room = max(width - label - number - 4, 1)
    scale = 8 * room / max(counts.values())
    return [
        [
            (f"{words:<{label}}  ", "dim"),
            (_bar(round(counts[index] * scale), counts[index] > 0).ljust(room), "bar"),
            (f"  {counts[index]:>{number},}", "title"),
        ]
        for index, words in enumerate(labels)
    ]


def spread_words(spread: Spread) -> str:
    """`median 1.20 ms, 90 % 3.40 ms, 99 % 12.0 ms, longest 15.3 ms of 120 samples`."""
    if not spread.count:
        return "no samples"
    enough = {percent: 100 <= spread.count * (100 - percent) for percent in PERCENTS}
    known = [(percent, spread.percentiles_s[percent]) for percent in PERCENTS if percent in spread.percentiles_s]
    parts = [
        f"{'median' if percent == 50 else f'{percent} %'} {duration(value)}"
        for percent, value in known
        if enough[percent]
    ]
    if spread.course_s:
        parts.append(f"longest {duration(max(spread.course_s))}")
    kept = f", {len(spread.course_s):,} kept" if len(spread.course_s) < spread.count else ""
    doubt = f"; {printable(spread.doubt, None)}" if spread.doubt else ""
    return f"{', '.join(parts)}{' of ' if parts else ''}{amount(spread.count, 'sample')}{kept}{doubt}"


def _edges(values_s: Sequence[float]) -> list[float]:
    """The limits of the bins that are needed, each the longest that still belongs to it."""
    for known in (EDGES_S, EDGES_S[::3]):
        known = (*known, max(values_s)) if max(values_s) > known[-1] else known
        first, last = _bin(min(values_s), known), _bin(max(values_s), known)
        if last - first < MOST_BINS:
            break
    return list(known[first : last + 1])


def _bin(value_s: float, edges: Sequence[float]) -> int:
    return next((index for index, edge in enumerate(edges) if value_s <= edge * (1 + 1e-9)), len(edges) - 1)


def _bar(eighths: int, is_any: bool) -> str:
    """A bar of that many eighths of a cell; what came at all shows."""
    whole, part = divmod(max(eighths, int(is_any)), 8)
    return ("█" * whole + LENGTHS[part]).rstrip(" ")
