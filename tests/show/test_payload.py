import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.show.look import Look
from rtcli.show.paint import paint
from rtcli.show.payload import draw_text


def text(data: bytes, *, look: Look | None = None, length: int | None = None, bad: bool = False) -> list[str]:
    lines = draw_text(data, look or Look(), length=len(data) if length is None else length, bad=bad)
    return paint(lines, False).splitlines()


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"Hello", ["  text  Hello"]),
        (b"one\ntwo\n", ["  text  one↵", "        two↵"]),
        (b"\n\nend", ["  text  ↵", "        ↵", "        end"]),
        ("日本語".encode(), ["  text  日本語"]),
        (b"\x1b[31mred\r", ["  text  \\u001b[31mred\\r"]),
        (b"caf\xe9 \xff\xfe", ["  text  caf\\xe9 \\xff\\xfe"]),
        (b"\xed\xb2\x80", ["  text  \\xed\\xb2\\x80"]),
        (b"x" * 80, ["  text  " + "x" * 72, "        " + "x" * 8]),
    ],
)
def test_text_is_shown_as_text(data: bytes, lines: list[str]) -> None:
    assert text(data) == lines


def test_text_beyond_the_limit_is_left_out_between_characters() -> None:
    assert text("aé日".encode(), look=Look(max_payload=4)) == ["  text  aé", "     …  3 more bytes"]
    assert text(b"abc", look=Look(max_payload=0)) == ["     …  3 more bytes"]


def test_a_character_that_a_fragment_cuts_is_shown_as_bytes() -> None:
    assert text(b"a\xe6\x97") == ["  text  a\\xe6\\x97"]


def test_bytes_that_are_not_here_are_counted() -> None:
    assert text(b"{}", length=2000) == ["  text  {}", "     …  1,998 more bytes"]


@pytest.mark.parametrize(("bad", "style"), [(True, "fault"), (False, "escape")])
def test_bytes_that_are_not_utf8_stand_out(bad: bool, style: str) -> None:
    assert draw_text(b"a\xffb", Look(), length=3, bad=bad) == [
        [("  text", "dim"), ("  ", ""), ("a", ""), ("\\xff", style), ("b", "")]
    ]


def test_json_is_indented_and_keeps_each_token_as_it_was_written() -> None:
    data = b' {"a" : [1.50, -0e+7,{ },[],"x\\"\\u00e9\\n"], "a":null,"deep":{"t":true}}\n'
    assert text(data) == [
        "  JSON  {",
        '          "a": [',
        "            1.50,",
        "            -0e+7,",
        "            { },",
        "            [],",
        '            "x\\"\\u00e9\\n"',
        "          ],",
        '          "a": null,',
        '          "deep": {',
        '            "t": true',
        "          }",
        "        }",
    ]


def test_json_has_colours() -> None:
    lines = draw_text(b'{"k":"v","n":1,"f":false}', Look(), length=25)
    styled = {word: style for line in lines[1:-1] for word, style in line if style}
    assert styled == {
        '"k"': "json.key",
        '"v"': "json.string",
        '"n"': "json.key",
        "1": "json.number",
        '"f"': "json.key",
        "false": "json.word",
    }


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1',
        b"[NaN]",
        b"{'a': 1}",
        b"[" * 5000,
        b'["\xff"]',
        b"[\x001\x00]\x00",
        b"[" + b"1" * 5000 + b"]",
        b"[" + b" " * (1 << 20) + b"]",
    ],
)
def test_what_is_not_json_is_text(data: bytes) -> None:
    assert text(data)[0].startswith("  text  ")


def test_json_beyond_the_limit_is_left_out() -> None:
    look = Look(max_payload=8)
    assert text('{"a":1,"é":2}'.encode(), look=look) == [
        "  JSON  {",
        '          "a": 1,',
        '          "é": 2',
        "     …  1 more byte",
    ]
    assert text(b'["0123456789"]', look=look) == ["  JSON  [", '          "0123456…', "     …  1 more byte"]


def test_deep_json_does_not_leave_the_page() -> None:
    lines = text(b"[" * 100 + b"1" + b"]" * 100)
    assert all(len(line) <= 80 for line in lines)
    assert len(lines) == 201


@given(st.binary(max_size=200), st.integers(40, 140), st.integers(0, 250))
def test_no_payload_breaks_out_of_its_page(data: bytes, width: int, most: int) -> None:
    for line in text(data, look=Look(width=width, max_payload=most)):
        assert line.isprintable()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    ).filter(lambda value: isinstance(value, list | dict))
)
def test_indented_json_means_the_same(value: object) -> None:
    lines = draw_text(data := json.dumps(value).encode(), Look(width=100_000, max_payload=100_000), length=len(data))
    assert json.loads("".join(text for line in lines for text, style in line if style != "dim")) == value
