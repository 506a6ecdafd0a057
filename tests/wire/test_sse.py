"""What each line of an event stream means, clause by clause of WHATWG HTML 9.2.6, and what is a fault in it."""

import pytest

from rtcli.wire.fault import Fault
from rtcli.wire.sse import BAD_UTF8_LIMIT, RETRY_CAP_MS, Block, Comment, Event, Retry, UnknownField, Value
from rtcli.wire.sse_reader import EventReader


def read(stream: bytes, reader: EventReader | None = None) -> list[Value]:
    reader = reader or EventReader()
    return reader.feed(stream) + reader.end()


def events(stream: bytes) -> list[tuple[str, str, str]]:
    return [(value.type, value.data, value.last_event_id) for value in read(stream) if isinstance(value, Event)]


def faults(stream: bytes) -> list[tuple[str, int]]:
    return [(value.code, value.offset) for value in read(stream) if isinstance(value, Fault)]


def message(data: str, last_event_id: str = "") -> tuple[str, str, str]:
    return "message", data, last_event_id


EVENTS = {  # the stream, and of each event the type, the data and the last id
    "lines of data are one event": (b"data: MSFT\ndata: -3\ndata: 411.2\n\n", [message("MSFT\n-3\n411.2")]),
    "each block is one event": (b"data: one\n\ndata: two\n\n", [message("one"), message("two")]),
    "the event field names the type": (
        b"event: add\ndata: 7\n\nevent: remove\ndata: 8\n\ndata: 9\n\n",
        [("add", "7", ""), ("remove", "8", ""), message("9")],
    ),
    "of two names the last one counts": (b"event: a\nevent: b\ndata: x\n\n", [("b", "x", "")]),
    "an empty name is none": (b"event: a\nevent\ndata: x\n\n", [message("x")]),
    "a comment alone is no event": (b": is anybody there\n\ndata: yes\n\n", [message("yes")]),
    "an id stays until another, and an empty one resets it": (
        b"data: a\nid: 1\n\ndata: b\n\ndata:c\nid\n\ndata:  d\n\n",
        [message("a", "1"), message("b", "1"), message("c"), message(" d")],
    ),
    "an id without data counts": (b"id: 5\n\ndata: x\n\n", [message("x", "5")]),
    "an id counts only once its block ends": (b"data: x\n\nid: 5\n", [message("x")]),
    "a field without colon is empty": (b"data\n\ndata\ndata\n\ndata:", [message(""), message("\n")]),
    "empty data is an event, as in a first event that only sets an id": (b"id: 7\ndata:\n\n", [message("", "7")]),
    "one space goes, and only one": (b"data:x\n\ndata: x\n\ndata:  x\n\n", [message("x"), message("x"), message(" x")]),
    "a tab stays": (b"data:\tx\n\n", [message("\tx")]),
    "a space behind stays": (b"data: x \n\n", [message("x ")]),
    "colons of the value stay": (b'data:{"a": 1}\n\ndata: :b: c\n\n', [message('{"a": 1}'), message(":b: c")]),
    "names are told apart by case and by space": (b"Data: a\ndata : b\n data: c\ndata: d\n\n", [message("d")]),
    "blank lines are no events": (b"\n\n\ndata: x\n\n\n\n", [message("x")]),
    "CR, LF and CRLF end a line": (
        b"data: a\rdata: b\ndata: c\r\n\rdata: d\r\n\r\n",
        [message("a\nb\nc"), message("d")],
    ),
    "nothing else does": (
        "data: a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g\n\n".encode(),
        [message("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g")],
    ),
    "one BOM is taken off": (b"\xef\xbb\xbfdata: a\n\ndata: \xef\xbb\xbf\n\n", [message("a"), message("\ufeff")]),
    "a second BOM is part of the name": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", [message("b")]),
    "a BOM further on is part of the name": (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [message("a")]),
    "NUL is data like any other": (b"data: a\0b\nevent: c\0\n\n", [("c\0", "a\0b", "")]),
    "an id with NUL is ignored": (b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", [message("a", "1"), message("b", "1")]),
    "ill-formed bytes are replaced": (
        b"data: \xff\xe2\x82 \xc3\xa9\nevent: \xff\n\n",
        [("\ufffd", "\ufffd\ufffd é", "")],
    ),
    "an unknown field between data is skipped": (b"data: a\nfoo: b\ndata: c\n\n", [message("a\nc")]),
    "an unfinished event is dropped": (b"data: a\n\ndata: b\n", [message("a")]),
}


@pytest.mark.parametrize(("stream", "expected"), EVENTS.values(), ids=EVENTS)
def test_events(stream: bytes, expected: list[tuple[str, str, str]]) -> None:
    assert events(stream) == expected


def test_an_event_tells_where_it_stood_and_what_its_own_block_set() -> None:
    stream = b": hello\nretry: 1\nevent: a\nid: 1\nid: 2\ndata: x\n\ndata: y\r\n\r\nid\ndata: \xc3\xa9\n\n"
    assert [value for value in read(stream) if isinstance(value, Event)] == [
        Event(offset=17, size_bytes=30, type="a", data="x", id="2", last_event_id="2"),
        Event(offset=47, size_bytes=10, type="message", data="y", id=None, last_event_id="2"),
        Event(offset=58, size_bytes=13, type="message", data="é", id="", last_event_id=""),
    ]


OTHER_VALUES = {
    "comments": (b":\n: a\n:b\n:  c: d\n", [Comment(0, ""), Comment(2, "a"), Comment(6, "b"), Comment(9, " c: d")]),
    "a comment inside an event": (
        b"data: a\n: b\ndata: c\n\n",
        [Comment(8, "b"), Event(0, 21, "message", "a\nc", None, "")],
    ),
    "retry": (b"retry: 1500\nretry:0\nretry: 007\n\n", [Retry(0, 1500), Retry(12, 0), Retry(20, 7)]),
    "the longest retry": (b"retry: %d\n\n" % RETRY_CAP_MS, [Retry(0, RETRY_CAP_MS)]),
    "a longer retry": (
        b"retry: 86400001\n",
        [Fault("sse.retry-capped", 0, "'86400001' ms, taken as 86400000"), Retry(0, RETRY_CAP_MS)],
    ),
    "a retry with a unit": (
        b"retry: 5 s\n",
        [Fault("sse.bad-retry", 0, "'5 s' is not made of digits alone")],
    ),
    "an unknown field": (
        b"\n{\n  'a': 1\n",
        [
            Fault("sse.unknown-field", 1, "a field named '{'"),
            UnknownField(1, "{", ""),
            Fault("sse.unknown-field", 3, "a field named \"  'a'\""),
            UnknownField(3, "  'a'", "1"),
            Fault("sse.unfinished-event", 1, "the stream ends 11 bytes into an event"),
        ],
    ),
    "ill-formed bytes, a fault ahead of the value that they are in": (
        b": \xe2\x82\xc3\xa9\xff\n",
        [
            Fault("sse.bad-utf8", 2, "ill-formed: e2 82"),
            Fault("sse.bad-utf8", 6, "ill-formed: ff"),
            Comment(0, "\ufffdé\ufffd"),
        ],
    ),
}


@pytest.mark.parametrize(("stream", "expected"), OTHER_VALUES.values(), ids=OTHER_VALUES)
def test_other_values(stream: bytes, expected: list[Value]) -> None:
    assert read(stream) == expected


@pytest.mark.parametrize("digits", ["9" * 20, "9" * 5000, "0" * 5000 + "86400001"])
def test_a_retry_of_any_length_is_capped(digits: str) -> None:
    fault, retry = read(f"retry: {digits}\n".encode())
    assert isinstance(fault, Fault) and fault.code == "sse.retry-capped" and len(fault.says) < 100
    assert retry == Retry(0, RETRY_CAP_MS)


@pytest.mark.parametrize("value", ["", " ", "-1", "+5", "1_000", "1.5", "5 ", "0x10", "\uff15", "\u0665", "\u00b2"])
def test_a_retry_is_of_ascii_digits(value: str) -> None:
    assert faults(f"retry: {value}\n".encode()) == [("sse.bad-retry", 0)]


FAULTS = {  # the stream, and the faults in it with the byte where each stands
    "a clean stream": (b"\xef\xbb\xbf: a\n\nretry: 1\n\nid: 1\n\nevent: b\nid\ndata:\n\n", []),
    "a second BOM": (b"\xef\xbb\xbf" * 2 + b": a\ndata: b\n\n", [("sse.second-bom", 3), ("sse.unknown-field", 3)]),
    "NUL in an id": (b"id: a\nid: \xc3\xa9\0\0\ndata: b\n\n", [("sse.id-with-nul", 12)]),
    "NUL in an id without space": (b"id:\0\n", [("sse.id-with-nul", 3)]),
    "ill-formed name and value": (
        b"\xc0: \xff\ndata: a\n\n",
        [("sse.bad-utf8", 0), ("sse.bad-utf8", 3), ("sse.unknown-field", 0)],
    ),
    "ill-formed data": (b"data: a\ndata: b\xf0\x9f\n\n", [("sse.bad-utf8", 15)]),
    "ill-formed data without space": (b"data:\xff\n\n", [("sse.bad-utf8", 5)]),
    "U+FFFD itself": ("data: \ufffd\n\n".encode(), []),
    "U+FFFD and an ill-formed sequence": ("data: \ufffd".encode() + b"\x80\n\n", [("sse.bad-utf8", 9)]),
    "surrogates": (b"data: \xed\xa0\x80\n\n", [("sse.bad-utf8", 6), ("sse.bad-utf8", 7), ("sse.bad-utf8", 8)]),
    "an event without data": (b"event: ping\n\n", [("sse.empty-block", 0)]),
    "an event without data, with an id": (b"data: a\n\n: b\nevent: c\nid: 1\n\n", [("sse.empty-block", 13)]),
    "an empty name of an event without data": (b"event\n\n", [("sse.empty-block", 0)]),
    "unknown fields alone": (b"Data: a\n\n", [("sse.unknown-field", 0), ("sse.empty-block", 0)]),
    "an unknown field counts in its own block only": (
        b"foo: a\ndata: b\n\nid: 1\n\n\n",
        [("sse.unknown-field", 0)],
    ),
    "the end inside a line": (b"data: a\n\ndat", [("sse.unfinished-event", 9)]),
    "the end inside a block": (b"data: a\n\n: b\ndata: c\n", [("sse.unfinished-event", 13)]),
    "the end behind an id": (b"id: 1\n", [("sse.unfinished-event", 0)]),
    "the end behind a name": (b"event: a\n", [("sse.unfinished-event", 0)]),
    "the end behind comment and retry": (b"data: a\n\n: b\nretry: 1\n", []),
    "the end inside a comment": (b"data: a\n\n: b", []),
    "the end of nothing": (b"", []),
    "the end of a BOM": (b"\xef\xbb\xbf", []),
    "the end of a BOM and half a comment": (b"\xef\xbb\xbf:", []),
}


@pytest.mark.parametrize(("stream", "expected"), FAULTS.values(), ids=FAULTS)
def test_faults(stream: bytes, expected: list[tuple[str, int]]) -> None:
    assert faults(stream) == expected


def test_a_field_of_rubbish_is_no_flood_of_faults() -> None:
    found = [value for value in read(b"data: " + b"\xff\xef\xbf\xbd" * 1000 + b"\n\n") if isinstance(value, Fault)]
    assert [fault.offset for fault in found] == [6 + 4 * count for count in range(BAD_UTF8_LIMIT + 1)]
    assert found[-2].says == "ill-formed: ff"
    assert found[-1].says == f"ill-formed: {1000 - BAD_UTF8_LIMIT} more sequences in this field"


def test_a_lost_block_forgets_its_data_and_keeps_its_id() -> None:
    block = Block()
    values: list[Value] = []
    for line in (b"event:a", b"id:1", b"data:b", b"data:c"):
        block.read(line, values)
    block.lose()
    block.read(b"data:d", values)
    assert (block.lost, block.id, block.end(values), block.lost, values) == (True, "1", None, False, [])
