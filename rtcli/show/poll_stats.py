"""What passed in polling to rows: messages, requests and how many were in vain, bytes, latency, gaps."""

from collections.abc import Iterator
from dataclasses import dataclass

from rtcli.show.amounts import amount, duration, figure
from rtcli.show.figures import Figure, draw_figures
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.session_stats import NONE_MEASURED, draw_spread
from rtcli.show.spark import Spread
from rtcli.show.title import draw_title


@dataclass(frozen=True, slots=True)
class PollFacts:
    """Polling as a whole, as plain values."""

    duration_s: float = 0.0  # of the command
    requests: int = 0
    empty: int = 0  # answers with nothing new
    unmodified: int = 0  # of these, by 304
    failures: int = 0
    connections: int = 0
    bytes: int = 0  # of bodies, decoded
    bytes_in: int = 0  # on the wire
    bytes_out: int = 0
    messages: int = 0
    shown: int = 0
    latency: Spread = NONE_MEASURED
    gaps: Spread = NONE_MEASURED


def draw_poll_stats(facts: PollFacts, width: int) -> list[Line]:
    """All of it; what did not occur takes no row."""
    look = Look(width=width)
    title = draw_title("polling", [duration(facts.duration_s), amount(facts.connections, "connection")], (), look)
    lines = [title, *draw_figures([*_rows(facts)], look)]
    lines += draw_spread("latency", facts.latency, look)
    return lines + draw_spread("gaps", facts.gaps, look)


def _rows(facts: PollFacts) -> Iterator[Figure]:
    hidden = f", {facts.shown:,} of them shown" if facts.shown < facts.messages else ""
    each = f", {figure(facts.requests / facts.messages)} requests a message" if facts.messages else ""
    yield ("messages", "dim"), f"{facts.messages:,}", f"in {amount(facts.requests, 'request')}{each}{hidden}"
    if facts.empty:
        known = f", {facts.unmodified:,} of them 304" if facts.unmodified else ""
        yield ("empty", "dim"), f"{facts.empty:,}", f"answers with nothing new{known}"
    if facts.failures:
        yield ("failed", "level.warn"), f"{facts.failures:,}", "requests without an answer that could be used"
    cost = f", {figure((facts.bytes_in + facts.bytes_out) / facts.messages)} a message" if facts.messages else ""
    yield ("bytes", "dim"), f"{facts.bytes:,}", "bytes of bodies"
    says = f"bytes on the wire, {facts.bytes_in:,} received and {facts.bytes_out:,} sent, heads and all{cost}"
    yield ("", ""), f"{facts.bytes_in + facts.bytes_out:,}", says
