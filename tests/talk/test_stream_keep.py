"""A recorder of streams: of all that passed the tap, what belongs to a body, behind the heads of its exchange."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.exits import Exit
from rtcli.session.sse import NotAStream
from rtcli.talk.stream_keep import BehindHead, DataFrames, StreamRecorder
from rtcli.wire.http2 import PREFACE
from rtcli.wire.record import Opening, RecordReader, Transfer
from tests.talk.stream_telling import AT_S, answer, response
from tests.talk.telling import BEGAN

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n\r\n"
MOVED = b"HTTP/1.1 302 Found\r\n\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\n\r\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.jsonl"


def kept(path: Path) -> list[Any]:
    """Statuses of openings, and the bytes of each direction as they stand in the file."""
    reader = RecordReader()
    values = [*reader.feed(path.read_bytes()), *reader.close()]
    return [
        (value.response_head or b"").split()[1] if isinstance(value, Opening) else (value.direction, value.data)
        for value in values
        if isinstance(value, (Opening, Transfer))
    ]


def frame(kind: int, payload: bytes, stream: int = 1) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, 0]) + stream.to_bytes(4, "big") + payload


def test_a_stream_over_http_1(path: Path) -> None:
    record = StreamRecorder(str(path), BEGAN)
    record.tap("out", AT_S, GET + b"bo")
    record.tap("out", AT_S, b"dy")
    record.tap("in", AT_S, EARLY + OK[:9])
    record.tap("in", AT_S, OK[9:] + b"2\r\n")
    record.opened(response(), AT_S)
    record.tap("in", AT_S + 1, b"hi\r\n")
    record.closed(AT_S + 2)
    assert kept(path) == [b"200", ("out", b"bo"), ("out", b"dy"), ("in", b"2\r\n"), ("in", b"hi\r\n"), ("in", b"")]
    record.stop()


def test_redirects_and_another_connection(path: Path) -> None:
    record = StreamRecorder(str(path), BEGAN)
    record.tap("out", AT_S, b"GET /unanswered HTTP/1.1\r\n\r\n")  # refused, reset, whatever
    for attempt in range(2):
        if attempt:
            record.tap("out", AT_S, GET)
        record.tap("in", AT_S, MOVED + b"moved")
        record.tap("out", AT_S, GET)
        record.tap("in", AT_S, OK + b"body")
        record.opened(response(answer(), answer(302, "Found")), AT_S)
        record.closed(AT_S)
    one = [b"302", ("in", b"moved"), b"200", ("in", b"body"), ("in", b"")]
    assert kept(path) == one + one
    record.stop()


def test_what_is_no_stream_leaves_its_answer(path: Path) -> None:
    record = StreamRecorder(str(path), BEGAN)
    for error in (NotAStream("stream a", "no", answer=answer(404, "Not Found")), NotAStream("stream a", "no")):
        record.tap("out", AT_S, GET)
        record.tap("in", AT_S, b"HTTP/1.1 404 Not Found\r\n\r\nno")
        record.refused(error, AT_S)
    record.end(Exit.UNREACHED, "not-a-stream", AT_S)
    assert kept(path)[:2] == [b"404", ("in", b"no")]


def test_heads_are_kept_also_where_nothing_passed(path: Path) -> None:
    record = StreamRecorder(str(path), BEGAN)
    record.refused(NotAStream("stream a", "no", answer=answer(404, "Not Found")), AT_S)
    record.stop()
    assert kept(path) == [b"404"]


def test_of_http_2_nothing_but_data(path: Path) -> None:
    record = StreamRecorder(str(path), BEGAN)
    two = answer(version="HTTP/2", reason="")
    for _connection in range(2):
        record.tap("out", AT_S, PREFACE + frame(4, b"") + frame(1, b"authorization: s3cret"))
        record.tap("in", AT_S, frame(4, b""))
        record.tap("out", AT_S, frame(4, b"") + frame(0, b"question"))
        record.tap("in", AT_S, frame(1, b":status") + frame(0, b"answer")[:11])
        record.opened(response(two), AT_S)
        record.tap("in", AT_S, frame(0, b"answer")[11:] + frame(6, b"12345678"))
        record.closed(AT_S)
    exchange = [b"200", ("out", b"question"), ("in", b"an"), ("in", b"swer"), ("in", b"")]
    assert kept(path) == exchange + exchange
    assert b"s3cret" not in path.read_bytes()
    record.stop()


@given(st.lists(st.integers(1, 30)), st.booleans())
def test_in_any_cut_the_same_is_kept(sizes: list[int], http2: bool) -> None:
    frames = frame(1, b"heads") + frame(0, b"one") + frame(0, b"") + frame(8, b"1234", 0) + frame(0, b"two")
    body = frames if http2 else EARLY + EARLY + OK + b"onetwo"
    reader = DataFrames() if http2 else BehindHead()
    found = bytearray()
    at = 0
    for size in [*sizes, len(body)]:
        found += reader.feed(body[at : at + size])
        at += size
    assert found == b"onetwo"
