import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.report.rules import RULES
from rtcli.show.handshake import (
    Opening,
    deflate_words,
    draw_connection,
    draw_exchange,
    draw_opening,
    draw_timings,
    opened_words,
)
from rtcli.show.look import Look
from rtcli.show.paint import STYLES, paint
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.url import parse_target
from tests.golden import golden
from tests.show.openings import (
    Certificate,
    Connection,
    Exchange,
    accepted,
    exchange,
    judged,
    request,
    response,
    spans,
)

SECURE = Connection(
    proxy="http://user:secret@proxy.example:3128",
    proxy_answer=b"HTTP/1.1 200 Connection established\r\nX-Cache: MISS\r\n\r\n",
    tls_version="TLSv1.3",
    cipher="TLS_AES_256_GCM_SHA384",
    alpn="http/1.1",
    certificate=Certificate(),
)
CHAT = exchange(
    accepted(
        "Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover"
    ),
    asked=request(
        "Authorization: Bearer abc",
        "Sec-WebSocket-Protocol: chat, superchat",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
    ),
)
MOVED = Exchange(
    parse_target("ws://chat.example/old"),
    request(),
    response("301 Moved Permanently", "Location: /live?token=abc"),
    spans(0.96),
    b"gone",
)
FAULTY = exchange(accepted("X: y", accept="AAAA"))


@pytest.mark.parametrize("width", [40, 80])
def test_an_opening_with_all_there_can_be(width: int) -> None:
    opening = Opening((MOVED, CHAT), SECURE, judged(CHAT))
    golden(f"show/handshake-{width}.txt", paint(draw_opening(opening, Look(width=width)), False))


def test_an_opening_has_its_colours() -> None:
    golden("show/handshake-80-colour.txt", paint(draw_opening(Opening((CHAT,), SECURE, judged(CHAT)), Look()), True))


def test_a_faulty_answer_is_told_with_clause_and_cure() -> None:
    rows = paint(draw_opening(Opening((FAULTY,), Connection(), judged(FAULTY)), Look()), False)
    assert "  fail  handshake.accept at 97 (0x61): 'AAAA' came" in rows
    assert RULES["handshake.accept"].clause in rows


def test_secrets_are_shown_to_whoever_asks_for_them() -> None:
    shown = paint(draw_exchange(CHAT, Look(), show_secrets=True), False)
    assert "> GET /live?token=abc HTTP/1.1\n" in shown and "> Authorization: Bearer abc\n" in shown


def test_what_came_before_the_answer_and_no_answer_at_all() -> None:
    early = Exchange(CHAT.url, b"GET / HTTP/1.1\r\n\r\n", None, interim=(response("103 Early Hints", "Link: x"),))
    assert paint(draw_exchange(early, Look()), False).splitlines() == [
        "> GET / HTTP/1.1",
        ">",
        "< HTTP/1.1 103 Early Hints",
        "< Link: x",
        "<",
        "* no answer",
    ]


@pytest.mark.parametrize(
    ("connection", "rows"),
    [
        (Connection(), ["* connected to 192.0.2.1:443"]),
        (
            Connection(remote="/run/chat.sock", tls_version="TLSv1.2", cipher="X", certificate=Certificate(names=())),
            [
                "* connected to /run/chat.sock",
                "* TLSv1.2, X, no ALPN",
                "* certificate of CN=chat.example",
                "* issued by CN=Example Authority, good from 2026-01-01T00:00:00Z to 2026-12-31T23:59:59Z",
                "* SHA-256 0f:1e:2d",
            ],
        ),
    ],
)
def test_what_a_link_went_over(connection: Connection, rows: list[str]) -> None:
    assert paint(draw_connection(connection), False).splitlines() == rows


@pytest.mark.parametrize(
    ("deflate", "words"),
    [
        (None, "no compression"),
        (DeflateParameters(), "permessage-deflate, server's window 15 bits, client's window 15 bits"),
        (
            DeflateParameters(True, False, 10, 9),
            "permessage-deflate, server's window 10 bits, new for each message, client's window 9 bits",
        ),
    ],
)
def test_the_terms_of_compression(deflate: DeflateParameters | None, words: str) -> None:
    assert deflate_words(deflate) == words


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (
            CHAT,
            "connected to wss://chat.example/live?token=*** at 192.0.2.1:443 in 30.0 ms; subprotocol chat; compressed",
        ),
        (FAULTY, "connected to wss://chat.example/live?token=*** at 192.0.2.1:443 in 30.0 ms"),
        (
            Exchange(FAULTY.url, FAULTY.request, FAULTY.response),
            "connected to wss://chat.example/live?token=*** at 192.0.2.1:443 in 0 µs",
        ),
    ],
)
def test_an_opening_in_one_line(made: Exchange, words: str) -> None:
    assert opened_words(Opening((made,), SECURE, judged(made))) == words


def test_an_address_is_not_said_twice() -> None:
    opening = Opening((FAULTY,), Connection(remote="chat.example"), judged(FAULTY))
    assert opened_words(opening) == "connected to wss://chat.example/live?token=*** in 30.0 ms"


def test_only_several_requests_need_their_addresses() -> None:
    assert not any("wss:" in text for line in draw_timings([CHAT], 80) for text, _ in line)
    assert any("wss:" in text for line in draw_timings([CHAT, CHAT], 80) for text, _ in line)


@given(st.text(max_size=40), st.binary(max_size=60))
def test_nothing_of_a_peer_comes_out_raw(words: str, data: bytes) -> None:
    connection = Connection(words, words, data, words, words, words, Certificate(words, words, (words,), words))
    made = Exchange(CHAT.url, data, response("101 X"), (("name", 0.0, 1.0, words, False),), data)
    for line in draw_opening(Opening((made,), connection, judged(CHAT)), Look(explained=set(RULES))):
        assert all(text.isprintable() and style in STYLES for text, style in line)
