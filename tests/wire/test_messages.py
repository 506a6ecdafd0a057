"""Messages: joined, inflated, checked, within their limits."""

from typing import Any

import pytest

from rtcli.wire.deflate import TAIL, Deflater, Inflater
from rtcli.wire.frames import Frame
from rtcli.wire.messages import Message, OpenMessage

TEXT, COMPRESSED_TEXT, BINARY, COMPRESSED = 0x01, 0x41, 0x02, 0x42
HELLO = bytes.fromhex("f248cdc9c90700")


def message(
    first: int, *frames: tuple[int, bytes], limit: int = 1000, keep: int = 1000, inflater: Inflater | None = None
) -> Message:
    """The message these payloads make, each (offset of its frame, bytes), with headers of two bytes."""
    opened = OpenMessage(Frame(frames[0][0], bytes((first, 0)), b""), "server", inflater=inflater, room=(limit, keep))
    for offset, payload in frames:
        opened.begin_frame(offset)
        opened.feed(payload, offset + 2)
    return opened.end()


def facts(value: Message) -> dict[str, Any]:
    return {"faults": [(fault.code, fault.offset) for fault in value.faults], "readable": value.readable}


def test_fragments_are_joined() -> None:
    assert message(TEXT, (0, b"Hel"), (5, b"lo")) == Message(
        offset=0,
        origin="server",
        opcode=1,
        payload=b"Hello",
        length=5,
        wire_length=5,
        frames=2,
        compressed=False,
        readable=True,
        faults=(),
    )


def test_compressed_fragments_are_inflated() -> None:
    value = message(COMPRESSED_TEXT, (0, HELLO[:3]), (5, HELLO[3:]), inflater=Inflater())
    assert (value.payload, value.length, value.wire_length, value.frames) == (b"Hello", 5, 7, 2)
    assert value.compressed and value.readable


@pytest.mark.parametrize(
    ("frames", "fault"),
    [
        ([(0, b"a\xffb")], (3, "ill-formed UTF-8 from byte 1 of the message")),
        ([(0, b"ab\xe2"), (10, b"\x28")], (4, "ill-formed UTF-8 from byte 2 of the message")),
        ([(0, b"\xf0"), (10, b"\x9f"), (20, b"\x98"), (30, b"a")], (2, "ill-formed UTF-8 from byte 0 of the message")),
        ([(0, b"a"), (10, b""), (20, b"\xe2")], (22, "the text ends inside a character, byte 1 of the message")),
    ],
)
def test_bad_utf8_is_placed_on_the_wire(frames: list[tuple[int, bytes]], fault: tuple[int, str]) -> None:
    (found,) = message(TEXT, *frames).faults
    assert (found.offset, found.says) == fault


def test_binary_is_not_text() -> None:
    assert message(BINARY, (0, b"\xff")).faults == ()


def test_bad_utf8_of_an_inflated_message_is_placed_at_its_frame() -> None:
    data = Deflater().deflate(b"abc\xff")
    (found,) = message(COMPRESSED_TEXT, (40, data), inflater=Inflater()).faults
    assert (found.offset, found.says) == (40, "ill-formed UTF-8 from byte 3 of the inflated message")


def test_over_the_limit_it_is_read_no_more() -> None:
    value = message(BINARY, (0, b"12345"), (10, b"67890"), (20, b"x"), limit=8)
    assert facts(value) == {"faults": [("message.too-big", 15)], "readable": False}
    assert (value.length, value.wire_length) == (8, 11)


def test_inflated_over_the_limit() -> None:
    inflater = Inflater()
    value = message(COMPRESSED, (30, Deflater().deflate(bytes(1 << 20))), limit=1000, inflater=inflater)
    assert facts(value) == {"faults": [("deflate.too-big", 30)], "readable": False}
    assert inflater.lost
    after = message(COMPRESSED, (50, HELLO), inflater=inflater)
    assert facts(after) == {"faults": [], "readable": False}  # could not tell, and that is no fault of its own


def test_broken_deflate_gives_nothing_of_the_message() -> None:
    stored = b"\x00\x05\x00\xfa\xffHello"
    value = message(COMPRESSED_TEXT, (0, stored), (9, b"\xff\xff"), inflater=Inflater())
    assert facts(value) == {"faults": [("deflate.error", 9)], "readable": False}
    assert (value.payload, value.length) == (b"", 0)
    assert value.faults[0].says and "Error" not in value.faults[0].says


def test_a_message_that_ends_inside_a_deflate_block() -> None:
    assert facts(message(COMPRESSED, (0, b"\x00\x05"), inflater=Inflater()))["readable"] is False


def test_without_an_inflater_a_compressed_message_is_not_judged() -> None:
    assert facts(message(COMPRESSED_TEXT, (0, b"\xff"))) == {"faults": [], "readable": False}


def test_only_what_was_asked_for_is_kept() -> None:
    value = message(BINARY, (0, b"12345"), (10, b"67890"), (20, b"abc"), keep=7)
    assert (value.payload, value.length, value.readable) == (b"1234567", 13, True)


def test_broken_off() -> None:
    opened = OpenMessage(Frame(0, b"\x41\x00", b""), "client", inflater=Inflater(), room=(9, 9))
    opened.begin_frame(0)
    opened.feed(HELLO[:5], 2)
    assert opened.faults_of_frame() == []
    value = opened.end(complete=False)
    assert (value.readable, value.faults) == (False, ())


def test_refused() -> None:
    opened = OpenMessage(Frame(0, b"\x01\x00", b""), "client", inflater=None, room=(9, 9))
    opened.begin_frame(0)
    opened.refuse()
    opened.feed(b"\xff", 2)
    assert facts(opened.end()) == {"faults": [], "readable": False}


def test_a_fault_that_a_cut_decides_on_does_not_stay() -> None:
    """Bad UTF-8 that came out before a deflate error in the same frame is seen in one cut and not in another."""
    data = Deflater().deflate(b"\xff") + TAIL + b"\xff\xff"
    opened = OpenMessage(Frame(0, b"\x41\x00", b""), "server", inflater=Inflater(), room=(9, 9))
    opened.begin_frame(0)
    for at in range(len(data)):
        opened.feed(data[at : at + 1], 2 + at)
    assert [fault.code for fault in opened.end().faults] == ["deflate.error"]
