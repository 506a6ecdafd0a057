"""The hot loops of a session: what they take, where they stop, and what a frame's head promises."""

import pytest

from rtcli.wire.bulk import Stretch, as_messages, deflated_stretch, plain_stretch, size_of_frame
from rtcli.wire.deflate import Deflater, Inflater
from rtcli.wire.frames import build_frame
from rtcli.wire.messages import LIMIT_BYTES, Message

TEXT = build_frame(1, b"hello")
LONG = build_frame(1, b"x" * 300)
HELLO = bytes.fromhex("f248cdc9c90700")
DEFLATED = build_frame(1, HELLO, rsv=4)
STOPS = {  # what stands behind good messages, and is not one
    "nothing": b"",
    "one byte": b"\x81",
    "half a frame": TEXT[:-1],
    "half a long frame": LONG[:-1],
    "half a length": LONG[:3],
    "another kind": build_frame(2, b"x"),
    "a ping": build_frame(9, b""),
    "a mask": build_frame(1, b"x", key=b"abcd"),
    "a large one": build_frame(1, bytes(65536)),
    "a length that is too long": build_frame(1, b"x", length_form=16),
}


@pytest.mark.parametrize("rest", STOPS.values(), ids=STOPS)
def test_plain_ones(rest: bytes) -> None:
    data = TEXT + LONG + build_frame(1, b"")
    assert plain_stretch(b"??" + data + rest, 2) == Stretch([b"hello", b"x" * 300, b""], len(data) + 2, 305)


def test_binary_may_be_anything() -> None:
    data = build_frame(2, b"\xff") * 2
    assert plain_stretch(data, 0) == Stretch([b"\xff"] * 2, len(data), 2)


@pytest.mark.parametrize("good", [[], [b"hello"], ["grüße".encode(), b"x" * 200]])
@pytest.mark.parametrize("bad", [b"\xff", "ü".encode()[:1], b"\xed\xa0\x80"])
def test_it_ends_at_ill_formed_text(good: list[bytes], bad: bytes) -> None:
    data = b"".join(build_frame(1, payload) for payload in good)
    rest = build_frame(1, bad) + build_frame(1, "ü".encode()[1:])
    assert plain_stretch(data + rest, 0) == Stretch(good, len(data), sum(map(len, good)))


def test_text_beyond_ascii() -> None:
    texts = ["grüße".encode(), b"hello", "日本".encode() * 50]
    data = b"".join(build_frame(1, text) for text in texts)
    assert plain_stretch(data, 0) == Stretch(texts, len(data), sum(map(len, texts)))


@pytest.mark.parametrize(
    "rest", [b"\xc1", DEFLATED[:-1], b"\xc1\x7e\x01", b"\xc1\x7e\x00\x01x", TEXT, b"\xc1\x81abcdx"]
)
def test_compressed_ones(rest: bytes) -> None:
    data = DEFLATED + build_frame(1, Deflater().deflate(bytes(range(128)) * 2), rsv=4, length_form=None)
    size = len(data) - 2 - len(DEFLATED)
    expected = Stretch([b"hello".capitalize(), bytes(range(128)) * 2], len(data), 7 + size - 2 * (size > 127))
    assert deflated_stretch(data + rest, 0, inflater=Inflater(takeover=False), limit=LIMIT_BYTES) == expected


@pytest.mark.parametrize(
    ("payload", "limit"),
    [
        (Deflater().deflate(bytes(100_000)), LIMIT_BYTES),  # long
        (Deflater().deflate(bytes(101)), 100),  # over the limit
        (Deflater().deflate(b"\xff"), LIMIT_BYTES),  # no text
        (b"\xff\xff", LIMIT_BYTES),  # broken
        (bytes.fromhex("f348cdc9c9070000"), LIMIT_BYTES),  # a final block
    ],
)
def test_what_is_no_matter_of_one_go_is_left(payload: bytes, limit: int) -> None:
    data = DEFLATED + build_frame(1, payload, rsv=4)
    stretch = deflated_stretch(data, 0, inflater=Inflater(takeover=False), limit=limit)
    assert stretch == Stretch([b"Hello"], len(DEFLATED), 7)


@pytest.mark.parametrize("data", [TEXT + LONG + build_frame(1, b""), DEFLATED])
def test_one_by_one(data: bytes) -> None:
    if data is DEFLATED:
        stretch = deflated_stretch(data, 0, inflater=Inflater(), limit=LIMIT_BYTES)
        expected = [Message(100, "server", 1, b"Hello", 5, 7, 1, True, True, ())]
    else:
        stretch = plain_stretch(data, 0)
        expected = [
            Message(100, "server", 1, b"hello", 5, 5, 1, False, True, ()),
            Message(107, "server", 1, b"x" * 300, 300, 300, 1, False, True, ()),
            Message(411, "server", 1, b"", 0, 0, 1, False, True, ()),
        ]
    assert list(as_messages(stretch, data, 0, offset=100)) == expected


def test_compressed_ones_one_by_one_with_long_heads() -> None:
    random = bytes(range(256))
    data = build_frame(2, Deflater().deflate(random), rsv=4) + DEFLATED
    inflater = Inflater(takeover=False)
    first = deflated_stretch(data, 0, inflater=inflater, limit=LIMIT_BYTES)
    (message,) = as_messages(first, data, 0, offset=0)
    assert (message.payload, message.wire_length) == (random, first.wire_length)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"", 0),
        (b"\x81", 0),
        (b"\x81\x05", 7),
        (b"\xc2\x7d", 127),
        (b"\x81\x7e\x00", 0),
        (b"\x81\x7e\x00\x7e", 130),
        (b"\x81\x7e\x00\x7d", 0),
        (b"\x82\x7f" + (1 << 16).to_bytes(8, "big"), 65546),
        (b"\x82\x7f" + (65535).to_bytes(8, "big"), 0),
        (b"\x82\x7f" + bytes(7), 0),
        (b"\x81\x85", 0),
        (b"\x89\x05", 0),
        (b"\x01\x05", 0),
    ],
)
def test_the_size_that_a_head_promises(data: bytes, size: int) -> None:
    assert size_of_frame(b"?" + data, 1) == size
