"""What stands in a pipe for a message."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.talk.plan import BINARY_FORMS, Look
from rtcli.talk.shapes import BINARY, LARGE_BYTES, Shape, bare, indented
from rtcli.wire.frames import BINARY as BINARY_OPCODE
from rtcli.wire.frames import TEXT


def test_every_form_is_there() -> None:
    assert set(BINARY) == set(BINARY_FORMS)


@pytest.mark.parametrize(
    ("settings", "opcode", "payload", "written"),
    [
        ({}, TEXT, b"a\x1b\xff", b"a\x1b\xff\n"),
        ({}, TEXT, b"", b"\n"),
        ({}, BINARY_OPCODE, b"\0\xff", b"\0\xff\n"),
        ({"separator": b"\0"}, TEXT, b"a\n", b"a\n\0"),
        ({"binary": "raw"}, BINARY_OPCODE, b"\0\xff", b"\0\xff\n"),
        ({"binary": "hex"}, BINARY_OPCODE, b"\0\xff", b"00ff\n"),
        ({"binary": "hex"}, TEXT, b"a", b"a\n"),
        ({"binary": "base64"}, BINARY_OPCODE, b"\0\xff", b"AP8=\n"),
        (
            {"binary": "hexdump"},
            BINARY_OPCODE,
            b"ABC\0",
            b"  0000  41 42 43 00                                       ABC.\n",
        ),
        ({"binary": "hexdump"}, BINARY_OPCODE, b"", b"\n"),
        ({"max_payload": 2}, TEXT, b"abc", b"ab\n"),
        ({"max_payload": 3}, TEXT, b"abc", b"abc\n"),
        ({"max_payload": 2}, TEXT, "aé€".encode(), b"a\n"),
        ({"max_payload": 2}, TEXT, b"\xff\xffa", b"\xff\xff\n"),
        ({"max_payload": 0}, TEXT, b"a", b"\n"),
        ({"max_payload": 1, "binary": "hex"}, BINARY_OPCODE, b"\0\xff", b"00\n"),
        ({"pretty": True}, TEXT, b'{"a":[1]}', b'{\n  "a": [\n    1\n  ]\n}\n'),
        ({"pretty": True}, TEXT, b"no", b"no\n"),
        ({"select": "$.a"}, TEXT, b'{"a":"x\xc3\xa9"}', b"x\xc3\xa9\n"),
        ({"select": "$.a[*]"}, TEXT, b'{"a":[1.5,null,{"b":"\\u00e9"}]}', b'1.5\nnull\n{"b":"\xc3\xa9"}\n'),
        ({"select": "$.a"}, TEXT, b'{"b":1}', b""),
        ({"select": "$.a"}, TEXT, b"no JSON", b""),
        ({"select": "$.a"}, BINARY_OPCODE, b'{"a":1}', b"1\n"),
    ],
)
def test_what_stands_for_a_message(settings: dict[str, Any], opcode: int, payload: bytes, written: bytes) -> None:
    shape = Shape(Look(**settings))
    assert shape.write(opcode, payload) == written
    assert b"".join(shape.write_all(opcode, [payload, payload])) == written * 2


@pytest.mark.parametrize("form", [None, *BINARY_FORMS])
def test_a_dump_shows_every_byte(form: str | None) -> None:
    written = Shape(Look(binary=form)).write(BINARY_OPCODE, bytes(5000))
    assert len(written.splitlines()) == (313 if form == "hexdump" else 1)


@pytest.mark.parametrize("settings", [{}, {"pretty": True}])
def test_a_stamp_stands_before_each(settings: dict[str, Any]) -> None:
    shape = Shape(Look(**settings))
    assert shape.write(TEXT, b"a", b"now\t") == b"now\ta\n"
    assert b"".join(shape.write_all(TEXT, [b"a", b"", b"b"], b"now\t")) == b"now\ta\nnow\t\nnow\tb\n"


@given(
    st.lists(st.binary(max_size=4), min_size=1),
    st.sampled_from((TEXT, BINARY_OPCODE)),
    st.sampled_from(({}, {"separator": b"\0"}, {"binary": "hex"}, {"pretty": True}, {"max_payload": 1})),
    st.sampled_from((b"", b"now\t")),
)
def test_many_at_once_are_the_same_as_one_by_one(
    payloads: list[bytes], opcode: int, settings: dict[str, Any], stamp: bytes
) -> None:
    shape = Shape(Look(**settings))
    one_by_one = b"".join(shape.write(opcode, payload, stamp) for payload in payloads)
    assert b"".join(shape.write_all(opcode, payloads, stamp)) == one_by_one


@pytest.mark.parametrize(
    ("settings", "opcode", "payload", "written"),
    [
        ({}, TEXT, b"a\x1b[31m\n\xff", b"a\\u001b[31m\n\\xff\n"),
        ({}, BINARY_OPCODE, b"\x1b", b"  0000  1b                                                .\n"),
        ({"binary": "raw"}, BINARY_OPCODE, b"\x1b\xc2\x9b", b"\\u001b\\u009b\n"),
        ({"pretty": True}, TEXT, b'{"a":"\xe2\x80\xae"}', b'{\n  "a": "\\u202e"\n}\n'),
        ({"select": "$.a"}, TEXT, b'{"a":"\\u001b"}', b"\\u001b\n"),
    ],
)
def test_at_a_terminal_nothing_is_raw(settings: dict[str, Any], opcode: int, payload: bytes, written: bytes) -> None:
    shape = Shape(Look(**settings), terminal=True)
    assert shape.write(opcode, payload) == b"".join(shape.write_all(opcode, [payload])) == written


def test_a_wrong_path_is_a_wrong_command_line() -> None:
    with pytest.raises(RtError, match="input --select"):
        Shape(Look(select="a"))


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (b'{"a":1.10,"b":[],"c":{ },"d":"x,{:\\"]"}', '{\n  "a": 1.10,\n  "b": [],\n  "c": {},\n  "d": "x,{:\\"]"\n}'),
        (b'[1e400,-0, true,\n{"a":null}]', '[\n  1e400,\n  -0,\n  true,\n  {\n    "a": null\n  }\n]'),
        (b'{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'),
        (b" [] ", "[]"),
        (b'"a"', '"a"'),
        (b"NaN", "NaN"),
        (b"\xff", "\\xff"),
        (b"[" * 100_000, "[" * 100_000),
    ],
)
def test_indented(payload: bytes, text: str) -> None:
    assert indented(payload).decode("utf-8", "backslashreplace") == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(JSON, st.booleans())
def test_indenting_changes_no_value(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert indented(text) == json.dumps(value, ensure_ascii=ascii_only, indent=2).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(("value", "text"), [("a\n", b"a\n"), ("\ud800", b"\\ud800"), (None, b"null"), ([1], b"[1]")])
def test_bare(value: object, text: bytes) -> None:
    assert bare(value) == text


def test_a_large_message_is_not_copied() -> None:
    shape, large = Shape(Look()), b"x" * LARGE_BYTES
    written = shape.write_all(TEXT, [large])
    assert written[0] is large
    assert written[1:] == [b"\n"]
    assert b"".join(shape.write_all(TEXT, [large], b"now\t")) == b"now\t" + large + b"\n"
