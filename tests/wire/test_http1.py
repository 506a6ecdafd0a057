"""Heads: kept byte for byte, every breach of the grammar a fault at its byte, and not one byte taken too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.http1 import Field, Head, HeadReader, parse_fields, parse_head, quoted

ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\n"
    b"Upgrade: websocket\r\n"
    b"connection:  keep-alive, ,Upgrade \t\r\n"
    b"X-Empty:\r\n"
    b"CONNECTION: close\r\n"
    b"\r\n"
)
OK = b"HTTP/1.1 200 OK\r\n"  # 17 bytes


def head_of(data: bytes) -> Head:
    head = parse_head(data)
    assert head is not None
    return head


def faults_of(data: bytes) -> list[tuple[str, int]]:
    return [(fault.code, fault.offset) for fault in head_of(data).faults]


def read(pieces: list[bytes], limit: int = 1000) -> tuple[Head, bytes]:
    reader = HeadReader(limit=limit)
    for piece in pieces:
        reader.feed(piece)
    return reader.end(), reader.rest


def cut(data: bytes, places: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in zip(places, places[1:], strict=False)]


def test_a_head_is_kept_as_it_stood() -> None:
    head = head_of(ANSWER)
    assert (head.version, head.status, head.reason) == ("HTTP/1.1", 101, "Switching Protocols")
    assert (head.method, head.target) == ("", "")
    assert [field.name for field in head.fields] == ["Upgrade", "connection", "X-Empty", "CONNECTION"]
    assert head.fields[1] == Field(
        54, b"connection:  keep-alive, ,Upgrade \t\r\n", "connection", "keep-alive, ,Upgrade", 67
    )
    assert head.raw == ANSWER
    assert head.start.raw + b"\r\n" + b"".join(field.raw for field in head.fields) + b"\r\n" == ANSWER
    assert head.faults == ()


def test_fields_are_found_by_any_spelling_of_their_name() -> None:
    head = head_of(ANSWER)
    assert head.get_all("Connection") == ["keep-alive, ,Upgrade", "close"]
    assert head.tokens("connection") == ["keep-alive", "Upgrade", "close"]
    assert head.get_all("x-empty") == [""]
    assert head.tokens("X-Empty") == head.tokens("Host") == head.get_all("Host") == []
    assert [field.offset for field in head.fields_named("CONNECTION")] == [54, 101]


def test_a_request() -> None:
    head = head_of(b"GET /chat?x=1 HTTP/1.0\r\nHost: h\r\n\r\n")
    assert (head.method, head.target, head.version) == ("GET", "/chat?x=1", "HTTP/1.0")
    assert (head.status, head.reason, head.faults) == (None, "", ())


def test_bytes_beyond_ascii_are_each_a_character() -> None:
    head = head_of(b"HTTP/1.1 200 \xc3\xbc\r\nX: caf\xe9 \xe2\x82\xac\r\n\r\n")
    assert head.reason.encode("latin-1") == b"\xc3\xbc"
    assert head.fields[0].value.encode("latin-1") == b"caf\xe9 \xe2\x82\xac"
    assert head.faults == ()


@pytest.mark.parametrize(
    ("line", "offset", "says"),
    [
        (b"HTTP/1.1 200", 12, "'' where one space belongs"),  # RFC 9112 4: also where no reason follows
        (b"HTTP/1.1  200 OK", 8, "'  ' where one space belongs"),
        (b"HTTP/1.1\t200 OK", 8, "'\\t' where one space belongs"),
        (b"HTTP/1.1 2OO OK", 9, "'2OO' where a status of three digits belongs"),
        (b"HTTP/1.1 \xb2\xb2\xb2 OK", 9, "'²²²' where a status of three digits belongs"),
        (b"HTTP/1.1 20 OK", 9, "'20' where a status of three digits belongs"),
        (b"HTTP/1.1 200 O\x00K", 13, "'O\\x00K' where a reason without control characters belongs"),
        (b"HTTP/2 200 ", 0, "'HTTP/2' where a version like HTTP/1.1 belongs"),
        (b"http/1.1 200 OK", 0, "'http/1.1' where a version like HTTP/1.1 belongs"),
        (b"GET /", 5, "'' where one space belongs"),
        (b"GET / HTTP/1.11", 6, "'HTTP/1.11' where a version like HTTP/1.1 belongs"),
        (b"GET /a b HTTP/1.1", 7, "'b HTTP/1.1' where a version like HTTP/1.1 belongs"),
        (b"GET /\xc3\xbc HTTP/1.1", 4, "'/Ã¼' where a target in visible ASCII belongs"),
        (b"GET /\xff?token=abc HTTP/1.1", 4, "'/ÿ?token=***' where a target in visible ASCII belongs"),
        (b"G(T / HTTP/1.1", 0, "'G(T' where a method belongs"),
        (b" HTTP/1.1 200 OK", 0, "'' where a method belongs"),
        (b"220 mail.example ESMTP", 17, "'ESMTP' where a version like HTTP/1.1 belongs"),
        (b"SSH-2.0-OpenSSH", 15, "'' where one space belongs"),
    ],
)
def test_start_lines_that_break_the_grammar(line: bytes, offset: int, says: str) -> None:
    (fault,) = head_of(line + b"\r\n\r\n").faults
    assert fault == ("http.bad-start-line", offset, says)


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        (b"HTTP/1.1  200   OK", 200, "OK"),
        (b"HTTP/1.1 200", 200, ""),
        (b"http/1.1\t404\tNot Found", 404, "Not Found"),
        (b"HTTP/1.1 2OO OK", None, "OK"),
    ],
)
def test_a_broken_status_line_is_read_all_the_same(line: bytes, status: int | None, reason: str) -> None:
    head = head_of(line + b"\r\n\r\n")
    assert (head.status, head.reason) == (status, reason)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (b"A: b\nC: d\r\nE: f\n\r\n", [("http.bare-lf", 21)]),
        (b"A : b\r\n\r\n", [("http.space-before-colon", 18)]),
        (b"A\t : b\r\n\r\n", [("http.space-before-colon", 18)]),
        (b"A: b\r\n c\r\n\td\r\n\r\n", [("http.folded-line", 23)]),
        (b" A: b\r\n\r\n", [("http.folded-line", 17)]),
        (b" \r\nA: b\r\n\r\n", [("http.folded-line", 17)]),
        (b"A B: c\r\n\r\n", [("http.bad-field-name", 18)]),
        (b"A\xe9: c\r\n\r\n", [("http.bad-field-name", 18)]),
        (b"A\x00: c\r\n\r\n", [("http.bad-field-name", 18)]),
        (b": c\r\n\r\n", [("http.bad-field-name", 17)]),
        (b" : c\r\n\r\n", [("http.folded-line", 17)]),
        (b"A: b\x00c\x07\r\n\r\n", [("http.bad-field-value", 21)]),
        (b"A: b\x7f\r\n\r\n", [("http.bad-field-value", 21)]),
        (b"A: b\rc\r\n\r\n", [("http.bad-field-value", 21)]),
        (b"A: b\r\r\n\r\n", [("http.bad-field-value", 21)]),
        (b"A: b\tc \x80\xff\r\n\r\n", []),
        (b"hello\r\n\r\n", [("http.no-colon", 17)]),
        (b"\r\r\nA: b\r\n\r\n", [("http.no-colon", 17), ("http.bad-field-value", 17)]),
        # the first sin is not the last that is seen
        (
            b"A : b\r\nhello\r\nC(D: \x01\r\n\r\n",
            [
                ("http.space-before-colon", 18),
                ("http.no-colon", 24),
                ("http.bad-field-name", 32),
                ("http.bad-field-value", 36),
            ],
        ),
    ],
)
def test_field_lines_that_break_the_grammar(lines: bytes, expected: list[tuple[str, int]]) -> None:
    assert faults_of(OK + lines) == expected


def test_a_fold_is_read_as_blanks_and_kept_as_it_stood() -> None:
    (field, last) = head_of(OK + b"A: b\r\n c\n\td\r\nE: f\r\n\r\n").fields
    assert (field.value, field.raw) == ("b   c \td", b"A: b\r\n c\n\td\r\n")
    assert (last.name, last.offset) == ("E", 30)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [(b"A : b", "A", "b"), (b"hello there", "", "hello there"), (b" A: b", "", "A: b"), (b"A: b: c", "A", "b: c")],
)
def test_a_broken_field_is_read_all_the_same(line: bytes, name: str, value: str) -> None:
    (field,) = head_of(OK + line + b"\r\n\r\n").fields
    assert (field.name, field.value) == (name, value)


def test_every_line_with_a_bare_lf_is_counted_and_the_first_is_shown() -> None:
    head = head_of(b"HTTP/1.1 200 OK\nA: b\r\n\n")
    assert head.faults == (("http.bare-lf", 15, "2 of 3 lines end in LF without CR"),)


def test_empty_lines_before_the_start_line() -> None:
    head = head_of(b"\r\n\nGET / HTTP/1.1\r\n\r\n")
    assert [fault.code for fault in head.faults] == ["http.bad-start-line", "http.bare-lf"]
    assert (head.start.offset, head.method, head.fields) == (3, "GET", ())


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (b"Content-Length: 5\r\n", []),
        (b"Content-Length: 5, 5\r\nContent-Length: 5\r\n", []),  # RFC 9112 6.3: one length, said three times
        (b"Transfer-Encoding: chunked\r\n", []),
        (b"Content-Length: 5\r\nContent-Length: 7\r\n", [(52, "Content-Length is at once '5, 7'")]),
        (b"Content-Length: 5,7\r\n", [(33, "Content-Length is at once '5, 7'")]),
        (b"Content-Length: -1\r\n", [(33, "Content-Length is '-1', not a number of bytes")]),
        (b"Content-Length: \xb2\r\n", [(33, "Content-Length is '²', not a number of bytes")]),
        (b"Content-Length:\r\n", [(32, "Content-Length is '', not a number of bytes")]),
        (
            b"content-length: 5\r\nTRANSFER-ENCODING: chunked\r\n",
            [(36, "both Content-Length and Transfer-Encoding")],
        ),
    ],
)
def test_lengths_that_do_not_agree(lines: bytes, says: list[tuple[int, str]]) -> None:
    faults = head_of(OK + lines + b"\r\n").faults
    assert list(faults) == [("http.conflicting-length", offset, words) for offset, words in says]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n", ANSWER[:-1], ANSWER[:-2]])
def test_a_head_is_none_until_its_blank_line(data: bytes) -> None:
    assert parse_head(data) is None


def test_a_head_may_stand_anywhere() -> None:
    head = parse_head(bytearray(b"???" + OK + b"A : b\r\n\r\n" + ANSWER), 3)
    assert head is not None
    assert (head.offset, head.start.offset, head.fields[0].offset) == (3, 3, 20)
    assert (head.fields[0].value_offset, head.faults[0].offset) == (24, 21)
    assert head.raw == OK + b"A : b\r\n\r\n"


def test_frames_behind_the_blank_line_are_left_untouched() -> None:
    reader = HeadReader(offset=10)
    assert reader.feed(ANSWER[:-1]) is None
    head = reader.feed(ANSWER[-1:] + b"\x81\x05Hello")
    assert head is not None and head.offset == 10 and head.raw == ANSWER
    assert reader.rest == b"\x81\x05Hello"
    assert reader.feed(b"\n\n\x89\x00") is head
    assert reader.end() is head
    assert reader.rest == b"\x81\x05Hello\n\n\x89\x00"


@pytest.mark.parametrize(
    ("data", "start", "fields", "faults"),
    [
        (b"", "", [], [("http.head-truncated", 0)]),
        (b"\r\n", "", [], [("http.head-truncated", 2)]),
        (b"HTTP/1.1 20", "20", [], [("http.head-truncated", 11)]),  # what was cut is not blamed for its shape
        (b"HTTP/1.1 200 OK\r\nUpgr", "200", [("", "Upgr")], [("http.head-truncated", 21)]),
        (b"HTTP/1.1 200 OK\r\nA: b", "200", [("A", "b")], [("http.head-truncated", 21)]),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n", "200", [("A", "b")], [("http.head-truncated", 23)]),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r", "200", [("A", "b")], [("http.head-truncated", 24)]),
        (b"HTTP/1.1 200 OK\r\nA : b\r\nC", "200", [("A", "b"), ("", "C")], [("http.space-before-colon", 18)]),
    ],
)
def test_an_end_inside_the_head(
    data: bytes, start: str, fields: list[tuple[str, str]], faults: list[tuple[str, int]]
) -> None:
    head, rest = read([data])
    assert (head.start.status, [(field.name, field.value) for field in head.fields]) == (start, fields)
    assert [(fault.code, fault.offset) for fault in head.faults][: len(faults)] == faults
    assert head.faults[-1].code == "http.head-truncated"
    assert (head.raw, rest) == (data, b"")


@pytest.mark.parametrize("data", [b"\r\n" * 600, b"A" * 1200, OK + b"A: b\r\n" * 200 + b"\r\n\x81\x00"])
@pytest.mark.parametrize("step", [1, 7, 5000])
def test_a_head_over_the_limit(data: bytes, step: int) -> None:
    head, rest = read([data[at : at + step] for at in range(0, len(data), step)], limit=1000)
    assert head.faults[-1] == ("http.head-too-big", 1000, "no blank line in the first 1000 bytes")
    assert head.raw + rest == data
    assert len(head.raw) == 1000


def test_a_head_that_fills_the_limit() -> None:
    head, rest = read([OK + b"A: " + b"b" * 976 + b"\r\n\r\n" + b"\x81\x00"])
    assert (len(head.raw), head.faults, rest) == (1000, (), b"\x81\x00")


def test_trailers_are_fields_without_a_start_line() -> None:
    fields, faults = parse_fields(b"A: b\r\nC\r\n", 100)
    assert [(field.name, field.value, field.offset) for field in fields] == [("A", "b", 100), ("", "C", 106)]
    assert faults == [("http.no-colon", 106, "'C' has no colon")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "'a'"),
        ("\x1b[2J\u202e", "'\\x1b[2J\\u202e'"),
        ("a" * 61, "'" + "a" * 59 + "…'"),
        ("a" * 60, f"'{'a' * 60}'"),
    ],
)
def test_a_quotation_is_short_and_harmless(text: str, expected: str) -> None:
    assert quoted(text) == expected


BITS = st.sampled_from(
    [
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b":",
        b"A",
        b"HTTP/1.1 101 OK\r\n",
        b"Content-Length: ",
        b"5",
        b"\x00",
    ]
)
NOISE = st.lists(st.one_of(BITS, st.binary(max_size=4)), max_size=40).map(b"".join)


@given(NOISE, st.lists(st.integers(0, 500), max_size=8))
def test_any_cut_gives_the_same_head(data: bytes, places: list[int]) -> None:
    whole = read([data], limit=60)
    assert read(cut(data, places), limit=60) == whole
    assert read([data[at : at + 1] for at in range(len(data))], limit=60) == whole


@given(NOISE)
def test_noise_is_judged_and_no_byte_is_lost(data: bytes) -> None:
    head, rest = read([data])
    assert head.raw + rest == data
    assert all(0 <= fault.offset <= len(head.raw) for fault in head.faults)
    assert b"".join(field.raw for field in head.fields) in head.raw
    assert all(field.raw in head.raw[field.offset :] for field in head.fields)


NAMES = st.text("!#$%&'*+-.^_`|~09AZaz", min_size=1, max_size=8)
VALUES = st.text([chr(byte) for byte in (9, *range(32, 127), *range(128, 256))], max_size=12)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6))
def test_legal_fields_come_back_without_a_fault(fields: list[tuple[str, str]]) -> None:
    lines = "".join(f"{name}:{value}\r\n" for name, value in fields)
    read_fields, faults = parse_fields(lines.encode("latin-1"), 0)
    assert [(field.name, field.value) for field in read_fields] == [
        (name, value.strip(" \t")) for name, value in fields
    ]
    assert faults == []
