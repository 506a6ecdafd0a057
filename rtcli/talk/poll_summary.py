"""The counts of polling to the plain values that pictures of it are drawn from."""

from rtcli.show.poll_stats import PollFacts
from rtcli.talk.poll_stats import PollStats
from rtcli.talk.summary import spread


def poll_facts(stats: PollStats, duration_s: float) -> PollFacts:
    return PollFacts(
        duration_s=duration_s,
        requests=stats.requests,
        empty=stats.empty,
        unmodified=stats.unmodified,
        failures=stats.failures,
        connections=stats.connections,
        bytes=stats.bytes,
        bytes_in=stats.bytes_in,
        bytes_out=stats.bytes_out,
        messages=stats.messages,
        shown=stats.shown,
        latency=spread(stats.latency),
        gaps=spread(stats.gaps),
    )
