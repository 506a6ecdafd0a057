"""permessage-deflate against websockets' codec, and a bomb that stays folded."""

import tracemalloc
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame as TheirFrame
from websockets.frames import Opcode

from rtcli.wire.deflate import BLOCK_BYTES, TAIL, DeflateParameters, Deflater, Inflater

MESSAGES = st.lists(st.binary(max_size=2000), min_size=1, max_size=5)
BITS = st.integers(9, 15)


def inflate(inflater: Inflater, data: bytes, cuts: tuple[int, ...] = ()) -> bytes:
    borders = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    message = b"".join(block for a, b in pairwise(borders) for block in inflater.feed(data[a:b]))
    message += b"".join(inflater.flush())
    inflater.end_message(complete=True)
    return message


@given(MESSAGES, BITS, st.booleans(), st.tuples(st.integers(0, 50), st.integers(0, 50)))
def test_inflates_what_websockets_deflates(
    messages: list[bytes], bits: int, takeover: bool, cuts: tuple[int, int]
) -> None:
    theirs = PerMessageDeflate(False, not takeover, 15, bits)
    ours = Inflater(bits, takeover=takeover)
    for message in messages:
        data = bytes(theirs.encode(TheirFrame(Opcode.BINARY, message)).data)
        assert inflate(ours, data, cuts) == message


@given(MESSAGES, BITS, st.booleans())
def test_deflates_what_websockets_inflates(messages: list[bytes], bits: int, takeover: bool) -> None:
    theirs = PerMessageDeflate(not takeover, False, bits, 15)
    ours = Deflater(bits, takeover=takeover)
    for message in messages:
        frame = TheirFrame(Opcode.BINARY, ours.deflate(message), rsv1=True)
        assert bytes(theirs.decode(frame, max_size=None).data) == message


@given(MESSAGES)
def test_a_window_of_eight_bits_is_kept_to(messages: list[bytes]) -> None:
    """zlib cannot write such a window: what is written refers to nothing, so any window reads it."""
    ours = Deflater(8)
    fresh = Inflater(8, takeover=False)
    assert [inflate(fresh, ours.deflate(message)) for message in messages] == messages


@pytest.mark.parametrize(
    ("data", "message"),
    [  # RFC 7692 7.2.3
        ("f248cdc9c90700", b"Hello"),
        ("f200110000", b"Hello"),  # refers to the message before
        ("000500faff48656c6c6f00", b"Hello"),  # not compressed
        ("f348cdc9c9070000", b"Hello"),  # a final block
        ("f24805000000ffffcac9c90700", b"Hello"),  # two blocks
    ],
)
def test_examples_of_the_rfc(data: str, message: bytes) -> None:
    inflater = Inflater()
    inflate(inflater, bytes.fromhex("f248cdc9c90700"))
    assert inflate(inflater, bytes.fromhex(data)) == message


def test_a_bomb_costs_no_memory() -> None:
    unit = Deflater(takeover=False).deflate(bytes(1 << 20)) + TAIL
    bomb = unit * 64  # 64 KB that inflate to 64 MiB
    tracemalloc.start()
    size = longest = 0
    for block in Inflater().feed(bomb):
        size += len(block)
        longest = max(longest, len(block))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (size, longest) == (64 << 20, BLOCK_BYTES)
    assert peak < 1 << 20


def test_output_that_zlib_had_no_room_for_comes_at_once() -> None:
    """It may have taken in all the bytes, and still hold some of what they inflate to."""
    data = Deflater().deflate(bytes(4 * BLOCK_BYTES))
    late = 0
    for cut in range(1, len(data)):
        at_once = sum(map(len, Inflater().feed(data[:cut])))
        alone = zlib.decompressobj(-15)
        first = alone.decompress(data[:cut], BLOCK_BYTES)
        late += not alone.unconsumed_tail and len(first) < at_once
        assert at_once == len(zlib.decompressobj(-15).decompress(data[:cut]))
    assert late


def test_a_window_is_lost_with_a_broken_message() -> None:
    for takeover in (True, False):
        inflater = Inflater(takeover=takeover)
        with pytest.raises(zlib.error):
            list(inflater.feed(b"\xff\xff\xff\xff"))
        inflater.end_message(complete=False)
        assert inflater.lost is takeover
        assert inflate(inflater, bytes.fromhex("f248cdc9c90700")) == b"Hello"
        assert inflater.lost is takeover


def test_parameters_of_either_side() -> None:
    parameters = DeflateParameters(server_no_context_takeover=True, client_max_window_bits=10)
    assert parameters.of("server") == (15, False)
    assert parameters.of("client") == (10, True)


@given(MESSAGES, BITS, st.booleans())
def test_whole_messages_at_once(messages: list[bytes], bits: int, takeover: bool) -> None:
    theirs, ours = Deflater(bits, takeover=takeover), Inflater(bits, takeover=takeover)
    assert [ours.whole(theirs.deflate(message), BLOCK_BYTES) for message in messages] == messages


FINAL = "f348cdc9c9070000"  # RFC 7692 7.2.3.4


@pytest.mark.parametrize("takeover", [True, False])
@pytest.mark.parametrize(
    ("data", "most"),
    [
        (Deflater().deflate(bytes(1_000_000)), BLOCK_BYTES),
        (Deflater().deflate(bytes(100)), 100),
        (Deflater().deflate(bytes(99)), 100),
        (bytes.fromhex(FINAL), BLOCK_BYTES),
        (bytes.fromhex(FINAL * 3), BLOCK_BYTES),
        (b"\xff\xff", BLOCK_BYTES),
        (b"\x00\x05\x00\xfa\xffHello\xff\xff", BLOCK_BYTES),
        (b"\x00\x05", BLOCK_BYTES),
    ],
)
def test_what_is_not_had_at_once_is_had_in_pieces(data: bytes, most: int, takeover: bool) -> None:
    def patiently(inflater: Inflater) -> bytes | str:
        try:
            return inflate(inflater, data)
        except zlib.error as error:
            inflater.end_message(complete=False)
            return str(error)

    at_once, ours = Inflater(takeover=takeover), Inflater(takeover=takeover)
    message = at_once.whole(data, most)
    expected = patiently(ours)
    assert message == expected if message is not None else patiently(at_once) == expected
    for inflater in (at_once, ours):
        assert inflate(inflater, bytes.fromhex("f248cdc9c90700")) == b"Hello"


def test_what_was_had_can_be_given_back() -> None:
    ours = Inflater()
    hello = bytes.fromhex("f248cdc9c90700")
    message = ours.whole(hello, BLOCK_BYTES)
    assert message == b"Hello"
    ours.unread(message)
    assert inflate(ours, hello) == b"Hello"
    assert ours.whole(bytes.fromhex("f200110000"), BLOCK_BYTES) == b"Hello"  # refers to it


def test_an_empty_message_is_one_byte() -> None:
    ours = Deflater()
    assert [ours.deflate(b"") for _ in range(3)] == [b"\x00", b"\x00", b"\x00"]
