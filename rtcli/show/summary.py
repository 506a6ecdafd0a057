"""The tally of a stream to lines: what it was made of, what the headers cost, its faults by kind, and one last line."""

from collections import Counter
from collections.abc import Iterator

from rtcli.show.faults import LEVELS, level
from rtcli.show.figures import draw_figures
from rtcli.show.look import Look
from rtcli.show.paint import Line, Span
from rtcli.show.title import draw_title
from rtcli.wire.reader import Tally


def draw_summary(tally: Tally, look: Look) -> list[Line]:
    """A row for each figure, a row for each kind of fault, the verdict last, where eyes land."""
    figures = [(label, f"{count:,}", note) for label, count, note in _facts(tally)]
    return [draw_title("sum", (), (), look), *draw_figures(figures, look), [_verdict(tally)]]


def _facts(tally: Tally) -> Iterator[tuple[Span, int, str]]:
    """Label, figure and what it is."""
    frames, size = sum(tally.frames.values()), tally.head_bytes + tally.payload_bytes
    yield ("frames", "dim"), frames, " · ".join(f"{name} {count:,}" for name, count in tally.by_opcode.items())
    yield ("messages", "dim"), tally.messages, ""
    yield ("bytes", "dim"), size + tally.rest_bytes, ""
    yield ("payload", "dim"), tally.payload_bytes, f"bytes, {_share(tally.payload_bytes, frames)} a frame"
    cost = f"bytes of headers, {_share(100 * tally.head_bytes, size)} % of the frames"
    if tally.messages:
        cost += f", {_share(tally.head_bytes, tally.messages)} a message"
    yield ("overhead", "dim"), tally.head_bytes, cost
    if tally.rest_bytes:
        yield ("rest", "dim"), tally.rest_bytes, "bytes that are in no frame"
    for code, count in sorted(tally.faults.items(), key=lambda fault: (LEVELS.index(level(fault[0])), -fault[1])):
        yield (level(code), f"level.{level(code)}"), count, code


def _share(part: int, whole: int) -> str:
    return f"{part / whole:,.1f}" if whole else "0.0"


def _verdict(tally: Tally) -> Span:
    frames = sum(tally.frames.values())
    among = f"in {frames:,} frame{'s' * (frames != 1)}"
    counts: Counter[str] = Counter()
    for code, count in tally.faults.items():
        counts[level(code)] += count
    if not counts:
        return f"no faults {among}", "level.ok"
    parts = [f"{counts[word]:,} {word}" for word in LEVELS if counts[word]]
    total = counts.total()
    worst = next(word for word in LEVELS if counts[word])
    return f"{total:,} fault{'s' * (total != 1)} ({', '.join(parts)}) {among}", f"level.{worst}"
