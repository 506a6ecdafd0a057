"""What JSON that came lacks of the JSON that was expected."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.json_parts import differences

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@pytest.mark.parametrize(
    "expected, came",
    [
        ("{}", '{"a": 1}'),
        ('{"a": 1}', '{"b": 2, "a": 1}'),
        ('{"a": {"b": []}}', '{"a": {"b": [], "c": 3}}'),
        ('[{"a": 1}, 2]', '[{"a": 1, "b": 2}, 2]'),
        ("[1]", "[1.0]"),
        ("1e2", "100"),
    ],
)
def test_what_is_part_of_it(expected: str, came: str) -> None:
    assert not [*differences(json.loads(expected), json.loads(came))]


@pytest.mark.parametrize(
    "expected, came, says",
    [
        ('{"type": "ack"}', '{"type": "error"}', ['$.type: expected "ack", got "error"']),
        ('{"a": {"b": 1}, "c": 2}', '{"a": {}}', ["$.a.b: expected 1, not there", "$.c: expected 2, not there"]),
        ('{"an id": 1}', '{"an id": "1"}', ['$["an id"]: expected 1, got "1"']),
        ('{"a": null}', "{}", ["$.a: expected null, not there"]),
        ("[1, 2, 3]", "[1, 5]", ["$[1]: expected 2, got 5", "$[2]: expected 3, not there"]),
        ("[1]", "[1, 2, 3]", ["$: expected 1 element, got 3"]),
        ("[true]", "[1]", ["$[0]: expected true, got 1"]),
        ("{}", "[]", ["$: expected {}, got []"]),
        ('{"a": 1}', '{"a": "' + "x" * 100 + '"}', ['$.a: expected 1, got "' + "x" * 79 + "…"]),
    ],
)
def test_what_is_not(expected: str, came: str, says: list[str]) -> None:
    assert [str(each) for each in differences(json.loads(expected), json.loads(came))] == says


@given(VALUES)
def test_a_value_is_part_of_itself(value: object) -> None:
    assert not [*differences(value, json.loads(json.dumps(value)))]


@given(VALUES, VALUES)
def test_it_never_raises(one: object, other: object) -> None:
    assert all(each.path.startswith("$") for each in differences(one, other))
