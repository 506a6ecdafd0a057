import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.report.rules import RULES
from rtcli.show.live import LiveLines, LiveLook
from rtcli.show.look import Look
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Frame, build_frame, head_size
from rtcli.wire.mask import xor
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard
from rtcli.wire.reader import FrameReader, Reading
from tests.golden import golden

KEY = b"\x01\x02\x03\x04"
TRADE = '{"type":"trade","price":12.50,"ok":true,"tags":["a","żółć",{}]}'.encode()
MASKED = Fault("frame.masked-by-server", 1, "MASK is 1")
NOT_UTF8 = Fault("message.bad-utf8", 3, "ill-formed UTF-8 from byte 1 of the message")


def message(opcode: int, payload: bytes, *, origin: str = "server", **parts: Any) -> Message:
    size = len(payload)
    return Message(0, origin, opcode, payload, size, size, 1, False, True, ())._replace(**parts)


def frame(opcode: int, payload: bytes, *faults: Fault, **how: Any) -> Frame:
    data = build_frame(opcode, payload, **how)
    size = head_size(data, 0)
    made = Frame(0, data[:size], data[size:], faults)
    return made._replace(payload=xor(made.payload, made.key) if made.key else made.payload)


SCENE: list[tuple[str, float, list[Heard]]] = [  # who, when, and what
    ("client", 0.0124, [message(TEXT, b"Hello", origin="client")]),
    ("server", 0.0135, [Bulk(TEXT, [b"Hello", b"", b"two\nlines", b"\x1b]0;title\x07", "日本語 🎉".encode()], 0)]),
    ("server", 1.5, [message(TEXT, TRADE), Bulk(BINARY, [b"\xde\xad\xbe\xef" * 5], 20)]),
    ("server", 2.0, [frame(PING, b"keepalive")]),
    ("client", 2.0, [frame(PONG, b"keepalive", key=KEY), frame(PING, b"\0\1", key=KEY)]),
    ("server", 2.25, [frame(PONG, b"\0\1")]),
    ("server", 61.0, [NOT_UTF8, message(TEXT, b"a\xff\xfeb", faults=(NOT_UTF8,))]),
    ("server", 3600.125, [frame(CLOSE, b"\x03\xf0bye\x1b")]),
]
FRAMES: list[tuple[str, float, list[Heard]]] = [
    ("client", 0.5, [frame(TEXT, b"Hel", fin=False, key=KEY), frame(CONTINUATION, b"lo", key=KEY)]),
    (
        "server",
        0.75,
        [
            frame(TEXT, b"masked by the wrong side" * 4, MASKED, key=KEY),
            message(TEXT, b"masked by the wrong side" * 4, faults=(MASKED,)),
            frame(BINARY, bytes(range(32))),
            frame(CLOSE, b""),
        ],
    ),
]


def drawn(look: LiveLook, scene: list[tuple[str, float, list[Heard]]]) -> str:
    lines = LiveLines(look)
    lines.ponged(b"\0\1", 0.25)
    return "".join([lines.batch(items, origin, t_s) for origin, t_s, items in scene])


def one(items: list[Heard], *, page: Look | None = None, **look: Any) -> list[str]:
    page = page or Look(explained=set(RULES))
    return drawn(LiveLook(page=page, **look), [("server", 1.0, items)]).splitlines()


@pytest.mark.parametrize("width", [45, 80])
def test_a_session_as_it_looks(width: int) -> None:
    golden(f"show/live-{width}.txt", drawn(LiveLook(page=Look(width=width), control=True), SCENE))


def test_a_session_in_colour_and_pretty() -> None:
    golden("show/live-80-colour.txt", drawn(LiveLook(colour=True, control=True), SCENE))
    golden("show/live-80-pretty.txt", drawn(LiveLook(pretty=True, binary="hex"), SCENE))


@pytest.mark.parametrize("width", [45, 80])
def test_frames_as_they_look(width: int) -> None:
    golden(f"show/live-{width}-frames.txt", drawn(LiveLook(page=Look(width=width), frames=True), FRAMES))


def test_frames_with_their_bytes() -> None:
    golden("show/live-80-dump.txt", drawn(LiveLook(frames=True, dump=True), FRAMES))


def test_the_time_of_day() -> None:
    began = datetime(2026, 11, 20, 23, 59, 59, 500_000, UTC)
    assert one([message(TEXT, b"Hi")], began=began) == ["< 00:00:00.500  text         2  Hi"]


def test_control_frames_are_shown_where_they_are_asked_for_but_their_faults_always() -> None:
    fault = Fault("frame.control-fragmented", 0, "a control frame with FIN 0")
    ping = frame(PING, b"x", fault, fin=False)
    shown = "  fail  frame.control-fragmented at 0 (0x0): a control frame with FIN 0"
    assert one([ping]) == [shown]
    assert one([ping, fault], control=True) == ["<     1.000  ping         1  x", shown]


def test_a_round_trip_stands_beside_its_pong_once() -> None:
    pong = frame(PONG, b"\0\1")
    assert one([pong, pong], control=True) == [
        "<     1.000  pong         2  00 01  rtt 250 ms",
        "<     1.000  pong         2  00 01",
    ]


@pytest.mark.parametrize(("payload", "words"), [(b"\xff", "ff"), (b"\x1b", "1b"), (b"caf\xc3\xa9", "café"), (b"", "")])
def test_what_a_ping_carries_may_be_text(payload: bytes, words: str) -> None:
    assert one([frame(PING, payload)], control=True) == [f"<     1.000  ping   {len(payload):>7}  {words}"]


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        (b"\x03\xe8", "1000 normal closure"),
        (b"\x03\xe8caf\xe9", '1000 normal closure "caf\\xe9"'),
        (b"", ""),
        (b"\x03", ""),
    ],
)
def test_a_close_has_its_name(payload: bytes, line: str) -> None:
    assert one([frame(CLOSE, payload)], control=True) == [f"<     1.000  close  {len(payload):>7}  {line}"]


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        (b"x" * 11, "     11  xxxxxxxxxx … 1 more byte"),
        ("x日本語".encode(), "     10  x日本語"),
        ("日本語x日".encode(), "     13  日本語x … 3 more bytes"),
        ("xx日本語".encode(), "     11  xx日本 … 3 more bytes"),
        (b"\xff" * 12, "     12  " + "\\xff" * 10 + " … 2 more bytes"),
    ],
)
def test_a_long_payload_is_cut_between_characters(payload: bytes, line: str) -> None:
    page = Look(max_payload=10)
    assert one([Bulk(TEXT, [payload], 0)], page=page) == [f"<     1.000  text   {line}"]
    assert one([message(TEXT, payload)], page=page) == [f"<     1.000  text   {line}"]


def test_a_message_of_which_the_start_was_kept() -> None:
    kept = message(TEXT, b"start", length=2000)
    assert one([kept]) == ["<     1.000  text     2,000  start … 1,995 more bytes"]


@pytest.mark.parametrize(("form", "words"), [("hex", "00ff1b"), ("base64", "AP8b"), ("raw", "\\u0000\\xff\\u001b")])
def test_binary_in_a_line(form: str, words: str) -> None:
    assert one([message(BINARY, b"\0\xff\x1b")], binary=form) == [f"<     1.000  binary       3  {words}"]


def test_a_frame_that_completes_a_compressed_message_shows_what_it_says() -> None:
    hello = frame(TEXT, bytes.fromhex("f248cdc9c90700"), rsv=4)  # RFC 7692 7.2.3.1
    inflated = message(TEXT, b"Hello", compressed=True, wire_length=7)
    assert one([hello, inflated], frames=True) == ["<     1.000  text          F1···       7  Hello"]
    binary = one([hello, inflated._replace(opcode=BINARY)], frames=True)
    assert binary == ["<     1.000  text          F1···       7  f2 48 cd c9 c9 07 00"]
    assert one([hello, inflated._replace(readable=False)], frames=True) == binary


def test_a_message_that_could_not_be_inflated() -> None:
    lost = message(TEXT, b"", compressed=True, readable=False, wire_length=1200)
    assert one([lost]) == ["<     1.000  text     1,200  not inflated"]


def test_data_frames_are_not_shown_beside_messages() -> None:
    assert one([frame(TEXT, b"Hi"), message(TEXT, b"Hi")]) == ["<     1.000  text         2  Hi"]


SGR = re.compile(r"\x1b\[[\d;]*m")


@given(
    st.binary(max_size=300) | st.lists(st.text(max_size=30)).map(lambda texts: b"".join(map(build_text, texts))),
    st.sampled_from((45, 80)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_nothing_unprintable_comes_out(
    data: bytes, width: int, frames: bool, dump: bool, colour: bool, pretty: bool
) -> None:
    reader = FrameReader(Reading("server", DeflateParameters()))
    items: list[Heard] = [*reader.feed(data), *reader.end(), Bulk(TEXT, [data], 0), Bulk(BINARY, [data], 0)]
    look = LiveLook(Look(width=width), colour=colour, frames=frames, dump=dump, control=True, pretty=pretty)
    text = LiveLines(look).batch(items, "server", 1.0)
    assert all(line.isprintable() for line in SGR.sub("", text).split("\n"))
    assert colour or "\x1b" not in text
    assert not text or text.endswith("\n")


def build_text(text: str) -> bytes:
    return build_frame(TEXT, text.encode("utf-8", "replace"))
