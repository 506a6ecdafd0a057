"""Heads of any version as HTTP/1.1 writes them."""

from rtcli.talk.stream_heads import exchanged
from tests.talk.stream_telling import URL, answer


def test_http_1() -> None:
    it = exchanged(answer())
    assert it.request == b"GET /events?token=s3cret HTTP/1.1\r\nHost: example.com\r\nAuthorization: Basic dTpw\r\n\r\n"
    assert it.response and (it.response.status, it.response.reason) == (200, "OK")
    assert [(field.name, field.value) for field in it.response.fields] == [
        ("content-type", "text/event-stream"),
        ("Set-Cookie", "id=s3cret"),
    ]
    assert (it.url, len(it.spans), it.body, it.interim) == (URL, 2, b"", ())


def test_http_2_has_no_reason() -> None:
    it = exchanged(answer(reason="", version="HTTP/2"))
    assert it.request.startswith(b"GET /events?token=s3cret HTTP/2\r\n")
    assert it.response
    assert it.response.raw.startswith(b"HTTP/2 200\r\n")
    assert it.response.status == 200
