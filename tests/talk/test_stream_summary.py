"""Counts as plain values."""

from rtcli.talk.stream_stats import StreamStats
from rtcli.talk.stream_summary import stream_facts
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Retry
from tests.talk.stream_telling import AT_S, event, piece


def test_all_that_was_counted() -> None:
    stats = StreamStats(open_s=2.0, shown=1)
    stats.opened(AT_S, AT_S + 0.25)
    stats.arrived([event("a", id="1"), event("b", id="2"), Retry(0, 5)], piece(b"12345", AT_S + 0.5))
    stats.arrived([Comment(0, ""), Fault("sse.bad-utf8", 0, "")], piece(b"", AT_S + 1))
    stats.arrived([Comment(0, ""), event("c", id="3")], piece(b"", AT_S + 3))
    stats.opened(AT_S, AT_S)
    stats.arrived([event("c", id="3"), event("d", id="6")], piece(b"", AT_S + 4))
    facts = stream_facts(stats, 7.0)
    assert (facts.duration_s, facts.open_s, facts.connections) == (7.0, 2.0, 2)
    assert (facts.first_byte_s, facts.first_event_s, facts.bytes, facts.wire_bytes) == (0.25, 0.5, 5, 5)
    assert (facts.events, facts.event_bytes, facts.shown) == (5, 45, 1)
    assert (facts.reads, facts.lumps, facts.lump_most) == (3, 2, 2)
    assert list(facts.gaps.course_s) == [2.5, 1.0]
    assert (facts.comments, list(facts.heartbeats.course_s), facts.retries) == (2, [2.0], 1)
    assert (facts.lost, facts.repeated, facts.faults) == (2, 1, {"sse.bad-utf8": 1})
