import pytest

from rtcli.show.look import Look, hex_columns


@pytest.mark.parametrize(("size", "columns"), [(1, 2), (4, 11), (8, 23), (9, 27), (16, 48), (32, 98)])
def test_hex_columns(size: int, columns: int) -> None:
    assert hex_columns(size) == columns


@pytest.mark.parametrize(
    ("width", "offset", "count", "size"),
    [
        (80, 0, 100, 16),
        (140, 0, 100, 32),
        (139, 0, 100, 16),
        (140, 0, 16, 16),  # few bytes stay in the columns they have at 80
        (140, 0x1000000, 100, 16),  # a longer offset takes the room
        (60, 0, 100, 8),
        (40, 0, 100, 8),
        (40, 0x100000, 100, 8),
        (40, 0x10000000, 100, 4),
        (10, 0, 100, 4),
    ],
)
def test_as_many_bytes_in_a_row_as_fit(width: int, offset: int, count: int, size: int) -> None:
    assert Look(width=width).row_size(offset, count) == size


@pytest.mark.parametrize(
    ("width", "offset", "gutter"), [(80, 5, "  0005"), (80, 0x1234567, "1234567"), (59, 5, " 0005"), (60, 5, "  0005")]
)
def test_offsets_stand_at_the_right_of_the_gutter(width: int, offset: int, gutter: str) -> None:
    assert Look(width=width).offset(offset) == gutter


def test_a_block_stands_beside_its_label_and_breaks_where_it_is_full() -> None:
    look = Look(width=14)
    assert look.room == 8
    assert look.block("text", "dim", [[("abcdefghij", "")], [("k", "title")]]) == [
        [(" text", "dim"), (" ", ""), ("abcdefgh", "")],
        [("     ", ""), (" ", ""), ("ij", "")],
        [("     ", ""), (" ", ""), ("k", "title")],
    ]
    assert look.block("text", "dim", []) == []


def test_prose_breaks_between_words() -> None:
    assert Look(width=14).prose("cure", "dim", "mask it well") == [
        [(" cure", "dim"), (" ", ""), ("mask it", "")],
        [("     ", ""), (" ", ""), ("well", "")],
    ]


def test_what_has_been_explained_does_not_make_two_looks_differ() -> None:
    assert Look(explained={"frame.truncated"}) == Look()
