"""Lines of JSON into what they send."""

import json

import pytest

from rtcli.talk.documents import control_document, mortem_document
from rtcli.talk.input_objects import PASSED_OVER, Batch, Mistake, decode_base64, read_object
from rtcli.talk.message_document import message_document
from rtcli.wire.frames import PING, PONG
from tests.talk.telling import binary, frame, message, mortem


@pytest.mark.parametrize(
    ("line", "batch"),
    [
        ('{"type":"message","text":"hé"}', ("text", "hé".encode())),
        ('{"type":"message","payload_b64":"/wA="}', ("binary", b"\xff\0")),
        ('{"type":"message","payload_b64":"SGk","opcode_name":"text"}', ("text", b"Hi")),
        ('{"type":"message","text":"Hi","opcode_name":"binary"}', ("binary", b"Hi")),
        ('{"type":"message","data":"Hi"}', ("text", b"Hi")),
        ('{"type":"message","data":{"op":"é","n":[1,null]}}', ("text", '{"op":"é","n":[1,null]}'.encode())),
        ('{"type":"message","data":0}', ("text", b"0")),
        ('{"type":"message"}', ("text", b"")),
        ('{"type":"ping"}', ("ping", b"")),
        ('{"type":"ping","text":"hi"}', ("ping", b"hi")),
        ('{"type":"pong","payload_b64":"_w"}', ("pong", b"\xff")),
        ('{"type":"close"}', ("close", b"")),
        ('{"type":"close","code":1005,"reason":""}', ("close", b"")),
        ('{"type":"close","code":1000}', ("close", b"\x03\xe8")),
        ('{"type":"close","code":4000,"reason":"é"}', ("close", b"\x0f\xa0\xc3\xa9")),
    ],
)
def test_what_a_line_sends(line: str, batch: tuple[str, bytes]) -> None:
    assert read_object(line.encode()) == Batch(batch[0], [batch[1]])


@pytest.mark.parametrize("line", ["", "  \r", *(f'{{"type":"{kind}"}}' for kind in sorted(PASSED_OVER))])
def test_what_sends_nothing(line: str) -> None:
    assert read_object(line.encode()) is None


def test_our_own_lines_are_understood() -> None:
    for each in (message("hé".encode()), message(b"\xff"), binary(b"\xff"), message(b"")):
        line = json.dumps(message_document(each, "in", t_s=0.0)).encode()
        kind = "binary" if each == binary(b"\xff") else "text"
        assert read_object(line) == Batch(kind, [each.payload])
    for opcode, kind in ((PING, "ping"), (PONG, "pong")):
        line = json.dumps(control_document(frame(opcode, b"a\xff"), "out", t_s=0.0)).encode()
        assert read_object(line) == Batch(kind, [b"a\xff"])
    line = json.dumps({"type": "close", **mortem_document(mortem(code=1001, reason="away"))}).encode()
    assert read_object(line) == Batch("close", [b"\x03\xe9away"])


@pytest.mark.parametrize(
    ("line", "says", "fix"),
    [
        ("{", "it is not JSON", '"type": "message"'),
        ('{"type":NaN}', "it is not JSON", '"type": "message"'),
        ("[" * 100_000, "it is not JSON", '"type": "message"'),
        ('"message"', "it is no object with a type", '"type": "message"'),
        ('{"op":"subscribe"}', "it is no object with a type", "wrap it"),
        ('{"type":"subscribe"}', "its type is 'subscribe', by which nothing can be sent", "wrap it"),
        ('{"type":["ping"]}', "its type is ['ping'], by which nothing can be sent", "wrap it"),
        ('{"type":"message","text":1}', "its text or its payload_b64 is not what it is called", ""),
        ('{"type":"message","text":"\\ud800"}', "its text or its payload_b64 is not what it is called", ""),
        ('{"type":"message","payload_b64":"Q"}', "its text or its payload_b64 is not what it is called", ""),
        ('{"type":"message","payload_b64":1}', "its text or its payload_b64 is not what it is called", ""),
        ('{"type":"message","payload_b64":"é"}', "its text or its payload_b64 is not what it is called", ""),
        (
            '{"type":"message","text":"a","opcode_name":"ping"}',
            "its opcode_name is 'ping', neither text nor binary",
            "",
        ),
        (
            '{"type":"message","text":"a","payload_cut":true}',
            "its payload was cut when it was written",
            "--max-payload",
        ),
        ('{"type":"close","code":65536}', "its code is no number of 16 bits, or its reason no text", ""),
        ('{"type":"close","code":-1}', "its code is no number of 16 bits, or its reason no text", ""),
        ('{"type":"close","code":true}', "its code is no number of 16 bits, or its reason no text", ""),
        ('{"type":"close","code":1000,"reason":1}', "its code is no number of 16 bits, or its reason no text", ""),
        (f'{{"type":"close","code":1000,"reason":"{124 * "a"}"}}', "126 bytes in a close: it carries 125 at most", ""),
        (f'{{"type":"ping","text":"{126 * "a"}"}}', "126 bytes in a ping: it carries 125 at most", ""),
    ],
)
def test_mistakes(line: str, says: str, fix: str) -> None:
    with pytest.raises(Mistake) as raised:
        read_object(line.encode())
    assert str(raised.value) == says
    assert fix in raised.value.fix


@pytest.mark.parametrize(
    ("digits", "data"),
    [
        (b"", b""),
        (b"_-8=", b"\xff\xef"),
        (b"/+8", b"\xff\xef"),
        (b"S G\tk\n", b"Hi"),
    ],
)
def test_base64_of_either_alphabet(digits: bytes, data: bytes) -> None:
    assert decode_base64(digits) == data


@pytest.mark.parametrize("digits", [b"Q", b"Q*==", b"QQ==QQ==", b"\xff"])
def test_what_is_no_base64(digits: bytes) -> None:
    with pytest.raises(ValueError):
        decode_base64(digits)
