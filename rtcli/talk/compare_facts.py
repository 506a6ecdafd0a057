"""What each way came to, as the plain values that a table is drawn from, and as the document of `rtcli/compare/1`."""

from collections.abc import Sequence

from rtcli.exits import Exit
from rtcli.show.amounts import amount
from rtcli.show.comparison import WayFacts
from rtcli.talk.began import Began
from rtcli.talk.compare_plan import ComparePlan, Side
from rtcli.talk.event_document import Document
from rtcli.talk.http_documents import milliseconds, samples_document
from rtcli.talk.tally import Tally

SCHEMA = "rtcli/compare/1"
OPENING = "what a message costs leaves the opening out; polling is open with its first answer"


def way_facts(tally: Tally) -> WayFacts:
    cost, latency = tally.after_opening, tally.latency
    return WayFacts(
        tally.kind,
        messages=tally.messages,
        latencies=latency.count,
        p50_s=latency.percentile(50),
        p99_s=latency.percentile(99),
        longest_s=tally.longest_s,
        opening_s=tally.opening_s,
        requests=tally.requests,
        connections=tally.meter.connections,
        counted=cost.messages,
        bytes_in=cost.bytes_in,
        bytes_out=cost.bytes_out,
        cpu_s=cost.cpu_s,
        trouble=str(tally.error) if tally.error else tally.ended,
    )


def doubts(plan: ComparePlan, tallies: Sequence[Tally]) -> list[str]:
    """What the figures do not say by themselves."""
    order = "one after the other" if plan.in_turn else "all at once"
    said = [f"{order}, each in a thread of its own; bytes are those above TLS", OPENING]
    if earlier := sum(tally.earlier for tally in tallies):
        said.append(f"sent before we asked, and so without a latency: {amount(earlier, 'message')}")
    if plan.sent is None and any(tally.messages for tally in tallies):
        said.append("latency: could not tell; --sent says where a message has the time at which it was sent")
    elif any(tally.messages and tally.unstamped == tally.messages for tally in tallies):
        said.append("latency: could not tell; no time was found where --sent says")
    else:
        said.append("latency is as good as the sender's clock and ours agree")
    if any(tally.shortest_s is not None and tally.shortest_s < 0 for tally in tallies):
        said.append("some messages came before they were sent: the clocks differ, or the send times are rounded")
    return [*said, *plan.doubts]


def comparison_document(
    plan: ComparePlan, tallies: Sequence[Tally], *, began: Began, end_s: float, code: Exit, show_secrets: bool
) -> Document:
    """All of it."""
    return {
        "type": "comparison",
        "schema": SCHEMA,
        "started_at": began.date(began.instant_s),
        "duration_s": began.since_s(end_s),
        "for_s": plan.for_s,
        "at_once": not plan.in_turn,
        "ways": [_way_document(side, tally, show_secrets) for side, tally in zip(plan.sides, tallies, strict=False)],
        "doubts": doubts(plan, tallies),
        "exit_code": int(code),
    }


def _way_document(side: Side, tally: Tally, show_secrets: bool) -> Document:
    cost = tally.after_opening
    opening = tally.at_opening
    return {
        "way": tally.kind,
        "url": side.request.url.display(show_secrets=show_secrets),
        "error": str(tally.error) if tally.error else None,
        "ended": tally.ended or None,
        "messages": tally.messages,
        "messages_earlier": tally.earlier,
        "latency_ms": {**samples_document(tally.latency), "longest": milliseconds(tally.longest_s)},
        "opening_ms": milliseconds(tally.opening_s),
        "opening_bytes_in": opening and opening.bytes_in,
        "opening_bytes_out": opening and opening.bytes_out,
        "connections": tally.meter.connections,
        "requests": tally.requests,
        "per_message": {
            "count": cost.messages,
            "bytes_in": _each(cost.bytes_in, cost.messages),
            "bytes_out": _each(cost.bytes_out, cost.messages),
            "cpu_ms": milliseconds(cost.cpu_s / cost.messages) if cost.messages else None,
        },
    }


def _each(total: int, count: int) -> float | None:
    return round(total / count, 1) if count else None
