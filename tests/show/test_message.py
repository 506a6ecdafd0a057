import pytest

from rtcli.show.look import Look
from rtcli.show.message import draw_message
from rtcli.show.paint import paint
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, TEXT
from rtcli.wire.messages import Message

HELLO = Message(40, "client", TEXT, b"Hello", 5, 5, 2, False, True, ())


def drawn(message: Message, look: Look | None = None) -> list[str]:
    return paint(draw_message(message, 3, look or Look()), False).splitlines()


def test_a_message_of_text() -> None:
    assert drawn(HELLO) == [
        "── message 3 · text · from client · 5 bytes · in 2 frames · at 40 ──────────────",
        "  text  Hello",
        "",
    ]


def test_a_message_that_was_inflated() -> None:
    message = HELLO._replace(payload=b"[]", length=2, wire_length=9, frames=1, compressed=True)
    assert drawn(message)[:2] == [
        "── message 3 · text · from client · 2 bytes, inflated from 9 · in 1 frame ──────",
        "  JSON  []",
    ]


def test_a_message_of_bytes_counts_from_its_own_start() -> None:
    message = HELLO._replace(opcode=BINARY, payload=b"\0", length=1)
    assert drawn(message)[1:] == ["  0000  00" + " " * 48 + ".", ""]


def test_a_message_that_cannot_be_inflated_is_not_shown_as_text() -> None:
    fault = Fault("deflate.error", 40, "invalid block type after 1 inflated bytes")
    message = HELLO._replace(payload=b"H", length=1, compressed=True, readable=False, faults=(fault,))
    lines = drawn(message, Look(terse=True))
    assert lines == [
        "── message 3 · text · from client · 1 byte, not inflated · at 40 ───── 1 fail ──",
        "  0000  48" + " " * 48 + "H",
        "  fail  deflate.error at 40 (0x28): invalid block type after 1 inflated bytes",
        "",
    ]


def test_text_that_was_cut_or_broken_off_or_is_not_utf8() -> None:
    assert drawn(HELLO._replace(length=1000))[1:3] == ["  text  Hello", "     …  995 more bytes"]
    assert drawn(HELLO._replace(readable=False))[1] == "  text  Hello"
    bad = HELLO._replace(payload=b"\xff", length=1, faults=(Fault("message.bad-utf8", 42, "ill-formed"),))
    assert ("\\xff", "fault") in draw_message(bad, 1, Look())[1]


@pytest.mark.parametrize("width", [40, 80, 140])
def test_a_message_keeps_to_its_width(width: int) -> None:
    assert all(len(line) <= width for line in drawn(HELLO._replace(payload=b"x" * 500, length=500), Look(width=width)))
