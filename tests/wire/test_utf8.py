"""UTF-8 by the piece: the place of the first ill-formed sequence, however the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.utf8 import Utf8


def check(pieces: list[bytes]) -> tuple[int | None, bool]:
    """Where the fault starts, and whether it was known before the end."""
    text = Utf8()
    for piece in pieces:
        if (at := text.feed(piece)) is not None:
            return at, True
    return text.end(), False


@pytest.mark.parametrize(
    ("data", "at", "early"),
    [
        (b"", None, False),
        ("κόσμε €\U0001f600".encode(), None, False),
        (b"abc\x80", 3, True),  # a continuation byte alone
        (b"\xc0\xaf", 0, True),  # over-long
        (b"a\xe0\x80", 1, True),  # over-long, known at its second byte
        (b"a\xf0\x8f", 1, True),
        (b"a\xed\xa0", 1, True),  # a surrogate, known at its second byte
        (b"a\xed\x9f\xbf", None, False),
        (b"ab\xf4\x90", 2, True),  # above U+10FFFF, known at its second byte
        (b"\xf5", 0, True),
        (b"ab\xe2\x82", 2, False),  # broken off
        (b"ab\xe2\x28\xa1", 2, True),
    ],
)
def test_place_and_time(data: bytes, at: int | None, early: bool) -> None:
    assert check([data]) == (at, early)
    assert check([data[i : i + 1] for i in range(len(data))]) == (at, early)


@given(st.binary(max_size=40), st.lists(st.integers(0, 40), max_size=5))
def test_any_cut_gives_the_place_python_gives(data: bytes, cuts: list[int]) -> None:
    borders = [0, *sorted(cuts), len(data)]
    pieces = [data[a:b] for a, b in zip(borders, borders[1:], strict=False)]
    try:
        data.decode()
        expected = None
    except UnicodeDecodeError as error:
        expected = error.start
    assert check(pieces)[0] == expected
