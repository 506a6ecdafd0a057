"""Recorded bodies of event streams, with and without chunks and codings, to their events."""

import gzip

import pytest

from rtcli.talk.stream_body import StreamBody, is_stream
from rtcli.wire.http1 import Head, parse_head

EVENTS = b"data: one\n\nid: 2\ndata: two\n\n"


def head(*fields: str, status: str = "200 OK") -> Head:
    parsed = parse_head("\r\n".join((f"HTTP/1.1 {status}", *fields, "", "")).encode())
    assert parsed
    return parsed


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        (("Content-Type: text/event-stream",), "200 OK", True),
        (("Content-Type: Text/Event-Stream; charset=utf-8",), "200 OK", True),
        (("Content-Type: text/html",), "200 OK", False),
        ((), "200 OK", False),
        (("Content-Type: text/event-stream",), "404 Not Found", False),
    ],
)
def test_which_heads_are_of_streams(fields: tuple[str, ...], status: str, told: bool) -> None:
    assert is_stream(head(*fields, status=status)) is told


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ((), EVENTS),
        (("Transfer-Encoding: chunked",), b"5\r\n" + EVENTS[:5] + b"\r\n18\r\n" + EVENTS[5:] + b"\r\n0\r\n\r\n"),
        (("Content-Encoding: gzip",), gzip.compress(EVENTS)),
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_events_come_out_however_the_bytes_were_cut(fields: tuple[str, ...], body: bytes, piece: int) -> None:
    stream = StreamBody(head(*fields))
    events = [event for at in range(0, len(body), piece) for event in stream.feed(body[at : at + piece])]
    assert [event.data for event in events] == ["one", "two"]


def test_what_cannot_be_decoded_ends_it() -> None:
    stream = StreamBody(head("Content-Encoding: gzip"))
    assert stream.feed(b"this is not gzip, not at all") == []
    assert stream.feed(gzip.compress(EVENTS)) == []
