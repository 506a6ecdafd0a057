"""RFC 6455 section 5.5: pings are answered by what they carry, and control frames are short and whole."""

import pytest

from rtcli.wire.frames import CLOSE, PING, PONG, TEXT, build_frame
from tests.conformance.playing import fails, obeys

EVERY_BYTE = bytes(range(256))


@pytest.mark.parametrize("size", [0, 1, 2, 124, 125])
def test_a_ping_is_answered_in_kind(size: int) -> None:
    payload = EVERY_BYTE[256 - size :]
    obeys([build_frame(PING, payload)], pongs=[payload])


def test_pings_of_every_size_are_answered_in_kind() -> None:
    payloads = [EVERY_BYTE[size : 2 * size] for size in range(126)]
    obeys([build_frame(PING, payload) for payload in payloads], pongs=payloads)


def test_every_ping_is_answered_in_order() -> None:
    payloads = [b"%d" % number for number in range(100)]
    obeys([build_frame(PING, payload) for payload in payloads], pongs=payloads)


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
@pytest.mark.parametrize("size", [126, 127, 1000, 65535, 65536])
def test_a_control_frame_of_more_than_125_bytes(opcode: int, size: int) -> None:
    fails([build_frame(TEXT, b"so far"), build_frame(opcode, b"\x03\xe8" + b"*" * (size - 2))], 1002, messages=SO_FAR)


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
@pytest.mark.parametrize("payload", [b"", b"\x03\xe8"])
def test_a_control_frame_in_fragments(opcode: int, payload: bytes) -> None:
    begun = [build_frame(TEXT, b"so far"), build_frame(opcode, payload, fin=False)]
    fails(begun, 1002, messages=SO_FAR)
    fails([*begun, build_frame(0, payload)], 1002, messages=SO_FAR)


@pytest.mark.parametrize("size", [0, 1, 125])
def test_pongs_of_any_sort_change_nothing(size: int) -> None:
    hello = build_frame(TEXT, b"hello")
    obeys(
        [build_frame(PONG, bytes(size)), hello, build_frame(PONG, b"?" * size), hello], messages=[(TEXT, b"hello")] * 2
    )


SO_FAR = [(TEXT, b"so far")]
