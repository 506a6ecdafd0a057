import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.report.rules import RULES
from rtcli.show.cells import cells
from rtcli.show.frame import draw_frame, draw_rest, frame_line
from rtcli.show.hexdump import Stretch
from rtcli.show.look import Look
from rtcli.show.paint import STYLES, Line, paint
from rtcli.show.place import Place, Places
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, Frame, build_frame, head_size
from rtcli.wire.mask import xor
from rtcli.wire.messages import Message
from rtcli.wire.reader import FrameReader
from tests.golden import golden

KEY = bytes.fromhex("37fa213d")
HELLOS = b'{"hello":"hello hello hello hello"}'
SQUEEZED = bytes.fromhex("aa56ca48cdc9c957b282d00a18a4522d00")  # the same, deflated
TRADE = b'{"type":"trade","price":12.50,"ok":true,"tags":["a","\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87",{}]}'
LINES = "first line\nsecond 日本語 line 🎉, then \x1b[31mred\n".encode()
NOT_UTF8 = ("message.bad-utf8", 5, "ill-formed UTF-8 at byte 3 of the message")

TOUR: list[tuple[bytes, str, list[tuple[str, int, str]]]] = [  # the bytes, who sent them, and their faults
    (build_frame(TEXT, b"Hello"), "server", []),
    (build_frame(TEXT, TRADE, key=KEY), "client", []),
    (build_frame(TEXT, LINES), "server", []),
    (build_frame(PING, bytes(range(8))), "server", []),
    (build_frame(TEXT, b"Hel", fin=False, key=bytes(4)), "client", []),
    (build_frame(CONTINUATION, b"lo", key=KEY), "client", []),
    (build_frame(CLOSE, b"\x03\xeaunexpected opcode"), "server", []),
    (build_frame(CLOSE, b"\x03\xed"), "server", [("close.forbidden-code", 2, "code 1005 (no status received)")]),
    (build_frame(CLOSE, b"\x03"), "server", [("close.one-byte", 2, "a payload of one byte cannot hold a code")]),
    (build_frame(TEXT, b"caf\xe9 au lait, s'il vous pla\xeet"), "server", [NOT_UTF8]),
    (
        build_frame(TEXT, b"masked", key=b"abcd", rsv=3),
        "server",
        [("frame.reserved-bits", 0, "RSV bits are 011"), ("frame.masked-by-server", 1, "MASK is 1")],
    ),
    (build_frame(3, b"\x01\x02"), "server", [("frame.reserved-opcode", 0, "opcode is 0x3")]),
    (
        build_frame(BINARY, b"tiny", length_form=64),
        "server",
        [("frame.length-not-minimal", 2, "4 written in 64 bits")],
    ),
    (
        build_frame(PING, b"x" * 200, fin=False),
        "server",
        [
            ("frame.control-fragmented", 0, "a control frame with FIN 0"),
            ("frame.control-too-long", 1, "200 bytes in a control frame"),
        ],
    ),
    (build_frame(TEXT, SQUEEZED, rsv=4), "server", []),
    (build_frame(BINARY, bytes(at * at % 251 for at in range(70_000))), "server", []),
    (
        build_frame(TEXT, b"y" * 2000 + b"\xff" + b"z" * 500),
        "server",
        [("message.bad-utf8", 2004, "ill-formed UTF-8 at byte 2000 of the message")],
    ),
    (
        build_frame(TEXT, b"only a part of", declared=400),
        "server",
        [("frame.truncated", 18, "14 of 400 payload bytes are here")],
    ),
]


def message(opcode: int, payload: bytes, wire_length: int = 2) -> Message:
    return Message(0, "server", opcode, payload, len(payload), wire_length, 1, True, True, ())


def read(data: bytes, offset: int, faults: list[tuple[str, int, str]]) -> Frame:
    size = head_size(data, 0)
    frame = Frame(offset, data[:size], data[size:])
    seen = tuple(Fault(code, offset + at, says) for code, at, says in faults)
    return frame._replace(payload=xor(frame.payload, frame.key) if frame.key else frame.payload, faults=seen)


def tour(look: Look) -> list[Line]:
    places, offset = Places(), 0
    lines: list[Line] = []
    for data, origin, faults in TOUR:
        frame = read(data, offset, faults)
        place = places.of(frame, origin)
        if place.compressed:
            place = place._replace(inflated=message(TEXT, HELLOS, len(SQUEEZED)))
        lines += draw_frame(frame, place, look)
        offset += len(data)
    answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
    alien = Fault("frame.not-websocket", offset, "the bytes are an HTTP/1 response")
    return lines + draw_rest(Stretch(offset, answer, len(answer)), (alien,), look)


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_the_tour_looks_as_it_should(width: int) -> None:
    text = paint(tour(Look(width=width, explained=set(RULES))), False)
    assert all(cells(line) <= width for line in text.splitlines())
    golden(f"show/tour-{width}.txt", text)


def test_the_tour_has_its_colours() -> None:
    golden("show/tour-80-colour.txt", paint(tour(Look(explained=set(RULES))), True))


@pytest.mark.parametrize("width", [80, 140])
def test_the_terse_tour_takes_a_line_a_frame(width: int) -> None:
    golden(f"show/tour-{width}-terse.txt", paint(tour(Look(width=width, terse=True)), False))


def drawn(frame: Frame, place: Place | None = None, look: Look | None = None) -> list[str]:
    return paint(draw_frame(frame, place or Place(1), look or Look(explained=set(RULES))), False).splitlines()


def test_a_fault_brings_its_cure_the_first_time() -> None:
    frame, look = read(*TOUR[8][:1], 0, TOUR[8][2]), Look()
    first, second = drawn(frame, look=look), drawn(frame, look=look)
    assert any(line.startswith("  cure  ") for line in first)
    assert not any(line.startswith("  cure  ") for line in second)


def test_a_length_with_the_top_bit_promises_no_bytes() -> None:
    frame = Frame(0, b"\x82\x7f\xff" + bytes(7), b"", (Fault("frame.length-top-bit", 2, "0xFF00000000000000"),))
    assert not any("more byte" in line or "missing" in line for line in drawn(frame))


def test_a_payload_of_which_only_the_start_was_kept() -> None:
    frame = Frame(0, b"\x81\x7e\x07\xd0", b"x" * 32)
    assert drawn(frame)[-6:] == [
        "  0004  78 78 78 78 78 78 78 78  78 78 78 78 78 78 78 78  xxxxxxxxxxxxxxxx",
        "  0014  78 78 78 78 78 78 78 78  78 78 78 78 78 78 78 78  xxxxxxxxxxxxxxxx",
        "     …  1,968 more bytes",
        "  text  " + "x" * 32,
        "     …  1,968 more bytes",
        "",
    ]


@pytest.mark.parametrize(
    ("frame", "place", "title"),
    [
        (Frame(7, b"\x80\x00", b""), Place(1200), "frame 1,200 · continuation · head 2 + payload 0 · at 7"),
        (Frame(7, b"\x80\x00", b""), Place(2, "client", BINARY), "frame 2 · continuation of binary · from client"),
        (Frame(7, b"\x80\x00", b""), Place(2, None, 5), "frame 2 · continuation of a reserved kind · head 2"),
    ],
)
def test_a_title_says_what_a_frame_is(frame: Frame, place: Place, title: str) -> None:
    assert drawn(frame, place)[0].startswith(f"── {title} ")


@pytest.mark.parametrize(
    ("frame", "place", "last"),
    [
        (Frame(0, b"\xc1\x02", b"ab"), Place(1), "  0002  61 62" + " " * 45 + "ab"),
        (Frame(0, b"\x80\x02", b"ab"), Place(1, None, TEXT, True), "  0002  61 62" + " " * 45 + "ab"),
        (Frame(0, b"\x80\x02", b"ab"), Place(1, None, TEXT), "  text  ab"),
        (Frame(0, b"\x80\x02", b"ab"), Place(1), "  0002  61 62" + " " * 45 + "ab"),
        (
            Frame(0, b"\xc2\x02", b"ab"),
            Place(1, None, None, True, message(BINARY, b"\0\1")),
            "  0000  00 01" + " " * 45 + "..",
        ),
        (Frame(0, b"\x80\x02", b"ab"), Place(1, None, TEXT, True, message(TEXT, b"Hi")), "  text  Hi"),
        (Frame(0, b"\x88\x04", b"\x03\xe8ok"), Place(1), "  text  ok"),
    ],
)
def test_only_text_that_is_not_compressed_is_read_as_text(frame: Frame, place: Place, last: str) -> None:
    assert drawn(frame, place)[-2:] == [last, ""]


@pytest.mark.parametrize(
    ("frame", "line"),
    [
        (Frame(0, b"\x81\x05", b"Hello"), "   1   0000  text          F····       5  Hello"),
        (Frame(0, b"\xf2\x82" + KEY, b"\0\xff"), "   1   0000  binary        F123M       2  00 ff"),
        (Frame(9, b"\x01\x03", b"a\n\xff"), "   1   0009  text          ·····       3  a\\n\\xff"),
        (Frame(9, b"\x88\x02", b"\x03\xe8"), "   1   0009  close         F····       2  1000 normal closure"),
        (Frame(9, b"\x88\x04", b"\x03\xe8by"), "   1   0009  close         F····       4  1000 normal closure by"),
        (
            Frame(9, b"\x88\x01", b"\x03", (Fault("close.one-byte", 11, ""),)),
            "   1   0009  close         F····       1  03  close.one-byte",
        ),
    ],
)
def test_a_frame_in_one_line(frame: Frame, line: str) -> None:
    assert paint([frame_line(frame, Place(1), Look())], False) == f"{line}\n"


def test_one_line_is_cut_to_the_width_but_for_its_faults() -> None:
    frame = Frame(0, b"\x81\x64", b"x" * 100)
    assert cells(paint([frame_line(frame, Place(1), Look())], False)[:-1]) == 80
    many = frame._replace(faults=(Fault("frame.continuation-without-start", 0, ""),) * 2)
    assert "xxxxxxx…  frame." in paint([frame_line(many, Place(1), Look())], False)


def test_bytes_in_no_frame_are_dumped_with_the_first_marked() -> None:
    fault = Fault("frame.not-websocket", 16, "the bytes are JSON text")
    assert paint(draw_rest(Stretch(16, b"{", 1), (fault,), Look(terse=True)), False).splitlines() == [
        "── no frame · 1 byte · at 16 ───────────────────────────────────────── 1 fail ──",
        "  0010  7b" + " " * 48 + "{",
        "        ^^ frame.not-websocket",
        "  fail  frame.not-websocket at 16 (0x10): the bytes are JSON text",
        "",
    ]


@given(st.binary(max_size=300), st.integers(40, 150), st.booleans())
def test_whatever_is_read_can_be_drawn_and_keeps_to_its_page(data: bytes, width: int, terse: bool) -> None:
    reader, places, look = FrameReader(), Places(), Look(width=width, terse=terse)
    for item in reader.feed(data) + reader.end():
        if not isinstance(item, Frame):
            continue
        lines = draw_frame(item, places.of(item, "client" if item.masked else "server"), look)
        assert all(text.isprintable() and style in STYLES for line in lines for text, style in line)
        if not terse:
            assert all(sum(cells(text) for text, _ in line) <= width for line in lines)
