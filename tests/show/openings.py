"""Openings for the tests of what is drawn of them, as plain values."""

from dataclasses import dataclass, field

from rtcli.show.timings import Phase
from rtcli.wire.handshake import Judgement, judge_response
from rtcli.wire.handshake_request import judge_request
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.url import Url, parse_target

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455 1.3
URL = "wss://chat.example/live?token=abc"
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@dataclass(frozen=True)
class Certificate:
    subject: str = "CN=chat.example"
    issuer: str = "CN=Example Authority"
    names: tuple[str, ...] = ("chat.example", "*.chat.example")
    not_before: str = "2026-01-01T00:00:00Z"
    not_after: str = "2026-12-31T23:59:59Z"
    sha256: str = "0f:1e:2d"


@dataclass(frozen=True)
class Connection:
    remote: str = "192.0.2.1:443"
    proxy: str | None = None
    proxy_answer: bytes | None = None
    tls_version: str | None = None
    cipher: str | None = None
    alpn: str | None = None
    certificate: Certificate | None = None


@dataclass(frozen=True)
class Exchange:
    url: Url
    request: bytes
    response: Head | None
    spans: tuple[Phase, ...] = ()
    body: bytes = b""
    interim: tuple[Head, ...] = field(default=())


def spans(start_s: float) -> tuple[Phase, ...]:
    """A name, a connection and an answer, one after another."""
    return (
        ("name", start_s, start_s + 0.002, "chat.example: 192.0.2.1", True),
        ("connect", start_s + 0.002, start_s + 0.012, "192.0.2.1:443", True),
        ("upgrade", start_s + 0.012, start_s + 0.03, "101", True),
    )


def request(*lines: str) -> bytes:
    fields = ("Host: chat.example", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", *lines)
    return "\r\n".join(("GET /live?token=abc HTTP/1.1", *fields, "Sec-WebSocket-Version: 13", "", "")).encode()


def response(status: str, *lines: str) -> Head:
    head = parse_head("\r\n".join((f"HTTP/1.1 {status}", *lines, "", "")).encode())
    assert head
    return head


def exchange(answer: Head | None, *, url: str = URL, body: bytes = b"", asked: bytes = b"") -> Exchange:
    return Exchange(parse_target(url), asked or request(), answer, spans(1.0), body)


def accepted(*lines: str, accept: str = ACCEPT) -> Head:
    return response(
        "101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {accept}",
        *lines,
    )


def judged(made: Exchange) -> Judgement:
    asked = parse_head(made.request)
    assert asked and made.response
    return judge_response(made.response, judge_request(asked)[0])
