"""The bytes of a stream."""

from typing import Any

from rtcli.session.body import Piece
from rtcli.talk.stream_raw import RawStream
from rtcli.wire.chunked import Chunk
from rtcli.wire.fault import Fault
from tests.talk.stream_telling import AGAIN, AT_S, answer, outcome, plan, response
from tests.talk.telling import BEGAN, Desk


def raw(**look: Any) -> tuple[RawStream, Desk]:
    desk = Desk()
    return RawStream(plan({"raw": True, "width": 80, **look}), desk, desk.streams, began=BEGAN), desk


def test_bytes_and_chunks() -> None:
    teller, desk = raw()
    teller.opened(response(), 1, AT_S)
    teller.arrived([], Piece(AT_S, b"data: a\n", 8, [Chunk(0, 0, 8, b"")], []))
    teller.arrived([], Piece(AT_S + 1, b"\nid: 7", 6, [Chunk(13, 8, 6, b";x=1")], []))
    teller.arrived([], Piece(AT_S + 1, b"", 0, [], []))
    assert desk.written.decode() == (
        "── read · 8 bytes · 1.500 s ────────────────────────────────────────────────────\n"
        "        ┄┄ chunk of 8 bytes at 0 on the wire\n"
        "  0000  64 61 74 61 3a 20 61 0a                           data: a.\n"
        "── read · 6 bytes · 2.500 s ────────────────────────────────────────────────────\n"
        "        ┄┄ chunk of 6 bytes at 13 on the wire ;x=1\n"
        "  0008  0a 69 64 3a 20 37                                 .id: 7\n"
    )


def test_each_connection_begins_at_0() -> None:
    teller, desk = raw()
    for attempt in (1, 2):
        teller.opened(response(), attempt, AT_S)
        teller.arrived([], Piece(AT_S, b"abc", 3, [], []))
    assert desk.written.count(b"\n  0000  61 62 63") == 2


def test_http_2_and_gzip() -> None:
    teller, desk = raw(timestamps=True)
    teller.opened(response(answer(version="HTTP/2", fields=((b"content-encoding", b"gzip"),))), 1, AT_S)
    teller.arrived([], Piece(AT_S, b"data: a\n", 30, [Chunk(9, 0, 30, b"")], []))
    assert "2023-11-14T22:13:21.500Z · decoded from 30" in desk.written.decode()
    assert "DATA of 30 bytes at 9" in desk.written.decode()


def test_a_limit() -> None:
    teller, desk = raw(max_payload=16)
    teller.arrived([], Piece(AT_S, bytes(64), 64, [], []))
    assert "48 more bytes" in desk.written.decode()


def test_the_talk_of_it() -> None:
    teller, desk = raw()
    teller.opened(response(), 1, AT_S)
    teller.arrived([Fault("chunk.truncated", 9, "too short")], Piece(AT_S, b"", 0, [Chunk(0, 0, 0, b"")], []))
    teller.reconnecting(AGAIN, AT_S)
    teller.note("by the way")
    teller.end(outcome("reset", "cut"), AT_S)
    assert "1 fail" in desk.written.decode()
    assert "last chunk at 0" in desk.written.decode()
    assert "chunk.truncated at 9" in desk.talk[0]
    assert desk.talk[1:] == [
        "* the stream ended in order; attempt 2 in 3.00 s, to go on after '7'",
        "* by the way",
        "* cut",
    ]
