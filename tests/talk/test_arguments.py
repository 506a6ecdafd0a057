"""Arguments as they are typed behind a command on the left, values or what is said to be wrong on the right."""

from pathlib import Path

import pytest

from rtcli.errors import RtError
from rtcli.talk import arguments

VALUES = (
    (arguments.nothing, "", None),
    (arguments.as_it_is, " as it is ", " as it is "),
    (arguments.encoded, "ä\udc80", b"\xc3\xa4?"),
    (arguments.switch, "on", True),
    (arguments.switch, "off", False),
    (arguments.switch, "", True),
    (arguments.control, "", b""),
    (arguments.control, "ü" * 62, "ü".encode() * 62),
    (arguments.text, "", b""),
    (arguments.text, '{"ä": 1}', '{"ä": 1}'.encode()),
    (arguments.binary, "", b""),
    (arguments.binary, "00ff", b"\x00\xff"),
    (arguments.binary, "00 FF", b"\x00\xff"),
    (arguments.binary, "00:ff-01,02", b"\x00\xff\x01\x02"),
    (arguments.binary, "0x00, 0xff", b"\x00\xff"),
    (arguments.binary, "0X00FF", b"\x00\xff"),
    (arguments.binary, r"\x00\xff", b"\x00\xff"),
    (arguments.binary, "base64:AP8=", b"\x00\xff"),
    (arguments.binary, "base64:AP8", b"\x00\xff"),
    (arguments.binary, "base64: _-8\n=", b"\xff\xef"),
    (arguments.close, "", (1000, "")),
    (arguments.close, "1001", (1001, "")),
    (arguments.close, "4000  see you", (4000, "see you")),
    (arguments.close, "1005", (None, "")),
    (arguments.close, "3000 " + "x" * 123, (3000, "x" * 123)),
    (arguments.fragment, "16", 16),
    (arguments.fragment, "1KiB", 1024),
    (arguments.fragment, "0", None),
    (arguments.fragment, "off", None),
    (arguments.expression, "", None),
    (arguments.expression, "none", None),
    (arguments.path, "off", None),
    (arguments.path, "talk.jsonl", "talk.jsonl"),
)
REFUSED = (
    (arguments.nothing, "now", "'now' is too much"),
    (arguments.nothing, "x" * 50, f"'{'x' * 40}…' is too much"),
    (arguments.switch, "of", "'of' is neither on nor off"),
    (arguments.control, "x" * 126, "126 bytes are too many: a ping or pong carries 125 at most"),
    (arguments.binary, "0", "'0' is not pairs of hex digits"),
    (arguments.binary, "a0x1", "'a0x1' is not pairs of hex digits"),
    (arguments.binary, "hello", "'hello' is not pairs of hex digits"),
    (arguments.binary, "base64:a", "'a' is not base64"),
    (arguments.binary, "base64:a?b=", "'a?b=' is not base64"),
    (arguments.close, "bye", "'bye' is not a close code"),
    (arguments.close, "-1", "'-1' is not a close code"),
    (arguments.close, "1" * 5000, f"'{'1' * 40}…' is not a close code"),
    (arguments.close, "1006", "1006 must not stand in a close frame: abnormal closure"),
    (arguments.close, "999", "999 must not stand in a close frame: below the range of close codes"),
    (arguments.close, "4000 " + "x" * 124, "the reason is over 123 bytes"),
    (arguments.fragment, "many", "'many' is not a size rtcli can take"),
    (arguments.fragment, "", "'' is not a size rtcli can take"),
    (arguments.expression, "opcode ==", "column 10: a number, a word or a string"),
    (arguments.path, "", "no file is named"),
    (arguments.text, "@no/such/file", "No such file or directory"),
    (arguments.text, "@/", "Is a directory"),
    (arguments.binary, "@nul\0l", "embedded null byte"),
)


@pytest.mark.parametrize(("read", "argument", "value"), VALUES)
def test_an_argument_becomes_a_value(read, argument, value) -> None:  # type: ignore[no-untyped-def]
    assert read(argument) == value


@pytest.mark.parametrize(("read", "argument", "why"), REFUSED)
def test_what_is_wrong_with_an_argument_is_said(read, argument, why) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RtError) as caught:
        read(argument)
    assert caught.value.why.startswith(why)
    assert caught.value.fix


def test_an_expression_is_compiled() -> None:
    expression = arguments.expression("$.type == 'x'")
    assert expression and expression.matches({"text": '{"type": "x"}'})


def test_a_file_is_sent_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "text").write_bytes("grüße\n".encode())
    (tmp_path / "bytes").write_bytes(b"ok\xff\n")
    assert arguments.text("@~/text") == "grüße\n".encode()
    assert arguments.binary("@~/bytes") == b"ok\xff\n"
    assert arguments.path("~/text") == str(tmp_path / "text")
    with pytest.raises(RtError, match="the byte at 2 is not UTF-8") as caught:
        arguments.text("@~/bytes")
    assert caught.value.fix == "send it as binary: /binary @~/bytes"
