"""Templates to what they make of a message."""

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.message_document import Document, message_document
from rtcli.talk.template import SAMPLE, compile_template
from tests.talk.telling import binary, message

RECORD = message_document(message(b'{"a":1.5,"b":["x",null,{"c":2}],"d":"\\u001b"}'), "in", t_s=1.25) | {"time": "noon"}


def rendered(template: str, record: Document = RECORD) -> str:
    return compile_template(template).write(record).decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{t_s:.3f} {opcode_name} {length}", "1.250 text 45"),
        ("{time}|{dir:>4}|{opcode:02d}|{compressed}|{payload_cut:>6}", "noon|  in|01|false| false"),
        ("{payload_b64}.{payload_b64:>2}", ".  "),
        ("{{{length}}} {{}}", "{45} {}"),
        (r"a\tb\n\0\r\e\a\\n\x41\u20ac\q", "a\tb\n\0\r\x1b\a\\nA€\\q"),
        ("{$.a}", "1.5"),
        ("{$.a:.2f}", "1.50"),
        ("{$.b[0]:>3}", "  x"),
        ("{$.b[*]}", 'x,null,{"c": 2}'),
        ("{$['b'][2].c:03d}", "002"),
        ("{$.b[0]:d}", "x"),
        ("{$.none}", ""),
        ("{$.b[?@.c == 2]}", '{"c": 2}'),
    ],
)
def test_what_a_template_makes(template: str, text: str) -> None:
    assert rendered(template) == text


def test_every_key_can_stand_in_it() -> None:
    assert rendered("".join(f"{{{key}}}" for key in SAMPLE))


@pytest.mark.parametrize("payload", [b"\xff\0\xc3\xa9", b"\xed\xa0\x80", "é€".encode()])
def test_the_payload_is_put_out_as_it_is(payload: bytes) -> None:
    record = message_document(binary(payload), "in", t_s=0.0)
    text = payload.decode("utf-8", "surrogateescape")
    assert compile_template(r"<{text}>\n").write(record | {"text": text}) == b"<" + payload + b">\n"


def test_a_path_into_what_is_not_json_selects_nothing() -> None:
    assert rendered("<{$.a}>", RECORD | {"text": "no JSON"}) == "<>"


def test_at_a_terminal_only_the_template_itself_may_colour() -> None:
    template = compile_template(r"\x1b[1m{text}{$.d}", terminal=True)
    assert template.write(RECORD | {"text": '{"d":"\\u001b"}'}) == b'\x1b[1m{"d":"\\u001b"}\\u001b'


@pytest.mark.parametrize(
    ("template", "says", "fix"),
    [
        ("{nothing}", "character 2: there is no key 'nothing'", "type, t_s, dir, opcode"),
        ("a {}", "character 4: there is no key ''", "type, t_s, dir, opcode"),
        ("{length", "character 1: braces that hold", "{{"),
        ("{length!r}", "character 1: braces that hold", "{{"),
        ("{length }", "character 1: braces that hold", "{{"),
        ("{", "character 1: braces that hold", "{{"),
        ("{$.a", "character 1: braces that hold", "{{"),
        ("a}", "character 2: a } that nothing opened", "}}"),
        ("{length:.3q}", "character 9: length cannot be written so", "format()"),
        ("{opcode_name:.3f}", "character 14: opcode_name cannot be written so", "format()"),
        ("{$.a b}", "character 1: braces that hold", "{{"),
        ("{$[}", "character 1: braces that hold", "{{"),
        ("{$.1}", "column", "RFC 9535"),
    ],
)
def test_mistakes(template: str, says: str, fix: str) -> None:
    with pytest.raises(RtError) as raised:
        compile_template(template)
    assert raised.value.where == "input --format"
    assert raised.value.exit is Exit.USAGE
    assert says in raised.value.why
    assert fix in raised.value.fix
