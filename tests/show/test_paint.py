import re

import pytest

from rtcli.show.paint import STYLES, Line, paint

LINES: list[Line] = [[("frame", "title"), (" 1", "")], [], [("bad", "fault")]]


def test_without_colour_it_is_the_text_alone() -> None:
    assert paint(LINES, False) == "frame 1\n\nbad\n"


def test_with_colour_each_span_ends_its_own_style() -> None:
    assert paint(LINES, True) == "\x1b[1mframe\x1b[0m 1\n\n\x1b[1;97;41mbad\x1b[0m\n"


def test_nothing_is_nothing() -> None:
    assert paint([], True) == paint([], False) == ""


def test_a_style_nobody_defined_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        paint([[("text", "field.unknown")]], True)


def test_every_style_is_one_of_the_sixteen_colours() -> None:
    codes = {int(code) for look in STYLES.values() for code in re.findall(r"\d+", look)}
    assert codes <= {1, 2, *range(30, 38), *range(90, 98), *range(40, 48)}
