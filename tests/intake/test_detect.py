import pytest

from rtcli.errors import RtError
from rtcli.intake.detect import ENOUGH_BYTES, ENOUGH_LINES, detect
from tests.intake.reading import SAMPLES, sample

HEADS = [  # what was pasted, its form, and a part of what is said of it
    (b"\x81\x05Hello", "raw", "raw bytes"),
    (b"\x01\x03Hel\x80\x02lo", "raw", "raw bytes"),
    (b"\x88\x02\x03\xe8", "raw", "raw bytes"),
    (b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05Hello", "raw", "raw bytes"),
    (b"HTTP/1.1 400 Bad Request\r\n\r\nno", "raw", "HTTP response"),
    (b"data: hello\n\n", "raw", "event stream"),
    (b"\x16\x03\x01\x02\x00\x01\x00", "raw", "raw bytes"),  # TLS
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0", "raw", "raw bytes"),
    (b"\xff\xfe\x81", "raw", "raw bytes"),
    (b"\xef\xbb\xbfdata: hello\n\n", "raw", "event stream"),
    (b"<!DOCTYPE html>\n<title>502</title>\n", "raw", "an HTML page"),
    (b"== Info:   Trying\n<= Recv data, 2 bytes (0x2)\n0000: 81 00\n\x81\x00", "curl-trace", "curl"),
    (b"== Info:   Trying 127.0.0.1:8770...\n", "curl-trace", "curl"),
    (b"81 05 48", "hex", "hex text (6 digits)"),
    (b"\xef\xbb\xbf81 05 48\r\n", "hex", "hex text (6 digits)"),
    ("81 05 48\r\n".encode("utf-16"), "hex", "hex text (6 digits)"),
    (b"# a frame\n81:05:48 // Hel\n", "hex", "hex text"),
    (b"8105486f", "hex", "it could be base64 too"),
    (b"81 05 4g 65", "hex", "hex text"),
    (b"gQVIZWxsbw==", "base64", "base64 text"),
    (b"gQVIZWxsbw", "base64", "base64 text"),
    (b"[129, 5, 72]", "json", "a JSON array of numbers"),
    (b"[129,5]\n", "json", "a JSON array of numbers"),
    (b"<Buffer 81 05>", "json", "Node's <Buffer ...>"),
    (b'"8105"', "json", "a JSON string, hex text"),
    (b'"gQVIZWxsbw=="', "json", "a JSON string, base64 text"),
    (b"129,5,72", "json", "a list of decimal numbers"),
    (rb'b"\x81\x05Hello"', "literal", "a string literal"),
    (rb'"\x81\005Hello\n" "more"', "literal", "a string literal"),
    (b"{0x81, 0x05}", "literal", "an array literal"),
    (rb"\x81\x05Hello", "literal", "text with escapes"),
    (rb"\x81\x05\x48", "literal", "text with escapes"),
    (b"bytes.fromhex('8105')", "literal", "a call that decodes hex"),
    (b"0000   81 05 48   ..H\n", "hexdump", "rows of a hexdump"),
]


@pytest.mark.parametrize(("head", "form", "says"), HEADS)
def test_a_form_is_known_by_its_head(head: bytes, form: str, says: str) -> None:
    found = detect(head, True)
    assert found and found[0] == form
    assert says in found[1]


UNKNOWN = [  # text of no form, and whether all of it is there
    (b"hello\n", True),
    (b"just a line of text\n", True),
    (b"line of text\n" * ENOUGH_LINES, False),
    (b"a line of text " * ENOUGH_BYTES, False),
]


@pytest.mark.parametrize(("head", "ended"), UNKNOWN)
def test_text_of_no_known_form_is_said(head: bytes, ended: bool) -> None:
    with pytest.raises(RtError, match="text of no known form") as raised:
        detect(head, ended)
    assert "known forms" in raised.value.fix


FORMS = {"xxd-p": "hex", "xxd-i": "literal", "od-bytes-only": "hex"} | dict.fromkeys(
    ("hexdump", "xxd", "od", "base64", "tcpdump", "curl-trace")
)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.txt")))
@pytest.mark.parametrize("ended", [True, False])
def test_a_tools_output_is_known(name: str, ended: bool) -> None:
    stem = name.removesuffix(".txt")
    form = FORMS.get(stem) or next(FORMS[start] or start for start in FORMS if stem.startswith(start))
    found = detect(sample(name) + b"\n", ended)
    assert found and found[0] == {"xxd": "hexdump", "od": "hexdump"}.get(form, form)


BEGINNINGS = [  # what has come of a live pipe, and the form that it shows already
    (b"\x81", "raw"),
    (b"8", None),
    (b"81 05", None),
    (b"81 05\n", "hex"),
    (b"\n\n", None),
    (b"# a comment\n", None),
    (b"$ xxd f\n0000", None),
    (b"unsigned char f[] = {\n", None),
    (b"[\n", None),
    (b"[\n129,", None),
    (b"[\n129,\n", "json"),
    (b"81" * 300, "hex"),
    (b"line\n" * (ENOUGH_LINES - 1), None),
    (b"caf\xc3", None),
    (b"\xff\xfe8\x001", None),
]


@pytest.mark.parametrize(("head", "form"), BEGINNINGS)
def test_a_live_pipe_is_waited_for_no_longer_than_it_takes(head: bytes, form: str | None) -> None:
    found = detect(head, False)
    assert (found and found[0]) == form


def test_of_a_long_input_the_beginning_is_judged() -> None:
    assert detect(b"8105" * ENOUGH_BYTES, True) == ("hex", "hex text")
