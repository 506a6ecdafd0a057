"""One direction: what each frame does wrong against those before it, and what becomes of its message."""

import pytest

from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.direction import Direction
from rtcli.wire.frames import Frame, build_frame, head_size
from rtcli.wire.messages import Message

Found = list[tuple[str, int]]


def play(*frames: bytes, origin: str = "server", limit: int = 1000, deflate: bool = False) -> tuple[Found, list[bytes]]:
    """The faults (code, offset) of these frames one after the other, and the payloads of the messages they make."""
    direction = Direction(origin, DeflateParameters() if deflate else None, limit=limit, keep=(1000, 1000))
    faults: Found = []
    messages: list[Message] = []
    offset = 0
    for data in frames:
        size = head_size(data, 0)
        opened = direction.begin(Frame(offset, data[:size], b""))
        for at in range(size, len(data), 3):
            opened.take(data[at : at + 3], offset + at)
        frame, message = opened.end()
        faults += [(fault.code, fault.offset) for fault in frame.faults]
        messages += [found for found in (opened.broken_off, message) if found is not None]
        offset += len(data)
    return faults, [message.payload for message in messages]


@pytest.mark.parametrize(
    ("frames", "faults", "messages"),
    [
        ([build_frame(1, b"Hello")], [], [b"Hello"]),
        ([build_frame(1, b"He", fin=False), build_frame(9, b"?"), build_frame(0, b"llo")], [], [b"Hello"]),
        ([build_frame(0, b"stray")], [("frame.continuation-without-start", 0)], []),
        (
            [build_frame(1, b"He", fin=False), build_frame(2, b"new")],
            [("frame.message-inside-message", 4)],
            [b"He", b"new"],
        ),
        ([build_frame(3, b"what")], [("frame.reserved-opcode", 0)], []),
        ([build_frame(8, b""), build_frame(2, b"x")], [("close.data-after", 2)], [b"x"]),
        ([build_frame(8, b""), build_frame(9, b"x"), build_frame(8, b"")], [], []),
        ([build_frame(8, b""), build_frame(5, b"")], [("frame.reserved-opcode", 2), ("close.data-after", 2)], []),
        ([build_frame(8, b"\x03")], [("close.one-byte", 2)], []),
        ([build_frame(8, b"\x03\xe8bye")], [], []),
        ([build_frame(8, b"\x03\xedbye")], [("close.forbidden-code", 2)], []),
        ([build_frame(8, b"\x03\xe8ab\xff")], [("close.bad-utf8", 6)], []),
        ([build_frame(8, b"\x03\xe8ab\xe2\x82")], [("close.bad-utf8", 6)], []),
        ([build_frame(8, b"\x03\xe8" + b"a" * 122 + b"\xe2\x82\xac")], [("frame.control-too-long", 1)], []),
        ([build_frame(1, b"\xc3", fin=False), build_frame(0, b"(")], [("message.bad-utf8", 2)], [b"\xc3("]),
        ([build_frame(2, bytes(1001))], [("frame.too-big", 1)], [b""]),
        ([build_frame(9, bytes(1001))], [("frame.control-too-long", 1), ("frame.too-big", 1)], []),
        (
            [build_frame(2, bytes(600), fin=False), build_frame(0, bytes(600))],
            [("message.too-big", 1008)],
            [bytes(1000)],
        ),
    ],
)
def test_sequences(frames: list[bytes], faults: Found, messages: list[bytes]) -> None:
    assert play(*frames) == (faults, messages)


def test_a_client_masks() -> None:
    key = b"\x01\x02\x03\x04"
    frames = [build_frame(1, b"Hello, ", key=key, fin=False), build_frame(0, bytes(5000), key=key)]
    assert play(*frames, origin="client", limit=9000) == ([], [b"Hello, " + bytes(993)])


def test_compressed() -> None:
    data = bytes.fromhex("f248cdc9c90700")
    assert play(build_frame(1, data, rsv=4), deflate=True) == ([], [b"Hello"])
    assert play(build_frame(1, data, rsv=4)) == ([("frame.reserved-bits", 0)], [b""])


def test_nothing_to_end() -> None:
    assert Direction("server", None, limit=10, keep=(9, 9)).end_message() is None


def test_a_length_that_cannot_be() -> None:
    opened = Direction("server", None, limit=10, keep=(9, 9)).begin(
        Frame(0, bytes.fromhex("827fffffffffffffffff"), b"")
    )
    assert ([fault.code for fault in opened.faults], opened.length) == (["frame.length-top-bit"], 0)
