"""Answers to an opening: each clause that is broken gives its own fault at its own byte, and hides no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from rtcli.wire.accept import accept_key
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.extensions import parse_extensions
from rtcli.wire.handshake import Judgement, judge_response, read_handshake
from rtcli.wire.handshake_request import Offer
from rtcli.wire.http1 import parse_head

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = accept_key(KEY)
PMD = "permessage-deflate"
OFFER = Offer(KEY, "13", ("chat", "v2.chat"), tuple(parse_extensions(f"{PMD}; client_max_window_bits")[0]))
BARE_OFFER = Offer(KEY, "13")
STATUS_LINE = b"HTTP/1.1 101 Switching Protocols"
LEGAL = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": ACCEPT}


def answer(fields: dict[str, str | None] | None = None, *, start: bytes = STATUS_LINE, more: str = "") -> bytes:
    """A legal answer but for these fields; None leaves one out."""
    lines = [f"{name}: {value}\r\n" for name, value in (LEGAL | (fields or {})).items() if value is not None]
    return start + b"\r\n" + ("".join(lines) + more).encode("latin-1") + b"\r\n"


def judge(data: bytes, offer: Offer | None = BARE_OFFER) -> Judgement:
    head = parse_head(data)
    assert head is not None
    return judge_response(head, offer)


def says(data: bytes, offer: Offer | None = BARE_OFFER) -> list[tuple[str, bytes, str]]:
    """Each fault with the bytes at which it points, up to the end of their line."""
    faults = judge(data, offer).faults
    return [(code, data[offset:].split(b"\r\n")[0], words) for code, offset, words in faults]


def test_a_legal_answer() -> None:
    judgement = judge(answer({"Sec-WebSocket-Protocol": "chat", "Sec-WebSocket-Extensions": PMD}), OFFER)
    assert judgement == Judgement(
        accept_expected=ACCEPT,
        accept_received=ACCEPT,
        upgrade=("websocket",),
        connection=("Upgrade",),
        protocol="chat",
        extensions=judgement.extensions,
        deflate=DeflateParameters(),
        versions=(),
        faults=(),
    )
    assert [extension.name for extension in judgement.extensions] == [PMD]


@pytest.mark.parametrize(
    "fields",
    [
        {"Upgrade": "WebSocket", "Connection": "UPGRADE"},
        {"Connection": "keep-alive, upgrade"},
        {"Connection": "keep-alive\r\nConnection: Upgrade"},
        {"Sec-WebSocket-Accept": f" \t{ACCEPT}\t "},
        {"Server": "x", "Date": "y"},
    ],
)
def test_other_legal_answers(fields: dict[str, str | None]) -> None:
    assert judge(answer(fields)).faults == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            answer(start=b"HTTP/1.0 101 Switching Protocols"),
            ("handshake.http-version", b"HTTP/1.0 101 Switching Protocols", "the version is 'HTTP/1.0'"),
        ),
        (
            answer(start=b"HTTP/1.1 200 OK"),
            ("handshake.status", b"200 OK", "'200 OK', not 101"),
        ),
        (
            answer({"Upgrade": None}),
            ("handshake.upgrade-missing", STATUS_LINE, "no Upgrade field"),
        ),
        (
            answer({"Upgrade": "websocket/13"}),
            ("handshake.upgrade-value", b"websocket/13", "Upgrade is 'websocket/13', not websocket"),
        ),
        (
            answer({"Upgrade": "websocket, h2c"}),
            ("handshake.upgrade-value", b"websocket, h2c", "Upgrade is 'websocket, h2c', not websocket"),
        ),
        (
            answer({"Upgrade": "websocket\r\nUpgrade: websocket"}),
            ("handshake.upgrade-value", b"websocket", "Upgrade is 'websocket, websocket', not websocket"),
        ),
        (
            answer({"Connection": None}),
            ("handshake.connection-missing", STATUS_LINE, "no Connection field"),
        ),
        (
            answer({"Connection": "keep-alive"}),
            ("handshake.connection-value", b"keep-alive", "Connection is 'keep-alive', without upgrade"),
        ),
        (
            answer({"Connection": "upgraded"}),
            ("handshake.connection-value", b"upgraded", "Connection is 'upgraded', without upgrade"),
        ),
        (
            answer({"Sec-WebSocket-Accept": None}),
            ("handshake.accept-missing", STATUS_LINE, "no Sec-WebSocket-Accept field"),
        ),
        (
            answer({"Sec-WebSocket-Accept": "x"}),
            ("handshake.accept", b"x", f"'x' came, {ACCEPT} answers the key '{KEY}'"),
        ),
        (
            answer({"Sec-WebSocket-Accept": KEY}),
            (
                "handshake.accept",
                KEY.encode(),
                f"'{KEY}' came, {ACCEPT} answers the key '{KEY}': it is the key itself",
            ),
        ),
        (
            answer(more=f"sec-websocket-accept: {ACCEPT}\r\n"),
            (
                "handshake.accept-duplicate",
                f"sec-websocket-accept: {ACCEPT}".encode(),
                "Sec-WebSocket-Accept stands here again",
            ),
        ),
        (
            answer({"Content-Length": "0"}),
            ("handshake.body", b"Content-Length: 0", "Content-Length is '0'"),
        ),
        (
            answer({"transfer-encoding": "chunked"}),
            ("handshake.body", b"transfer-encoding: chunked", "Transfer-Encoding is 'chunked'"),
        ),
        (
            answer({"Sec-WebSocket-Version": "13"}),
            ("handshake.version-header", b"Sec-WebSocket-Version: 13", "Sec-WebSocket-Version is '13'"),
        ),
        (
            answer({"Sec-WebSocket-Extensions": PMD}),
            ("handshake.extension-unasked", PMD.encode(), f"'{PMD}' was not offered"),
        ),
        (
            answer({"Sec-WebSocket-Extensions": ""}),
            ("handshake.extension-syntax", b"", "an empty list"),
        ),
    ],
)
def test_answers_that_break_one_clause(data: bytes, expected: tuple[str, bytes, str]) -> None:
    assert says(data) == [expected]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("chat", []),
        ("v2.chat", []),
        ("Chat", [("handshake.protocol-unasked", b"Chat", "'Chat' was not offered, but 'chat' was")]),
        ("mqtt", [("handshake.protocol-unasked", b"mqtt", "'mqtt' was not offered")]),
        ("", [("handshake.protocol-unasked", b"", "'' was not offered")]),
        ("chat, v2.chat", [("handshake.protocol-duplicate", b"chat, v2.chat", "'chat, v2.chat' is not one name")]),
        (
            "chat\r\nSec-WebSocket-Protocol: v2.chat",
            [
                (
                    "handshake.protocol-duplicate",
                    b"Sec-WebSocket-Protocol: v2.chat",
                    "Sec-WebSocket-Protocol stands here again",
                )
            ],
        ),
        (None, [("handshake.protocol-missing", STATUS_LINE, "none of 'chat, v2.chat' was chosen")]),
    ],
)
def test_the_subprotocol(value: str | None, expected: list[tuple[str, bytes, str]]) -> None:
    assert says(answer({"Sec-WebSocket-Protocol": value}), OFFER) == expected


@pytest.mark.parametrize(
    ("value", "deflate", "codes"),
    [
        (f"{PMD}; client_max_window_bits=10", DeflateParameters(client_max_window_bits=10), []),
        (f"{PMD}; server_max_window_bits=99", DeflateParameters(), ["handshake.extension-parameters"]),
        (f"{PMD};", DeflateParameters(), ["handshake.extension-syntax"]),
        (f"{PMD}\r\nSec-WebSocket-Extensions: {PMD}", DeflateParameters(), ["handshake.extension-duplicate"] * 2),
        (f"{PMD}, {PMD}", DeflateParameters(), ["handshake.extension-duplicate"]),
        (None, None, []),
    ],
)
def test_the_extensions(value: str | None, deflate: DeflateParameters | None, codes: list[str]) -> None:
    judgement = judge(answer({"Sec-WebSocket-Protocol": "chat", "Sec-WebSocket-Extensions": value}), OFFER)
    assert (judgement.deflate, [fault.code for fault in judgement.faults]) == (deflate, codes)


def test_no_sin_hides_another() -> None:
    data = (
        b"HTTP/1.0 200 OK\r\nUpgrade: h2c\r\nConnection: close\r\n"
        b"Sec-WebSocket-Accept: x\r\nSec-WebSocket-Accept: y\r\n"
        b"Sec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Extensions: foo;\r\n\r\n"
    )
    assert [code for code, _, _ in says(data)] == [
        "handshake.http-version",
        "handshake.status",
        "handshake.upgrade-value",
        "handshake.connection-value",
        "handshake.accept",
        "handshake.accept-duplicate",
        "handshake.accept",
        "handshake.protocol-duplicate",
        "handshake.protocol-unasked",
        "handshake.protocol-unasked",
        "handshake.extension-unasked",
        "handshake.extension-syntax",
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", "'403 Forbidden', not 101"),
        (b"HTTP/1.1 302 \r\nLocation: /x\r\n\r\n", "'302', not 101"),
        (
            b"HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13, 8\r\nSec-WebSocket-Version: 7\r\n\r\n",
            "'426 Upgrade Required', not 101; the server speaks version '13, 8, 7'",
        ),
    ],
)
def test_a_refusal_is_blamed_for_nothing_else(data: bytes, expected: str) -> None:
    ((code, _, words),) = says(data, OFFER)
    assert (code, words) == ("handshake.status", expected)


def test_the_versions_of_a_refusal_are_a_fact() -> None:
    assert judge(b"HTTP/1.1 400 Bad\r\nSec-WebSocket-Version: 13, 8\r\n\r\n").versions == ("13", "8")


def test_what_is_no_answer_at_all() -> None:
    assert says(b"SSH-2.0-OpenSSH\r\n\r\n") == [
        ("handshake.http-version", b"SSH-2.0-OpenSSH", "the version is ''"),
        ("handshake.status", b"SSH-2.0-OpenSSH", "no status, not 101"),
    ]


def test_what_the_client_asked_for_may_be_unknown() -> None:
    data = answer({"Sec-WebSocket-Accept": "x", "Sec-WebSocket-Protocol": "mqtt", "Sec-WebSocket-Extensions": PMD})
    judgement = judge(data, None)
    assert (judgement.faults, judgement.deflate, judgement.protocol) == ((), DeflateParameters(), "mqtt")
    assert (judgement.accept_expected, judgement.accept_received) == (None, "x")


def test_a_request_without_a_key_has_no_answer() -> None:
    words = "there was no key in the request that it could answer"
    assert says(answer(), Offer(None, "13")) == [("handshake.accept", ACCEPT.encode(), words)]


def another_engine_accepts(data: bytes, offer: Offer) -> bool:
    client = ClientProtocol(
        parse_uri("ws://h/"),
        extensions=[ClientPerMessageDeflateFactory()] if offer.extensions else None,
        subprotocols=[Subprotocol(name) for name in offer.protocols] or None,
    )
    client.key = KEY
    client.connect()
    client.receive_data(data)
    client.events_received()
    return client.handshake_exc is None


# that engine does not look at these
LENIENT = {"handshake.body", "handshake.version-header", "handshake.protocol-missing", "handshake.extension-duplicate"}
CHOICES: dict[str, list[str | None]] = {
    "Upgrade": ["websocket", "WEBSOCKET", "h2c", "websocket, h2c", None],
    "Connection": ["Upgrade", "keep-alive, upgrade", "close", "keep-alive", None],
    "Sec-WebSocket-Accept": [ACCEPT, ACCEPT.lower(), KEY, None],
    "Sec-WebSocket-Protocol": ["chat", "CHAT", "chat, v2.chat", "mqtt", None],
    "Sec-WebSocket-Extensions": [
        PMD,
        f"{PMD}; client_max_window_bits=9",
        f"{PMD}; server_max_window_bits=7",
        f"{PMD};",
        "foo",
        None,
    ],
}


@given(
    st.fixed_dictionaries({name: st.sampled_from([values[0], *values]) for name, values in CHOICES.items()}),
    st.sampled_from([OFFER, BARE_OFFER]),
)
def test_another_engine_accepts_the_same_answers(fields: dict[str, str | None], offer: Offer) -> None:
    data = answer(fields)
    codes = {fault.code for fault in judge(data, offer).faults}
    assert another_engine_accepts(data, offer) == (not codes - LENIENT)


REQUEST = (
    f"GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Extensions: {PMD}; x\r\n\r\n".encode()
)
DEFLATED = answer({"Sec-WebSocket-Extensions": f"{PMD}; server_max_window_bits=9"})
FRAMES = b"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00"


@pytest.mark.parametrize(
    ("data", "heads", "rest", "deflate", "words"),
    [
        (DEFLATED + FRAMES, (False, True), FRAMES, DeflateParameters(False, False, 9), f"{PMD} is agreed"),
        (REQUEST + DEFLATED + FRAMES, (True, True), FRAMES, DeflateParameters(False, False, 9), f"{PMD} is agreed"),
        (answer() + FRAMES, (False, True), FRAMES, None, "no compression is agreed"),
        (REQUEST, (True, False), b"", None, "no answer of the server, so nothing is agreed yet"),
        (REQUEST + FRAMES, (True, False), FRAMES, None, "no answer of the server, so nothing is agreed yet"),
        (b"\r\n" + REQUEST, (True, False), b"", None, "no answer of the server, so nothing is agreed yet"),
        (FRAMES, (False, False), FRAMES, None, "no HTTP head"),
        (b"", (False, False), b"", None, "no HTTP head"),
        (b"hello\r\n\r\n", (False, False), b"hello\r\n\r\n", None, "no HTTP head"),
    ],
)
def test_heads_before_frames(
    data: bytes, heads: tuple[bool, bool], rest: bytes, deflate: DeflateParameters | None, words: str
) -> None:
    found = read_handshake(data)
    assert (found.request is not None, found.response is not None) == heads
    assert (data[found.rest :], found.deflate, found.says) == (rest, deflate, words)


def test_the_faults_of_both_heads_in_the_order_of_the_wire() -> None:
    request = REQUEST.replace(b"\r\nHost: h", b"\nHost : h").replace(b"; x", b";")
    data = request + answer({"Upgrade": "h2c", "Sec-WebSocket-Accept": "x"}, more="foo\r\n")
    faults = read_handshake(data).faults
    assert [fault.code for fault in faults] == [
        "http.bare-lf",
        "http.space-before-colon",
        "handshake.extension-syntax",
        "handshake.upgrade-value",
        "handshake.accept",
        "http.no-colon",
    ]
    assert data[faults[4].offset :].startswith(b"x\r\nfoo")


def test_a_head_without_its_end_and_one_without_measure() -> None:
    cut = DEFLATED[:-2]
    found = read_handshake(cut)
    assert (found.rest, found.deflate) == (len(cut), DeflateParameters(False, False, 9))
    assert [fault.code for fault in found.faults] == ["http.head-truncated"]
    found = read_handshake(answer(more="X: y\r\n" * 20000))
    assert (found.rest, found.faults[-1].code) == (65536, "http.head-too-big")


@given(
    st.lists(st.sampled_from([REQUEST, DEFLATED, STATUS_LINE, b"\r\n", b"\n", b"A: b", b"\x81", b"GET "])).map(b"".join)
)
def test_noise_is_a_handshake_or_none(data: bytes) -> None:
    found = read_handshake(data)
    assert 0 <= found.rest <= len(data)
    assert all(0 <= fault.offset <= len(data) for fault in found.faults)
