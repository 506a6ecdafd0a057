"""JSONPaths: what they select, where they end inside other text, and what is said about one that is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.jsonpath import BadPath, parse_path, path_end

STORE: dict[str, object] = {"a": {"b": [1, "two", None, {"c": True}]}, "a-b": 2, "c": 3, "n": None}
SELECTIONS: tuple[tuple[str, list[object]], ...] = (
    ("$.a.b[0]", [1]),
    ("$['a-b']", [2]),
    ("$.a.b[*]", [1, "two", None, {"c": True}]),
    ("$.a.b[-1].c", [True]),
    ("$..c", [3, True]),
    ("$.n", [None]),
    ("$.none", []),
    ("$.a.b[?search(@, 'w')]", ["two"]),
    ("$[?@ == 3]", [3]),
    ("$", [STORE]),
)
NOT_JSON = ("", "hello", "{", "NaN", '{"a": Infinity}', "\ufeff{}", "[" * 200_000, "9" * 5000)

ENDS = (  # the path, and what follows it
    ("$", ""),
    ("$", " == 1"),
    ("$.a", "==1"),
    ("$.a.b_9[0]['x y'].*..z", " and b"),
    ("$ .a [0]", " )"),
    ("$..[0]", ") or $.b"),
    ("$[?@.a == ']' && @['b'] == \"\\\"]\"]", "!= 1"),
    ("$[?@.a[0] > 1][1]", "=~ /[/"),
    ("$.☕", " x"),
    ("$.a-b", " == 1"),
    ("$[0", ""),
    ("$['a]", ""),
    ("$.", "=="),
    ("$..*", " < 2"),
)

BAD = (
    "$.a-b",
    "$.",
    "$['a",
    "$[1",
    "$[?foo(@)]",
    "$[?count(1)]",
    "a",
    "$[?" + "(" * 5000 + "@" + ")" * 5000 + "]",
    "$[" + "9" * 5000 + "]",
    "$[?@ == 1e99999]",
)


@pytest.mark.parametrize(("path", "found"), SELECTIONS)
def test_a_path_selects_in_order(path: str, found: list[object]) -> None:
    payload = json.dumps(STORE)
    assert parse_path(path).select(payload) == found
    assert parse_path(path).values({"text": payload}) == found
    assert parse_path(path).values({"type": "event", "data": payload}) == found


@pytest.mark.parametrize("text", NOT_JSON)
def test_text_that_is_not_json_has_nothing_to_select(text: str) -> None:
    assert parse_path("$").select(text) == []
    assert parse_path("$").values({"text": text}) is None


def test_the_payload_is_text_or_else_data() -> None:
    path = parse_path("$")
    assert path.values({"text": "1", "data": "2"}) == [1]
    assert path.values({"text": None, "data": "2"}) == [2]
    assert path.values({"payload_b64": "MQ=="}) is None


def test_what_lies_too_deep_is_not_found_and_does_no_harm() -> None:
    shallow, deep = '{"x":1,"y":%s}', "[" * 150 + '{"x":2}' + "]" * 150
    assert parse_path("$..x").select(shallow % deep) == [1]


@pytest.mark.parametrize(("path", "rest"), ENDS)
def test_a_path_ends_where_the_language_around_it_goes_on(path: str, rest: str) -> None:
    assert path_end(f"not {path}{rest}", len("not $")) == len("not " + path)


@pytest.mark.parametrize("path", BAD)
def test_a_path_that_is_none_says_why_and_where(path: str) -> None:
    with pytest.raises(BadPath) as raised:
        parse_path(path)
    assert 0 <= raised.value.at <= len(path) and str(raised.value)


def test_the_place_of_a_mistake_counts_from_the_dollar() -> None:
    with pytest.raises(BadPath) as raised:
        parse_path("$.a[?foo(@)]")
    assert raised.value.at == len("$.a[?")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=10,
)
PATHS = st.text("$.[]?@()'\"*:!=<>&|01-ab ", max_size=12).map("$".__add__)


@given(PATHS | st.text(), JSON.map(json.dumps) | st.text())
def test_any_path_on_any_payload_selects_or_is_refused(text: str, payload: str) -> None:
    try:
        path = parse_path(text)
    except BadPath as error:
        assert 0 <= error.at <= len(text)
    else:
        assert path_end(text, 1) == len(text)
        assert path.select(payload) == (path.values({"data": payload}) or [])
