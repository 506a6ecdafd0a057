"""Several ways to one feed, side by side: a column for each, a row for each figure, and what limits them beneath."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rtcli.report.text import printable
from rtcli.show.amounts import duration, figure
from rtcli.show.cells import cells, fold
from rtcli.show.http import OWN
from rtcli.show.paint import Line

COULD_NOT_TELL = "could not tell"
NONE = "-"
GAP = "  "
ENOUGH = 100  # samples for a percentile that few lie above


@dataclass(frozen=True, slots=True)
class WayFacts:
    """One way, as plain values."""

    name: str
    messages: int = 0
    latencies: int = 0  # that were measured
    p50_s: float | None = None
    p99_s: float | None = None
    longest_s: float | None = None
    opening_s: float | None = None
    requests: int = 0
    connections: int = 0
    counted: int = 0  # messages after the opening, that the figures below are drawn from
    bytes_in: int = 0  # for all of these
    bytes_out: int = 0
    cpu_s: float = 0.0
    trouble: str = ""  # what kept it from being measured, or ended it early


Cell = Callable[[WayFacts], str]
ROWS: tuple[tuple[str, Cell], ...] = (
    ("messages", lambda way: f"{way.messages:,}"),
    ("latency, median", lambda way: _latency(way, way.p50_s)),
    ("latency, p99", lambda way: _latency(way, way.p99_s) if way.latencies >= ENOUGH else NONE),
    ("latency, longest", lambda way: _latency(way, way.longest_s)),
    ("  of so many", lambda way: f"{way.latencies:,}"),
    ("opening", lambda way: NONE if way.opening_s is None else duration(way.opening_s)),
    ("connections", lambda way: f"{way.connections:,}"),
    ("requests", lambda way: f"{way.requests:,}"),
    ("received, a message", lambda way: _each(way, way.bytes_in, "B")),
    ("sent, a message", lambda way: _each(way, way.bytes_out, "B")),
    ("CPU, a message", lambda way: _cpu(way)),
    ("  of so many", lambda way: f"{way.counted:,}"),
)


def draw_comparison(ways: Sequence[WayFacts], doubts: Sequence[str], width: int) -> list[Line]:
    """One table where it fits, else one for each way."""
    labels = max(len(label) for label, _ in ROWS)
    columns = [max(cells(text) for text in (way.name, *(cell(way) for _, cell in ROWS))) for way in ways]
    if len(ways) > 1 and labels + sum(columns) + len(GAP) * len(ways) > width:
        lines = [line for way in ways for line in [*draw_table([way], labels), []]]
    else:
        lines = [*draw_table(ways, labels), []]
    for words in [*(f"{way.name}: {way.trouble}" for way in ways if way.trouble), *doubts]:
        start: Line = [OWN]
        for row in fold(printable(words, None), width - 2):
            lines.append([*start, (f" {row}", "")])
            start = [(" ", "")]
    return lines


def draw_table(ways: Sequence[WayFacts], labels: int) -> list[Line]:
    columns = [max(cells(text) for text in (way.name, *(cell(way) for _, cell in ROWS))) for way in ways]
    lines: list[Line] = [[(" " * labels, ""), *_row([way.name for way in ways], columns, "title")]]
    for label, cell in ROWS:
        lines.append([(f"{label:<{labels}}", "dim"), *_row([cell(way) for way in ways], columns, "")])
    return lines


def _row(texts: Sequence[str], columns: Sequence[int], style: str) -> Line:
    padded = zip(texts, columns, strict=True)
    return [(f"{GAP}{' ' * (column - cells(text))}{text}", style) for text, column in padded]


def _latency(way: WayFacts, seconds: float | None) -> str:
    if seconds is None:
        return COULD_NOT_TELL if way.messages else NONE
    return f"-{duration(-seconds)}" if seconds < 0 else duration(seconds)


def _each(way: WayFacts, total: int, unit: str) -> str:
    return f"{figure(total / way.counted)} {unit}" if way.counted else NONE


def _cpu(way: WayFacts) -> str:
    return duration(way.cpu_s / way.counted) if way.counted else NONE
