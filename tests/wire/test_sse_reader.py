"""Event streams in any cut: the same values, in the hot loops and out of them, and bounded memory."""

import re
import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire import sse_reader
from rtcli.wire.fault import Fault
from rtcli.wire.sse import RETRY_CAP_MS, Comment, Event, Retry, Value
from rtcli.wire.sse_reader import EVENT_LIMIT_BYTES, LINE_LIMIT_BYTES, EventReader


@pytest.fixture(autouse=True, scope="module")
def small_world() -> Iterator[None]:
    """Give runs of events and long lines their part in streams as short as these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sse_reader, "RUN_BYTES", 40)
        patch.setattr(sse_reader, "LONG_LINE_BYTES", 15)
        yield


def read(
    pieces: Iterable[bytes], last_event_id: str = "", limits: tuple[int, int] = (LINE_LIMIT_BYTES, EVENT_LIMIT_BYTES)
) -> tuple[list[Value], str]:
    reader = EventReader(last_event_id, line_limit_bytes=limits[0], event_limit_bytes=limits[1])
    values = [value for piece in pieces for value in reader.feed(piece)]
    return values + reader.end(), reader.last_event_id


def cut(stream: bytes, size: int) -> list[bytes]:
    return [stream[at : at + size] for at in range(0, len(stream), size)]


def plain(values: list[Value]) -> list[object]:
    """What the model below knows of values."""
    return [
        (value.type, value.data, value.id, value.last_event_id) if isinstance(value, Event) else value[1]
        for value in values
        if isinstance(value, Event | Comment | Retry)
    ]


def model(stream: bytes) -> list[object]:
    """The standard's own algorithm, on the text as a whole and with neither offsets nor faults nor limits."""
    found: list[object] = []
    data: list[str] = []
    type, id, last_event_id = "", None, ""
    for line in re.split("\r\n|\r|\n", stream.decode("utf-8", "replace").removeprefix("\ufeff"))[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            last_event_id = last_event_id if id is None else id
            if data:
                found.append((type or "message", "\n".join(data), id, last_event_id))
            data, type, id = [], "", None
        elif name == "data":
            data.append(value)
        elif name == "event":
            type = value
        elif name == "id":
            id = id if "\0" in value else value
        elif not name:
            found.append(value)
        elif name == "retry" and re.fullmatch("[0-9]+", value):
            found.append(min(int(value), RETRY_CAP_MS))
    return found


LINE_PARTS = (
    "data: |data:|data|event: |event|id: |id|retry: |: |:|foo: | |a|bc|a long line, as lines go|5|\0|é|\u2028|\ufeff"
)
LINE_ENDS = "\n|\n|\n\n|\r|\r\n|\r\n\r\n"
BLOCKS = "data: a\n\n|data: a\r\n\r\n|event: b\ndata: c\n\n|id: 6\ndata: d\n\n"
PIECES = st.sampled_from(f"{LINE_PARTS}|{LINE_ENDS}|{BLOCKS}".split("|")).map(str.encode)
RUNS = st.builds(lambda block, times: block * times, PIECES, st.integers(2, 12))
STREAMS = st.lists(PIECES | RUNS | st.binary(max_size=4), max_size=30).map(b"".join)
LIMITS = st.tuples(st.integers(3, 40), st.integers(3, 60)) | st.just((LINE_LIMIT_BYTES, EVENT_LIMIT_BYTES))


@given(STREAMS)
def test_values_are_those_of_the_standard(stream: bytes) -> None:
    assert plain(read([stream])[0]) == model(stream)


@given(STREAMS, LIMITS, st.lists(st.integers(0, 300), max_size=6), st.integers(1, 50))
def test_values_do_not_depend_on_the_cut(stream: bytes, limits: tuple[int, int], cuts: list[int], size: int) -> None:
    whole = read([stream], limits=limits)
    places = [0, *sorted(place for place in cuts if place < len(stream)), len(stream)]
    assert read((stream[start:end] for start, end in pairwise(places)), limits=limits) == whole
    assert read(cut(stream, size), limits=limits) == whole
    assert read(cut(stream, 1), limits=limits) == whole


@given(st.binary(max_size=300), st.integers(1, 20))
def test_random_bytes_never_raise(stream: bytes, size: int) -> None:
    values, _ = read(cut(stream, size), limits=(50, 100))
    assert all(0 <= value.offset <= len(stream) for value in values)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize(
    ("line", "value"), [(b"retry: 1", Retry(0, 1)), (b": a", Comment(0, "a"))], ids=["retry", "comment"]
)
def test_a_line_counts_as_soon_as_it_ends(line: bytes, value: Value, line_end: bytes) -> None:
    reader = EventReader()
    assert reader.feed(line) == []
    assert reader.feed(line_end[:1]) == [value]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_the_last_event_of_a_quiet_stream_does_not_wait(line_end: bytes) -> None:
    reader = EventReader()
    assert reader.feed(b"data: a" + line_end) == []
    size = len(b"data: a" + line_end) + 1
    assert reader.feed(line_end[:1]) == [Event(0, size, "message", "a", None, "")]
    assert reader.feed(line_end[1:] + b"data: b" + line_end * 2)[0].offset == size + len(line_end) - 1
    assert reader.end() == []


def test_a_line_feed_far_behind_a_carriage_return_is_a_line_end() -> None:
    reader = EventReader()
    reader.feed(b"data: a\r")
    reader.feed(b"data: b")
    assert reader.feed(b"\n\n") == [Event(0, 17, "message", "a\nb", None, "")]


def test_a_byte_order_mark_may_be_cut() -> None:
    stream = "\ufeffdata: a\n\n\ufeffdata: b\n\n".encode()
    values, _ = read([stream])
    assert values[0] == Event(3, 9, "message", "a", None, "")
    assert values == read(cut(stream, 1))[0] == read(cut(stream, 2))[0]
    assert read(["\ufeff\ufeffdata: a\n".encode()])[0][0] == Fault("sse.second-bom", 3, "U+FEFF again")


def test_a_resumed_stream_keeps_the_id_of_the_one_before() -> None:
    values, last_event_id = read([b"data: a\n\nid: 6\n"], "5")
    assert plain(values) == [("message", "a", None, "5")]
    assert last_event_id == "5"
    assert read([b"id\n\n"], "5") == ([], "")


TICK = b"event: tick\ndata: %s\n\n"


@pytest.mark.parametrize(
    "odd",
    [
        b"data: b\n\n",
        b": c\n\n",
        b"id: 7\ndata: d\n\n",
        TICK % b"e\ndata: f",
        TICK % b"\xff",
        b"event: a b\ndata:g\n\n",
    ],
)
def test_a_run_of_like_events_goes_on_behind_an_odd_one(odd: bytes) -> None:
    stream = (TICK % b"h") * 4 + odd + (TICK % b"i") * 4
    values, last_event_id = read([stream])
    assert (values, last_event_id) == read(cut(stream, 1))
    assert plain(values) == model(stream)
    last = values[-1]
    assert isinstance(last, Event) and last.offset + last.size_bytes == len(stream)


LIMITED = {  # under a line limit of 10 and an event limit of 20: the stream, its events and its faults
    "a line at its limit": (b"data: abcd\n\n", ["abcd"], []),
    "a line over it": (b"data: abcde\n\ndata: f\n\n", ["f"], [("sse.line-too-long", 10)]),
    "a line far over it": (b"data: f\n\n" + b"x" * 99 + b"\n\ndata: f\n\n", ["f", "f"], [("sse.line-too-long", 19)]),
    "a comment over it": (b"data: a\n:" + b"x" * 30 + b"\ndata: b\n\n", [], [("sse.line-too-long", 18)]),
    "a line over it ends at CRLF": (b"x" * 30 + b"\r\n\r\ndata: f\r\n\r\n", ["f"], [("sse.line-too-long", 10)]),
    "a line over it behind CR": (b"data: a\r\rx" + b"x" * 30 + b"\n\n", ["a"], [("sse.line-too-long", 19)]),
    "a line over it with no end": (b"x" * 30, [], [("sse.line-too-long", 10), ("sse.unfinished-event", 0)]),
    "an event at its limit": (b"data: abc\ndata: defg\n\n", ["abc\ndefg"], []),
    "an event over it": (b"data: abcd\ndata: efgh\ndata: i\n\ndata: j\n\n", ["j"], [("sse.event-too-big", 20)]),
    "an event over it has an id": (
        b"data: abcd\ndata: efgh\nid: 5\n\ndata: j\n\n",
        ["j5"],
        [("sse.event-too-big", 20)],
    ),
    "an event over it, once": (b"data: a\n" * 9 + b"\n", [], [("sse.event-too-big", 20)]),
    "comments and retries grow no event": (b": abc\n" * 9 + b"retry: 1\n" * 9 + b"data: a\n\n", ["a"], []),
}


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(("stream", "data", "faults"), LIMITED.values(), ids=LIMITED)
def test_limits(stream: bytes, data: list[str], faults: list[tuple[str, int]], size: int) -> None:
    values, _ = read(cut(stream, size), limits=(10, 20))
    assert [value.data + value.last_event_id for value in values if isinstance(value, Event)] == data
    assert [(value.code, value.offset) for value in values if isinstance(value, Fault)] == faults


@pytest.mark.parametrize("piece", [b"x", b"data: a\n", b"data:\xc3\xa9\n", b"data\n", b"id: 1\n", b"event\n", b"a\xff"])
def test_memory_is_bounded_by_the_limits(piece: bytes) -> None:
    reader = EventReader(line_limit_bytes=1 << 14, event_limit_bytes=1 << 16)
    read = piece * (1000 // len(piece))
    tracemalloc.start()
    try:
        found = [value for _ in range(300) for value in reader.feed(read)]
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [value.code for value in found if isinstance(value, Fault)] in (["sse.line-too-long"], ["sse.event-too-big"])
    assert peak_bytes < 1 << 18
