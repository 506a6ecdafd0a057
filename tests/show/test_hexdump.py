import pytest

from rtcli.show.hexdump import Stretch, draw_dump, draw_row
from rtcli.show.look import Look
from rtcli.show.paint import paint
from rtcli.wire.hexdump import Mark, Row, rows


def row(data: bytes, *marks: Mark, offset: int = 0) -> Row:
    return next(rows(data, offset=offset, marks=marks, width=32))


def text(stretch: Stretch, look: Look) -> list[str]:
    return paint(draw_dump(stretch, look), False).splitlines()


def test_fields_have_their_colours_in_both_columns() -> None:
    marks = Mark(0, 1, "opcode"), Mark(1, 2, "length"), Mark(2, 11, "payload")
    assert draw_row(row(b"\x81\x09Hi there!", *marks), Look(), size=16) == [
        [
            ("  0000  ", "dim"),
            ("81", "field.opcode"),
            (" ", ""),
            ("09", "field.length"),
            (" ", ""),
            ("48 69 20 74 68 65  72 65 21", "field.payload"),
            (" " * 15 + "  ", ""),
            (".", "field.opcode"),
            (".", "field.length"),
            ("Hi there!", "field.payload"),
        ]
    ]


def test_a_run_that_ends_before_an_eighth_keeps_the_wide_gap() -> None:
    (line,) = draw_row(row(bytes(10), Mark(0, 8, "key")), Look(), size=10)
    assert line[1:4] == [("00 00 00 00 00 00 00 00", "field.key"), ("  ", ""), ("00 00", "")]


@pytest.mark.parametrize(
    ("mark", "width", "marker"),
    [
        (Mark(3, 4, "message.bad-utf8", True), 80, " " * 17 + "^^ message.bad-utf8"),
        (Mark(6, 10, "deflate.error", True), 80, " " * 26 + "^^^^^^^^^^^^ deflate.error"),
        (Mark(15, 16, "frame.message-inside-message", True), 80, " " * 25 + "frame.message-inside-message ^^"),
        (Mark(7, 8, "message.bad-utf8", True), 40, " " * 10 + "message.bad-utf8 ^^"),
        (Mark(5, 6, "frame.continuation-without-start", True), 40, " " * 21 + "^^ frame.continuat…"),
    ],
)
def test_a_fault_is_marked_under_its_bytes_with_its_name_where_there_is_room(
    mark: Mark, width: int, marker: str
) -> None:
    size = 16 if width == 80 else 8
    lines = draw_row(row(bytes(size), mark), Look(width=width), size=size)
    assert paint(lines[1:], False) == marker + "\n"
    assert len(marker) <= width


def test_faulty_bytes_stand_out_and_a_marker_has_the_colour_of_its_level() -> None:
    marks = Mark(0, 3, "payload"), Mark(1, 2, "frame.mask-mixed", True)
    line, marker = draw_row(row(b"abc", *marks), Look(), size=3)
    assert [span for span in line if span[1] == "fault"] == [("62", "fault"), ("b", "fault")]
    assert marker[1] == ("^^ frame.mask-mixed", "level.warn")


def test_what_is_left_out_is_said() -> None:
    assert text(Stretch(0, bytes(40), 1000), Look(max_dump=17)) == [
        "  0000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................",
        "  0010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................",
        "     …  968 more bytes",
    ]
    assert text(Stretch(0, b"ab", 3), Look())[1:] == ["     …  1 more byte"]
    assert text(Stretch(0, b"ab", 2), Look(max_dump=0)) == ["     …  2 more bytes"]


def test_a_fault_beyond_the_cut_is_shown_with_the_rows_around_it() -> None:
    marks = (Mark(0x350, 0x351, "message.bad-utf8", True), Mark(0, 1, "elsewhere", True), Mark(0x310, 0x320, "key"))
    assert text(Stretch(0x300, bytes(0x71), 0x71, marks), Look(max_dump=16)) == [
        "  0300  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................",
        "     …  48 more bytes",
        "  0340  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................",
        "  0350  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................",
        "        ^^ message.bad-utf8",
        "  0360  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  ................",
        "     …  1 more byte",
    ]
