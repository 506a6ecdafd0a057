"""The counts of a session to the plain values that pictures of it are drawn from."""

from rtcli.session.stats import Flow, Samples, Stats
from rtcli.show.session_stats import FlowFacts, StatsFacts
from rtcli.show.spark import PERCENTS, Spread


def stats_facts(stats: Stats, duration_s: float, connections: int) -> StatsFacts:
    """All of it; `connections` is how many sessions it went over."""
    return StatsFacts(
        received=_flow(stats.received),
        sent=_flow(stats.sent),
        rtt=spread(stats.rtt),
        gaps=spread(stats.gaps),
        pings_received=stats.pings_received,
        pings_unanswered=stats.pings_unanswered,
        faults=dict(stats.faults),
        duration_s=duration_s,
        reconnects=max(connections - 1, 0),
    )


def _flow(flow: Flow) -> FlowFacts:
    return FlowFacts(flow.messages, flow.frames, flow.bytes, flow.wire_bytes, flow.control)


def spread(samples: Samples) -> Spread:
    known = {percent: samples.percentile(percent) for percent in PERCENTS}
    kept = {float(percent): value for percent, value in known.items() if value is not None}
    return Spread(samples.count, kept, samples.course())
