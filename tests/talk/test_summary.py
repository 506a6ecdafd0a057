"""Counts to what pictures are drawn from."""

from rtcli.session.stats import Flow, Samples, Stats
from rtcli.show.session_stats import FlowFacts, StatsFacts
from rtcli.show.spark import Spread
from rtcli.talk.summary import stats_facts


def test_counts_and_durations() -> None:
    rtt = Samples()
    for thousandths in range(1, 101):
        rtt.add(thousandths / 1000)
    stats = Stats(
        received=Flow(messages=1, frames=2, bytes=3, wire_bytes=4, control=5),
        rtt=rtt,
        pings_received=6,
        pings_unanswered=7,
        faults={"frame.reserved-bits": 8},
    )
    assert stats_facts(stats, 2.5, 3) == StatsFacts(
        received=FlowFacts(messages=1, frames=2, bytes=3, wire_bytes=4, control=5),
        sent=FlowFacts(),
        rtt=Spread(100, {50: 0.05, 90: 0.09, 99: 0.099}, rtt.course()),
        gaps=Spread(0, {}, []),
        pings_received=6,
        pings_unanswered=7,
        faults={"frame.reserved-bits": 8},
        duration_s=2.5,
        reconnects=2,
    )


def test_without_a_session_nothing_was_opened_again() -> None:
    assert stats_facts(Stats(), 0.0, 0).reconnects == 0
