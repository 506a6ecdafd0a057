"""Frames by their heads: what stands where, in whatever cut, and which GOAWAY an engine is spared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.http2 import (
    DATA,
    FRAME_BYTES,
    GOAWAY,
    HEAD_BYTES,
    PREFACE,
    FrameHead,
    FrameHeadReader,
    GoAway,
    Heard,
    error_name,
)


def frame(type: int, payload: bytes = b"", *, flags: int = 0, stream: int = 0) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes((type, flags)) + stream.to_bytes(4, "big") + payload


def goaway(last_stream: int, error: int = 0, debug: bytes = b"") -> bytes:
    return frame(GOAWAY, last_stream.to_bytes(4, "big") + error.to_bytes(4, "big") + debug)


SETTINGS, HEADERS = frame(4), frame(1, b"\x88", flags=4, stream=1)
HELLO = frame(DATA, b"hello", flags=1, stream=1)


@pytest.mark.parametrize(
    ("wire", "heads"),
    [
        (b"", []),
        (SETTINGS[:8], []),
        (SETTINGS, [FrameHead(0, 0, 4, 0, 0)]),
        (HELLO[:9], [FrameHead(0, 5, 0, 1, 1)]),
        (SETTINGS + HEADERS + HELLO, [FrameHead(0, 0, 4, 0, 0), FrameHead(9, 1, 1, 4, 1), FrameHead(19, 5, 0, 1, 1)]),
        (frame(8, bytes(4), stream=0x80000003), [FrameHead(0, 4, 8, 0, 3)]),
    ],
)
def test_what_stands_where(wire: bytes, heads: list[FrameHead]) -> None:
    assert FrameHeadReader().feed(wire).heads == heads


def test_behind_the_preface_of_a_client_and_in_the_midst_of_a_connection() -> None:
    assert FrameHeadReader(preface=True).feed(PREFACE + HELLO) == Heard([FrameHead(24, 5, 0, 1, 1)], PREFACE + HELLO)
    assert FrameHeadReader(1000).feed(HELLO).heads == [FrameHead(1000, 5, 0, 1, 1)]


@pytest.mark.parametrize(("type", "name"), [(0, "DATA"), (9, "CONTINUATION"), (0xEE, "type 238")])
def test_names_of_types(type: int, name: str) -> None:
    assert FrameHead(0, 0, type, 0, 0).type_name == name


@pytest.mark.parametrize(("code", "name"), [(0, "NO_ERROR"), (13, "HTTP_1_1_REQUIRED"), (14, "error 0xe")])
def test_names_of_errors(code: int, name: str) -> None:
    assert error_name(code) == name


@pytest.mark.parametrize(
    ("away", "told", "spared"),
    [
        (goaway(1), GoAway(1, 0), True),
        (goaway(0x7FFFFFFF, debug=b"soon"), GoAway(0x7FFFFFFF, 0), True),
        (goaway(0), GoAway(0, 0), False),
        (goaway(1, 11), GoAway(1, 11), False),
        (frame(GOAWAY, bytes(7)), None, False),
        (goaway(1, debug=bytes(FRAME_BYTES)), None, False),
    ],
)
def test_an_engine_is_spared_the_goaway_that_lets_it_go_on(away: bytes, told: GoAway | None, spared: bool) -> None:
    reader = FrameHeadReader()
    reader.newest_stream = 1
    heads, rest = reader.feed(HEADERS + away + HELLO)
    assert [head.type for head in heads] == [1, GOAWAY, DATA]
    assert (reader.goaway, rest) == (told, HEADERS + HELLO if spared else HEADERS + away + HELLO)


WIRE = SETTINGS + HEADERS + goaway(1, debug=b"later") + HELLO + goaway(1, 2) + frame(0xEE, bytes(300))


def test_byte_by_byte() -> None:
    reader, whole = FrameHeadReader(), FrameHeadReader()
    heads, rest = whole.feed(WIRE)
    heard = [reader.feed(WIRE[at : at + 1]) for at in range(len(WIRE))]
    assert ([head for each in heard for head in each.heads], b"".join(each.rest for each in heard)) == (heads, rest)


@given(st.lists(st.integers(0, len(WIRE))))
def test_random_cuts(cuts: list[int]) -> None:
    reader = FrameHeadReader()
    borders = [0, *sorted(cuts), len(WIRE)]
    heard = [reader.feed(WIRE[a:b]) for a, b in zip(borders, borders[1:], strict=False)]
    assert [head for each in heard for head in each.heads] == FrameHeadReader().feed(WIRE).heads


@given(st.binary())
def test_whatever_comes_is_handed_on(data: bytes) -> None:
    reader = FrameHeadReader()
    heads, rest = reader.feed(data)
    assert data.startswith(rest) or any(head.type == GOAWAY for head in heads)
    assert len(data) - len(rest) < HEAD_BYTES or any(len(data) >= 3 and byte == GOAWAY for byte in data)
