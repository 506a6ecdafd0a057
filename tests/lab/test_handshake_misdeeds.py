"""Faulty answers to an upgrade, read from a bare socket: each byte, the one fault in it, and what comes after."""

from collections.abc import Iterator

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.handshake_misdeeds import HANDLERS
from rtcli.lab.route import Route
from rtcli.lab.routes import HANDSHAKE_MISDEEDS
from rtcli.wire.frames import TEXT, build_frame
from rtcli.wire.http1 import parse_head
from tests.lab.raw import COMPRESSION, GOODBYE, HEAD_END, LEAVE, Address, Step, behind_head, codes, request, talk

START = b"HTTP/1.1 101 Switching Protocols\r\n"
UPGRADE = b"Upgrade: websocket\r\n"
CONNECTION = b"Connection: Upgrade\r\n"
ACCEPT = b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"  # RFC 6455 1.3
PROTOCOL = b"Sec-WebSocket-Protocol: chat\r\n"
DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"
BEGIN, CHOICES = START + UPGRADE + CONNECTION + ACCEPT, PROTOCOL + DEFLATE
OFFERS = ("Sec-WebSocket-Protocol: chat, superchat", COMPRESSION, "Origin: https://evil.example")
HEADS = {
    "ws/bad-accept": START + UPGRADE + CONNECTION + b"Sec-WebSocket-Accept: QVVELULIH5VuQhM7stQXGAmKjxs=\r\n" + CHOICES,
    "ws/no-accept": START + UPGRADE + CONNECTION + CHOICES,
    "ws/two-accepts": BEGIN + ACCEPT + CHOICES,
    "ws/no-upgrade": START + CONNECTION + ACCEPT + CHOICES,
    "ws/wrong-upgrade": START + b"Upgrade: h2c\r\n" + CONNECTION + ACCEPT + CHOICES,
    "ws/no-connection": START + UPGRADE + ACCEPT + CHOICES,
    "ws/wrong-connection": START + UPGRADE + b"Connection: keep-alive\r\n" + ACCEPT + CHOICES,
    "ws/http10": b"HTTP/1.0 101 Switching Protocols\r\n" + UPGRADE + CONNECTION + ACCEPT + CHOICES,
    "ws/bad-status-line": b"HTTP/1.1  101 Switching Protocols\r\n" + UPGRADE + CONNECTION + ACCEPT + CHOICES,
    "ws/bare-lf": START + b"Upgrade: websocket\nConnection: Upgrade\n" + ACCEPT + CHOICES,
    "ws/unasked-protocol": BEGIN + b"Sec-WebSocket-Protocol: nobody-asked.v1\r\n" + DEFLATE,
    "ws/two-protocols": BEGIN + b"Sec-WebSocket-Protocol: chat, superchat\r\n" + DEFLATE,
    "ws/no-protocol": BEGIN + DEFLATE,
    "ws/unasked-extension": BEGIN + PROTOCOL + b"Sec-WebSocket-Extensions: x-nobody-asked\r\n",
    "ws/two-extensions": BEGIN + CHOICES + DEFLATE,
    "ws/bad-deflate": BEGIN + PROTOCOL + b"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n",
    "ws/broken-extensions": BEGIN + PROTOCOL + b'Sec-WebSocket-Extensions: "permessage-deflate"\r\n',
    "ws/body-length": BEGIN + CHOICES + b"Content-Length: 0\r\n",
    "ws/version-header": BEGIN + CHOICES + b"Sec-WebSocket-Version: 13\r\n",
    "ws/folded-line": BEGIN + CHOICES + b"Server: the lab\r\n of rtcli\r\n",
    "ws/space-before-colon": BEGIN + CHOICES + b"Server : lab\r\n",
    "ws/bad-field-name": BEGIN + CHOICES + b"Served By: lab\r\n",
    "ws/no-colon": BEGIN + CHOICES + b"Server lab\r\n",
    "ws/control-in-value": BEGIN + CHOICES + b"Server: lab\x07\r\n",
    "ws/any-origin": BEGIN
    + CHOICES
    + b"Access-Control-Allow-Origin: https://evil.example\r\nAccess-Control-Allow-Credentials: true\r\n",
}
REFUSALS = {  # what the answer begins with, and what it holds
    "ws/html": (b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n<!doctype html>"),
    "ws/dropped-upgrade": (b"HTTP/1.1 400 Bad Request\r\n", b"\r\n\r\nUpgrade header is missing"),
    "ws/401": (b"HTTP/1.1 401 Unauthorized\r\n", b'\r\nWWW-Authenticate: Bearer realm="lab"\r\n'),
    "ws/403": (b"HTTP/1.1 403 Forbidden\r\n", b'\r\n\r\n{"error": "forbidden", "message": "your plan'),
    "ws/426": (b"HTTP/1.1 426 Upgrade Required\r\n", b"\r\nSec-WebSocket-Version: 8, 7\r\n"),
    "ws/302": (b"HTTP/1.1 302 Found\r\n", b"\r\nLocation: /ws/html\r\n"),
    "ws/502": (b"HTTP/1.1 502 Bad Gateway\r\n", b"<h1>Bad Gateway</h1>"),
    "ws/503": (b"HTTP/1.1 503 Service Unavailable\r\n", b"\r\nRetry-After: 30\r\n"),
}
HELLO = build_frame(TEXT, b"Hello", key=b"mask")
SMALL_HELLO = b"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00"  # RFC 7692 7.2.3.1


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


@pytest.mark.parametrize(("name", "head"), HEADS.items())
def test_a_spoiled_101_and_a_faithful_echo_behind_it(lab: Address, name: str, head: bytes) -> None:
    hello = SMALL_HELLO if DEFLATE in head else b"\x81\x05Hello"
    steps = Step(HEAD_END, HELLO), Step(hello, GOODBYE.says)
    assert talk(lab, request(name, *OFFERS), *steps) == head + b"\r\n" + hello + b"\x88\x02\x03\xe8"


@pytest.mark.parametrize(
    ("offer", "answer"),
    [((), b"chat, superchat"), (("Sec-WebSocket-Protocol: soap",), b"soap, soap")],
)
def test_two_protocols_whatever_was_offered(lab: Address, offer: tuple[str, ...], answer: bytes) -> None:
    assert b"\r\nSec-WebSocket-Protocol: " + answer + b"\r\n" in talk(lab, request("ws/two-protocols", *offer), GOODBYE)


def test_a_spoiled_101_is_for_an_upgrade_only(lab: Address) -> None:
    answer = talk(lab, b"GET /ws/bad-accept HTTP/1.1\r\nHost: lab\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 426 Upgrade Required\r\n")


@pytest.mark.parametrize(("name", "parts"), REFUSALS.items())
def test_a_refusal_is_whole(lab: Address, name: str, parts: tuple[bytes, bytes]) -> None:
    answer = talk(lab, request(name))
    start, inside = parts
    head = parse_head(answer)
    assert answer.startswith(start) and inside in answer
    assert head is not None and head.faults == ()
    assert head.get_all("Content-Length") == [str(len(behind_head(answer)))]
    assert head.get_all("Connection") == ["close"]


def test_a_head_that_is_cut(lab: Address) -> None:
    answer = talk(lab, request("ws/cut-head"))
    assert answer == b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnec"


def test_a_request_that_is_never_answered(lab: Address) -> None:
    assert talk(lab, request("ws/never-answers"), LEAVE) == b""


def test_a_head_that_goes_on_for_a_mebibyte(lab: Address) -> None:
    answer = talk(lab, request("ws/endless-head"))
    assert answer == START + (b"X-Filler: " + b"." * 1012 + b"\r\n") * 1024


@pytest.mark.parametrize("route", HANDSHAKE_MISDEEDS, ids=lambda route: route.name)
def test_each_earns_what_it_says_and_nothing_else(lab: Address, route: Route) -> None:
    asked = request(route.name, *OFFERS[:2])
    answer = talk(lab, asked, *([GOODBYE] if route.name in HEADS else [LEAVE]))
    assert codes(asked, answer) == ({route.earns} if route.earns else set())


def test_each_route_is_served() -> None:
    assert {route.name for route in HANDSHAKE_MISDEEDS} == HANDLERS.keys()
