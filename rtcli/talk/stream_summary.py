"""The counts of a stream to the plain values that pictures of it are drawn from."""

from rtcli.show.stream_stats import StreamFacts
from rtcli.talk.stream_stats import StreamStats
from rtcli.talk.summary import spread


def stream_facts(stats: StreamStats, duration_s: float) -> StreamFacts:
    return StreamFacts(
        duration_s=duration_s,
        open_s=stats.open_s,
        connections=stats.connections,
        first_byte_s=stats.first_byte_s,
        first_event_s=stats.first_event_s,
        bytes=stats.bytes,
        wire_bytes=stats.wire_bytes,
        events=stats.events,
        event_bytes=stats.event_bytes,
        shown=stats.shown,
        reads=stats.reads,
        lumps=stats.lumps,
        lump_most=stats.lump_most,
        gaps=spread(stats.gaps),
        comments=stats.comments,
        heartbeats=spread(stats.heartbeats),
        retries=stats.retries,
        lost=stats.ids.lost,
        repeated=stats.ids.repeated,
        faults=dict(stats.faults),
    )
