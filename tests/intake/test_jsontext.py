import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.jsontext import decode, recognise
from tests.intake.reading import cuts, decoded

HELLO = b"\x81\x05Hello"
TEXTS = [
    (b"[129,5,72,101,108,108,111]", HELLO, "a JSON array of numbers"),
    (b"[\n  129,\n  5,\n  72,\n  101,\n  108,\n  108,\n  111\n]\n", HELLO, "a JSON array of numbers"),
    (b'{"type":"Buffer","data":[129,5,72,101,108,108,111]}', HELLO, "a JSON array of numbers"),
    (b'{"0":129,"1":5,"2":72,"3":101,"4":108,"5":108,"6":111}', HELLO, "a JSON array of numbers"),
    (b"129,5,72,101,108,108,111", HELLO, "a list of decimal numbers"),
    (b"<Buffer 81 05 48 65 6c 6c 6f>\n", HELLO, "Node's <Buffer ...>"),
    (b"{\n  data: <Buffer 81 05 48>,\n  more: <Buffer 65 6c 6c 6f>\n}\n", HELLO, "Node's <Buffer ...>"),
    (b'"810548656c6c6f"', HELLO, "a JSON string, hex text"),
    (b'["8105", "48656c6c6f"]', HELLO, "a JSON string, hex text"),
    (b'"gQVIZWxsbw=="\n', HELLO, "a JSON string, base64 text"),
    (b'["gQVIZWxsbw==",\n "gv\\/\\/\\/w=="]', HELLO + b"\x82\xff\xff\xff", "a JSON string, base64 text"),
]


@pytest.mark.parametrize(("text", "data", "says"), TEXTS)
def test_json_is_bytes(text: bytes, data: bytes, says: str) -> None:
    assert decoded(decode, text) == ({None: data}, None, ())
    assert decoded(decode, *cuts(text, range(len(text)))).bytes == data
    assert recognise(text, True) == says


NOT_BYTES = [b"[]", b"[1.5, 2]", b'{"a": [1, 2]}', b"81,05,48", b"null", b"hello"]


@pytest.mark.parametrize("text", NOT_BYTES)
def test_other_json_is_not_bytes(text: bytes) -> None:
    assert recognise(text, True) is None
    error = "input line 1 column 1: neither an array of numbers, nor a string, nor a Buffer"
    assert decoded(decode, text) == ({}, error, ())


def test_a_string_of_neither_is_not_recognised() -> None:
    assert recognise(b'"hello, world"', True) is None


def test_what_node_leaves_out_is_said() -> None:
    notes = ("12 more bytes are missing: Node did not print them",)
    assert decoded(decode, b"<Buffer 81 05 ... 12 more bytes>") == ({None: b"\x81\x05"}, None, notes)


WRONG = [
    (b"[129, 256]", b"\x81", "line 1 column 7: 256 is not a byte: 0 to 255"),
    (b"<Buffer 81>\n <Buffer 81 0", b"\x81", "line 2 column 2: no pairs of hex digits up to a > follow <Buffer"),
]


@pytest.mark.parametrize(("text", "data", "error"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: bytes, data: bytes, error: str) -> None:
    assert decoded(decode, text) == ({None: data}, f"input {error}", ())


def buffer(data: bytes) -> str:
    return f"<Buffer {data.hex(' ')}>"


FORMS = st.sampled_from([lambda data: json.dumps(list(data)), lambda data: json.dumps(data.hex()), buffer])


@given(st.binary(min_size=2), FORMS, st.lists(st.integers(0, 600)))
def test_any_cut_gives_the_same_bytes(data: bytes, form: object, places: list[int]) -> None:
    text = str(form(data)).encode() if callable(form) else b""
    assert decoded(decode, *cuts(text, places)).bytes == data


@given(st.binary(min_size=40))
def test_a_string_of_base64_is_told_from_hex(data: bytes) -> None:
    text = json.dumps(base64.b64encode(b"\x81\xfe" + data).decode()).encode()
    assert decoded(decode, text).bytes == b"\x81\xfe" + data
