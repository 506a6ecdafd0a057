"""A stream in figures."""

import pytest

from rtcli.show.paint import paint
from rtcli.show.spark import Spread
from rtcli.show.stream_stats import StreamFacts, draw_stream_stats
from tests.golden import golden

GAPS = Spread(3, {50: 0.1, 90: 2.0, 99: 2.0}, [0.05, 0.1, 2.0])
ALL = StreamFacts(
    duration_s=61.2,
    open_s=60.0,
    connections=3,
    first_byte_s=0.0123,
    first_event_s=0.25,
    bytes=2_000_000,
    wire_bytes=400_000,
    events=1234,
    event_bytes=1_900_000,
    shown=1000,
    reads=900,
    lumps=120,
    lump_most=40,
    gaps=GAPS,
    comments=4,
    heartbeats=Spread(3, {50: 15.0}, [15.0, 15.0, 15.1]),
    retries=3,
    lost=2,
    repeated=1,
    faults={"sse.unknown-field": 9, "sse.bad-utf8": 1, "chunk.truncated": 1},
)


@pytest.mark.parametrize("width", [80, 45])
def test_all_of_it(width: int) -> None:
    golden(f"show/stream-stats-{width}.txt", paint(draw_stream_stats(ALL, width), False))


@pytest.mark.parametrize(
    ("facts", "rows"),
    [
        (StreamFacts(), ["0  in 0 reads", "0  bytes of the stream"]),
        (
            StreamFacts(events=1, reads=1, shown=1, bytes=10, wire_bytes=10),
            ["1  in 1", "10  bytes of the stream, 0 an event"],
        ),
        (StreamFacts(wire_bytes=7), ["0  in 0 reads", "0  bytes of the stream", "7  bytes of it on"]),
        (StreamFacts(bytes=7), ["0  in 0 reads", "7  bytes of the stream", "0  bytes of it on the wire"]),
        (
            StreamFacts(gaps=Spread(1, {50: 1.0}, [1.0])),
            ["0  in 0", "0  bytes", "longest 1.00 s of 1 sample"],
        ),
    ],
)
def test_what_did_not_occur_takes_no_row(facts: StreamFacts, rows: list[str]) -> None:
    _title, *lines = paint(draw_stream_stats(facts, 80), False).splitlines()
    assert len(lines) == len(rows)
    assert [row in line for row, line in zip(rows, lines, strict=True)] == [True] * len(rows)
