"""HTTP/1.1 as clients ask for it: what is written to a bare socket, and what comes back."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from rtcli.lab import handlers
from rtcli.lab.embedded import running
from rtcli.lab.exchange import BODY_LIMIT_BYTES, Exchange
from rtcli.lab.http11 import response
from rtcli.wire.http1 import HeadReader
from tests.lab.raw import Address, Step, behind_head, talk

STREAM = "sse/clock?every=1ms&count=2"
DECLARED = f"Content-Length: {BODY_LIMIT_BYTES + 1}\r\n\r\n"
TOO_MUCH = b"x" * (BODY_LIMIT_BYTES + 1)


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


def asked(target: str, *lines: str, method: str = "GET", version: str = "1.1") -> bytes:
    return "\r\n".join((f"{method} /{target} HTTP/{version}", "Host: lab", *lines, "", "")).encode()


LAST = asked("nowhere", "Connection: close")


def status_lines(answers: bytes) -> list[str]:
    return [line.decode() for line in re.findall(rb"HTTP/1.1 [^\r\n]*", answers)]


@pytest.mark.parametrize(
    ("request_bytes", "statuses"),
    [
        (asked("nowhere") + LAST, ["404 Not Found", "404 Not Found"]),
        (asked(STREAM) + asked(STREAM) + LAST, ["200 OK", "200 OK", "404 Not Found"]),
        (asked(STREAM, method="HEAD") + LAST, ["200 OK", "404 Not Found"]),
        (asked("sse/post", "Content-Length: 2", method="POST") + b"hi" + LAST, ["200 OK", "404 Not Found"]),
        (asked(STREAM, "Content-Length: 6", method="POST") + b"unread" + LAST, ["200 OK", "404 Not Found"]),
        (
            asked("sse/post", "Transfer-Encoding: chunked", method="POST") + b"2\r\nhi\r\n0\r\n\r\n" + LAST,
            ["200 OK", "404 Not Found"],
        ),
        (asked(STREAM, version="1.0"), ["200 OK"]),
        (asked(STREAM, "Connection: close") + LAST, ["200 OK"]),
        (asked(f"sse/clock{'?x=1'}") + LAST, ["400 Bad Request", "404 Not Found"]),
        (asked(STREAM, method="OPTIONS") + LAST, ["204 No Content", "404 Not Found"]),
        (b"\r\n" + LAST, ["404 Not Found"]),
    ],
)
def test_each_request_has_its_answer_in_order(lab: Address, request_bytes: bytes, statuses: list[str]) -> None:
    assert status_lines(talk(lab, request_bytes)) == [f"HTTP/1.1 {status}" for status in statuses]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "400 Bad Request"),
        (b"GET /echo HTTP/1.1\r\nbroken\r\n\r\n", "400 Bad Request"),
        (b"GET /sse/clock HTTP/1.1\r\nHost: lab\r\nbroken\r\n\r\n", "400 Bad Request"),
        (b"nonsense\r\n\r\n", "400 Bad Request"),
        (b"GET /nowhere HTTP/1.1\r\nX: " + b"x" * 70_000, "431 Request Header Fields Too Large"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400 Bad Request"),
    ],
)
def test_what_is_no_request_is_answered_too(lab: Address, request_bytes: bytes, status: str) -> None:
    answer = talk(lab, request_bytes)
    assert status_lines(answer) == [f"HTTP/1.1 {status}"]
    head = HeadReader().feed(answer)
    assert head is not None and head.faults == ()
    assert behind_head(answer).endswith(b"\n")


def test_a_request_may_come_byte_by_byte(lab: Address) -> None:
    steps = [Step(b"", LAST[at : at + 1]) for at in range(1, len(LAST))]
    assert status_lines(talk(lab, LAST[:1], *steps)) == ["HTTP/1.1 404 Not Found"]


def test_nobody_has_to_send_a_body_that_is_not_wanted(lab: Address) -> None:
    """It is expected to come only after 100, and as that does not come, the connection ends."""
    answer = talk(lab, asked(STREAM, "Expect: 100-continue", "Content-Length: 5", method="POST"))
    assert status_lines(answer) == ["HTTP/1.1 200 OK"]


def test_a_body_that_is_wanted_is_asked_for(lab: Address) -> None:
    request = asked("sse/post", "Expect: 100-continue", "Content-Length: 5", "Connection: close", method="POST")
    answer = talk(lab, request, Step(b"HTTP/1.1 100 Continue\r\n\r\n", b"hello"))
    assert status_lines(answer) == ["HTTP/1.1 100 Continue", "HTTP/1.1 200 OK"]


def test_too_much_that_nobody_reads_ends_the_connection(lab: Address) -> None:
    answer = talk(lab, asked(STREAM, DECLARED[:-4], method="POST") + TOO_MUCH + LAST)
    assert status_lines(answer) == ["HTTP/1.1 200 OK"]


def test_a_client_that_leaves_inside_its_body_is_forgotten(lab: Address) -> None:
    answer = talk(lab, asked("sse/post", "Content-Length: 5", method="POST") + b"he", Step(b"", b""))
    assert status_lines(answer) == []


def test_a_head_has_the_length_of_what_get_would_have(lab: Address) -> None:
    answer = talk(lab, asked("nowhere", "Connection: close", method="HEAD"))
    assert (b"content-length: " in answer, behind_head(answer)) == (True, b"")


def test_a_client_that_reads_slowly_gets_all_of_it(lab: Address) -> None:
    with closing(socket.socket()) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(10)
        sock.connect(lab)
        sock.sendall(asked("sse/clock?every=1ms&count=4&size=300KiB", "Connection: close"))
        got = bytearray()
        while piece := sock.recv(65536):
            got += piece
    assert len(got) > 4 * 300 * 1024
    assert got.endswith(b"0\r\n\r\n")


def test_a_status_without_a_name_has_no_reason() -> None:
    assert response(299, ()).reason == b""


def test_an_answer_can_be_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def half(exchange: Exchange, _lab: object) -> None:
        await exchange.begin(200)
        await exchange.send(b"half")
        await exchange.break_off()

    monkeypatch.setitem(handlers.HTTP, "sse/clock", half)
    with running() as address:
        assert behind_head(talk(address, asked("sse/clock"))) == b"4\r\nhalf\r\n"
