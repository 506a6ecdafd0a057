"""What passed in an event stream to rows: events, bytes, the first of each, gaps, lumps, what came again or never."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rtcli.show.amounts import amount, duration, figure
from rtcli.show.faults import LEVELS, level
from rtcli.show.figures import Figure, draw_figures
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.session_stats import NONE_MEASURED, draw_spread
from rtcli.show.spark import Spread, draw_histogram
from rtcli.show.title import draw_title

HISTOGRAM_WIDTH = 60


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """A stream as a whole, as plain values."""

    duration_s: float = 0.0  # of the command
    open_s: float = 0.0
    connections: int = 0
    first_byte_s: float | None = None
    first_event_s: float | None = None
    bytes: int = 0
    wire_bytes: int = 0
    events: int = 0
    event_bytes: int = 0
    shown: int = 0
    reads: int = 0
    lumps: int = 0
    lump_most: int = 0
    gaps: Spread = NONE_MEASURED
    comments: int = 0
    heartbeats: Spread = NONE_MEASURED
    retries: int = 0
    lost: int = 0
    repeated: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)


def draw_stream_stats(facts: StreamFacts, width: int) -> list[Line]:
    """All of it; what did not occur takes no row."""
    look = Look(width=width)
    reconnects = max(facts.connections - 1, 0)
    title = draw_title("stream", [duration(facts.duration_s), *_some(reconnects, "reconnect")], (), look)
    lines = [title, *draw_figures([*_rows(facts)], look)]
    lines += draw_spread("gaps", facts.gaps, look)
    if facts.gaps.count > 1:
        lines += [
            [(" " * 10, ""), *line] for line in draw_histogram(facts.gaps.course_s, min(width, HISTOGRAM_WIDTH) - 10)
        ]
    return lines + draw_spread("comments", facts.heartbeats, look)


def _rows(facts: StreamFacts) -> Iterator[Figure]:
    rate = f", {figure(facts.events / facts.open_s)} a second" if facts.events and facts.open_s else ""
    hidden = f", {facts.shown:,} of them shown" if facts.shown < facts.events else ""
    yield ("events", "dim"), f"{facts.events:,}", f"in {amount(facts.reads, 'read')}{rate}{hidden}"
    each = f", {figure(facts.event_bytes / facts.events)} an event" if facts.events else ""
    yield ("", ""), f"{facts.bytes:,}", f"bytes of the stream{each}{_speed(facts)}"
    if facts.wire_bytes != facts.bytes:
        yield ("", ""), f"{facts.wire_bytes:,}", f"bytes of it on the wire{_packed(facts)}"
    for label, seconds, what in (
        ("first", facts.first_byte_s, "until the head of the answer"),
        ("", facts.first_event_s, "until the first event"),
    ):
        if seconds is not None:
            yield (label, "dim"), duration(seconds), what
    if facts.lumps:
        says = f"of {amount(facts.reads, 'read')} brought several events, at most {facts.lump_most:,}"
        yield ("lumps", "dim"), f"{facts.lumps:,}", says
    if facts.comments:
        yield ("comments", "dim"), f"{facts.comments:,}", "lines that are no events: heartbeats"
    if facts.retries:
        yield ("retry", "dim"), f"{facts.retries:,}", "said by the server: when to come back"
    if facts.lost:
        yield ("lost", "level.fail"), f"{facts.lost:,}", "left out after a reconnect, as the ids tell"
    if facts.repeated:
        yield ("repeated", "level.warn"), f"{facts.repeated:,}", "came again after a reconnect, as the ids tell"
    for code, count in sorted(facts.faults.items(), key=lambda fault: (LEVELS.index(level(fault[0])), -fault[1])):
        yield (level(code), f"level.{level(code)}"), f"{count:,}", code


def _speed(facts: StreamFacts) -> str:
    return f", {figure(facts.bytes / facts.open_s / 1e6)} MB a second" if facts.open_s and facts.bytes >= 1e6 else ""


def _packed(facts: StreamFacts) -> str:
    return f": compressed {facts.bytes / facts.wire_bytes:.1f} to 1" if facts.wire_bytes else ""


def _some(count: int, noun: str) -> list[str]:
    return [amount(count, noun)] if count else []
