"""The hot loop: what it takes, where it stops, and that it counts what it took."""

import pytest

from rtcli.wire.frames import Frame, build_frame
from rtcli.wire.mask import xor
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item, Run, Wanted, plain_run

KEY = b"abcd"
TEXT, PING = build_frame(1, b"hello"), build_frame(9, b"")
ALL = Wanted(frames=True, messages=True)
TAIL = bytes(8)  # a header must be wholly in sight before the loop reads it


def run(data: bytes, wanted: Wanted = ALL, *, masked: bool = False) -> tuple[Run, list[Item]]:
    items: list[Item] = []
    return plain_run(data, 0, 100, unmask=xor if masked else None, wanted=wanted, into=items), items


def test_it_takes_what_is_plain() -> None:
    wide = build_frame(2, bytes(300))
    data = TEXT + wide + PING + build_frame(10, b"")
    taken, items = run(data + TAIL)
    assert taken == Run(len(data), {"text": 1, "binary": 1, "ping": 1, "pong": 1}, 1, 0)
    assert items == [
        Frame(100, b"\x81\x05", b"hello"),
        Message(100, "server", 1, b"hello", 5, 5, 1, False, True, ()),
        Frame(107, b"\x82\x7e\x01\x2c", bytes(300)),
        Message(107, "server", 2, bytes(300), 300, 300, 1, False, True, ()),
        Frame(411, b"\x89\x00", b""),
        Frame(413, b"\x8a\x00", b""),
    ]


def test_messages_alone() -> None:
    _, items = run(TEXT + PING + TAIL, Wanted(frames=False, messages=True))
    assert items == [Message(100, "server", 1, b"hello", 5, 5, 1, False, True, ())]


def test_masked() -> None:
    data = build_frame(1, "grüße".encode(), key=KEY) + build_frame(2, bytes(200), key=KEY)
    taken, items = run(data + TAIL, Wanted(frames=True, messages=False), masked=True)
    assert taken == Run(len(data), {"text": 1, "binary": 1, "ping": 0, "pong": 0}, 1, 0)
    assert items == [
        Frame(100, b"\x81\x87abcd", "grüße".encode()),
        Frame(113, b"\x82\xfe\x00\xc8abcd", bytes(200)),
    ]


@pytest.mark.parametrize("masked", [False, True])
def test_counting_alone_makes_nothing(masked: bool) -> None:
    key = KEY if masked else b""
    data = build_frame(1, b"hello", key=key) + build_frame(2, b"\xff", key=key)
    taken, items = run(data + TAIL, Wanted(frames=False, messages=False), masked=masked)
    assert (taken.end, taken.counts["text"], taken.counts["binary"], items) == (len(data), 1, 1, [])


@pytest.mark.parametrize(
    "rest",
    [
        build_frame(1, b"\xff"),
        build_frame(1, b"x", fin=False),
        build_frame(1, b"x", rsv=4),
        build_frame(0, b"x"),
        build_frame(8, b""),
        build_frame(1, b"x", key=KEY),
        build_frame(1, b"x", length_form=16),
        build_frame(1, bytes(65536)),
        build_frame(9, bytes(200)),
        build_frame(1, b"x", declared=100),
    ],
)
def test_it_stops_at_what_is_not(rest: bytes) -> None:
    taken, items = run(TEXT + rest + TAIL)
    assert taken.end == len(TEXT)
    assert len(items) == 2


def test_it_leaves_a_header_that_may_not_all_be_here() -> None:
    taken, _ = run(TEXT * 3)
    assert taken.end == len(TEXT) * 2


def test_unmasked_where_masks_are_expected() -> None:
    assert run(TEXT + TAIL, masked=True)[0].end == 0
