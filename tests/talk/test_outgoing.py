"""Frames that we wrote, to the messages in them."""

import pytest

from rtcli.talk.outgoing import Outgoing
from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.frames import BINARY, CONTINUATION, PING, TEXT, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Heard
from tests.talk.telling import KEY, frame

RSV1 = 4


def messages(found: list[Heard]) -> list[tuple[int, bytes, int, bool]]:
    """Opcode, payload, frames, whether it was compressed."""
    return [(item.opcode, item.payload, item.frames, item.compressed) for item in found if isinstance(item, Message)]


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([frame(TEXT, b"a", key=KEY)], [(TEXT, b"a", 1, False)]),
        ([frame(BINARY, b"", key=KEY)], [(BINARY, b"", 1, False)]),
        (
            [frame(TEXT, b"a", key=KEY, fin=0), frame(PING, b"p", key=KEY), frame(CONTINUATION, b"b", key=KEY)],
            [(TEXT, b"ab", 2, False)],
        ),
        ([frame(CONTINUATION, b"b", key=KEY), frame(TEXT, b"a", key=KEY, fin=0)], []),
    ],
)
def test_a_message_stands_behind_the_frame_that_completes_it(
    frames: list[Frame], expected: list[tuple[int, bytes, int, bool]]
) -> None:
    found = Outgoing().joined(frames)
    assert messages(found) == expected
    assert [item for item in found if isinstance(item, Frame)] == frames
    if expected:
        assert isinstance(found[-1], Message)
        assert found[-1].origin == "client"


@pytest.mark.parametrize("takeover", [True, False])
def test_compressed_ones_are_inflated(takeover: bool) -> None:
    deflater = Deflater(takeover=takeover)
    outgoing = Outgoing(DeflateParameters(client_no_context_takeover=not takeover))
    for text in (b"hello hello", b"hello again", b""):
        data = deflater.deflate(text)
        whole = [frame(TEXT, data, key=KEY, rsv=RSV1)]
        assert messages(outgoing.joined(whole)) == [(TEXT, text, 1, True)]
    data = deflater.deflate(b"hello in parts")
    parts = [frame(TEXT, data[:3], key=KEY, rsv=RSV1, fin=0), frame(CONTINUATION, data[3:], key=KEY)]
    found = outgoing.joined(parts)
    assert messages(found) == [(TEXT, b"hello in parts", 2, True)]
    assert isinstance(found[-1], Message)
    assert found[-1].wire_length == len(data)


def test_what_is_no_frame_is_passed_on() -> None:
    whole = [frame(TEXT, b"a", key=KEY)]
    found = Outgoing().joined(whole)
    assert Outgoing().joined(found[1:]) == found[1:]
