"""Holds as functions of a schedule, then as streams whose stamps show by how much each event is late."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.lab.embedded import running
from rtcli.lab.events import Timed
from rtcli.lab.holds import HANDLERS, at_end, compressed, in_blocks, in_windows, with_tails_late
from tests.lab.raw import Address
from tests.lab.streaming import Secure, Sent, data, fetch, record, running_secure

Hold = Callable[[Iterable[Timed]], Iterator[Timed]]
SCHEDULE = [Timed(0.0, b"abc"), Timed(1.0, b"defgh"), Timed(2.0, b""), Timed(4.0, b"i"), Timed(9.0, b"jklmnopqrs")]
SEEDED = "seed=3&count=40&every=1s&size=200&jitter=random"
QUICKLY = "?every=1ms&count=9&first=1ms"
WINDOW = {"sse/held-time": "&window=1ms"}
schedules = st.lists(st.tuples(st.floats(0, 10), st.binary(max_size=40)), max_size=20).map(
    lambda drawn: [
        Timed(at_s, data)
        for at_s, data in zip(accumulate(gap for gap, _ in drawn), (data for _, data in drawn), strict=True)
    ]
)


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def secure() -> Iterator[Secure]:
    with running_secure() as secure:
        yield secure


def passed_on(schedule: Iterable[Timed]) -> list[Timed]:
    return [piece for piece in schedule if piece.data]


@pytest.mark.parametrize(
    ("hold", "expected"),
    [
        (
            lambda given: in_blocks(given, 4),
            [(1.0, b"abcd"), (1.0, b"efgh"), (9.0, b"ijkl"), (9.0, b"mnop"), (9.0, b"qrs")],
        ),
        (lambda given: in_blocks(given, 19), [(9.0, b"abcdefghijklmnopqrs")]),
        (lambda given: in_blocks(given, 100), [(9.0, b"abcdefghijklmnopqrs")]),
        (lambda given: in_windows(given, 1.5), [(1.5, b"abcdefgh"), (5.5, b"i"), (10.5, b"jklmnopqrs")]),
        (lambda given: in_windows(given, 1.0), [(1.0, b"abcdefgh"), (5.0, b"i"), (10.0, b"jklmnopqrs")]),
        (lambda given: in_windows(given, 60.0), [(60.0, b"abcdefghijklmnopqrs")]),
        (at_end, [(9.0, b"abcdefghijklmnopqrs")]),
        (
            lambda given: with_tails_late(given, 1),
            [(0.0, b"ab"), (1.0, b"cdefg"), (2.0, b"h"), (9.0, b"ijklmnopqr"), (9.0, b"s")],
        ),
        (lambda given: with_tails_late(given, 4), [(1.0, b"abcd"), (2.0, b"efgh"), (9.0, b"ijklmno"), (9.0, b"pqrs")]),
    ],
)
def test_what_is_passed_on_and_when(hold: Hold, expected: list[tuple[float, bytes]]) -> None:
    assert passed_on(hold(SCHEDULE)) == expected


@given(schedules, st.integers(1, 50))
def test_a_hold_loses_nothing_and_passes_nothing_on_before_it_is_there(schedule: list[Timed], size: int) -> None:
    whole = b"".join(piece.data for piece in schedule)
    for hold in (
        in_blocks(schedule, size),
        in_windows(schedule, size / 10),
        at_end(schedule),
        with_tails_late(schedule, size),
    ):
        released = list(hold)
        assert b"".join(piece.data for piece in released) == whole
        times = [piece.at_s for piece in released]
        assert times == sorted(times)
        for count, piece in enumerate(released, 1):
            there = sum(len(made.data) for made in schedule if made.at_s <= piece.at_s)
            assert sum(len(each.data) for each in released[:count]) <= there


@given(schedules)
def test_what_gzip_was_given_comes_out_again(schedule: list[Timed]) -> None:
    released = b"".join(piece.data for piece in compressed(schedule))
    assert zlib.decompress(released, wbits=31) == b"".join(piece.data for piece in schedule)


def lateness(sent: list[Sent]) -> list[list[float]]:
    """For each piece, how late the events in it are: from when they were made until their last byte is there."""
    late, body = [], b""
    first = json.loads(data(b"".join(piece for _, piece in sent))[0])["t"]
    for at_s, piece in sent:
        body, _, rest = (body + piece).rpartition(b"\n\n")
        late.append([at_s - (json.loads(each)["t"] - first) for each in data(body + b"\n\n")] if body else [])
        body = rest
    return late


def test_held_by_size_the_blocks_cut_events_in_two() -> None:
    recorded = record(HANDLERS, f"sse/held-size?bytes=1000&{SEEDED}")
    *blocks, rest = recorded.sent
    assert {len(block) for _, block in blocks} == {1000} and 0 < len(rest.data) < 1000
    assert sum(block.endswith(b"\n\n") for _, block in blocks) < len(blocks) / 2
    late = lateness(recorded.sent)
    assert sum(len(each) for each in late) == 40
    assert max(max(each) for each in late if len(each) > 2) > 1.0


def test_held_by_time_the_first_of_each_lump_is_late_by_the_window() -> None:
    recorded = record(HANDLERS, f"sse/held-time?window=4s&{SEEDED}")
    late = lateness(recorded.sent)
    assert [each[0] for each in late] == pytest.approx([4.0] * len(late), abs=0.002)
    assert all(-0.002 <= one <= 4.002 for each in late for one in each)
    assert all(piece.endswith(b"\n\n") for _, piece in recorded.sent)
    assert len(recorded.sent) < 20


def test_a_tail_held_back_makes_each_event_as_late_as_the_next_one_is_away() -> None:
    recorded = record(HANDLERS, "sse/held-tail?every=3s&count=4")
    assert [piece[-2:] for _, piece in recorded.sent[:-1]] == [b"}\n"] * 4
    assert lateness(recorded.sent) == [
        [],
        [pytest.approx(3.0)],
        [pytest.approx(3.0)],
        [pytest.approx(3.0)],
        [pytest.approx(0.0)],
    ]


def test_a_head_held_back_comes_with_the_first_event() -> None:
    recorded = record(HANDLERS, "sse/held-head?every=3s&count=2")
    assert recorded.began_s == 2.0
    assert [at_s for at_s, _ in recorded.sent] == [2.0, 5.0]


def test_held_to_the_end_a_stream_has_a_length() -> None:
    recorded = record(HANDLERS, "sse/held-all?every=3s&count=3&jitter=steady")
    assert recorded.began_s == 6.0
    assert recorded.fields["content-length"] == str(len(recorded.bytes))
    assert lateness(recorded.sent) == [[pytest.approx(6.0), pytest.approx(3.0), pytest.approx(0.0)]]


def test_gzip_gives_out_many_events_at_once() -> None:
    recorded = record(HANDLERS, f"sse/held-gzip?{SEEDED}&count=600", ("accept-encoding", "gzip"))
    assert recorded.fields["content-encoding"] == "gzip"
    inflate = zlib.decompressobj(wbits=31)
    inflated = [Sent(at_s, inflate.decompress(piece)) for at_s, piece in recorded.sent]
    sizes = [len(piece) for _, piece in inflated if piece]
    assert len(sizes) < 600 / 20
    late = [each for each in lateness([piece for piece in inflated if piece.data]) if each]
    assert sum(len(each) for each in late) == 600
    assert max(max(each) for each in late) > 20.0


def test_whoever_takes_no_gzip_gets_each_event_as_it_is_made() -> None:
    recorded = record(HANDLERS, f"sse/held-gzip?{SEEDED}", ("accept-encoding", "identity"))
    assert "content-encoding" not in recorded.fields
    assert len(recorded.sent) == 40
    assert [late for each in lateness(recorded.sent) for late in each] == pytest.approx([0.0] * 40, abs=0.002)


@pytest.mark.parametrize("name", HANDLERS)
def test_over_the_wire_a_held_stream_is_whole_and_right(lab: Address, name: str) -> None:
    answer = fetch(lab, f"{name}{QUICKLY}{WINDOW.get(name, '')}", "Accept-Encoding: gzip, br")
    assert answer.faults == []
    assert answer.field("Content-Encoding") == ("gzip" if name == "sse/held-gzip" else None)
    assert answer.field("Content-Length") == (str(len(answer.body)) if name == "sse/held-all" else None)
    body = zlib.decompress(answer.body, wbits=31) if name == "sse/held-gzip" else answer.body
    assert [json.loads(each)["n"] for each in data(body)] == list(range(1, 10))


def test_the_blocks_are_chunks_of_their_size(lab: Address) -> None:
    answer = fetch(lab, "sse/held-size?bytes=100&every=1ms&count=9")
    *blocks, rest = answer.pieces
    assert {len(block) for block in blocks} == {100} and len(rest) <= 100


@pytest.mark.parametrize("name", HANDLERS)
def test_over_http2_a_held_stream_is_whole_and_right(secure: Secure, name: str) -> None:
    with secure.client() as client:
        answer = client.get(f"/{name}{QUICKLY}{WINDOW.get(name, '')}")
    assert answer.http_version == "HTTP/2"
    assert ("content-length" in answer.headers) == (name == "sse/held-all")
    assert [json.loads(each)["n"] for each in data(answer.content)] == list(range(1, 10))
