"""Opening requests: legal ones that another engine accepts, and every way to make one that it must not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.http11 import Request
from websockets.server import ServerProtocol

from rtcli.wire.accept import accept_key
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.extensions import build_offer, parse_extensions
from rtcli.wire.handshake import judge_response
from rtcli.wire.handshake_request import Offer, UpgradeRequest, build_request, judge_request, upgrade_request
from rtcli.wire.http1 import Head, parse_head

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
LEGAL = upgrade_request("h", KEY, target="/chat?x=1")


def head_of(data: bytes) -> Head:
    head = parse_head(data)
    assert head is not None
    return head


def answer_of_another_engine(request: UpgradeRequest) -> tuple[bytes, Exception | None]:
    server = ServerProtocol(
        extensions=[ServerPerMessageDeflateFactory()], select_subprotocol=lambda _, offered: next(iter(offered), None)
    )
    server.receive_data(build_request(request))
    for event in server.events_received():
        assert isinstance(event, Request)
        server.send_response(server.accept(event))
    return b"".join(server.data_to_send()), server.handshake_exc


def test_a_legal_request() -> None:
    assert build_request(LEGAL) == (
        b"GET /chat?x=1 HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )


@pytest.mark.parametrize(
    "request_",
    [
        LEGAL,
        LEGAL.spelled(str.lower),
        LEGAL.spelled(str.upper),
        LEGAL.ordered("sec-websocket-version", "Connection"),
        LEGAL.with_field("Connection", "keep-alive, Upgrade"),
        LEGAL.with_field("Sec-WebSocket-Protocol", "chat", "superchat"),
        LEGAL.with_field("Sec-WebSocket-Extensions", build_offer(DeflateParameters(True, True, 10, 9))),
        LEGAL.with_field("Sec-WebSocket-Extensions", "foo", build_offer(DeflateParameters())),
    ],
)
def test_another_engine_accepts_it_and_we_accept_its_answer(request_: UpgradeRequest) -> None:
    answer, trouble = answer_of_another_engine(request_)
    assert trouble is None
    offer, faults = judge_request(head_of(build_request(request_)))
    judgement = judge_response(head_of(answer), offer)
    assert (faults, judgement.faults) == ([], ())
    assert judgement.accept_received == judgement.accept_expected == accept_key(KEY)
    assert judgement.protocol in (None, *offer.protocols)
    assert (judgement.deflate is None) == ("permessage-deflate" not in str(request_.fields))


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (LEGAL.with_field("Sec-WebSocket-Version", "12"), b"Sec-WebSocket-Version: 12"),
        (LEGAL.with_field("Sec-WebSocket-Version"), None),
        (LEGAL.with_field("Sec-WebSocket-Key"), None),
        (LEGAL.with_field("Sec-WebSocket-Key", "c2hvcnQ="), b"Sec-WebSocket-Key: c2hvcnQ="),
        (LEGAL.with_field("Sec-WebSocket-Key", "a", "b"), b"Sec-WebSocket-Key: a\r\nSec-WebSocket-Key: b\r\n"),
        (LEGAL.with_field("upgrade"), None),
        (LEGAL.with_field("Upgrade", "h2c"), b"Upgrade: h2c"),
        (LEGAL.with_field("Connection"), None),
        (LEGAL.with_field("connection", "close"), b"connection: close"),
        (replace(LEGAL, method="POST"), b"POST /chat?x=1 HTTP/1.1"),
        (replace(LEGAL, version="HTTP/1.0"), b"GET /chat?x=1 HTTP/1.0"),
        (replace(LEGAL, raw_lines=b"no colon\n"), b"no colon\n"),
        (LEGAL.with_field("Sec-WebSocket-Extensions", "foo;"), b"Sec-WebSocket-Extensions: foo;"),
    ],
)
def test_another_engine_refuses_it(request_: UpgradeRequest, line: bytes | None) -> None:
    assert line is None or line in build_request(request_)
    answer, trouble = answer_of_another_engine(request_)
    assert trouble is not None
    assert b"101" not in answer


SHORT = UpgradeRequest((("Host", "h"), ("Upgrade", "websocket"), ("Origin", "o"), ("upgrade", "h2c")))


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        (SHORT.with_field("Upgrade"), "Host Origin"),
        (SHORT.with_field("UPGRADE", "a", "b", "c"), "Host UPGRADE UPGRADE UPGRADE Origin"),
        (SHORT.with_field("Cookie", "c"), "Host Upgrade Origin upgrade Cookie"),
        (SHORT.with_field("Host", "a", "b").with_field("host", "c"), "host Upgrade Origin upgrade"),
        (SHORT.with_field("Cookie"), "Host Upgrade Origin upgrade"),
        (SHORT.ordered("origin", "UPGRADE", "Cookie"), "Origin Upgrade upgrade Host"),
        (SHORT.spelled(str.upper), "HOST UPGRADE ORIGIN UPGRADE"),
    ],
)
def test_the_order_and_case_of_fields(request_: UpgradeRequest, names: str) -> None:
    assert [name for name, _ in request_.fields] == names.split()
    assert [field.name for field in head_of(build_request(request_)).fields] == names.split()


def test_every_byte_can_be_sent() -> None:
    request = replace(LEGAL, fields=(("X ", "ü\udcff\x00"), ("", "")), target="/ ü", raw_lines=b" fold\n:\x01\r\n")
    assert build_request(request) == b"GET / \xc3\xbc HTTP/1.1\r\nX : \xc3\xbc\xff\x00\r\n: \r\n fold\n:\x01\r\n\r\n"


def test_what_a_client_asks_for() -> None:
    head = head_of(
        b"GET / HTTP/1.1\r\nsec-websocket-key: \t abc\r\nSec-WebSocket-Key: def\r\nSEC-WEBSOCKET-VERSION: 8\r\n"
        b"Sec-WebSocket-Protocol: b, a\r\nSec-WebSocket-Protocol: c\r\nSec-WebSocket-Extensions: foo; x, =\r\n\r\n"
    )
    offer, faults = judge_request(head)
    assert (offer.key, offer.version, offer.protocols) == ("abc", "8", ("b", "a", "c"))
    assert offer.extensions == tuple(parse_extensions("foo; x", head.fields[-1].value_offset)[0])
    assert faults == [
        ("handshake.extension-syntax", head.fields[-1].value_offset + 8, "'=' where an extension belongs")
    ]
    assert judge_request(head_of(b"GET / HTTP/1.1\r\n\r\n")) == (Offer(None, None), [])


@given(st.binary(max_size=200))
def test_noise_asks_for_something_or_nothing(noise: bytes) -> None:
    head = parse_head(b"GET / HTTP/1.1\r\nSec-WebSocket-Extensions:" + noise + b"\r\n\r\n")
    assert head is not None
    offer, faults = judge_request(head)
    assert all(0 <= fault.offset <= len(head.raw) for fault in faults)
    assert all(each.name for each in offer.extensions)
