"""RFC 6455 section 8.1: text that is UTF-8 at every cut, and text that is none and fails as soon as that shows."""

from itertools import chain

import pytest

from rtcli.wire.frames import BINARY, CONTINUATION, PING, TEXT, build_frame
from tests.conformance.playing import fails, obeys

# The first and the last of every length, what stands beside the surrogates, and what is no character
CHARACTERS = "\0\x7f\x80\u07ff\u0800\ud7ff\ue000\ufdd0\ufffd\ufffe\uffff\U00010000\U0001fffe\U0010fffe\U0010ffff"
WORDS = ("κόσμε", "Grüße 😀 aus 東京", "\ufeffBOM", "e\u0301\u200d\u202e", CHARACTERS, *CHARACTERS)
WRONG = (  # the bytes up to the first that cannot be
    b"\x80",
    b"\xbf",
    b"\xc0",
    b"\xc1",
    b"\xc2\x20",
    b"\xc3\xc3",
    b"\xdf\xff",
    b"\xe0\x80",
    b"\xe0\x9f",
    b"\xe1\x80\x20",
    b"\xed\xa0",
    b"\xed\xbf",
    b"\xef\xbf\xc0",
    b"\xf0\x80",
    b"\xf0\x8f",
    b"\xf0\x9f\x98\x20",
    b"\xf1\x80\xe0",
    b"\xf4\x90",
    b"\xf5",
    b"\xf8",
    b"\xfc",
    b"\xfe",
    b"\xff",
    "κόσμε".encode() + b"\xed\xa0",
)
UNFINISHED = (
    b"\xc2",
    b"\xdf",
    b"\xe0",
    b"\xe0\xa0",
    b"\xed\x9f",
    b"\xf0",
    b"\xf0\x90",
    b"\xf0\x90\x80",
    b"\xf4\x8f\xbf",
)


def in_fragments(payload: bytes, at: int) -> list[bytes]:
    """Cut in two, with a ping in between."""
    return [build_frame(TEXT, payload[:at], fin=False), build_frame(PING), build_frame(CONTINUATION, payload[at:])]


@pytest.mark.parametrize("text", WORDS, ids=ascii)
def test_text_comes_back_wherever_it_is_cut(text: str) -> None:
    payload = text.encode()
    fragments = [in_fragments(payload, at) for at in range(len(payload) + 1)]
    sends = [build_frame(TEXT, payload), *chain.from_iterable(fragments)]
    obeys(sends, messages=[(TEXT, payload)] * (1 + len(fragments)), pongs=[b""] * len(fragments))


@pytest.mark.parametrize("wrong", WRONG, ids=bytes.hex)
@pytest.mark.parametrize("before", [b"", b"before \xe2\x82\xac "])
def test_text_that_is_none(wrong: bytes, before: bytes) -> None:
    payload = before + wrong + b" behind"
    fails([build_frame(TEXT, payload)], 1007)
    for at in range(len(before), len(before + wrong) + 1):
        fails(in_fragments(payload, at), 1007)


@pytest.mark.parametrize("wrong", WRONG, ids=bytes.hex)
def test_nothing_more_has_to_come_before_it_fails(wrong: bytes) -> None:
    """Neither the rest of the frame nor that of the message."""
    fails([build_frame(TEXT, wrong, declared=1000)], 1007)
    fails([build_frame(TEXT, wrong, declared=60_000)], 1007)
    fails([build_frame(TEXT, wrong, fin=False)], 1007)
    fails([build_frame(TEXT, b"", fin=False), build_frame(CONTINUATION, wrong, declared=70_000)], 1007)


@pytest.mark.parametrize("unfinished", UNFINISHED, ids=bytes.hex)
def test_text_that_ends_inside_a_character(unfinished: bytes) -> None:
    fails([build_frame(TEXT, unfinished)], 1007)
    fails([build_frame(TEXT, b"before " + unfinished)], 1007)
    fails([build_frame(TEXT, unfinished, fin=False), build_frame(CONTINUATION)], 1007)
    fails([build_frame(TEXT, unfinished), build_frame(TEXT, b"behind")], 1007)


@pytest.mark.parametrize("size", [200, 70_000, 300_000])
def test_the_last_byte_of_a_long_text_is_looked_at(size: int) -> None:
    frame = build_frame(TEXT, b"*" * size + b"\xff")
    fails([frame[start : start + 60000] for start in range(0, len(frame), 60000)], 1007)
    good = "é".encode() * (size // 2)
    frame = build_frame(TEXT, good)
    obeys([frame[start : start + 59999] for start in range(0, len(frame), 59999)], messages=[(TEXT, good)])


@pytest.mark.parametrize("wrong", WRONG, ids=bytes.hex)
def test_binary_may_be_anything(wrong: bytes) -> None:
    obeys([build_frame(BINARY, wrong)], messages=[(BINARY, wrong)])


def test_each_message_begins_anew() -> None:
    euro = "€".encode()
    obeys([build_frame(BINARY, euro[:1]), build_frame(TEXT, euro)], messages=[(BINARY, euro[:1]), (TEXT, euro)])
    fails([build_frame(BINARY, euro[:1]), build_frame(TEXT, euro[1:])], 1007, messages=[(BINARY, euro[:1])])
