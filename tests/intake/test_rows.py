import pytest

from rtcli.intake import rows

KINDS = [  # a first row, how it is to be read, its bytes
    (b"00000000: 8105 4865 6c6c 6f                        ..Hello", "", b"\x81\x05Hello"),
    (b"00000000: 81054865 6c6c6f00  ..Hello.", "", b"\x81\x05Hello\0"),
    (b"00000000: 65480581 006f6c6c  ..Hello.", ", little-endian words", b"\x81\x05Hello\0"),
    (b"00000000: 65480581   6f6c6c                    ..Hello", ", little-endian words", b"\x81\x05Hello"),
    (b"00000000: 10000001 00000101  ..", ", bits", b"\x81\x05"),
    (b"00000000: 10000001 00000101", "", b"\x10\0\0\1\0\0\1\1"),
    (b"00000000  81 05 48 65 6c 6c 6f 82  60 00  |..Hello.`.|", "", b"\x81\x05Hello\x82`\0"),
    (b"0000000 0581 6548 6c6c 006f", ", little-endian words", b"\x81\x05Hello\0"),
    (b"0000000    0581    6548", ", little-endian words", b"\x81\x05He"),
    (b"0000000 201 005 110", ", octal", b"\x81\x05H"),
    (b"0000000 002601 062510", ", octal words", b"\x81\x05He"),
    (b"0000000   01409   25928", ", decimal words", b"\x81\x05He"),
    (b"0000000 65480581", ", little-endian words", b"\x81\x05He"),
    (b"000000 81 05 48  >..H<", "", b"\x81\x05H"),
    (b"0000   81 05 48 65   ..He", "", b"\x81\x05He"),  # Wireshark
    (b"0000000000000010 81 05 48 65 He..", "", b"\x81\x05He"),  # PowerShell, one blank before its text
    (b"\t0x0000:  8105 4865", "", b"\x81\x05He"),
]


@pytest.mark.parametrize(("line", "says", "data"), KINDS)
def test_a_row_shows_how_it_is_to_be_read(line: bytes, says: str, data: bytes) -> None:
    found = rows.ROW.match(line)
    assert found
    digits = rows.digits_of(found)
    row = rows.parse_row(7, found, digits)
    assert (digits.says, row.line, row.data, row.wrong) == (says, 7, data, None)


WRONG = [  # a row, the column from 0, what is wrong
    (b"00000000: 8105 48g5 6c6c", 17, "'g' is not a hex digit"),
    (b"00000000: 8105 486 6c6c  .", 15, "'486' is not made of whole bytes"),
    (b"00000000: 814 05", 10, "'814' is not made of whole bytes"),
    (b"00000010: 65480581 006f6c6c  ..Hello.", 10, rows.UNTOLD),
    (b"00000000: 8105 4\xe2\x82\xac65 6c6c  .", 16, "'\\u20ac' is not a hex digit"),
    (b"00000000: 81 05 4", 16, "'4' is not made of whole bytes"),
    (b"0000000 201 005 999", 8, "'201 005 999' is not made of whole bytes"),
    (b"0000000 402601 777777", 8, "'402601 777777' is not made of whole bytes"),
]


DIGITS = {b"00000010": rows.PAIRS}  # as a row before has shown


@pytest.mark.parametrize(("line", "at", "says"), WRONG)
def test_what_is_wrong_in_a_row_is_said_with_its_place(line: bytes, at: int, says: str) -> None:
    found = rows.ROW.match(line)
    assert found
    assert rows.parse_row(1, found, DIGITS.get(line[:8], rows.digits_of(found))).wrong == (at, says)


CUTS = [  # a row, a size, its first bytes if the others are no data
    (b"0000000 0581 6548 0021", 5, b"\x81\x05He!"),
    (b"0000000 0581 6548 2121", 5, None),
    (b"0000   81 05 61 62 ab", 3, None),
    (b"0000   61 62 ab", 2, b"ab"),
    (b"0000   20 62 b", 2, b" b"),
    (b"00000000: 10000001 00000101 01001000", 3, None),
]


@pytest.mark.parametrize(("line", "size", "data"), CUTS)
def test_a_row_is_cut_where_its_text_looks_like_digits(line: bytes, size: int, data: bytes | None) -> None:
    found = rows.ROW.match(line)
    assert found
    assert rows.cut_row(rows.parse_row(1, found, rows.digits_of(found)), size) == data


LAST = [  # a row that no offset follows, the widest before it, its bytes
    (b"0000   81 05 48   ..H", 16, b"\x81\x05H"),
    (b"0000   81 05 48", 16, b"\x81\x05H"),
    (b"0000   61 62 ab", 2, b"ab"),
    (b"0000   61 62 ab", 0, b"ab\xab"),
    (b"0000: 3232 2e 22.", 16, b"22."),  # blanks lost on the way
    (b"0000  32 2e 61 62  |2.ab|", 16, b"2.ab"),
    (b"0000   81 05 4g 65", 16, None),
    (b"0000   81 05 4", 16, None),
]


@pytest.mark.parametrize(("line", "widest", "data"), LAST)
def test_the_last_row_has_as_many_bytes_as_its_text(line: bytes, widest: int, data: bytes | None) -> None:
    found = rows.ROW.match(line)
    assert found
    assert rows.last_row(rows.parse_row(1, found, rows.digits_of(found)), widest) == data
