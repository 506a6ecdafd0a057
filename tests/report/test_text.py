import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.report.text import MARKS, printable, printable_lines

any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain", "plain"),
        ("naïve 日本語 🚀", "naïve 日本語 🚀"),
        ("a\\n", "a\\n"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x00\x1b[2J\x07", "\\u0000\\u001b[2J\\u0007"),
        ("\x7f\x85\x9b31m", "\\u007f\\u0085\\u009b31m"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"),
        ("a\u00adb\u200bc\u200dd\ufeffe\u2060", "a\\u00adb\\u200bc\\u200dd\\ufeffe\\u2060"),
        ("a\u00a0b", "a\\u00a0b"),
        ("\ud800x\udfff", "\\ud800x\\udfff"),
        ("\ue000\U000f0000", "\\ue000\\U000f0000"),
        ("\U000e0041\U000e0100", "\\U000e0041\\U000e0100"),
        ("\ufe00\u034f\u115f\u3164\uffa0\u2800", "\\ufe00\\u034f\\u115f\\u3164\\uffa0\\u2800"),
        ("\U0010ffff", "\\U0010ffff"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("e\u0301", "e\u0301"),
        ("a" + "\u0301" * 6, "a" + "\u0301" * MARKS + "\\u0301\\u0301"),
        (("a" + "\u0301" * MARKS) * 2, ("a" + "\u0301" * MARKS) * 2),
    ],
)
def test_what_cannot_be_seen_is_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(any_text)
def test_nothing_unprintable_comes_out(text: str) -> None:
    assert printable(text, None).isprintable()
    assert printable(printable(text, None), None) == printable(text, None)


@given(any_text)
def test_what_is_seen_stays_in_its_order(text: str) -> None:
    kept = [character for character in text if character.isascii() and character.isprintable()]
    shown = iter(printable(text, None))
    assert all(character in shown for character in kept)


@given(any_text)
def test_no_character_carries_more_marks_than_a_script_needs(text: str) -> None:
    run = 0
    for character in printable(text, None):
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        assert run <= MARKS


@pytest.mark.parametrize(
    ("limit", "shown"), [(4, "abcd…"), (5, "abcd\\n…"), (6, "abcd\\n\\u001b"), (None, "abcd\\n\\u001b")]
)
def test_it_is_cut_before_it_is_escaped(limit: int | None, shown: str) -> None:
    assert printable("abcd\n\x1b", limit) == shown


def test_the_limit_is_200_unless_said() -> None:
    assert printable("x" * 201) == "x" * 200 + "…"
    assert printable("x" * 200) == "x" * 200


def test_lines_that_are_meant_stay_lines() -> None:
    assert printable_lines('{\n  "a": "\u202e",\r\n\n}') == '{\n  "a": "\\u202e",\\r\n\n}'
    assert printable_lines("x" * 300) == "x" * 300
