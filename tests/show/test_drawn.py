from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.report.rules import RULES
from rtcli.show.drawn import Drawn
from rtcli.show.look import Look
from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.frames import BINARY, CONTINUATION, PING, TEXT, Frame, build_frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item
from rtcli.wire.reader import FrameReader, Reading

KEY = bytes.fromhex("37fa213d")
DEFLATED = Deflater().deflate(b"again and again and again")
BROKEN = build_frame(PING, b"x", fin=False)


def drawn(
    data: bytes,
    how: Reading | None = None,
    *,
    messages: bool = False,
    wanted: Callable[[Item], bool] | None = None,
    cut: int = 0,
) -> list[str]:
    """The lines of this input, read in two pieces."""
    reader = FrameReader(how or Reading(messages=True))
    view = Drawn(Look(explained=set(RULES)), colour=False, messages=messages, wanted=wanted)
    origin = reader.how.origin
    text = "".join([view.batch(items, origin) for items in (reader.feed(data[:cut]), reader.feed(data[cut:]))])
    text += view.batch(reader.end(), origin)
    return (text + view.end(reader.tally, [reader.rest] if reader.rest.length else [], 0)).splitlines()


def titles(lines: list[str]) -> list[str]:
    return [line.strip("─ ") for line in lines if line.startswith("── ")]


def test_frames_are_numbered_and_the_sum_comes_last() -> None:
    lines = drawn(build_frame(TEXT, b"Hello", key=KEY) + build_frame(PING, b"?", key=KEY))
    assert titles(lines) == [
        "frame 0 · text · from client · head 6 + payload 5 · at 0",
        "frame 1 · ping · from client · head 6 + payload 1 · at 11",
        "sum",
    ]
    assert lines[-1] == "no faults in 2 frames"


def test_who_sent_a_frame_is_known_or_read_from_its_mask() -> None:
    data = build_frame(TEXT, b"Hello")
    assert titles(drawn(data))[0].startswith("frame 0 · text · from server")
    assert titles(drawn(data, Reading(origin="client")))[0].startswith("frame 0 · text · from client")


def test_a_compressed_frame_shows_what_it_inflates_to_and_no_other_does() -> None:
    how = Reading(deflate=DeflateParameters(), messages=True)
    whole = drawn(build_frame(TEXT, DEFLATED, rsv=4), how)
    assert whole[-10:-8] == ["        15 bytes inflate to 25", "  text  again and again and again"]
    pieces = drawn(
        build_frame(TEXT, DEFLATED[:5], rsv=4, fin=False) + build_frame(CONTINUATION, DEFLATED[5:]) + build_frame(PING),
        how,
    )
    assert sum("inflate to" in line for line in pieces) == 1
    broken = drawn(build_frame(TEXT, b"\xff\xff", rsv=4), how)
    assert not any("inflate to" in line for line in broken)


def test_what_it_inflates_to_is_told_in_full_though_less_is_kept() -> None:
    how = Reading(deflate=DeflateParameters(), messages=True, keep=8)
    lines = drawn(build_frame(BINARY, Deflater().deflate(bytes(1000)), rsv=4), how)
    assert "        11 bytes inflate to 1,000" in lines
    assert "     …  992 more bytes" in lines


def test_messages_are_shown_where_they_were_asked_for() -> None:
    data = build_frame(TEXT, b"Hel", fin=False) + build_frame(CONTINUATION, b"lo") + build_frame(BINARY, b"\0")
    assert not any(title.startswith("message") for title in titles(drawn(data)))
    assert [title for title in titles(drawn(data, messages=True)) if title.startswith("message")] == [
        "message 0 · text · from server · 5 bytes · in 2 frames · at 0",
        "message 1 · binary · from server · 1 byte · in 1 frame · at 9",
    ]


def test_a_fault_is_shown_with_its_frame_and_not_again_with_its_message() -> None:
    lines = drawn(build_frame(TEXT, b"\xff"), messages=True)
    assert sum(line.startswith("  fail  message.bad-utf8") for line in lines) == 1


def test_a_fault_without_a_frame_and_the_bytes_that_are_in_none() -> None:
    lines = drawn(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
    assert lines[:2] == ["  fail  frame.not-websocket at 0 (0x0): the bytes are an HTTP/1 response", ""]
    assert titles(lines) == ["no frame · 28 bytes · at 0", "sum"]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (lambda item: isinstance(item, Frame) and item.opcode == PING, ["frame 1", "frame 3"]),
        (lambda item: isinstance(item, Message), ["message 0", "message 1"]),
        (lambda item: bool(item.faults), ["frame 3"]),
        (lambda item: False, []),
    ],
)
def test_only_the_wanted_ones_are_drawn_and_all_are_numbered(wanted: Callable[[Item], bool], shown: list[str]) -> None:
    data = build_frame(TEXT, b"a") + build_frame(PING) + build_frame(TEXT, b"b") + BROKEN
    lines = drawn(data, messages=True, wanted=wanted)
    assert [title.split(" · ")[0] for title in titles(lines)] == [*shown, "sum"]


def test_a_fault_that_is_not_wanted_is_neither_shown_nor_taken_for_explained() -> None:
    view = Drawn(Look(), colour=False, wanted=lambda item: False)
    (fault,) = FrameReader().feed(b"HTTP/1.1 200 OK\r\n\r\n")
    assert view.batch([fault], None) == ""
    assert not view.look.explained


def test_colours_change_no_word() -> None:
    plain, painted = (Drawn(Look(), colour=colour) for colour in (False, True))
    items = FrameReader().feed(build_frame(TEXT, b"Hello"))
    text = painted.batch(items, None)
    assert "\x1b[1;33m" in text
    for code in {part.split("m")[0] for part in text.split("\x1b[")[1:]}:
        text = text.replace(f"\x1b[{code}m", "")
    assert text == plain.batch(items, None)


@given(st.integers(0, 60))
def test_any_cut_gives_the_same_picture(cut: int) -> None:
    data = build_frame(TEXT, b"Hello", key=KEY) + BROKEN + build_frame(TEXT, DEFLATED, rsv=4) + b"\x81\x7e"
    how = Reading(deflate=DeflateParameters(), messages=True)
    assert drawn(data, how, messages=True, cut=cut) == drawn(data, how, messages=True)
