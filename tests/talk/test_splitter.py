"""What comes from stdin, in any cuts, into messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.input_objects import Batch
from rtcli.talk.plan import Input
from rtcli.talk.splitter import Splitter


def split(given: Input, *pieces: bytes, limit_bytes: int = 1000) -> list[tuple[str, bytes]]:
    """Kind and payload of every message."""
    splitter = Splitter(given, limit_bytes=limit_bytes)
    batches = [batch for piece in pieces for batch in splitter.feed(piece)] + list(splitter.end())
    assert all(batch.payloads for batch in batches)
    return [(kind, payload) for kind, payloads in batches for payload in payloads]


NUL = b"\0"
PLACES = st.lists(st.integers(0, 60), max_size=5)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place for place in places if place <= len(data)), len(data)]
    return [data[start:end] for start, end in zip(edges, edges[1:], strict=False)]


@pytest.mark.parametrize(
    ("given", "data", "messages"),
    [
        (Input(), b"", []),
        (Input(), b"a\nb\n", [b"a", b"b"]),
        (Input(), b"a\nb", [b"a", b"b"]),
        (Input(), b"\n\na", [b"", b"", b"a"]),
        (Input(), b"a\r\nb\r", [b"a", b"b\r"]),
        (Input(), b"a\rb\n\r\r\n", [b"a\rb", b"\r"]),
        (Input(), "é\n€\n".encode(), ["é".encode(), "€".encode()]),
        (Input(separator=NUL), b"a\r\nb\0c\n\0", [b"a\r\nb", b"c\n"]),
        (Input(one_shot=True), b"a\nb\n", [b"a\nb\n"]),
        (Input(one_shot=True), b"", []),
    ],
)
def test_text(given: Input, data: bytes, messages: list[bytes]) -> None:
    assert split(given, data) == [("text", message) for message in messages]
    assert split(given, *(data[at : at + 1] for at in range(len(data)))) == [("text", message) for message in messages]


@pytest.mark.parametrize(
    ("given", "data", "messages"),
    [
        (Input("binary"), b"\xff\r\n\n", [("binary", b"\xff\r"), ("binary", b"")]),
        (Input("binary", one_shot=True), b"\xff\r\n\n", [("binary", b"\xff\r\n\n")]),
        (Input("hex"), b"48 65\r\n6C6c6f\n", [("binary", b"He"), ("binary", b"llo")]),
        (Input("hex", one_shot=True), b"48 65\n6C\n", [("binary", b"Hel")]),
        (Input("base64"), b"SGk=\nSGk\n_-8\n", [("binary", b"Hi"), ("binary", b"Hi"), ("binary", b"\xff\xef")]),
        (Input("json-lines"), b'{"type":"ping"}\n', [("ping", b"")]),
        (Input("json-lines", one_shot=True), b'{\n"type":"ping"}\n', [("ping", b"")]),
        (Input("frames"), b"\x81\x01a", [("frames", b"\x81\x01a")]),
        (Input("frames", one_shot=True), b"\x81\x01a", [("frames", b"\x81\x01a")]),
    ],
)
def test_forms(given: Input, data: bytes, messages: list[tuple[str, bytes]]) -> None:
    assert split(given, data) == messages


def test_what_came_at_once_is_one_batch() -> None:
    assert list(Splitter().feed(b"a\nb\nc")) == [Batch("text", [b"a", b"b"])]
    assert list(Splitter(Input("frames")).feed(b"")) == []


@given(st.binary(max_size=60), st.sampled_from(("text", "binary")), st.sampled_from((b"\n", NUL)), PLACES)
def test_the_cuts_do_not_matter(data: bytes, form: str, separator: bytes, places: list[int]) -> None:
    given = Input(form, separator)
    assert outcome(given, cut(data, places)) == outcome(given, [data])


@given(st.lists(st.sampled_from((b"a", b"\r", b"\n", b"\r\n", b"\xc3", b"\xa9")), max_size=12).map(b"".join), PLACES)
def test_the_cuts_of_lines_do_not_matter(data: bytes, places: list[int]) -> None:
    assert outcome(Input(), cut(data, places)) == outcome(Input(), [data])


def outcome(given: Input, pieces: list[bytes]) -> tuple[list[tuple[str, bytes]], str]:
    """The messages, and the mistake that ended them."""
    splitter, found = Splitter(given), list[tuple[str, bytes]]()
    try:
        for piece in pieces:
            for kind, payloads in splitter.feed(piece):
                found += [(kind, payload) for payload in payloads]
        for kind, payloads in splitter.end():
            found += [(kind, payload) for payload in payloads]
    except RtError as error:
        return found, str(error)
    return found, ""


@pytest.mark.parametrize(
    ("given", "data", "before", "says"),
    [
        (Input(), b"a\nb\n\xff\nc\n", [b"a", b"b"], "input stdin: line 3: byte 1 of it is not UTF-8"),
        (Input(separator=NUL), b"a\0\xc3", [b"a"], "input stdin: message 2: byte 1 of it is not UTF-8"),
        (Input("hex"), b"41\n4\n", [b"A"], "input stdin: line 2: '4' is not hex, two digits a byte"),
        (Input("hex"), "4é\n".encode(), [], "input stdin: line 1: '4\\xe9' is not hex, two digits a byte"),
        (Input("base64"), b"QQ==\nQ\n", [b"A"], "input stdin: line 2: 'Q' is not base64"),
        (Input("base64"), b"Q*==\n", [], "input stdin: line 1: 'Q*==' is not base64"),
        (Input("json-lines"), b'{"type":"ping"}\n[1]\n', [b""], "input stdin: line 2: it is no object with a type"),
        (Input(one_shot=True), b"a\n\xff", [], "input stdin: byte 3 of it is not UTF-8"),
    ],
)
def test_a_mistake_comes_after_what_stood_before_it(given: Input, data: bytes, before: list[bytes], says: str) -> None:
    messages, mistake = outcome(given, [data])
    assert [payload for _kind, payload in messages] == before
    assert mistake == says


def test_lines_are_counted_over_all_that_came() -> None:
    splitter = Splitter()
    assert list(splitter.feed(b"a\nb\nc"))
    with pytest.raises(RtError, match="line 4") as raised:
        list(splitter.feed(b"c\n\xff\n"))
    assert raised.value.exit is Exit.USAGE
    assert "--binary" in raised.value.fix


@pytest.mark.parametrize(
    ("given", "pieces", "says"),
    [
        (Input(), (b"ok\n", b"a" * 6, b"a" * 5), "line 2 is longer than 10 bytes"),
        (Input(), (b"a" * 6, b"a" * 5 + b"\n"), "line 1 is longer than 10 bytes"),
        (Input(separator=NUL), (b"a" * 11,), "message 1 is longer than 10 bytes"),
        (Input(one_shot=True), (b"a\n" * 6,), "it is longer than 10 bytes"),
    ],
)
def test_a_line_without_end_is_given_up(given: Input, pieces: tuple[bytes, ...], says: str) -> None:
    with pytest.raises(RtError, match=says):
        split(given, *pieces, limit_bytes=10)
