"""RFC 6455 sections 5.5.1 and 7: a close is answered by its code, one that must not be fails, and nothing follows."""

import pytest

from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, build_frame
from tests.conformance.playing import BYE, fails, obeys, play

LEGAL = (*range(1000, 1004), *range(1007, 1015), 3000, 3001, 3003, 3999, 4000, 4001, 4999)
ILLEGAL = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535)
HELLO = build_frame(TEXT, b"hello")


def close(code: int, reason: bytes = b"") -> bytes:
    return build_frame(CLOSE, code.to_bytes(2, "big") + reason)


@pytest.mark.parametrize("code", LEGAL)
@pytest.mark.parametrize("reason", [b"", b"gone", "ciào €".encode(), b"*" * 123])
def test_a_close_is_answered_by_its_code(code: int, reason: bytes) -> None:
    obeys([HELLO], messages=[(TEXT, b"hello")], close=close(code, reason))


def test_a_close_without_a_code_is_answered_by_none() -> None:
    obeys([HELLO], messages=[(TEXT, b"hello")], close=build_frame(CLOSE))


@pytest.mark.parametrize("code", ILLEGAL)
@pytest.mark.parametrize("reason", [b"", b"gone"])
def test_a_code_that_must_not_be_sent(code: int, reason: bytes) -> None:
    fails([HELLO, close(code, reason)], 1002, messages=[(TEXT, b"hello")])


@pytest.mark.parametrize("byte", [b"\0", b"\x03", b"*", b"\xff"])
def test_half_a_code(byte: bytes) -> None:
    fails([HELLO, build_frame(CLOSE, byte)], 1002, messages=[(TEXT, b"hello")])


@pytest.mark.parametrize(
    "reason", [b"\xff", b"gone \xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"*" * 120 + b"\xe2\x82"]
)
def test_a_reason_that_is_no_text(reason: bytes) -> None:
    fails([HELLO, close(1000, reason)], 1007, messages=[(TEXT, b"hello")])


@pytest.mark.parametrize(
    "behind",
    [
        [HELLO],
        [build_frame(BINARY, bytes(70_000))],
        [build_frame(PING, b"?")],
        [BYE],
        [close(1001), close(1002)],
        [build_frame(3, rsv=7)],
        [b"\xff" * 50],
        [build_frame(TEXT, b"he", fin=False), build_frame(CONTINUATION, b"y")],
    ],
    ids=["text", "much", "a ping", "the same", "others", "what is reserved", "rubbish", "fragments"],
)
def test_nothing_is_answered_behind_a_close(behind: list[bytes]) -> None:
    whole = [HELLO, BYE, *behind]
    for sends in (whole, [b"".join(whole)], [HELLO, BYE + b"".join(behind)]):
        played = play(sends)
        assert (played.messages, played.pongs, played.closes) == ([(TEXT, b"hello")], [], [b"\x03\xe8"])
        assert played.mortem is not None
        assert (played.mortem.by, played.mortem.code) == ("server", 1000)


def test_a_close_may_come_inside_a_message() -> None:
    obeys([build_frame(TEXT, b"never to be whole", fin=False)])
    obeys([build_frame(TEXT, b"never to be whole", fin=False), build_frame(CONTINUATION, b"...", fin=False)])


def test_a_close_at_once() -> None:
    obeys([])


def test_pings_are_answered_up_to_the_close() -> None:
    obeys([build_frame(PING, b"1"), build_frame(PING, b"2")], pongs=[b"1", b"2"], close=close(4000))


@pytest.mark.parametrize("left", [b"", b"\x81", b"\x81\x05hel", build_frame(TEXT, b"hel", fin=False)])
def test_an_end_without_a_close_frame_is_no_clean_one(left: bytes) -> None:
    """RFC 6455 7.1.5: 1006, which nobody sends."""
    played = play([HELLO, left])
    assert (played.messages, played.closes) == ([(TEXT, b"hello")], [])
    assert played.mortem is not None
    assert (played.mortem.by, played.mortem.code, played.mortem.clean) == ("server", None, False)
    assert played.mortem.cause == "fin"
