import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.show.cells import break_line, cells, cut, fold, line_cells
from rtcli.show.paint import Line


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("żółć", 4), ("日本", 4), ("🎉", 2), ("e\u0301", 1), ("ｆｕｌｌ", 8)]
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width
    assert line_cells([("ab", "title"), (text, "")]) == width + 2


@pytest.mark.parametrize(
    ("line", "width", "broken"),
    [
        ([("abc", "")], 3, [[("abc", "")]]),
        ([("abcde", "dim")], 2, [[("ab", "dim")], [("cd", "dim")], [("e", "dim")]]),
        ([("ab", "title"), ("cd", "")], 3, [[("ab", "title"), ("c", "")], [("d", "")]]),
        ([("abc", "title"), ("d", "")], 3, [[("abc", "title")], [("d", "")]]),
        ([("a日本", "")], 4, [[("a日", "")], [("本", "")]]),
        ([("日本", "")], 1, [[("日", "")], [("本", "")]]),
        ([], 5, [[]]),
    ],
)
def test_break_line(line: Line, width: int, broken: list[Line]) -> None:
    assert break_line(line, width) == broken


@pytest.mark.parametrize(
    ("text", "width", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…")]
)
def test_cut(text: str, width: int, short: str) -> None:
    assert cut(text, width) == short


@pytest.mark.parametrize(
    ("prose", "width", "lines"),
    [
        ("", 9, []),
        ("one two three", 20, ["one two three"]),
        ("one two three", 7, ["one two", "three"]),
        ("a verylongword b", 6, ["a", "verylo", "ngword", "b"]),
    ],
)
def test_fold(prose: str, width: int, lines: list[str]) -> None:
    assert fold(prose, width) == lines


@given(st.lists(st.text(max_size=30), max_size=4), st.integers(2, 20))
def test_a_broken_line_loses_nothing_and_fits(texts: list[str], width: int) -> None:
    broken = break_line([(text, "") for text in texts], width)
    assert "".join(text for line in broken for text, _ in line) == "".join(texts)
    assert all(line_cells(line) <= width for line in broken)
