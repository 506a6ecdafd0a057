import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.intake.feed import Feed
from rtcli.intake.text import PART_BYTES, UNBROKEN_BYTES, Text, as_text, line_end
from tests.intake.reading import cuts, stream

HEADS = [
    (b"81 05\n", b"81 05\n"),
    (b"\xef\xbb\xbf81 05", b"81 05"),  # with the mark that Windows puts before UTF-8
    ("81 05\r\n".encode("utf-16"), b"81 05\r\n"),  # PowerShell's > before version 6
    (b"\xfe\xff" + "81 05".encode("utf-16-be"), b"81 05"),
    ("81\u00a005".encode(), b"81 05"),
    ("\u201c\\x81\u201d \u2014".encode(), b'"\\x81" -'),
    ("H\u00b7llo".encode(), b"H.llo"),
    (b"\x81\x05Hello", None),  # a frame: 81 starts no character
    (b"\x01\x05Hello", None),
    (b"\xff\xfe\x05H\x01", None),
    (b"caf\xc3", None),  # cut within a character, and nothing comes after it
    (b"a\x7f", None),
]


@pytest.mark.parametrize(("head", "text"), HEADS)
def test_a_head_is_text_or_it_is_not(head: bytes, text: bytes | None) -> None:
    assert as_text(head, True) == text


def test_a_head_may_end_within_a_character() -> None:
    assert as_text("caf\u00e9".encode()[:-1], False) == b"caf"


def parts(*blocks: bytes, verbatim: bool = False) -> list[bytes]:
    return list(Text(Feed(stream(*blocks)), verbatim=verbatim).parts(line_end))


def test_parts_end_where_the_cut_allows_it() -> None:
    assert parts(b"ab\nc", b"d\ne", b"f") == [b"ab\n", b"cd\n", b"ef"]


def test_typography_stays_where_it_is_content() -> None:
    assert parts("\u201ca\u201d".encode()) == [b'"a"']
    assert parts("\u201ca\u201d".encode(), verbatim=True) == ["\u201ca\u201d".encode()]


def test_bytes_that_are_not_utf_8_stay_as_they_are() -> None:
    assert parts(b"a\xff\xc3", b"b\n") == [b"a\xff\xc3b\n"]


@given(st.text(), st.lists(st.integers(0, 200)), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_cut_gives_the_same_text(text: str, places: list[int], encoding: str) -> None:
    data = text.encode(encoding)
    plain = b"".join(parts(*cuts(data, places), verbatim=True))
    expected = text.encode()
    assert plain == (expected.removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8" else expected)


def test_a_text_without_a_line_end_is_given_up() -> None:
    block = bytes(b"a" * PART_BYTES)
    with pytest.raises(RtError, match="input line 2 column 1: over 1 MiB without a line end"):
        parts(b"a\n", *[block] * (UNBROKEN_BYTES // PART_BYTES + 2))


def test_places_are_lines_and_columns_from_one() -> None:
    text = Text(Feed(stream("a\n\u00e9bc\nd".encode())))
    text.more()
    assert [text.place(at) for at in (0, 1, 2, 4, 6, 7)] == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 4), (3, 1)]
    text.use(4)
    assert (text.window, text.place(0), text.place(1)) == (b"bc\nd", (2, 2), (2, 3))
    assert str(text.wrong(3, "odd")) == "input line 3 column 1: odd"
    assert text.wrong(3, "odd").fix.startswith("known forms: raw")
    assert text.wrong(3, "odd", "even it out").fix == "even it out"


def test_lines_have_their_numbers() -> None:
    text = Text(Feed(stream(b"a\r\nb\n", b"c")))
    assert [list(text.lines(part)) for part in text.parts(line_end)] == [
        [(1, b"a"), (2, b"b"), (3, b"")],
        [(3, b"c")],
    ]


@pytest.mark.parametrize("blocks", [[b"x\n\n y = {1\n2"], [b"x\n", b"\n y", b" = {", b"1\n2"], [b"x\n\n y = {1"]])
def test_a_start_is_looked_for_line_by_line(blocks: list[bytes]) -> None:
    text = Text(Feed(stream(*blocks)))
    found = text.search(re.compile(rb"\{(?=\d)"))
    assert found and found.start() == 8 and text.window.startswith(b"x\n\n y = {1")


def test_a_start_is_not_looked_for_without_end() -> None:
    text = Text(Feed(stream(*[b"x" * PART_BYTES] * 100)))
    assert text.search(re.compile(b"y")) is None
    assert len(text.window) == 2 * PART_BYTES


def test_a_window_grows_so_far_and_no_farther() -> None:
    text = Text(Feed(stream(*[b"x" * UNBROKEN_BYTES] * 3)))
    assert [text.more(), text.more(), text.more(), text.ended] == [True, True, False, False]
