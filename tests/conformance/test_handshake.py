"""RFC 6455 4.1 and RFC 7692 7.1: every fault of an answer to an opening handshake refuses it, and nothing else does."""

from base64 import b64decode

import pytest

from rtcli.exits import Exit
from rtcli.session.asked import Asked
from rtcli.wire.frames import TEXT, build_frame
from tests.conformance.playing import BYE, URL, accept_of, play, welcome

STATUS = "HTTP/1.1 101 Switching Protocols"
UPGRADE, CONNECTION, ACCEPT = "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: {accept}"
HEAD = (STATUS, UPGRADE, CONNECTION, ACCEPT)
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"
EVERYTHING = Asked(URL, subprotocols=("chat", "chat.v2"), deflate="client_max_window_bits; server_max_window_bits=12")
NOTHING = Asked(URL, deflate=None)


def opens(asked: Asked, lines: tuple[str, ...]) -> bool:
    """Whether a session came of it: if so an echo works, if not nothing more than the request was sent."""

    def answer(key: str) -> bytes:
        return "".join(f"{line.format(accept=accept_of(key), key=key)}\r\n" for line in (*lines, "")).encode()

    played = play([build_frame(TEXT, b"hello"), BYE], answer=answer, asked=asked)
    if played.error is None:
        assert len(played.data) == 1 and played.closes == [b"\x03\xe8"]
        return True
    assert played.error.exit is Exit.UNREACHED and played.error.stage == "upgrade"
    assert (played.frames, played.mortem) == ([], None)
    return False


def instead(line: str, *others: str) -> tuple[str, ...]:
    """The head with these in the place of that line."""
    return tuple(each for old in HEAD for each in (others if old == line else (old,)))


LEGAL = {  # asked, lines
    "nothing granted of what was asked for": (EVERYTHING, HEAD),
    "Upgrade in any case": (NOTHING, instead(UPGRADE, "Upgrade: WebSocket")),
    "Connection in any case": (NOTHING, instead(CONNECTION, "Connection: upgrade")),
    "Connection among others": (NOTHING, instead(CONNECTION, "Connection: keep-alive, Upgrade")),
    "Connection twice": (NOTHING, instead(CONNECTION, "Connection: keep-alive", "Connection: Upgrade")),
    "names in any case": (NOTHING, tuple(line.replace("Upgrade:", "uPgRaDe:") for line in HEAD)),
    "another order": (NOTHING, (STATUS, ACCEPT, CONNECTION, UPGRADE)),
    "spaces around values": (NOTHING, instead(UPGRADE, "Upgrade: \t websocket \t")),
    "another reason": (NOTHING, instead(STATUS, "HTTP/1.1 101 Here you are")),
    "no reason": (NOTHING, instead(STATUS, "HTTP/1.1 101 ")),
    "fields of all sorts": (NOTHING, (*HEAD, "Server: x", "Set-Cookie: a=b", "Set-Cookie: c=d")),
    "a subprotocol that was asked for": (EVERYTHING, (*HEAD, "Sec-WebSocket-Protocol: chat.v2")),
}
ILLEGAL = {
    "no Upgrade": (NOTHING, instead(UPGRADE)),
    "another Upgrade": (NOTHING, instead(UPGRADE, "Upgrade: h2c")),
    "an Upgrade that only begins so": (NOTHING, instead(UPGRADE, "Upgrade: websocket2")),
    "an Upgrade to more than that": (NOTHING, instead(UPGRADE, "Upgrade: websocket, h2c")),
    "no Connection": (NOTHING, instead(CONNECTION)),
    "another Connection": (NOTHING, instead(CONNECTION, "Connection: close")),
    "a Connection that only begins so": (NOTHING, instead(CONNECTION, "Connection: Upgraded")),
    "no Accept": (NOTHING, instead(ACCEPT)),
    "an empty Accept": (NOTHING, instead(ACCEPT, "Sec-WebSocket-Accept:")),
    "the Accept of another key": (NOTHING, instead(ACCEPT, f"Sec-WebSocket-Accept: {accept_of('x')}")),
    "the key as Accept": (NOTHING, instead(ACCEPT, "Sec-WebSocket-Accept: {key}")),
    "an Accept in quotation marks": (NOTHING, instead(ACCEPT, 'Sec-WebSocket-Accept: "{accept}"')),
    "an Accept that is longer": (NOTHING, instead(ACCEPT, "Sec-WebSocket-Accept: {accept}=")),
    "two Accepts": (NOTHING, (*HEAD, "Sec-WebSocket-Accept: x")),
    "HTTP/1.0": (NOTHING, instead(STATUS, "HTTP/1.0 101 Switching Protocols")),
    "200": (NOTHING, instead(STATUS, "HTTP/1.1 200 OK")),
    "a subprotocol that nobody asked for": (NOTHING, (*HEAD, "Sec-WebSocket-Protocol: chat")),
    "another subprotocol": (EVERYTHING, (*HEAD, "Sec-WebSocket-Protocol: other")),
    "a subprotocol in other case": (EVERYTHING, (*HEAD, "Sec-WebSocket-Protocol: Chat")),
    "two subprotocols": (EVERYTHING, (*HEAD, "Sec-WebSocket-Protocol: chat, chat.v2")),
    "two fields of subprotocols": (EVERYTHING, (*HEAD, *["Sec-WebSocket-Protocol: chat"] * 2)),
    "an extension that nobody asked for": (NOTHING, (*HEAD, DEFLATE)),
    "an extension that nobody knows": (EVERYTHING, (*HEAD, "Sec-WebSocket-Extensions: x-other")),
    "an extension twice": (EVERYTHING, (*HEAD, f"{DEFLATE}; server_max_window_bits=12, permessage-deflate")),
    "a body": (NOTHING, (*HEAD, "Content-Length: 5")),
    "a body in chunks": (NOTHING, (*HEAD, "Transfer-Encoding: chunked")),
}


@pytest.mark.parametrize("name", LEGAL)
def test_an_answer_that_opens_a_session(name: str) -> None:
    assert opens(*LEGAL[name])


@pytest.mark.parametrize("name", ILLEGAL)
def test_an_answer_that_is_refused(name: str) -> None:
    assert not opens(*ILLEGAL[name])


PLAIN_OFFER = Asked(URL, deflate="")
WIDE_OFFER = Asked(URL)
BOUND_OFFER = Asked(URL, deflate="server_no_context_takeover; server_max_window_bits=10; client_max_window_bits")
PARAMETERS = [  # offer, answer, whether it may be
    (PLAIN_OFFER, "", True),
    (PLAIN_OFFER, "server_no_context_takeover", True),
    (PLAIN_OFFER, "client_no_context_takeover", True),
    (PLAIN_OFFER, "server_max_window_bits=8", True),
    (PLAIN_OFFER, "client_max_window_bits=15", False),
    (WIDE_OFFER, "", True),
    (WIDE_OFFER, "client_max_window_bits=8", True),
    (WIDE_OFFER, 'client_max_window_bits="9"', True),
    (WIDE_OFFER, "client_max_window_bits", False),
    (WIDE_OFFER, "client_max_window_bits=7", False),
    (WIDE_OFFER, "client_max_window_bits=16", False),
    (WIDE_OFFER, "client_max_window_bits=08", False),
    (WIDE_OFFER, "client_max_window_bits=+9", False),
    (WIDE_OFFER, "client_max_window_bits=9; client_max_window_bits=9", False),
    (WIDE_OFFER, "server_max_window_bits", False),
    (WIDE_OFFER, "server_max_window_bits=0", False),
    (WIDE_OFFER, "server_max_window_bits=ten", False),
    (WIDE_OFFER, "server_no_context_takeover=1", False),
    (WIDE_OFFER, "client_no_context_takeover=true", False),
    (WIDE_OFFER, "server_no_context_takeover; server_no_context_takeover", False),
    (WIDE_OFFER, "something_else", False),
    (WIDE_OFFER, "=", False),
    (WIDE_OFFER, ";", False),
    (BOUND_OFFER, "server_no_context_takeover; server_max_window_bits=10", True),
    (BOUND_OFFER, "server_no_context_takeover; server_max_window_bits=8; client_max_window_bits=12", True),
    (BOUND_OFFER, "server_no_context_takeover; server_max_window_bits=11", False),
    (BOUND_OFFER, "server_no_context_takeover", False),
    (BOUND_OFFER, "server_max_window_bits=10", False),
    (BOUND_OFFER, "", False),
]


@pytest.mark.parametrize(("asked", "parameters", "legal"), PARAMETERS)
def test_parameters_that_are_granted(asked: Asked, parameters: str, legal: bool) -> None:
    assert opens(asked, (*HEAD, f"{DEFLATE}; {parameters}" if parameters else DEFLATE)) == legal


def test_the_request() -> None:
    """RFC 6455 4.1: what it has to have, and a key of 16 bytes that is new each time."""
    requests = [play([BYE], answer=welcome(), asked=EVERYTHING).request for _ in range(20)]
    start, *lines = requests[0].removesuffix("\r\n\r\n").split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines)
    assert start == "GET / HTTP/1.1"
    assert (fields["Host"], fields["Upgrade"], fields["Connection"]) == ("fuzzing.test", "websocket", "Upgrade")
    assert (fields["Sec-WebSocket-Version"], fields["Sec-WebSocket-Protocol"]) == ("13", "chat, chat.v2")
    assert len(b64decode(fields["Sec-WebSocket-Key"], validate=True)) == 16
    keys = {line for request in requests for line in request.split("\r\n") if line.startswith("Sec-WebSocket-Key")}
    assert len(keys) == len(requests)
