"""Records to their messages: both directions, compressed ones, several sessions, and files that are none."""

import io

import pytest

from rtcli.errors import RtError
from rtcli.talk.transcript import Passed, Transcript, read_transcript
from rtcli.wire.deflate import Deflater
from rtcli.wire.frames import BINARY, TEXT, build_frame
from rtcli.wire.record import End, Opening, Transfer, Value, build_lines
from tests.talk.telling import MOVED, REQUEST, RESPONSE

STARTED = "2026-11-20T10:00:00Z"
KEY = b"mask"


def opening(t_s: float, *, started_at: str | None = None, response: bytes | None = RESPONSE) -> Opening:
    return Opening(t_s, "ws://example.com/chat", REQUEST, response, started_at)


def read(*values: Value, more: bytes = b"") -> Transcript:
    return read_transcript(io.BytesIO(b"".join(map(build_lines, values)) + more), "file")


def test_messages_of_both_directions_with_their_times() -> None:
    compressed = build_frame(TEXT, Deflater(10).deflate(b"an answer"), rsv=4)
    found = read(
        opening(1.0, started_at=STARTED, response=MOVED),
        opening(2.0),
        Transfer("out", 2.5, 0, build_frame(TEXT, b"a question", key=KEY)),
        Transfer("in", 3.0, 0, compressed[:4]),
        Transfer("in", 3.5, 4, compressed[4:] + build_frame(BINARY, b"\0")),
        End(4.0, 0),
    )
    assert found.target == "ws://example.com/chat"
    assert found.sent == [Passed(0.5, TEXT, b"a question")]
    assert found.received == [Passed(1.5, TEXT, b"an answer"), Passed(1.5, BINARY, b"\0")]
    assert (found.sessions, found.faults) == (1, [])


def test_sessions_follow_each_other() -> None:
    found = read(
        opening(0.0, started_at=STARTED),
        Transfer("in", 1.0, 0, build_frame(TEXT, b"half a message")[:5]),
        opening(10.0),
        Transfer("in", 11.0, 0, build_frame(TEXT, b"whole")),
        End(12.0, 0),
    )
    assert (found.sessions, found.received) == (2, [Passed(1.0, TEXT, b"whole")])


def test_bytes_of_a_refusal_are_no_messages() -> None:
    with pytest.raises(RtError, match="the record holds no session and no stream that was opened"):
        read(opening(0.0, started_at=STARTED, response=None), Transfer("in", 1.0, 0, b"x"), End(2.0, 3))


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
POST = b"POST /ask HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\n\r\n"


def test_events_of_a_stream_and_what_it_was_asked_with() -> None:
    found = read(
        Opening(1.0, "http://example.com/ask", POST, STREAM, STARTED),
        Transfer("out", 1.0, 0, b"{}"),
        Transfer("in", 1.5, 0, b": hello\n\ndata: o"),
        Transfer("in", 2.0, 15, b"ne\n\ndata: two\n\n"),
        Opening(5.0, "http://example.com/ask", POST, STREAM),
        Transfer("out", 5.0, 0, b"{}"),
        Transfer("in", 6.0, 0, b"data: three\n\n"),
        End(7.0, 0),
    )
    assert (found.kind, found.sessions, found.method, found.body) == ("sse", 2, "POST", b"{}")
    assert found.asked_with("content-type") == ["application/json"]
    assert found.received == [Passed(1.0, TEXT, b"one"), Passed(1.0, TEXT, b"two"), Passed(5.0, TEXT, b"three")]


def test_a_transcript_of_a_session_has_no_request() -> None:
    assert (Transcript().method, Transcript().asked_with("Accept")) == ("GET", [])


def test_a_line_that_is_broken_is_said() -> None:
    found = read(opening(0.0, started_at=STARTED), more=b"{}\n")
    assert [fault.code for fault in found.faults] == ["record.bad-line", "record.truncated"]


@pytest.mark.parametrize(("data", "why"), [(b"", "there is no end line"), (b"hello\n" * 9, "no line of a record")])
def test_a_file_that_is_no_record(data: bytes, why: str) -> None:
    with pytest.raises(RtError, match=f"input file: this is no record: .*{why}"):
        read(more=data)
