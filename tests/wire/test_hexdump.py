import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.hexdump import Mark, Row, rows


def test_bytes_come_in_rows_with_their_offsets() -> None:
    assert [(row.offset, row.data) for row in rows(bytes(range(20)), offset=0x100, width=8)] == [
        (0x100, bytes(range(8))),
        (0x108, bytes(range(8, 16))),
        (0x110, bytes(range(16, 20))),
    ]


def test_no_bytes_are_no_rows() -> None:
    assert list(rows(b"")) == []


def test_the_ascii_column_has_a_dot_for_what_is_not_printable() -> None:
    (row,) = rows(b"a ~\x1f\x7f\x80\xff\n")
    assert row.ascii == "a ~....."


FIELD = Mark(10, 12, "opcode")
PAYLOAD = Mark(12, 18, "payload")


@pytest.mark.parametrize(
    ("marks", "names", "faults"),
    [
        ((), ("", "", "", ""), ()),
        ((FIELD, PAYLOAD), ("opcode", "opcode", "payload", "payload"), ()),
        ((PAYLOAD, Mark(12, 13, "code")), ("", "", "code", "payload"), ()),
        ((Mark(0, 10, "before"), Mark(14, 20, "after")), ("", "", "", ""), ()),
        ((Mark(11, 11, "empty"),), ("", "", "", ""), ()),
        ((Mark(8, 11, "fault", True),), ("", "", "", ""), (Mark(10, 11, "fault", True),)),
        ((FIELD, Mark(10, 11, "fault", True)), ("opcode", "opcode", "", ""), (Mark(10, 11, "fault", True),)),
    ],
)
def test_marks_name_the_bytes_they_lie_over(
    marks: tuple[Mark, ...], names: tuple[str, ...], faults: tuple[Mark, ...]
) -> None:
    assert list(rows(b"\x81\x05Hi", offset=10, marks=marks)) == [Row(10, b"\x81\x05Hi", names, faults)]


def test_a_mark_goes_on_in_the_next_row() -> None:
    first, second = rows(b"abcd", marks=(Mark(1, 3, "code", True),), width=2)
    assert (first.faults, second.faults) == ((Mark(1, 2, "code", True),), (Mark(2, 3, "code", True),))


def test_a_width_of_nothing_is_our_own_misuse() -> None:
    with pytest.raises(ValueError, match="must not be zero"):
        list(rows(b"a", width=0))


MARKS = st.builds(Mark, st.integers(0, 60), st.integers(0, 60), st.sampled_from(["a", "b"]), st.booleans())


@given(st.binary(max_size=50), st.integers(0, 9), st.lists(MARKS, max_size=5), st.integers(1, 40))
def test_rows_hold_every_byte_once_and_a_name_for_each(data: bytes, offset: int, marks: list[Mark], width: int) -> None:
    made = list(rows(data, offset=offset, marks=marks, width=width))
    assert b"".join(row.data for row in made) == data
    assert all(len(row.names) == len(row.data) == len(row.ascii) for row in made)
    assert all(
        row.offset <= fault.start < fault.end <= row.offset + len(row.data) for row in made for fault in row.faults
    )
    names = [name for row in made for name in row.names]
    for at, name in enumerate(names, offset):
        over = [mark.name for mark in marks if mark.start <= at < mark.end and not mark.faulty]
        assert name == (over[-1] if over else "")
