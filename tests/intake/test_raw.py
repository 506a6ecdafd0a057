import pytest

from rtcli.intake.raw import decode, recognise
from tests.intake.reading import decoded

TEXTS = [
    (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n", "response"),
    (b"GET /chat HTTP/1.1\r\nHost: x\r\n", "request"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "request"),
    (b"data: hello\n\n", "event stream"),
    (b"event: add\ndata: 1\n\n", "event stream"),
    (b": keep-alive\n\n", "event stream"),
    (b"retry: 1000\n\n", "event stream"),
    (b"data:text/plain;base64,gQU=", None),
    (b"::1", None),
    (b"81 05", None),
    (b"hello", None),
]


@pytest.mark.parametrize(("text", "says"), TEXTS)
def test_a_protocol_in_clear_text_is_raw(text: bytes, says: str | None) -> None:
    found = recognise(text, True)
    assert (found is None) == (says is None)
    assert says is None or says in str(found)


def test_the_blocks_are_passed_through_as_they_are() -> None:
    block = b"\x81\x05Hello"
    assert decoded(decode, block, b"\xef\xbb\xbf", b"\r\n").bytes == block + b"\xef\xbb\xbf\r\n"
