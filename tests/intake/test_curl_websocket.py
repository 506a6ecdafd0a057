"""cURL lines of an opening handshake to what a WebSocket client is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.intake.curl import parse_curl
from rtcli.intake.curl_websocket import CurlForWebSocket, for_websocket

CHROME = r"""curl 'wss://chat.example/ws' \
  -H 'Upgrade: websocket' \
  -H 'Origin: https://chat.example' \
  -H 'Cache-Control: no-cache' \
  -H 'Accept-Language: en' \
  -H 'Pragma: no-cache' \
  -H 'Connection: Upgrade' \
  -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \
  -H 'User-Agent: Mozilla/5.0' \
  -H 'Sec-WebSocket-Version: 13' \
  -H 'Sec-WebSocket-Protocol: graphql-ws, chat' \
  -H 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits' \
  -b 'sid=1'"""
FIREFOX = r"""curl 'wss://chat.example/ws' --compressed -H 'Host: chat.example' \
  -H 'Accept-Encoding: gzip, deflate, br' -H 'Sec-WebSocket-Version: 13' -H 'Origin: https://chat.example' \
  -H 'Sec-WebSocket-Protocol: graphql-ws' -H 'Sec-WebSocket-Protocol: chat' \
  -H 'Sec-WebSocket-Extensions: permessage-deflate' -H 'Sec-WebSocket-Key: x' \
  -H 'Connection: keep-alive, Upgrade' -H 'Cookie: sid=1' -H 'Upgrade: websocket' \
  -H 'User-Agent: Mozilla/5.0' -H 'Pragma: no-cache' -H 'Cache-Control: no-cache'"""
PLACED = (("graphql-ws", "chat"), "https://chat.example", "sid=1", "Mozilla/5.0")


def asked(line: str) -> CurlForWebSocket:
    return for_websocket(parse_curl(f"curl {line}"))


def test_what_browsers_copy() -> None:
    url, quick, again = "wss://chat.example/ws", ("Pragma", "no-cache"), ("Cache-Control", "no-cache")
    left = (again, ("Accept-Language", "en"), quick)
    assert for_websocket(parse_curl(CHROME)) == CurlForWebSocket(url, left, *PLACED, "client_max_window_bits", ())
    assert for_websocket(parse_curl(FIREFOX)) == CurlForWebSocket(url, (quick, again), *PLACED, "", ())


@pytest.mark.parametrize(
    ("url", "becomes"),
    [
        ("https://h/x", "wss://h/x"),
        ("HTTP://h/x", "ws://h/x"),
        ("wss://h/?u=http://x", "wss://h/?u=http://x"),
        ("h:80/x", "h:80/x"),
    ],
)
def test_the_scheme_becomes_that_of_a_websocket(url: str, becomes: str) -> None:
    assert asked(url).url == becomes


@pytest.mark.parametrize(
    ("words", "headers"),
    [
        ("-H 'Host: other'", (("Host", "other"),)),
        ("-H 'host: h:8080'", ()),
        ("-H 'authority: h:8080'", ()),
        ("-H 'Origin:'", (("Origin", None),)),
        ("-H 'Sec-WebSocket-Extensions: x-own'", (("Sec-WebSocket-Extensions", "x-own"),)),
        ("-H 'X: 1' -H 'X: 2' -H 'Content-Type: a'", (("X", "1"), ("X", "2"), ("Content-Type", "a"))),
        ("--data a", ()),
    ],
)
def test_headers_that_are_left(words: str, headers: tuple[tuple[str, str | None], ...]) -> None:
    assert asked(f"http://h:8080/ {words}").headers == headers


def test_a_header_wins_over_an_option() -> None:
    assert asked("ws://h -b a=1 -A x") == CurlForWebSocket("ws://h", (), (), None, "a=1", "x", None, ())
    assert asked("ws://h -b a=1 -A x -H 'Cookie: b=2' -H 'Cookie: c=3' -H 'User-Agent: y'").cookie == "b=2; c=3"


def test_what_a_handshake_has_no_use_for_is_said() -> None:
    assert asked("ws://h -d a -o f").ignored == ("--output", "--request POST", "--data")


def test_a_url_that_is_none() -> None:
    with pytest.raises(RtError, match="the scheme htp"):
        asked("htp://h")


@given(st.text("h/:@[]?#. %\\é", max_size=20), st.text('Host:authority Cookie;=,"', max_size=30))
def test_any_line_is_read_or_refused(url: str, header: str) -> None:
    try:
        asked(f"'ws://{url}' -H '{header}'")
    except RtError as error:
        assert error.exit is Exit.USAGE
