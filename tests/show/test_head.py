import pytest

from rtcli.show.head import draw_head
from rtcli.show.look import Look
from rtcli.show.paint import paint
from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame


def drawn(head: str, *codes: str, payload: bytes = b"", width: int = 80) -> list[str]:
    frame = Frame(0x2A, bytes.fromhex(head), payload, tuple(Fault(code, 0x2A, "") for code in codes))
    return paint(draw_head(frame, Look(width=width)), False).splitlines()


def test_every_field_has_a_row() -> None:
    assert drawn("81fe008037fa213d") == [
        "  002a  81  1··· ····  FIN     1    the whole message",
        "            ·000 ····  RSV1-3  000  none set",
        "            ···· 0001  opcode  0x1  text",
        "  002b  fe  1··· ····  MASK    1    masked",
        "            ·111 1110  length  126  it is in the next 16 bits",
        "  002c  00 80          length  128  bytes of payload",
        "  002e  37 fa 21 3d    key     taken off the payload below",
    ]


def test_a_long_field_takes_two_rows() -> None:
    assert drawn("827f0000000000011170")[-2:] == [
        "  002c  00 00 00 00    length  70,000  bytes of payload",
        "  0030  00 01 11 70",
    ]


@pytest.mark.parametrize(
    ("head", "code", "rows"),
    [
        (
            "9100",
            "frame.reserved-bits",
            ["            ·001 ····  RSV1-3  001  RSV3", "               ^       frame.reserved-bits"],
        ),
        (
            "0900",
            "frame.control-fragmented",
            [
                "  002a  09  0··· ····  FIN     0    more frames follow",
                "            ^          frame.control-fragmented",
            ],
        ),
        (
            "8300",
            "frame.reserved-opcode",
            [
                "            ···· 0011  opcode  0x3  reserved for data frames",
                "                 ^^^^  frame.reserved-opcode",
            ],
        ),
        (
            "817e0005",
            "frame.length-not-minimal",
            ["  002c  00 05          length  5    bytes of payload", "        ^^ ^^          frame.length-not-minimal"],
        ),
    ],
)
def test_carets_stand_under_the_bits_or_bytes_at_fault(head: str, code: str, rows: list[str]) -> None:
    lines = drawn(head, code)
    at = lines.index(rows[1])
    assert lines[at - 1 : at + 1] == rows


def test_a_close_code_is_a_field_and_can_be_at_fault() -> None:
    assert drawn("8802", "close.forbidden-code", payload=b"\x03\xed")[-2:] == [
        "  002c  03 ed          code    1005  no status received",
        "        ^^ ^^          close.forbidden-code",
    ]


def test_a_fault_colours_its_bits_and_their_byte() -> None:
    frame = Frame(0, b"\x91\x00", b"", (Fault("frame.reserved-bits", 0, ""), Fault("close.one-byte", 0, "")))
    spans = [span for line in draw_head(frame, Look()) for span in line if span[1] in ("fault", "octet")]
    assert spans == [("91", "fault"), ("001", "fault"), ("00", "octet")]


def test_narrow_rows_put_the_meaning_under_its_value_and_cut_a_long_name() -> None:
    assert drawn("80fe0080000000ff", "frame.continuation-without-start", width=40) == [
        " 002a 80 1··· ···· FIN    1 last of its",
        "                          message",
        "         ·000 ···· RSV1-3 000 none set",
        "         ···· 0000 opcode 0x0",
        "                          continuation",
        "              ^^^^ frame.continuation-w…",
        " 002b fe 1··· ···· MASK   1 masked",
        "         ·111 1110 length 126 it is in",
        "                          the next 16",
        "                          bits",
        " 002c 00 80        length 128 bytes of",
        "                          payload",
        " 002e 00 00 00 ff  key    taken off the",
        "                          payload below",
    ]
