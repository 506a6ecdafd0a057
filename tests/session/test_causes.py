"""Refused upgrades to what is advised: the status, what stands beside it, and what had been sent."""

import pytest

from rtcli.session.asked import Asked
from rtcli.session.causes import CAUSES, LAST, PASS_ON, Refusal, advice
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.url import parse_target

URL = parse_target("ws://h.example:8080/ws?token=hush")


def head(start: str, *fields: str) -> Head:
    parsed = parse_head("".join(f"{line}\r\n" for line in (start, *fields, "")).encode())
    assert parsed is not None
    return parsed


def refusal(status: str, *fields: str, body: bytes = b"", sent: tuple[str, ...] = (), **more: bool) -> Refusal:
    request = head("GET /ws HTTP/1.1", "Sec-WebSocket-Version: 13", *sent)
    return Refusal(head(f"HTTP/1.1 {status}", *fields), body, Asked(URL), request, **more)  # type: ignore[arg-type]


CASES = [
    (
        refusal("400 Bad", body=b"The plain HTTP request was sent to HTTPS port"),
        "write wss://h.example:8080/ws?token=***",
    ),
    (refusal("400 Bad", body=b"Client sent an HTTP request to an HTTPS server."), "the port speaks TLS"),
    (refusal("400 Bad", "Sec-WebSocket-Version: 8, 7"), "speaks version 8, 7 of the protocol"),
    (refusal("426 Upgrade Required", "Sec-WebSocket-Version: 0"), "speaks version 0"),
    (refusal("426 Upgrade Required", "Sec-WebSocket-Version: 13"), PASS_ON),
    (refusal("426 Upgrade Required"), PASS_ON),
    (refusal("400 Bad", body=b'Can "Upgrade" only to "WebSocket".'), PASS_ON),
    (refusal("400 Bad", body=b"Failed to open a WebSocket connection: missing subprotocol."), "-s NAME"),
    (refusal("400 Bad", "Content-Encoding: gzip", body=b"upgrade"), "compare it, shown by -v"),
    (refusal("400 Bad"), "compare it, shown by -v"),
    (refusal("401 No", stripped=True), "go to ws://h.example:8080/ws?token=*** at once"),
    (refusal("401 No", sent=("Authorization: x",)), "sent and not accepted"),
    (refusal("401 No", sent=("Cookie: x",)), "sent and not accepted"),
    (refusal("401 No", "WWW-Authenticate: Basic realm=x"), "credentials: -u USER:PASSWORD"),
    (refusal("401 No", "WWW-Authenticate: Bearer"), "-H 'Authorization: Bearer TOKEN'"),
    (refusal("401 No"), "-u USER:PASSWORD, -H"),
    (refusal("403 No"), "try --origin http://h.example:8080"),
    (refusal("403 No", sent=("Origin: http://evil",)), "is not let in (http://evil)"),
    (refusal("404 No"), "nothing is at /ws?token=***"),
    (refusal("410 Gone"), "nothing is at /ws"),
    (refusal("405 No"), "takes other requests"),
    (refusal("407 No"), "--proxy-user"),
    (refusal("429 Slow", "Retry-After: 30"), "until 30 s have passed"),
    (refusal("503 No", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"), "until Fri, 31 Dec 1999 23:59:59 GMT"),
    (refusal("502 Bad Gateway"), "the server behind it"),
    (refusal("503 No"), "the server behind it"),
    (refusal("504 No"), "the server behind it"),
    (refusal("500 No"), "its log says why"),
    (refusal("501 No"), "takes other requests"),
    (refusal("302 Found"), "without saying where to"),
    (refusal("302 Found", "Location: /in?key=hush"), "-L follows it to /in?key=***"),
    (refusal("200 OK", "Content-Type: text/event-stream"), "rtcli sse tail ws://h.example"),
    (refusal("200 OK", "Content-Type: text/html"), "/ws?token=*** is no WebSocket endpoint"),
    (refusal("204 No Content"), "is no WebSocket endpoint"),
    (refusal("418 Teapot"), LAST),
    (refusal("429 Slow"), LAST),
    (refusal("wat"), LAST),
]


@pytest.mark.parametrize(("refused", "words"), CASES, ids=[str(number) for number in range(len(CASES))])
def test_advice(refused: Refusal, words: str) -> None:
    said = advice(refused)
    assert words in said
    assert "hush" not in said
    assert "{" not in said


def test_a_redirect_that_would_be_followed_but_cannot() -> None:
    refused = refusal("302 Found", "Location: ftp://h")._replace(asked=Asked(URL, redirects=3))
    assert advice(refused) == "give the right URL at once"


def test_every_cause_is_met_here() -> None:
    met = {cause.fix for cause in CAUSES for refused, _ in CASES if refused.head.status in cause.statuses}
    assert met == {cause.fix for cause in CAUSES}
