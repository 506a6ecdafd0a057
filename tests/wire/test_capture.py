"""Captured bytes: heads taken off, what they agree on taken up, each sender read by itself, in any cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.capture import Capture
from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame, build_frame
from rtcli.wire.messages import Message
from rtcli.wire.reader import Reading, Rest

KEY = b"\x01\x02\x03\x04"
REQUEST = (
    b"GET /chat HTTP/1.1\r\nHost: example.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
)
ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
DEFLATING = ANSWER[:-2] + b"Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n\r\n"
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"
HELLO = build_frame(1, b"hello")
FROM_CLIENT = build_frame(1, b"hello", key=KEY)
COMPRESSED = build_frame(1, Deflater().deflate(b"hello"), rsv=4)

Read = tuple[list[tuple[int, str | None, bytes]], dict[str, int]]


def read(data: bytes, how: Reading | None = None, *, skip: int = 0, cuts: tuple[int, ...] = ()) -> Read:
    """Every frame as (offset, origin, payload), and the faults as the tally has them."""
    capture = Capture(how, skip=skip)
    borders = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    batches = [capture.feed(data[start:end]) for start, end in pairwise(borders)] + capture.end()
    frames = [
        (item.offset, batch.origin, item.payload)
        for batch in batches
        for item in batch.items
        if isinstance(item, Frame)
    ]
    return frames, capture.tally.faults


@pytest.mark.parametrize(
    ("data", "frames", "faults"),
    [
        (HELLO, [(0, None, b"hello")], {}),
        (ANSWER + HELLO, [(len(ANSWER), "server", b"hello")], {}),
        (REQUEST + FROM_CLIENT, [(len(REQUEST), "client", b"hello")], {}),
        (
            REQUEST + ANSWER + HELLO + FROM_CLIENT,
            [(len(REQUEST + ANSWER), None, b"hello"), (len(REQUEST + ANSWER + HELLO), None, b"hello")],
            {"frame.mask-mixed": 1},
        ),
        (DEFLATING + COMPRESSED, [(len(DEFLATING), "server", COMPRESSED[2:])], {}),
        (ANSWER + COMPRESSED, [(len(ANSWER), "server", COMPRESSED[2:])], {"frame.reserved-bits": 1}),
        (ANSWER + FROM_CLIENT, [(len(ANSWER), "server", b"hello")], {"frame.masked-by-server": 1}),
        (REFUSAL, [], {"frame.not-websocket": 1}),
        (ANSWER + REFUSAL, [], {"frame.not-websocket": 1}),
        (REQUEST, [], {}),
        (ANSWER[:40], [], {"frame.not-websocket": 1}),
        (b"H", [], {"frame.truncated": 1}),
        (b"data: hello\n\n", [], {"frame.not-websocket": 1}),
        (b"", [], {}),
    ],
)
def test_heads_come_off_in_every_cut(data: bytes, frames: list[object], faults: dict[str, int]) -> None:
    assert read(data) == (frames, faults)
    for cut in range(1, len(data)):
        assert read(data, cuts=(cut,)) == (frames, faults)


def test_what_was_said_beforehand_stands() -> None:
    assert read(ANSWER + FROM_CLIENT, Reading(origin="client"))[1] == {}
    deflate = DeflateParameters(server_max_window_bits=9)
    capture = Capture(Reading(deflate=deflate))
    capture.feed(DEFLATING)
    assert capture.agreed.deflate is deflate


def test_bytes_left_out_still_count() -> None:
    assert read(b"junk" + HELLO, skip=4) == ([(4, None, b"hello")], {})
    assert read(b"junk" + HELLO, skip=4, cuts=(1, 2, 3)) == ([(4, None, b"hello")], {})
    assert read(HELLO, skip=100) == ([], {})


def test_each_sender_has_a_stream_of_its_own() -> None:
    capture = Capture(Reading(messages=True))
    taken = [
        capture.feed(REQUEST, "client"),
        capture.feed(DEFLATING, "server"),
        capture.feed(FROM_CLIENT[:4], "client"),
        capture.feed(COMPRESSED, "server"),
        capture.feed(FROM_CLIENT[4:], "client"),
    ]
    assert [(batch.origin, len(batch.items)) for batch in taken] == [
        ("client", 0),
        ("server", 0),
        ("client", 0),
        ("server", 2),
        ("client", 2),
    ]
    messages = [item for batch in taken for item in batch.items if isinstance(item, Message)]
    assert [(message.origin, message.payload) for message in messages] == [("server", b"hello"), ("client", b"hello")]
    assert capture.tally.frames == {"text": 2} and not capture.tally.faults
    assert [head.method or head.status for head in capture.heads] == ["GET", 101]
    assert [batch.items for batch in capture.end()] == [[], []]


def test_what_is_wrong_with_the_heads_is_kept_apart() -> None:
    capture = Capture()
    capture.feed(REQUEST.replace(b"Version: 13", b"Version : 13"), "client")
    assert [fault.code for fault in capture.head_faults] == ["http.space-before-colon"]
    capture.feed(ANSWER.replace(b"s3pP", b"xxxx"), "server")
    assert [fault.code for fault in capture.head_faults][1:] == ["handshake.accept"]
    assert not capture.tally.faults


def test_a_refusal_is_no_faulty_101() -> None:
    capture = Capture()
    capture.feed(REFUSAL, "server")
    assert not capture.head_faults
    assert capture.tally.faults == {"frame.not-websocket": 1}


def test_each_stream_may_have_bytes_that_are_in_no_frame() -> None:
    capture = Capture()
    capture.feed(REFUSAL, "server")
    capture.feed(FROM_CLIENT, "client")
    assert capture.rests == [Rest(0, REFUSAL, len(REFUSAL))]


def test_lost_where_every_stream_is() -> None:
    capture = Capture()
    assert not capture.lost
    capture.feed(REFUSAL, "server")
    assert capture.lost
    capture.feed(FROM_CLIENT, "client")
    assert not capture.lost


def test_done_where_as_many_frames_came_as_were_asked_for() -> None:
    capture = Capture(Reading(most=2))
    capture.feed(HELLO, "server")
    assert not capture.done
    capture.feed(FROM_CLIENT + FROM_CLIENT, "client")
    assert capture.done
    assert [batch.items for batch in capture.end()] == [[], []]


def test_a_head_without_end_is_none() -> None:
    frames, faults = read(b"HTTP/1.1 101 Switching Protocols\r\nX: " + b"x" * (1 << 20))
    assert (frames, faults) == ([], {"frame.not-websocket": 1})


@given(st.binary(max_size=60), st.sampled_from([b"", REQUEST, ANSWER, b"GET / "]), st.lists(st.integers(0, 400)))
def test_any_bytes_behind_any_head(data: bytes, head: bytes, cuts: list[int]) -> None:
    assert read(head + data) == read(head + data, cuts=tuple(cuts))


def test_lone_faults_come_too() -> None:
    capture = Capture()
    assert capture.feed(HELLO[:1]).items == []
    ((fault,),) = [batch.items for batch in capture.end()]
    assert isinstance(fault, Fault)
