"""What is expected of a message: tests on the left, messages that meet it or do not on the right."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.expectation import NOTHING_ALIKE, understand


@pytest.mark.parametrize(
    "text, payload",
    [
        ("hello", b"hello"),
        ("", b""),
        ("düne", "düne".encode()),
        ("5", b"5"),
        ('"quoted"', b'"quoted"'),
        ("/el+o/", b"hello"),
        ("/HELLO/i", b"hello"),
        ("/^b/m", b"a\nb"),
        ("/\ufffd/", b"\xff"),
        ('{"type": "ack"}', b'{"id": 7, "type":"ack"}'),
        ("[1, 2]", b"[1.0, 2]"),
    ],
)
def test_met(text: str, payload: bytes) -> None:
    assert understand(text).met_by(payload)


@pytest.mark.parametrize(
    "text, payload",
    [
        ("hello", b"hello\n"),
        ("hello", b"say hello"),
        ("/^lo/", b"hello"),
        ('{"type": "ack"}', b"no json"),
        ('{"type": "ack"}', b'[{"type": "ack"}]'),
        ("{}", b"null"),
        ("{}", b"\xff"),
        ("[]", b"[" * 100_000),
    ],
)
def test_not_met(text: str, payload: bytes) -> None:
    assert not understand(text).met_by(payload)


@pytest.mark.parametrize(
    "text, near, far",
    [
        ("hello world", b"hello wurld", b"goodbye"),
        ("hello world", b"Hello world", b"hello"),
        ('{"a": 1, "b": 2}', b'{"a": 1}', b"{}"),
        ('{"a": 1}', b"{}", b"[]"),
        ("[1]", b"[2]", b"no json"),
    ],
)
def test_what_is_closer(text: str, near: bytes, far: bytes) -> None:
    expectation = understand(text)
    assert 0 < expectation.distance(near) < expectation.distance(far)


def test_of_patterns_none_is_closer() -> None:
    assert understand("/a/").distance(b"b") == understand("/a/").distance(b"") == NOTHING_ALIKE
    assert understand("{}").distance(b"[]") == inf


@pytest.mark.parametrize(
    "text, payload, lines",
    [
        ("hello world", b"hello wurld", ["- hello world", "?        ^", "+ hello wurld", "?        ^"]),
        ("abc", b"\x1b[2J", ["- abc", r"+ \u001b[2J"]),
        ("a\nb\nc", b"a\nx\nc", ["--- expected", "+++ got", "@@ -1,3 +1,3 @@", " a", "-b", "+x", " c"]),
        ("/a/", b"b", []),
        ('{"a": 1}', b'{"a": 2}', ["$.a: expected 1, got 2"]),
        ('{"a": "\x1b"}'.replace("\x1b", "\\u001b"), b"{}", ['$.a: expected "\\u001b", not there']),
        ("[]", b"[", ["it is not JSON"]),
        (str([*range(10)]), b"[]", [*(f"$[{n}]: expected {n}, not there" for n in range(8)), "and 2 more"]),
    ],
)
def test_the_difference(text: str, payload: bytes, lines: list[str]) -> None:
    assert [*understand(text).difference(payload)] == lines


def test_the_difference_of_long_texts_is_where_they_differ() -> None:
    lines = [*understand("x" * 1000 + "a" + "y" * 1000).difference(b"x" * 1000 + b"b" + b"y" * 1000)]
    assert "a" in lines[0] and "b" in lines[2]
    assert all(len(line) < 200 for line in lines)


@given(st.text(), st.binary())
def test_it_never_raises(text: str, payload: bytes) -> None:
    expectation = understand(text.replace("/", ""))
    assert expectation.met_by(payload) in (True, False)
    assert expectation.distance(payload) >= 0
    assert all(line.isprintable() for line in expectation.difference(payload))
