"""What stands at the prompt on the left, whether Enter sends it on the right."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.draft import is_complete, message_of

DRAFTS = (
    ("", True),
    ("hello", True),
    ("hello\nworld", True),
    ("{}", True),
    ('{"a": 1}', True),
    ('  {"a": [1, 2]}  ', True),
    ("{", False),
    ("[", False),
    ('{"a": 1,', False),
    ('{"a":', False),
    ('{"a": "half a str', False),
    ('{"a": 1\n', True),  # an empty last line
    ('{"a": 1\n  ', True),
    ('{"a": 1\n "b"', True),  # a comma is missing: it never becomes JSON
    ('{"a": [1,\n2', False),
    ("{}}", True),
    ("[info] started", True),
    ("{name}", True),
    ("[" * 100_000, True),  # beyond what the parser follows
    ("[" + "1" * 5000, True),
)


@pytest.mark.parametrize(("text", "complete"), DRAFTS)
def test_json_goes_on_until_its_brackets_are_closed(text: str, complete: bool) -> None:
    assert is_complete(text) is complete


VALUES = st.recursive(
    st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.lists(VALUES) | st.dictionaries(st.text(), VALUES), st.data())
def test_every_document_is_complete_and_none_is_before_its_last_bracket(value: object, data: st.DataObject) -> None:
    lines = json.dumps(value, indent=1).split("\n")
    assert is_complete("\n".join(lines))
    cut = data.draw(st.integers(1, len(lines)))
    assert is_complete("\n".join(lines[:cut])) is (cut == len(lines))


def test_line_ends_that_a_paste_brings_are_not_sent() -> None:
    assert message_of("{\n}\n\n") == "{\n}"
    assert message_of(" x ") == " x "
