"""RFC 6455 section 5.2: every length in its form, and every bit that must not be set."""

import os
from collections import Counter

import pytest

from rtcli.session.asked import Manner
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, build_frame
from tests.conformance.playing import BYE, fails, obeys, play

SIZES = (0, 1, 2, 124, 125, 126, 127, 128, 129, 255, 256, 1000, 4096, 65534, 65535, 65536, 65537, 131072, 1 << 20)
HELLO = build_frame(TEXT, b"hello")


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("size", SIZES)
def test_a_message_of_any_size(opcode: int, size: int) -> None:
    payload = b"*" * size if opcode == TEXT else bytes(range(256)) * (size // 256) + bytes(range(size % 256))
    frame = build_frame(opcode, payload)
    obeys([frame[index : index + 65000] for index in range(0, len(frame), 65000)], messages=[(opcode, payload)])


def test_many_messages_at_once() -> None:
    messages = [(1 + number % 2, b"%d" % number * (number % 50)) for number in range(1000)]
    obeys([build_frame(opcode, payload) for opcode, payload in messages], messages=messages)


@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, PONG, CLOSE])
@pytest.mark.parametrize(
    ("size", "form"),
    [(0, 16), (1, 16), (125, 16), (0, 64), (5, 64), (125, 64), (126, 64), (65535, 64)],
)
def test_a_length_in_more_bytes_than_it_needs(opcode: int, size: int, form: int) -> None:
    fails([HELLO, build_frame(opcode, b"*" * size, length_form=form)], 1002, messages=[(TEXT, b"hello")])


@pytest.mark.parametrize("length", [1 << 63, (1 << 64) - 1])
def test_a_length_with_its_highest_bit_set(length: int) -> None:
    fails([b"\x82\x7f" + length.to_bytes(8, "big") + b"data"], 1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, PONG, CLOSE])
@pytest.mark.parametrize("rsv", range(1, 8))
@pytest.mark.parametrize("payload", [b"", b"*" * 20])
def test_a_reserved_bit_that_is_set(opcode: int, rsv: int, payload: bytes) -> None:
    fails([HELLO, build_frame(opcode, payload, rsv=rsv), HELLO], 1002, messages=[(TEXT, b"hello")])


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
@pytest.mark.parametrize("payload", [b"", b"*" * 20])
@pytest.mark.parametrize("fin", [True, False])
def test_an_opcode_that_is_reserved(opcode: int, payload: bytes, fin: bool) -> None:
    fails([HELLO, build_frame(opcode, payload, fin=fin), HELLO], 1002, messages=[(TEXT, b"hello")])
    fails([build_frame(TEXT, b"hel", fin=False), build_frame(opcode, payload, fin=fin)], 1002)


@pytest.mark.parametrize("opcode", [CONTINUATION, TEXT, BINARY, PING, PONG, CLOSE])
@pytest.mark.parametrize("key", [bytes(4), b"mask"])
def test_a_frame_that_a_server_has_masked(opcode: int, key: bytes) -> None:
    """RFC 6455 5.1."""
    payload = b"\x03\xe8" if opcode == CLOSE else b"hi"
    fails([HELLO, build_frame(opcode, payload, key=key)], 1002, messages=[(TEXT, b"hello")])


@pytest.mark.parametrize(
    "foreign", [b"HTTP/1.1 200 OK\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x28", b"\r\n\r\n", b"hello"]
)
def test_what_is_no_frame_at_all(foreign: bytes) -> None:
    fails([HELLO, foreign], 1002, messages=[(TEXT, b"hello")])


def test_the_head_is_enough_to_fail_by() -> None:
    """Nothing that is behind the first fault has to arrive, and none of it is looked at."""
    fails([b"\x81\xfe\x10\x00mask"], 1002)
    fails([b"\xc1\x7e\x10\x00"], 1002)
    fails([build_frame(3), build_frame(TEXT, b"\xff"), build_frame(PING, b"?"), BYE], 1002)


def test_every_frame_is_masked_by_a_new_key() -> None:
    """RFC 6455 5.3: from a source that cannot be foreseen."""
    sends = [build_frame(TEXT, b"same")] * 2000 + [build_frame(PING, b"same")] * 500 + [BYE]
    one, other = play(sends), play(sends)
    keys = [frame.key for frame in one.frames]
    assert len(keys) == 2501
    assert len(set(keys)) >= 2499  # two of 32 bits may be alike
    assert len(set(keys) & {frame.key for frame in other.frames}) <= 2
    ones = Counter(bit for key in keys for bit in range(32) if int.from_bytes(key, "big") >> bit & 1)
    assert all(900 < ones[bit] < 1600 for bit in range(32))


@pytest.mark.parametrize("size", [1, 2, 125, 126, 1000, 65536])
def test_what_the_client_cuts_belongs_together_again(size: int) -> None:
    """RFC 6455 5.4: first the opcode, then continuations, FIN on the last alone; a pong may stand between."""
    payload = os.urandom(3000)
    data = play([build_frame(BINARY, payload), BYE], manner=Manner(fragment_bytes=size)).data
    assert b"".join(frame.payload for frame in data) == payload
    assert [frame.opcode for frame in data] == [BINARY] + [CONTINUATION] * (len(data) - 1)
    assert [frame.fin for frame in data] == [False] * (len(data) - 1) + [True]
    assert all(len(frame.payload) <= size for frame in data)
