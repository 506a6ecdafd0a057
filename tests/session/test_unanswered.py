"""What comes in place of a head, to what is said of it."""

import pytest

from rtcli.exits import Exit
from rtcli.net.link import Facts
from rtcli.session.request import Request
from tests.session.http_peers import HEAD, Act, failed, url
from tests.wire.test_http2 import frame, goaway

SECURE = Facts(alpn="h2")
PLAIN_FIX = "does the port speak TLS? then write https://h.example/events"


@pytest.mark.parametrize(
    ("acts", "why", "kind", "curl_code", "fix"),
    [
        (["fin"], "the server closed the connection before it answered", "no-answer", 52, PLAIN_FIX),
        (["rst"], "the server reset the connection before it answered", "no-answer", 56, PLAIN_FIX),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], "what came is an SSH server's greeting, not HTTP: 'SSH-2.0-OpenSSH_9.2\\r\\n'",
         "not-http", 8, "another port speaks HTTP, if any"),
        ([b"\x15\x03\x01\x00\x02\x02\x46"], "what came is a TLS record, not HTTP: '\\x15\\x03\\x01\\x00\\x02\\x02F'",
         "not-http", 8, "the port speaks TLS: write https://h.example/events"),
        ([HEAD + b"X Y: 1\r\nLine\r\n\r\n"], "the answer's head breaks http.bad-field-name: ' ' in the name 'X Y'",
         "broken-head", 8, "rtcli explain http.bad-field-name tells more"),
        ([HEAD + b"X", 1.0, "fin"], "the server closed the connection inside the head of its answer: "
         "the input ends after 18 bytes, before the blank line",
         "broken-head", 52, "rtcli explain http.head-truncated tells more"),
        ([HEAD + b"X" * 70000], "the answer's head breaks http.head-too-big: no blank line in the first 65536 bytes",
         "broken-head", 8, "rtcli explain http.head-too-big tells more"),
        ([HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n"],
         "the answer is no HTTP/1.1: Only Transfer-Encoding: chunked is supported", "broken-head", 8, ""),
        ([HEAD + b"X", 200.0], "no answer within 2m; 18 bytes came, and not its end", "timeout", 28,
         "is the model slow, or a proxy holding the answer? --head-timeout waits longer"),
        ([200.0], "no answer within 2m", "timeout", 28,
         "is the model slow, or a proxy holding the answer? --head-timeout waits longer"),
    ],
)  # fmt: skip
def test_in_http_1(acts: list[Act], why: str, kind: str, curl_code: int, fix: str) -> None:
    error, _ = failed(Request(url()), acts)
    assert (error.where, error.why, error.kind) == ("head h.example:80", why, kind)
    assert (error.curl_code, error.fix, error.exit) == (curl_code, fix, Exit.UNREACHED)


KNOWN = "does it speak HTTP/2 without TLS? leave --http2 out"
TRY = "try --http1.1"
HELLO = frame(4)


@pytest.mark.parametrize(
    ("acts", "facts", "why", "kind", "fix"),
    [
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n", "fin"], None, "what came is an HTTP/1 response, not HTTP/2",
         "not-http", KNOWN),
        ([b"what?\r\n", "fin"], SECURE, "what came is 'what?\\r\\n', not HTTP/2", "not-http", TRY),
        (["fin"], None, "the server closed the connection before it answered", "no-answer", KNOWN),
        (["rst"], SECURE, "the server reset the connection before it answered", "no-answer", TRY),
        ([HELLO + goaway(0, 13), "fin"], SECURE,
         "the server gave the connection up: GOAWAY HTTP_1_1_REQUIRED, before an answer came", "goaway", TRY),
        ([HELLO + frame(3, (7).to_bytes(4, "big"), stream=1)], SECURE,
         "the server reset the stream: REFUSED_STREAM, before an answer came", "stream-reset", TRY),
        ([HELLO, 1.0, "fin"], SECURE, "the connection ended before the stream did, before an answer came",
         "short-stream", TRY),
        ([HELLO + frame(5, bytes(4), stream=1)], SECURE, "HTTP/2 is broken: ", "broken-http2", TRY),
    ],
)  # fmt: skip
def test_in_http_2(acts: list[Act], facts: Facts | None, why: str, kind: str, fix: str) -> None:
    asked = url("https://h.example/") if facts else url()
    error, _ = failed(Request(asked, http="auto" if facts else "2"), acts, facts=facts)
    assert error.why.startswith(why) and (error.kind, error.fix, error.exit) == (kind, fix, Exit.UNREACHED)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (Request(url(), "GE T"), "HTTP/1.1 has no such request: Illegal method characters"),
        (Request(url(), headers=(("Content-Length", "x"),)), "HTTP/1.1 has no such request: bad Content-Length"),
        (Request(url(), "POST", (("Content-Length", "1"),), b"12"),
         "HTTP/1.1 has no such request: Too much data for declared Content-Length"),
        (Request(url(), headers=(("Transfer-Encoding", "gzip"),)),
         "HTTP/1.1 has no such request: Only Transfer-Encoding: chunked is supported"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(request_: Request, why: str) -> None:
    error, _ = failed(request_, [10.0])
    assert (error.where, error.why, error.exit) == ("input request", why, Exit.USAGE)
