"""What tellers are tried with: a session that was opened, messages and frames of it, a desk that keeps what is said."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

from rtcli.net.link import Certificate, Ending, Facts, Link
from rtcli.net.spans import Span
from rtcli.session.opening import Answer, Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.began import Began
from rtcli.talk.plan import Streams
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, TEXT, Frame, build_frame, head_size
from rtcli.wire.handshake import judge_response
from rtcli.wire.http1 import parse_head
from rtcli.wire.messages import Message
from rtcli.wire.url import parse_target

BEGAN = Began(instant_s=100.0, wall_s=1_700_000_000.0)  # 2023-11-14T22:13:20Z
KEY = bytes.fromhex("37fa213d")
REQUEST = (
    b"GET /chat?token=s3cret HTTP/1.1\r\nHost: example.com\r\nAuthorization: Basic dTpw\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
RESPONSE = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSet-Cookie: id=s3cret\r\n"
    b"Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n\r\n"
)
MOVED = b"HTTP/1.1 302 Found\r\nLocation: /chat\r\nContent-Length: 0\r\n\r\n"
DEFLATE = DeflateParameters(server_max_window_bits=10)
SECURE = Facts(
    remote="[::1]:443",
    local="[::1]:50000",
    proxy="http://proxy.example:3128",
    proxy_answer=b"HTTP/1.1 200 Connection established\r\nProxy-Authorization: Basic dTpw\r\n\r\n",
    tls_version="TLSv1.3",
    cipher="TLS_AES_128_GCM_SHA256",
    certificate=Certificate("example.com", "an authority", ("example.com",), "2026-01-01", "2027-01-01", "00" * 32),
)
PLAIN = Facts(remote="127.0.0.1:80", local="127.0.0.1:50000")


def answer(url: str, response: bytes | None, *, start_s: float = 100.0) -> Answer:
    spans = Span("name", start_s, start_s + 0.001, "127.0.0.1"), Span("upgrade", start_s + 0.001, start_s + 0.0025)
    return Answer(parse_target(url), REQUEST, response and parse_head(response) or None, spans)


def opened(facts: Facts = PLAIN, *, deflate: DeflateParameters | None = DEFLATE) -> Opened:
    """A session whose link is known by its facts alone."""
    last = answer("wss://u:p@example.com/chat?token=s3cret", RESPONSE, start_s=100.01)
    assert last.response
    link = cast(Link, SimpleNamespace(facts=facts))
    earlier = (answer("ws://example.com/", MOVED), answer("ws://example.com/silent", None))
    return Opened(link, last, judge_response(last.response), b"", deflate, earlier)


def message(payload: bytes, opcode: int = TEXT, **other: object) -> Message:
    """One from the server, in one frame."""
    size = len(payload)
    return Message(0, "server", opcode, payload, size, size, 1, False, True, ())._replace(**other)  # type: ignore[arg-type]


def binary(payload: bytes) -> Message:
    return message(payload, BINARY)


def frame(
    opcode: int, payload: bytes = b"", *, key: bytes = b"", faults: tuple[Fault, ...] = (), **other: int
) -> Frame:
    """One as it was read, or with a key as we wrote it."""
    built = build_frame(opcode, payload, key=key, fin=bool(other.get("fin", 1)), rsv=other.get("rsv", 0))
    return Frame(0, built[: head_size(built, 0)], payload, faults)


def mortem(**other: object) -> PostMortem:
    """A session that was closed in order by the server, but for what is said."""
    facts: dict[str, object] = {
        "by": "server",
        "code": 1000,
        "reason": "",
        "clean": True,
        "cause": "close",
        "link_ending": Ending.FIN,
        "code_sent": 1000,
        "code_received": 1000,
        "silence_in_s": 0.5,
        "silence_out_s": 0.25,
        "pings_unanswered": 0,
        "half_frame_bytes": 0,
        "faults": (),
        "duration_s": 2.0,
    }
    return PostMortem(**(facts | other))  # type: ignore[arg-type]


@dataclass
class Desk:
    """A sheet to write on, and what was said on stderr."""

    terminal: bool = False
    written: bytes = b""
    writes: int = 0
    talk: list[str] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def write(self, data: bytes, /) -> None:
        self.written += data
        self.writes += bool(data)

    @property
    def streams(self) -> Streams:
        return Streams(talk=self.talk.append, warn=lambda word, text: self.warnings.append((word, text)))
