"""Bytes of other protocols, told by how they start."""

import pytest

from rtcli.wire.frames import build_frame
from rtcli.wire.sniff import sniff, undecided


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n", "an HTTP/1 response"),
        (b"GET /chat HTTP/1.1\r\n", "an HTTP/1 request"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "an HTTP/2 connection preface"),
        (bytes.fromhex("000012040000000000"), "an HTTP/2 frame"),  # SETTINGS
        (bytes.fromhex("00000401000000000d88"), "an HTTP/2 frame"),  # HEADERS
        (bytes.fromhex("1603010200010001fc0303"), "a TLS record"),  # a ClientHello
        (bytes.fromhex("15030300020228"), "a TLS record"),  # an alert
        (b"data: hello\n\n", "event-stream text"),
        (b"\xef\xbb\xbfdata: hello\n\n", "event-stream text"),
        (b": keep-alive\n\n", "event-stream text"),
        (b"id: 7\n", "event-stream text"),
        (b"\x00\x00\x00\x00\x05\x0a\x03abc", "a gRPC message"),
        (b"<!DOCTYPE html>", "an HTML page"),
        (b"<?xml version", "XML text"),
        (b'{"error": "no"}', "JSON text"),
        (b'[{"error": "no"}]', "JSON text"),
    ],
)
def test_kinds(data: bytes, kind: str) -> None:
    assert sniff(data, at_start=True) == kind
    known = next(size for size in range(len(data) + 1) if sniff(data[:size], at_start=True))
    assert all(undecided(data[:size], at_start=True) for size in range(known))


@pytest.mark.parametrize(
    "data",
    [
        build_frame(1, b"HTTP/1.1 200 OK"),
        build_frame(1, b"x", rsv=2),
        build_frame(3, b"data"),
        build_frame(0, b"stray"),
        build_frame(0, b"stray", fin=False),
        bytes(8),
        b"\xff" * 20,
    ],
)
def test_frames_are_none_of_them(data: bytes) -> None:
    assert sniff(data, at_start=True) is None


def test_in_the_midst_only_an_http_answer_counts() -> None:
    assert sniff(b"HTTP/1.1 502 Bad Gateway", at_start=False) == "an HTTP/1 response"
    assert sniff(b"data: hello\n\n", at_start=False) is None
    assert undecided(b"HTT", at_start=False)
    assert not undecided(b"dat", at_start=False)
