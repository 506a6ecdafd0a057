"""What is counted of a stream."""

from collections.abc import Sequence

import pytest

from rtcli.session.body import Piece
from rtcli.talk.stream_stats import IDS_KEPT, Ids, StreamStats
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Retry, UnknownField, Value
from tests.talk.stream_telling import event

HEART = Comment(0, "")


def stats(*reads: tuple[float, Sequence[Value]]) -> StreamStats:
    it = StreamStats()
    it.opened(10.0, 10.25)
    for t_s, values in reads:
        it.arrived(values, Piece(t_s, b"12345", 3, [], []))
    return it


def test_events_and_reads() -> None:
    it = stats((10.5, [event("a"), event("bc")]), (11.0, []), (11.5, [event("d")]), (12.0, [event("e")] * 5))
    assert (it.connections, it.first_byte_s, it.first_event_s) == (1, 0.25, 0.5)
    assert (it.bytes, it.wire_bytes) == (20, 12)
    assert (it.events, it.event_bytes) == (8, 73)
    assert (it.reads, it.lumps, it.lump_most) == (3, 2, 5)
    assert it.gaps.course() == [1.0, 0.5]


def test_comments_retries_and_faults() -> None:
    fault = Fault("sse.bad-utf8", 0, "ill-formed: ff")
    it = stats(
        (11.0, [HEART, HEART]),
        (26.0, [HEART, event("a")]),
        (27.0, [Retry(0, 5), fault, fault, UnknownField(0, "a", "b")]),
    )
    assert (it.comments, it.retries, it.events) == (3, 1, 1)
    assert it.heartbeats.course() == [15.0]
    assert it.faults == {"sse.bad-utf8": 2}


def test_over_connections() -> None:
    it = stats((11.0, [HEART, event("a", id="1")]))
    it.opened(20.0, 29.0)
    it.arrived([HEART, event("a", id="1")], Piece(30.0, b"", 0, [], []))
    assert (it.connections, it.first_byte_s, it.first_event_s) == (2, 0.25, 1.0)
    assert it.heartbeats.count == 0  # nobody has to beat while there is no connection
    assert it.gaps.course() == [19.0]
    assert it.ids.repeated == 1


def test_nothing_came() -> None:
    it = StreamStats()
    assert (it.first_byte_s, it.first_event_s, it.ids.lost) == (None, None, 0)


def ids(*connections: Sequence[object]) -> tuple[int, int]:
    """How many were lost and repeated, each connection in reads of two."""
    it = Ids()
    for names in map(list, connections):
        it.connected()
        for start in range(0, len(names), 2):
            it.came([str(name) for name in names[start : start + 2]])
    return it.lost, it.repeated


@pytest.mark.parametrize(
    ("connections", "lost", "repeated"),
    [
        (([1, 2, 3], [4, 5], [6]), 0, 0),
        (([1, 2, 3], [5, 6]), 1, 0),
        (([1, 2, 3], [10, 11, 12], [14]), 7, 0),
        (([1, 2, 3], [1, 2, 3, 4, 5]), 0, 3),
        (([1, 2, 3], [3, 4], [3, 4, 5]), 0, 3),
        (([1, 2, 3], [3, 5]), 1, 1),
        (([1, 2, 3], [4, 6]), 0, 0),  # beyond the first new one a jump is the server's own matter
        (([1, 2, 3], [2, 3, 9]), 5, 2),
        (([1], [9]), 0, 0),  # one is no sequence
        (([1], [2], [4]), 1, 0),
        (([10, 20, 30], [50]), 0, 0),
        (([3, 2, 1], [9]), 0, 0),
        ((["a", "b"], ["b", "c"]), 0, 1),
        (([1, 2, "x"], [9]), 0, 0),
        (([1, 2, "9" * 30], [9]), 0, 0),
        (([], [1, 2], [4]), 1, 0),
        (([1, 2], [], [4]), 1, 0),
        (([1, 1, 1], [1]), 0, 1),  # many events may share an id
    ],
)
def test_ids(connections: tuple[list[object], ...], lost: int, repeated: int) -> None:
    assert ids(*connections) == (lost, repeated)


def test_ids_from_long_ago_are_forgotten() -> None:
    assert ids(range(IDS_KEPT + 10), [5]) == (0, 0)
    assert ids(range(IDS_KEPT + 10), [IDS_KEPT]) == (0, 1)
