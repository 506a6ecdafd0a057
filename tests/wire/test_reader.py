"""Whole streams in any cut: the specimens, two other engines, random bytes, and bounded memory."""

import tracemalloc
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame as TheirFrame
from websockets.protocol import OPEN, Protocol, Side
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, TextMessage

from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame, build_frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item
from rtcli.wire.reader import KEEP_REST_BYTES, FrameReader, Reading, Rest, Tally
from tests.specimens import SPECIMENS, Specimen

KEY = bytes.fromhex("37fa213d")
EVERYTHING = Reading(messages=True)


def read(data: bytes, how: Reading = EVERYTHING, cuts: tuple[int, ...] = ()) -> tuple[list[Item], Tally]:
    reader = FrameReader(how)
    items: list[Item] = []
    for start, end in pairwise([0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]):
        items += reader.feed(data[start:end])
    return items + reader.end(), reader.tally


def how_to_read(specimen: Specimen) -> Reading:
    deflate = None if specimen.deflate is None else DeflateParameters()
    return Reading(origin=specimen.origin, deflate=deflate, messages=True, keep=1000)


@pytest.mark.parametrize("code", SPECIMENS)
def test_every_specimen_shows_its_fault_and_no_other(code: str) -> None:
    specimen = SPECIMENS[code]
    how = how_to_read(specimen)
    items, tally = read(specimen.data, how)
    own = [item for item in items if isinstance(item, Fault)]
    faults = own + [fault for item in items if isinstance(item, Frame) for fault in item.faults]
    assert {fault.code: fault.offset for fault in faults} == specimen.faults
    assert tally.faults == dict.fromkeys(specimen.faults, 1)
    assert read(specimen.data, replace(how, frames=False, messages=False)) == (faults, tally)


@pytest.mark.parametrize("code", [code for code, specimen in SPECIMENS.items() if len(specimen.data) < 300])
def test_every_specimen_in_every_cut(code: str) -> None:
    specimen = SPECIMENS[code]
    whole = read(specimen.data, how_to_read(specimen))
    for cut in range(len(specimen.data)):
        assert read(specimen.data, how_to_read(specimen), (cut,)) == whole
    assert read(specimen.data, how_to_read(specimen), tuple(range(len(specimen.data)))) == whole


PAYLOADS = st.binary(max_size=200) | st.text(max_size=60).map(str.encode)
FRAMES = st.builds(
    build_frame,
    st.integers(0, 15),
    PAYLOADS,
    fin=st.booleans(),
    rsv=st.sampled_from([0, 0, 0, 4, 7]),
    key=st.sampled_from([b"", KEY]),
    length_form=st.sampled_from([None, None, 16, 64]),
    mask_bit=st.sampled_from([None, None, None, True, False]),
)
PLAIN = st.builds(build_frame, st.sampled_from([1, 2, 9, 10]), st.text(max_size=40).map(str.encode))
STREAMS = st.lists(FRAMES | PLAIN | st.binary(max_size=30), max_size=8).map(b"".join)
CUTS = st.lists(st.integers(0, 400), max_size=6).map(tuple)
READINGS = st.builds(
    Reading,
    origin=st.sampled_from([None, "client", "server"]),
    deflate=st.sampled_from([None, DeflateParameters(), DeflateParameters(server_no_context_takeover=True)]),
    messages=st.booleans(),
    limit=st.sampled_from([50, 1 << 20]),
    keep=st.sampled_from([20, 1000]),
)


@given(STREAMS, READINGS, CUTS)
def test_any_cut_of_anything_gives_the_same(data: bytes, how: Reading, cuts: tuple[int, ...]) -> None:
    whole, bytewise = read(data, how), read(data, how, tuple(range(1, len(data))))
    assert without_kept(read(data, how, cuts)[0]) == without_kept(whole[0]) == without_kept(bytewise[0])
    assert read(data, how, cuts)[1] == whole[1] == bytewise[1]


def without_kept(items: list[Item]) -> list[object]:
    """The hot loop keeps a plain frame whole, the patient one no more than it was told to."""
    return [item if isinstance(item, Fault) else item._replace(payload=item.payload[:20]) for item in items]


@given(STREAMS, READINGS)
def test_nothing_is_lost(data: bytes, how: Reading) -> None:
    """Headers, payloads and the rest make up the stream; offsets follow from each other."""
    items, tally = read(data, replace(how, offset=1000))
    assert tally.head_bytes + tally.payload_bytes + tally.rest_bytes == len(data)
    frames = [item for item in items if isinstance(item, Frame)]
    assert all(b"".join([data[frame.offset - 1000 :][: len(frame.head)]]) == frame.head for frame in frames)
    assert all(second.offset == first.end for first, second in pairwise(frames))
    assert sum(tally.frames.values()) == len(frames)


def test_how_a_stream_is_cut_does_not_show_in_the_order_of_its_kinds() -> None:
    data = build_frame(10) + build_frame(1) + build_frame(7) + build_frame(0)
    for cuts in ((), (2,), (2, 4)):
        _, tally = read(data, cuts=cuts)
        assert list(tally.by_opcode.items()) == [("continuation", 1), ("text", 1), ("reserved-7", 1), ("pong", 1)]


LEGAL = st.lists(
    st.tuples(st.sampled_from([1, 2, 9, 10]), st.text(max_size=30).map(str.encode), st.booleans()), max_size=8
)


def legal_stream(frames: list[tuple[int, bytes, bool]]) -> bytes:
    """Messages in one piece or in two with a ping between them."""
    parts: list[bytes] = []
    for opcode, payload, split in frames:
        if split and opcode < 8:
            parts += [build_frame(opcode, payload, fin=False), build_frame(9, b"?"), build_frame(0, payload)]
        else:
            parts.append(build_frame(opcode, payload))
    return b"".join(parts)


@given(LEGAL)
def test_frames_as_websockets_sees_them(frames: list[tuple[int, bytes, bool]]) -> None:
    data = legal_stream(frames)
    theirs = Protocol(Side.CLIENT, state=OPEN)
    theirs.receive_data(data)
    seen = [event for event in theirs.events_received() if isinstance(event, TheirFrame)]
    items, tally = read(data, Reading(origin="server"))
    ours = [item for item in items if isinstance(item, Frame)]
    assert [(frame.opcode, frame.payload, frame.fin) for frame in ours] == [
        (frame.opcode, bytes(frame.data), frame.fin) for frame in seen
    ]
    assert tally.faults == {}


@given(LEGAL)
def test_messages_as_wsproto_sees_them(frames: list[tuple[int, bytes, bool]]) -> None:
    data = legal_stream(frames) + build_frame(8, b"\x03\xe8")
    theirs = Connection(ConnectionType.CLIENT)
    theirs.receive_data(data)
    parts: list[bytes] = []
    seen: list[bytes] = []
    for event in theirs.events():
        if isinstance(event, TextMessage | BytesMessage):
            parts.append(event.data.encode() if isinstance(event.data, str) else bytes(event.data))
            if event.message_finished:
                seen.append(b"".join(parts))
                parts.clear()
    items, _ = read(data, Reading(origin="server", frames=False, messages=True))
    assert [item.payload for item in items if isinstance(item, Message)] == seen


def test_limits_and_what_is_kept() -> None:
    reader = FrameReader(Reading(origin="server", messages=True, limit=1 << 30, keep=1000))
    tracemalloc.start()
    items = reader.feed(build_frame(2, b"", declared=200_000_000))
    for _ in range(200):
        items += reader.feed(bytes(1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
    frame, message = items
    assert isinstance(frame, Frame) and isinstance(message, Message)
    assert (len(frame.payload), len(message.payload), message.length) == (1000, 1000, 200_000_000)


def test_bad_text_is_known_before_its_frame_is_here() -> None:
    reader = FrameReader()
    assert reader.faults_in_hand() == ()
    assert reader.feed(build_frame(1, b"abc\xff", declared=1000)) == []
    (fault,) = reader.faults_in_hand()
    assert (fault.code, fault.offset) == ("message.bad-utf8", 7)


def test_both_directions_at_once_keep_to_themselves() -> None:
    data = b"".join(
        (
            build_frame(1, b"ser", fin=False),
            build_frame(1, b"cli", fin=False, key=KEY),
            build_frame(0, b"ver"),
            build_frame(0, b"ent", key=KEY),
        )
    )
    items, tally = read(data)
    assert [(m.origin, m.payload) for m in items if isinstance(m, Message)] == [
        ("server", b"server"),
        ("client", b"client"),
    ]
    assert tally.faults == {"frame.mask-mixed": 1}


def test_once_lost_the_rest_is_counted() -> None:
    reader = FrameReader()
    assert isinstance(reader.feed(b"HTTP/1.1 502 Bad Gateway\r\n")[0], Fault)
    assert reader.lost
    assert reader.feed(b"more") == reader.end() == []
    assert reader.tally.rest_bytes == 30
    assert reader.rest == Rest(0, b"HTTP/1.1 502 Bad Gateway\r\nmore", 30)
    reader.feed(bytes(5000))
    assert (len(reader.rest.data), reader.rest.length) == (KEEP_REST_BYTES, 5030)


def test_an_http_answer_in_the_midst() -> None:
    items, tally = read(build_frame(1, b"hello") + b"HTTP/1.1 502 Bad Gateway\r\n")
    assert [type(item) for item in items] == [Frame, Message, Fault]
    assert (tally.faults, tally.rest_bytes) == ({"frame.not-websocket": 1}, 26)


def test_a_message_in_hand_when_borders_are_lost() -> None:
    data = build_frame(1, b"He", fin=False) + bytes.fromhex("807fffffffffffffffff") + b"rest"
    reader = FrameReader(EVERYTHING)
    items = reader.feed(data) + reader.end()
    assert reader.tally.faults == {"frame.length-top-bit": 1}
    assert reader.rest == Rest(len(data) - 4, b"rest", 4)
    last = items[-1]
    assert isinstance(last, Message) and not last.readable and last.payload == b"He"


def test_truncated_inside_a_message_is_said_once() -> None:
    data = build_frame(1, b"He", fin=False) + build_frame(0, b"llo", declared=9)
    assert read(data)[1].faults == {"frame.truncated": 1}


def test_no_more_frames_than_were_asked_for() -> None:
    data = build_frame(1, b"one") + build_frame(1, b"two", fin=False) + b"\xff\xff junk"
    items, tally = read(data, Reading(most=2))
    assert [item.payload for item in items if isinstance(item, Frame)] == [b"one", b"two"]
    assert (len(items), tally.faults, tally.rest_bytes) == (2, {}, 0)


@pytest.mark.parametrize(("data", "count"), [(b"", 0), (b"\x81", 1), (build_frame(1, b"abc", declared=9), 5)])
def test_how_much_of_a_frame_is_in_hand(data: bytes, count: int) -> None:
    reader = FrameReader()
    reader.feed(build_frame(1, b"whole") + data)
    assert reader.in_hand_bytes == count


@pytest.mark.parametrize("cut", [0, 3, 1000])
def test_control_frames_alone(cut: int) -> None:
    data = build_frame(1, b"a") + build_frame(9, b"?") + build_frame(1, b"b" * 50, fin=False) + build_frame(10, b"!")
    items, tally = read(data, Reading("server", frames=False, control=True, messages=True), (cut,))
    assert [item.payload for item in items if isinstance(item, Frame)] == [b"?", b"!"]
    assert (tally.messages, tally.message_bytes) == (1, 1)


@pytest.mark.parametrize("cuts", [(), (1,)])
def test_a_limit_holds_for_plain_frames_as_well(cuts: tuple[int, ...]) -> None:
    assert read(build_frame(1, b"123456") * 3, Reading(limit=5), cuts)[1].faults == {"frame.too-big": 3}
