"""Expressions: which records pass, which text is refused and where, and that no record makes a test raise."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.wire.expr import TESTS, compile_expression, compile_path

MESSAGE = {
    "type": "message",
    "dir": "in",
    "opcode": 1,
    "opcode_name": "text",
    "fin": True,
    "masked": False,
    "length": 20,
    "t_s": 1.5,
    "close_code": None,
    "text": json.dumps({"type": "x", "id": 7, "s": "7", "l": [1, 2, "a"], "n": None, "yes": True, "d": {"e": 1.0}}),
    "faults": [{"code": "frame.too-big", "offset": 3}, {"code": "close.one-byte", "offset": 9}],
    "end": {"stats": {"messages": 3}},
    "empty": [],
}
EVENT = {"type": "event", "event": "message-start", "id": "101", "data": "true", "comment": ""}

PASS = (  # every one of these is true of the message
    'opcode==text and $.type=="x"',
    "opcode == 1",
    "opcode == 'text'",
    "opcode =~ /^TE/i",
    "opcode != binary",
    "dir == in",
    "length == 20.0",
    "length > 19 and length < 21 and length >= 20 and length <= 20",
    "t_s > 1",
    "t_s < 2e0",
    "fin",
    "fin == true",
    "fin != 1",
    "not masked",
    "masked == false",
    "not close_code",
    "close_code == null",
    "absent == null",
    "absent != 1",
    "not absent == 1",
    "not absent < 1",
    "end.stats.messages == 3",
    "end.stats.absent == null",
    "length.absent == null",
    "faults.code == frame.too-big",
    "faults.code == close.one-byte",
    "faults.offset > 8",
    "not faults.code != frame.too-big",
    "faults",
    "not empty",
    "not empty == null",
    "empty != null",
    "text",
    'text =~ /"id": 7/',
    "text =~ '\"id\": 7'",
    "text =~ /./ and not length =~ /./",
    "text < ~",
    "type > 'a'",
    "$.id == 7",
    "$.id == 7.0",
    "$.id != '7'",
    "not $.id > '6'",
    "$.s == '7'",
    "$.s != 7",
    "$.yes == true",
    "$.yes != 1",
    "$.n == null",
    "$.n",
    "$.absent != null",
    "not $.absent",
    "not $.absent == null",
    "$.d.e == 1",
    "$.d != 1",
    "$.l[*] == 2",
    "not $.l[*] != 2",
    "$.l[?@ == 'a']",
    "$.l[*] =~ /a/",
    "$ .d ['e'] >= 1",
    "$..e",
    "fin and fin and fin",
    "masked or masked or fin",
    "masked and masked or fin",
    "fin or masked and masked",
    "not (fin and masked)",
    "not masked and fin",
    "not not fin",
    "!masked&&(fin||masked)",
    "!(!fin)",
    "(((fin)))",
    "\tfin\n and\rfin ",
    'type == "m\\u0065ssage"',
    "type != 'it\\'s' and type != \"it's\" and type != 'say \"\\\"\"'",
    "type =~ /a\\/?g/",
    "text =~ /^{.*}$/ims",
    "dir != or-else and dir != android and orange == null and notes == null",
)
EVENT_PASS = (
    "id > 100",
    "id == 101",
    "id == '101'",
    "id < 1e3",
    "event == message-start",
    "data == true",
    "data == 'true'",
    "data != false",
    "$ == true",
    "not comment",
    "not id > xyz",
)
REFUSED = (  # the text, the column, the reason
    ("", 1, "a key or a $ path"),
    ("  ", 3, "a key or a $ path"),
    ("and", 1, "a key or a $ path"),
    ("not", 4, "a key or a $ path"),
    ("fin and", 8, "a key or a $ path"),
    ("5 == fin", 1, "a key or a $ path"),
    ("fin masked", 5, "an operator"),
    ("opcode=text", 7, "an operator"),
    ("fin)", 4, "an operator"),
    ("é", 1, "a key or a $ path"),
    ("(fin", 5, "a ) is missing"),
    ("(fin masked)", 6, "a ) is missing"),
    ("opcode ==", 10, "a number, a word"),
    ("opcode == and", 11, "a number, a word"),
    ("opcode == (x)", 11, "a number, a word"),
    ("opcode === x", 10, "a number, a word"),
    ("text == 'abc", 9, "both its quotes"),
    ("text == /abc/", 9, "a number, a word"),
    ("text == $.a", 9, "a number, a word"),
    ("text == 'a\\x'", 9, "escape"),
    ("text =~ abc", 9, "a /regex/"),
    ("text =~ /abc", 9, "a /regex/"),
    ("text =~ /(/", 9, "no regex"),
    ("text =~ '('", 9, "no regex"),
    ("text =~ /a{99999999999}/", 9, "no regex"),
    ("text =~ /" + "(" * 5000 + ")" * 5000 + "/", 9, "no regex"),
    ("text =~ /a/ix", 9, "flags"),
    ("fin < true", 7, "numbers and strings"),
    ("length >= null", 11, "numbers and strings"),
    ("$.a.==1", 5, "unexpected end"),
    ("$[?foo(@)] == 1", 4, "'foo' is not defined"),
    ("(" * 51 + "fin", 51, "over 50"),
    ("not " * 51 + "fin", 201, "over 50"),
)


@pytest.mark.parametrize("text", PASS)
def test_the_message_passes(text: str) -> None:
    assert compile_expression(text).matches(MESSAGE)
    assert not compile_expression(f"not ({text})").matches(MESSAGE)


@pytest.mark.parametrize("text", EVENT_PASS)
def test_the_event_passes(text: str) -> None:
    assert compile_expression(text).matches(EVENT)


@pytest.mark.parametrize("sign", sorted(set(TESTS) - {"=~"}))
def test_a_payload_that_is_not_json_passes_no_comparison(sign: str) -> None:
    for record in ({"text": "hello"}, {"data": "{"}, {"payload_b64": "e30="}):
        assert not compile_expression(f"$.a {sign} 1").matches(record)
        assert not compile_expression("$").matches(record)
        assert compile_expression(f"not $.a {sign} 1").matches(record)


@pytest.mark.parametrize(("text", "column", "why"), REFUSED)
def test_a_mistake_is_shown_where_it_stands(text: str, column: int, why: str) -> None:
    with pytest.raises(RtError) as raised:
        compile_expression(text, where="option --until")
    said, shown, caret = raised.value.why.split("\n")
    assert said.startswith(f"column {column}: ") and why in said
    assert caret == " " * (len(caret) - 1) + "^"
    assert (shown + " ")[len(caret) - 1] == (text + " ")[column - 1].replace("\n", "?")
    assert raised.value.exit == 2 and raised.value.where == "option --until"
    assert "==" in raised.value.fix or "$.name" in raised.value.fix


def test_a_long_text_is_shown_around_the_mistake_and_nothing_in_it_moves_the_caret() -> None:
    text = "fin and\t" * 30 + "fin ? " + "and fin\x1b" * 30
    with pytest.raises(RtError) as raised:
        compile_expression(text)
    _, shown, caret = raised.value.why.split("\n")
    assert len(shown) <= 80 and shown.isprintable() and shown[len(caret) - 1] == "?"
    assert shown[len(caret) - 5 : len(caret)] == "fin ?"


def test_an_expression_keeps_its_text() -> None:
    assert compile_expression("fin").text == "fin"


def test_a_path_for_select() -> None:
    path = compile_path(" $.d.e ")
    assert path.text == "$.d.e" and path.select('{"d": {"e": 1.0}}') == [1.0]


@pytest.mark.parametrize(("text", "column"), (("d.e", 1), ("", 1), ("$.d == 1", 5), (" $.d.", 6)))
def test_what_is_no_path_is_refused_with_examples_of_one(text: str, column: int) -> None:
    with pytest.raises(RtError) as raised:
        compile_path(text, where="option --select")
    assert raised.value.why.startswith(f"column {column}: ") and raised.value.where == "option --select"


def test_a_path_is_not_imported_until_one_is_used() -> None:
    program = (
        "import sys; from rtcli.wire.expr import compile_expression as c; c('a == 1').matches({});"
        "assert 'jsonpath_rfc9535' not in sys.modules; c('$.a'); assert 'jsonpath_rfc9535' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_payload_is_parsed_once_a_record(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def count(text: str, **how: Any) -> object:
        parsed.append(text)
        return json.loads(text, **how)

    monkeypatch.setattr("rtcli.wire.jsonpath.loads", count)
    until, keep = compile_expression("$.a == 1 or $.b == 2 or $.c == 3"), compile_expression("$.c and length == 8")
    texts = [f'{{"c": 3, "once": {number}}}' for number in range(3)]
    assert all(until.matches({"text": text}) and not keep.matches({"text": text}) for text in texts)
    assert compile_path("$.once").select(texts[-1]) == [2]
    assert parsed == texts


WORDS = st.sampled_from(["a", "b.c", "opcode", "$.a", "$..b", "$[0]"])
VALUES = st.sampled_from(["1", "-2.5", "true", "null", "x", "'it'", '"7"', "7"])
TESTS_TEXT = st.one_of(
    WORDS,
    st.tuples(WORDS, st.sampled_from(["==", "!="]), VALUES).map(" ".join),
    st.tuples(WORDS, st.sampled_from(["<", ">", "<=", ">="]), st.sampled_from(["1", "-2.5", "x", "''"])).map(" ".join),
    st.tuples(WORDS, st.just("=~"), st.sampled_from(["/./", "/^x/i", "'[0-9]'"])).map(" ".join),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["x", "it", "7", "1e5", ""]) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=10,
)
RECORDS = st.dictionaries(
    st.sampled_from(["a", "b", "opcode", "opcode_name", "text", "data"]), JSON | JSON.map(json.dumps) | st.text()
)


@given(TESTS_TEXT, TESTS_TEXT, RECORDS)
def test_and_or_not_are_those_of_logic(one: str, other: str, record: dict[str, object]) -> None:
    def holds(text: str) -> bool:
        return compile_expression(text).matches(record)

    assert holds(f"{one} and {other}") == (holds(one) and holds(other))
    assert holds(f"{one} or {other}") == (holds(one) or holds(other))
    assert holds(f"not {one}") == (not holds(one))
    assert holds(f"not {one} and {other} or {one}") == (((not holds(one)) and holds(other)) or holds(one))
    assert holds(f"not ({one} or {other})") == holds(f"not {one} and not {other}")


@given(WORDS, VALUES, RECORDS)
def test_the_orders_agree_with_each_other(field: str, value: str, record: dict[str, object]) -> None:
    def holds(sign: str) -> bool:
        return compile_expression(f"{field} {sign} {value}").matches(record)

    values = compile_path(field).values(record) if field.startswith("$") else []
    assert holds("!=") == (not holds("==") and values is not None)
    if value not in ("true", "null"):
        assert holds("<=") == (holds("<") or holds("=="))
        assert holds(">=") == (holds(">") or holds("=="))


@given(st.text() | st.text("ab $.[]()'\"/=!<>~&|\\01", max_size=20) | TESTS_TEXT, RECORDS)
def test_any_text_is_a_test_or_refused_and_no_record_makes_it_raise(text: str, record: dict[str, object]) -> None:
    try:
        test = compile_expression(text)
    except RtError as error:
        column = re.match(r"column ([0-9]+): ", error.why)
        assert column and 1 <= int(column[1]) <= len(text) + 1
    else:
        assert test.matches(record) in (True, False)
