import json

import pytest

from rtcli.wire.llm.stray import LIMIT_CHARACTERS, StrayJson
from rtcli.wire.llm.values import Document
from rtcli.wire.sse import UnknownField
from rtcli.wire.sse_reader import EventReader

ERROR = {"error": {"code": 503, "message": "a {brace", "status": "UNAVAILABLE", "details": [{"a": "b: c"}]}}
WHOLE = {"error": {"code": 503, "message": "off", "details": [{"a": "b: c"}]}}


def objects(lines: str) -> list[Document]:
    """What an event stream of these lines holds without `data:`."""
    stray, reader = StrayJson(), EventReader()
    fields = [value for value in reader.feed(f"{lines}\n\n".encode()) if isinstance(value, UnknownField)]
    found = [stray.feed(field.name, field.value) for field in fields]
    return [document for document in found if document is not None]


@pytest.mark.parametrize("indent", [None, 0, 2, 8])
def test_an_object_in_lines_of_its_own(indent: int | None) -> None:
    assert objects(json.dumps(WHOLE, indent=indent)) == [WHOLE]


def test_one_after_the_other_and_what_stands_between() -> None:
    text = json.dumps(WHOLE, indent=2)
    assert objects(f"hello\n{text}\nno: colon\n{text}") == [WHOLE, WHOLE]


@pytest.mark.parametrize("lines", ["a: b", "}", "{}}", '{"a": }', "{a}", '"error": {', json.dumps(ERROR, indent=2)])
def test_what_is_none(lines: str) -> None:
    assert objects(lines) in ([], [{}])


def test_one_that_has_no_end_is_let_go() -> None:
    stray = StrayJson()
    assert stray.feed("{", "") is None
    assert stray.feed('"a"', '"' + "x" * LIMIT_CHARACTERS) is None
    assert stray.feed("{}", "") == {}
