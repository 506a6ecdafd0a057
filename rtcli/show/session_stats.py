"""What passed in a session to rows: messages and bytes each way, round trips, gaps, faults; each with its count."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rtcli.show.amounts import amount, duration, figure
from rtcli.show.cells import fold
from rtcli.show.faults import LEVELS, level
from rtcli.show.figures import LABEL_WIDTH, Figure, draw_figures
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.spark import Spread, draw_spark, spread_words
from rtcli.show.title import draw_title

SPARK_WIDTH = 72  # columns at most: a line of blocks is not read any better for being long


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """One direction."""

    messages: int = 0
    frames: int = 0
    bytes: int = 0  # of messages, inflated
    wire_bytes: int = 0  # of frames with their heads
    control: int = 0  # pings, pongs and closes among the frames


NONE_MEASURED = Spread(0, {}, ())


@dataclass(frozen=True, slots=True)
class StatsFacts:
    """A session as a whole, as plain values."""

    received: FlowFacts = FlowFacts()
    sent: FlowFacts = FlowFacts()
    rtt: Spread = NONE_MEASURED
    gaps: Spread = NONE_MEASURED  # between the messages that were received
    pings_received: int = 0
    pings_unanswered: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)
    duration_s: float = 0.0
    reconnects: int = 0


def draw_stats(facts: StatsFacts, width: int) -> list[Line]:
    """All of it; what did not occur takes no row, but for the two directions."""
    look = Look(width=width)
    connections = [amount(facts.reconnects, "reconnect")] if facts.reconnects else []
    title = draw_title("session", [duration(facts.duration_s), *connections], (), look)
    rows = [*_flow("received", facts.received, facts.duration_s), *_flow("sent", facts.sent, facts.duration_s)]
    if control := facts.received.control + facts.sent.control:
        sides = f"pings, pongs, closes: {facts.received.control:,} received, {facts.sent.control:,} sent"
        pings = f"{amount(facts.pings_received, 'ping')} of the server's, {facts.pings_unanswered:,} of ours unanswered"
        rows.append((("control", "dim"), f"{control:,}", f"{sides}; {pings}"))
    rows += [
        ((level(code), f"level.{level(code)}"), f"{count:,}", code)
        for code, count in sorted(facts.faults.items(), key=lambda fault: (LEVELS.index(level(fault[0])), -fault[1]))
    ]
    lines = [title, *draw_figures(rows, look)]
    lines += draw_spread("rtt", facts.rtt, look)
    return lines + draw_spread("gaps", facts.gaps, look)


def _flow(label: str, flow: FlowFacts, duration_s: float) -> list[Figure]:
    """Two rows for a direction: its messages, and what they cost on the wire."""
    rate = f", {figure(flow.messages / duration_s)} a second" if flow.messages and duration_s else ""
    noun = "message" if flow.messages == 1 else "messages"
    rows = [((label, "dim"), f"{flow.messages:,}", f"{noun} in {amount(flow.frames, 'frame')}{rate}")]
    if flow.bytes:
        each = f", {figure(flow.bytes / flow.messages)} a message" if flow.messages else ""
        rows.append((("", ""), f"{flow.bytes:,}", f"bytes of messages{each}"))
    if flow.wire_bytes:
        rows.append((("", ""), f"{flow.wire_bytes:,}", f"bytes on the wire{_cost(flow)}"))
    return rows


def _cost(flow: FlowFacts) -> str:
    """What the wire carried more than the messages, or less where they were compressed."""
    if not flow.messages:
        return ""
    if flow.wire_bytes < flow.bytes:
        return f", heads and all: compressed {flow.bytes / flow.wire_bytes:.1f} to 1"
    over = flow.wire_bytes - flow.bytes
    return f", {100 * over / flow.wire_bytes:.1f} % of them overhead, {figure(over / flow.messages)} a message"


def draw_spread(label: str, spread: Spread, look: Look) -> list[Line]:
    """Percentiles, and beneath them the course where there is one."""
    if not spread.count:
        return []
    indent = LABEL_WIDTH + len(look.gap)
    room = max(look.width - indent, 8)
    words = fold(spread_words(spread), room)
    starts = [f"{label:<{indent}}"] + [" " * indent] * (len(words) - 1)
    lines: list[Line] = [[(start, "dim"), (row, "")] for start, row in zip(starts, words, strict=True)]
    if len(spread.course_s) > 2:
        lines.append([(" " * indent, ""), *draw_spark(spread.course_s, min(room, SPARK_WIDTH))])
    return lines
