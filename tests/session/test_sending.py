"""What a client sends: masked, compressed and cut as asked, and few writes for many messages."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.session.sending import GATHER_BYTES, KEY_BLOCK_BYTES, Sender, masking_keys
from rtcli.session.stats import Flow
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.frames import Frame
from rtcli.wire.messages import Message
from rtcli.wire.reader import FrameReader, Reading
from tests.links import peered
from tests.vloop import run

Play = Callable[[Sender], Awaitable[None]]


def written(play: Play, deflate: DeflateParameters | None = None) -> tuple[list[bytes], Flow]:
    """The writes that a sender makes, and what it counted."""
    writes: list[bytes] = []
    flow = Flow()

    async def main() -> None:
        link, _peer = peered()
        link.tap = lambda _direction, _t_s, data: writes.append(data)
        sender = Sender(link, deflate, keys=masking_keys(Random(1).randbytes), flow=flow)
        await play(sender)
        await asyncio.sleep(1)

    run(main())
    return writes, flow


def read(data: bytes, deflate: DeflateParameters | None = None) -> tuple[list[Frame], list[Message]]:
    """The frames and messages of a client, none of them at fault."""
    reader = FrameReader(Reading("client", deflate, messages=True))
    items = reader.feed(data) + reader.end()
    assert (reader.tally.faults, reader.tally.rest_bytes) == ({}, 0)
    return [item for item in items if isinstance(item, Frame)], [item for item in items if isinstance(item, Message)]


SIZES = [0, 1, 125, 126, 65535, 65536]


@pytest.mark.parametrize("size", SIZES)
def test_a_message(size: int) -> None:
    async def play(sender: Sender) -> None:
        sender.messages([b"x" * size], 2)

    (data,), flow = written(play)
    (frame,), (message,) = read(data)
    assert (frame.masked, message.opcode, message.payload) == (True, 2, b"x" * size)
    assert flow == Flow(messages=1, frames=1, bytes=size, wire_bytes=len(data))


def test_no_two_keys_are_alike() -> None:
    blocks: list[int] = []

    def random(size: int) -> bytes:
        blocks.append(size)
        return Random(len(blocks)).randbytes(size)

    keys: Iterator[bytes] = masking_keys(random)
    assert len(set(islice(keys, 2000))) == 2000
    assert blocks == [KEY_BLOCK_BYTES] * 2


def test_one_turn_of_the_loop_is_one_write() -> None:
    async def play(sender: Sender) -> None:
        sender.messages([b"a", b"b"], 1)
        sender.control(9, b"?")
        sender.messages([b"c"], 2)
        await asyncio.sleep(1)
        sender.messages([b"d"], 1)

    writes, flow = written(play)
    assert [[(frame.opcode, frame.payload) for frame in read(data)[0]] for data in writes] == [
        [(1, b"a"), (1, b"b"), (9, b"?"), (2, b"c")],
        [(1, b"d")],
    ]
    assert (flow.messages, flow.frames, flow.control) == (4, 5, 1)


def test_much_is_written_at_once() -> None:
    async def play(sender: Sender) -> None:
        sender.messages([bytes(GATHER_BYTES)], 2)
        sender.messages([b"x"], 2)

    assert [len(data) > GATHER_BYTES for data in written(play)[0]] == [True, False]


def test_what_is_held_waits_for_a_flush() -> None:
    async def play(sender: Sender) -> None:
        sender.is_held = True
        sender.messages([b"a"], 1)
        await asyncio.sleep(1)
        sender.messages([b"b"], 1)
        sender.flush()
        sender.flush()

    assert [len(read(data)[0]) for data in written(play)[0]] == [2]


def test_a_flush_spares_the_one_that_was_due() -> None:
    async def play(sender: Sender) -> None:
        sender.messages([b"a"], 1)
        sender.flush()
        sender.raw(b"raw")

    writes, _ = written(play)
    assert (len(writes), writes[1]) == (2, b"raw")


@pytest.mark.parametrize(("size", "sizes"), [(0, [0]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (10, [3, 3, 3, 1])])
@pytest.mark.parametrize("deflate", [None, DeflateParameters()])
def test_fragments(size: int, sizes: list[int], deflate: DeflateParameters | None) -> None:
    async def play(sender: Sender) -> None:
        sender.fragment_bytes = 3
        sender.messages([bytes(range(size))], 2)

    (data,), _ = written(play, deflate)
    frames, (message,) = read(data, deflate)
    assert message.payload == bytes(range(size))
    assert [frame.opcode for frame in frames] == [2] + [0] * (len(frames) - 1)
    if deflate is None:
        assert [frame.length for frame in frames] == sizes
    else:
        assert [frame.rsv for frame in frames] == [4] + [0] * (len(frames) - 1)


PARAMETERS = st.builds(
    DeflateParameters, client_no_context_takeover=st.booleans(), client_max_window_bits=st.integers(8, 15)
)
PAYLOADS = st.lists(st.binary(max_size=300) | st.just(b"again and again" * 20), max_size=6)


@given(PAYLOADS, PARAMETERS, st.sampled_from([None, 1, 100]))
def test_compressed_as_agreed(payloads: list[bytes], deflate: DeflateParameters, fragment_bytes: int | None) -> None:
    async def play(sender: Sender) -> None:
        sender.fragment_bytes = fragment_bytes
        sender.messages(payloads, 2)
        sender.control(8, b"\x03\xe8")

    writes, flow = written(play, deflate)
    frames, messages = read(b"".join(writes), deflate)
    assert [message.payload for message in messages] == payloads
    assert all(message.compressed for message in messages)
    assert (frames[-1].rsv, frames[-1].payload) == (0, b"\x03\xe8")
    assert flow.bytes == sum(map(len, payloads))


def test_who_wants_to_know_is_told_with_the_write() -> None:
    told: list[Any] = []

    async def play(sender: Sender) -> None:
        sender.messages([b"before"], 1)
        sender.said = told.append
        sender.messages([b"a"], 1)
        sender.raw(b"..")
        sender.control(10, b"")
        await asyncio.sleep(1)
        sender.said = None
        sender.messages([b"after"], 1)

    writes, _ = written(play)
    (frames,) = told
    assert [(frame.offset, frame.opcode, frame.payload) for frame in frames] == [(12, 1, b"a"), (21, 10, b"")]
    assert writes[0][12:18] == frames[0].head


def test_a_control_frame_has_little_room() -> None:
    async def play(sender: Sender) -> None:
        with pytest.raises(ValueError, match="at most 125"):
            sender.control(9, bytes(126))

    assert written(play) == ([], Flow())
