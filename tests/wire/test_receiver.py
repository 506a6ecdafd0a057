"""What a session receives is what the patient reader reads, in any cut and form, as far as it may be passed on."""

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, CONTROL_LIMIT, Frame, build_frame
from rtcli.wire.messages import LIMIT_BYTES, Message
from rtcli.wire.plain import Bulk, Heard, Item
from rtcli.wire.reader import FrameReader, Reading, Tally
from rtcli.wire.receiver import AREA_BYTES, FLOWING_BYTES, OWN_READ_BYTES, Receiver

DEFLATE = DeflateParameters()
HELLO = build_frame(1, b"hello")
LARGE = build_frame(2, bytes(range(256)) * 1000)


def receiver(*, limit: int = LIMIT_BYTES, is_strict: bool = True, bulk: bool = True, frames: bool = False) -> Receiver:
    found = Receiver(Reading(deflate=DEFLATE, messages=True, limit=limit, keep=limit), is_strict=is_strict)
    found.want(frames=frames, messages=True, bulk=bulk)
    return found


def take(found: Receiver, data: bytes, cuts: tuple[int, ...] = (), *, in_place: bool = False) -> list[Heard]:
    """What it hears of these bytes, cut so, and put where it has room for them if that is asked for."""
    heard: list[Heard] = []
    for start, end in pairwise([0, *sorted(cut for cut in cuts if 0 < cut < len(data)), len(data)]):
        while start < end:
            piece, room = memoryview(data)[start:end], found.room() if in_place else None
            if room is not None:
                piece = piece[: len(room)]
                room[: len(piece)] = piece
            start += len(piece)
            heard += found.take(piece if room is None else room[: len(piece)])
    return heard


Told = tuple[object, ...]


def told(items: list[Heard]) -> list[Told]:
    """Items as values that do not tell how they came together."""
    values: list[Told] = []
    for item in items:
        if isinstance(item, Bulk):
            values += [(item.opcode, payload) for payload in item.payloads]
        elif isinstance(item, Message):
            values.append((item.opcode, item.payload))
        else:
            values.append((item,))
    return values


def patient(data: bytes, limit: int = LIMIT_BYTES) -> tuple[list[Item], Tally]:
    """What the reader of captures finds, byte by byte, but for messages that may not be passed on."""
    reader = FrameReader(Reading("server", DEFLATE, frames=False, messages=True, control=True, limit=limit, keep=limit))
    kept: list[Item] = []
    is_closed = False
    for byte in data:
        for item in reader.feed(bytes((byte,))):
            is_closed = is_closed or (isinstance(item, Frame) and item.opcode == CLOSE)
            if not (isinstance(item, Message) and (is_closed or not item.readable)):
                kept.append(item)
    return kept, reader.tally


def deflated(texts: list[bytes], opcode: int) -> bytes:
    deflater = Deflater()
    return b"".join(build_frame(opcode, deflater.deflate(text), rsv=4) for text in texts)


PAYLOADS = st.binary(max_size=200) | st.text(max_size=60).map(str.encode)
PLAIN = st.builds(build_frame, st.sampled_from([1, 1, 1, 2, 9, 10]), st.text(max_size=60).map(str.encode))
RUNS = st.builds(lambda frame, times: frame * times, PLAIN, st.integers(1, 5))
DEFLATED = st.builds(deflated, st.lists(PAYLOADS | st.just(b"again" * 99), max_size=4), st.sampled_from([1, 2]))
ANY = st.builds(
    build_frame,
    st.integers(0, 15),
    PAYLOADS,
    fin=st.booleans(),
    rsv=st.sampled_from([0, 0, 0, 4, 7]),
    length_form=st.sampled_from([None, None, 16, 64]),
    mask_bit=st.sampled_from([None, None, None, True]),
)
STREAMS = st.lists(RUNS | DEFLATED | ANY | st.binary(max_size=10), max_size=8).map(b"".join)
CUTS = st.lists(st.integers(0, 600), max_size=6).map(tuple)
LIMITS = st.sampled_from([30, LIMIT_BYTES])


@given(STREAMS, CUTS, LIMITS, st.booleans())
def test_the_same_as_with_patience(data: bytes, cuts: tuple[int, ...], limit: int, bulk: bool) -> None:
    items, tally = patient(data, limit)
    found = receiver(limit=limit, is_strict=False, bulk=bulk)
    heard = take(found, data, cuts)
    assert told(heard) == told([*items])
    assert found.tally == tally
    if not bulk:
        assert heard == items


@given(STREAMS, CUTS, LIMITS, st.booleans())
def test_strictly_nothing_is_heard_behind_a_fault(data: bytes, cuts: tuple[int, ...], limit: int, bulk: bool) -> None:
    items, _ = patient(data, limit)
    good: list[Heard] = []
    for item in items:
        if isinstance(item, Fault) or (isinstance(item, Frame) and item.faults):
            break
        good.append(item)
    found = receiver(limit=limit, bulk=bulk)
    heard = told(take(found, data, cuts))
    assert heard[: len(good)] == told(good)
    bad = [value[0] for value in heard[len(good) :]]
    assert all(isinstance(item, Fault | Frame) for item in bad)
    assert found.lost == bool(bad)
    assert take(found, HELLO) == [] or not bad


def test_runs_of_one_kind_come_as_one() -> None:
    data = HELLO * 3 + build_frame(2, b"x") + build_frame(9, b"?") + build_frame(1, b"y" * 200) * 2
    assert take(receiver(), data) == [
        Bulk(1, [b"hello"] * 3, 15),
        Bulk(2, [b"x"], 1),
        Frame(24, b"\x89\x01", b"?"),
        Bulk(1, [b"y" * 200] * 2, 400),
    ]


def test_compressed_ones_too() -> None:
    found = receiver()
    data = deflated([b"hello", b"hello, hello"], 1)
    assert take(found, data) == [Bulk(1, [b"hello", b"hello, hello"], len(data) - 4)]
    assert found.tally.message_bytes == 17


@pytest.mark.parametrize("bulk", [True, False])
@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize(
    "data",
    [
        LARGE,
        HELLO + LARGE * 3 + HELLO,
        build_frame(1, "grüße".encode() * 20_000) + HELLO,
        build_frame(1, bytes(65_533)) + HELLO,  # the largest that are not large
        build_frame(1, bytes(65_536)) + HELLO,
        build_frame(2, bytes(AREA_BYTES - 10)) + HELLO,
        build_frame(2, bytes(AREA_BYTES - 9)) + HELLO,
        build_frame(2, bytes(3 << 20)) + HELLO,
        build_frame(1, b"a" * 100_000, fin=False) + build_frame(0, b"b" * 200_000) + HELLO,
        build_frame(1, Deflater().deflate(bytes(range(128)) * 3000), rsv=4) + HELLO,
    ],
)
def test_large_messages_in_any_cut(data: bytes, in_place: bool, bulk: bool) -> None:
    whole = told(take(receiver(bulk=bulk), data))
    assert [len(value[1]) for value in whole if isinstance(value[1], bytes)][-1] in (5, 256_000)
    for cuts in ((1,), (2, 12), (40_000,), tuple(range(0, len(data), 65_536)), (len(data) - 3,), (len(data) - 50_000,)):
        found = receiver(bulk=bulk)
        assert told(take(found, data, cuts, in_place=in_place)) == whole
        assert found.in_hand_bytes == 0


def test_room_is_given_where_it_is_worth_it() -> None:
    found = receiver()
    assert found.room() is None
    take(found, LARGE[:100])
    room = found.room()
    assert room is not None and len(room) == len(LARGE) - 100
    take(found, LARGE[100 : 1 - OWN_READ_BYTES])
    assert (found.room(), found.in_hand_bytes) == (None, len(LARGE) + 1 - OWN_READ_BYTES)
    take(found, LARGE[1 - OWN_READ_BYTES :])
    assert found.in_hand_bytes == 0


def test_a_stream_that_flows_is_not_read_frame_by_half_frame() -> None:
    frame = build_frame(2, bytes(20_000))
    data = frame * 2
    found = receiver()
    assert [len(item.payloads) for item in take(found, data, (FLOWING_BYTES,)) if isinstance(item, Bulk)] == [1, 1]
    assert found.in_hand_bytes == 0


@pytest.mark.parametrize("cut", [3, 30_000, 200_000])
def test_the_end_finds_what_is_in_hand(cut: int) -> None:
    found = receiver()
    assert take(found, LARGE[:cut]) == []
    assert found.in_hand_bytes == cut
    (fault,) = found.end()
    assert isinstance(fault, Fault) and (fault.code, fault.offset) == ("frame.truncated", cut)


def test_ill_formed_text_in_a_large_frame() -> None:
    data = build_frame(1, b"a" * 100_000 + b"\xff")
    assert [(item.code, item.offset) for item in take(receiver(), data, (50_000,)) if isinstance(item, Fault)] == [
        ("message.bad-utf8", 100_010)
    ]


def test_another_form_in_the_midst_of_a_large_frame() -> None:
    found = receiver()
    take(found, LARGE[:100_000])
    found.want(frames=True, messages=True, bulk=False)
    frame, message = take(found, LARGE[100_000:])
    assert isinstance(frame, Frame) and isinstance(message, Message)
    assert frame.payload == message.payload == LARGE[10:]


def test_nothing_but_control_frames() -> None:
    found = receiver()
    found.want(frames=False, messages=False, bulk=False)
    assert take(found, HELLO + build_frame(9, b"?") + HELLO) == [Frame(7, b"\x89\x01", b"?")]
    assert found.tally.messages == 2


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (build_frame(1, b"", declared=1 << 40), ["frame.too-big"]),
        (build_frame(1, b"\xff", declared=100), ["message.bad-utf8"]),
        (build_frame(3, b"", declared=100), ["frame.reserved-opcode"]),
    ],
)
def test_a_fault_is_told_before_its_frame_is_here(data: bytes, codes: list[str]) -> None:
    found = receiver()
    assert [item.code for item in take(found, data) if isinstance(item, Fault)] == codes
    assert found.lost
    patiently = receiver(is_strict=False)
    assert take(patiently, data) == []
    assert not patiently.lost


def test_a_message_that_a_fault_completes_is_not_handed_on() -> None:
    data = build_frame(1, b"x", fin=False) + build_frame(0, b"x", rsv=4)
    assert [item.code for item in take(receiver(), data) if isinstance(item, Fault)] == ["frame.rsv1-on-continuation"]
    assert [type(item) for item in take(receiver(is_strict=False), data)] == [Fault, Message]


def test_what_follows_a_close_is_not_handed_on() -> None:
    data = build_frame(8, b"\x03\xe8") + HELLO + build_frame(9, b"?")
    heard = take(receiver(is_strict=False), data)
    assert [item.code if isinstance(item, Fault) else type(item) for item in heard] == [
        Frame,
        "close.data-after",
        Frame,
    ]


def test_a_frame_of_control_is_heard_with_its_faults() -> None:
    (frame,) = take(receiver(), build_frame(9, bytes(CONTROL_LIMIT + 1)))
    assert isinstance(frame, Frame) and [fault.code for fault in frame.faults] == ["frame.control-too-long"]


def test_small_fragments_cost_no_more_than_their_bytes() -> None:
    found = receiver(limit=1 << 20)
    take(found, build_frame(2, b"", fin=False))
    tracemalloc.start()
    for _ in range(20):
        take(found, build_frame(0, b"ab", fin=False) * 5000)
        take(found, build_frame(0, b"", fin=False) * 5000)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 500_000
