import random

import pytest

from rtcli.show.cells import line_cells
from rtcli.show.paint import paint
from rtcli.show.session_stats import FlowFacts, StatsFacts, draw_stats
from rtcli.show.spark import Spread
from tests.golden import golden


def spread(median_s: float, count: int, doubt: str = "") -> Spread:
    dice = random.Random(6455)
    course = [median_s * dice.lognormvariate(0, 1) for _ in range(min(count, 500))]
    ranked = sorted(course)
    return Spread(count, {percent: ranked[len(ranked) * percent // 100] for percent in (50, 90, 99)}, course, doubt)


BUSY = StatsFacts(
    received=FlowFacts(1234, 1240, 98_765, 103_000, 6),
    sent=FlowFacts(12, 12, 5000, 1200, 2),
    rtt=spread(0.0012, 120, "the loop was late by up to 3 ms"),
    gaps=spread(0.04, 1234),
    pings_received=3,
    pings_unanswered=1,
    faults={"frame.mask-mixed": 3, "frame.reserved-bits": 1},
    duration_s=61.234,
    reconnects=2,
)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_busy_session(width: int) -> None:
    lines = draw_stats(BUSY, width)
    assert all(line_cells(line) <= width for line in lines)
    golden(f"show/stats-{width}.txt", paint(lines, False))


def drawn(facts: StatsFacts) -> list[str]:
    return paint(draw_stats(facts, 80), False).splitlines()


def test_a_session_in_which_nothing_passed() -> None:
    assert drawn(StatsFacts()) == [
        "── session · 0 µs " + "─" * 62,
        "received  0  messages in 0 frames",
        "sent      0  messages in 0 frames",
    ]


def test_control_frames_alone_have_no_overhead_to_speak_of() -> None:
    facts = StatsFacts(received=FlowFacts(frames=1, wire_bytes=6, control=1), duration_s=2.0, pings_received=1)
    assert drawn(facts)[1:] == [
        "received  0  messages in 1 frame",
        "          6  bytes on the wire",
        "sent      0  messages in 0 frames",
        "control   1  pings, pongs, closes: 1 received, 0 sent; 1 ping of the server's, 0",
        "             of ours unanswered",
    ]


def test_bytes_of_a_message_that_never_ended_are_of_no_message() -> None:
    assert drawn(StatsFacts(received=FlowFacts(0, 1, 10, 12)))[1:4] == [
        "received   0  messages in 1 frame",
        "          10  bytes of messages",
        "          12  bytes on the wire",
    ]


def test_two_samples_have_no_course() -> None:
    facts = StatsFacts(
        received=FlowFacts(1, 1, 5, 7), rtt=Spread(2, {50: 0.001}, (0.001, 0.002)), duration_s=2.0, reconnects=1
    )
    rows = drawn(facts)
    assert rows[0].startswith("── session · 2.00 s · 1 reconnect ─")
    assert rows[1] == "received  1  message in 1 frame, 0.50 a second"
    assert rows[-1] == "rtt       median 1.00 ms, longest 2.00 ms of 2 samples"
