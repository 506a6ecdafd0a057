"""Openings: answers byte for byte on the left, what is made or said of them on the right; then the real lab."""

import asyncio
from dataclasses import replace

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.lab.embedded import running
from rtcli.net.link import Link
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.session.opening import Opened, Refused, open_websocket
from rtcli.wire.url import Url, parse_target
from tests.session.answering import ACCEPT, HEAD_101, KEY, WAY, Act, Servers, failed, opened, response, url
from tests.vloop import run

ASKED = Asked(url(), deflate=None)
FRAME = b"\x81\x02hi"


def test_an_opening() -> None:
    session, servers = opened(ASKED, [HEAD_101 + FRAME])
    assert session.rest == FRAME
    assert session.answer.request == servers.requests[0]
    assert session.answer.request.startswith(b"GET /ws HTTP/1.1\r\nHost: chat.example\r\n")
    assert KEY.encode() in session.answer.request
    assert session.answer.response and session.answer.response.status == 101
    assert session.judgement.accept_received == ACCEPT
    assert (session.deflate, session.earlier, session.answer.body) == (None, (), b"")
    assert [(span.name, span.says, span.ok) for span in session.answer.spans] == [
        ("connect", "", True),
        ("upgrade", "101 Switching Protocols", True),
    ]
    assert session.link.ending is None


@pytest.mark.parametrize("cut", range(1, len(HEAD_101), 7))
def test_an_answer_in_pieces(cut: int) -> None:
    session, _ = opened(ASKED, [HEAD_101[:cut], 0.5, HEAD_101[cut:] + FRAME])
    assert session.rest == FRAME


def test_interim_answers_are_kept_and_passed_over() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    session, _ = opened(ASKED, [hints * 10 + HEAD_101 + FRAME])
    assert session.rest == FRAME
    assert [head.status for head in session.answer.interim] == [103] * 8  # the last of them


def test_compression_that_is_agreed_on() -> None:
    head = HEAD_101.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
    session, _ = opened(Asked(url()), [head])
    assert session.deflate is not None


WRONG_ACCEPT = HEAD_101.replace(ACCEPT.encode(), b"AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
REFUSALS: list[tuple[list[Act], str, str, str, int]] = [  # what came; why, hint, kind, curl's number
    (
        [WRONG_ACCEPT],
        f"101, but handshake.accept: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' came, {ACCEPT} answers the key '{KEY}'",
        "rtcli explain handshake.accept tells more; --lenient goes on",
        "handshake",
        22,
    ),
    (
        [HEAD_101.replace(b"Upgrade: websocket\r\n", b"Server lab\r\n")],
        "101, but http.no-colon: 'Server lab' has no colon; handshake.upgrade-missing: no Upgrade field",
        "rtcli explain http.no-colon tells more; --lenient goes on",
        "handshake",
        22,
    ),
    (
        [HEAD_101[:50], "fin"],
        "the server closed the connection inside its head: 101 Switching Protocols; "
        "the input ends after 50 bytes, before the blank line",
        "rtcli explain http.head-truncated tells more",
        "broken-head",
        52,
    ),
    (
        [HEAD_101[:-2] + b"X: %s\r\n" % (b"x" * 70_000)],
        "the answer came to no end inside its head: 101 Switching Protocols; no blank line in the first 65536 bytes",
        "rtcli explain http.head-too-big tells more",
        "broken-head",
        8,
    ),
    (
        [response("403 Forbidden", body=b'{"error": "no"}')],
        '403 Forbidden: {"error": "no"}',
        "where the server looks at the Origin, send the one of its page: try --origin http://chat.example",
        "refused",
        22,
    ),
    (
        [response("302 Found", "Location: /login")],
        "302 Found",
        "-L follows it to /login",
        "refused",
        22,
    ),
]


@pytest.mark.parametrize(("script", "why", "fix", "kind", "curl_code"), REFUSALS)
def test_refusals(script: list[Act], why: str, fix: str, kind: str, curl_code: int) -> None:
    error, servers = failed(ASKED, script)
    assert isinstance(error, Refused)
    assert error.where == "upgrade chat.example:80"
    assert (error.why, error.fix, error.kind, error.curl_code) == (why, fix, kind, curl_code)
    assert error.exit is Exit.UNREACHED
    assert error.answer and error.answer.response and error.judgement
    assert servers.links[0].ending is not None  # nothing is left open


def test_the_body_of_a_refusal_is_kept() -> None:
    error, _ = failed(ASKED, [response("404 Not Found", body=b"x" * 1000)])
    assert isinstance(error, Refused) and error.answer
    assert error.answer.body == b"x" * 1000


def test_lenient_goes_on_after_faults_but_not_without_a_101_or_the_end_of_its_head() -> None:
    lenient = replace(ASKED, lenient=True)
    session, _ = opened(lenient, [WRONG_ACCEPT + FRAME])
    assert session.rest == FRAME
    assert [fault.code for fault in session.judgement.faults] == ["handshake.accept"]
    assert isinstance(failed(lenient, [response("200 OK")])[0], Refused)
    assert isinstance(failed(lenient, [HEAD_101[:-2], "fin"])[0], Refused)


@pytest.mark.parametrize(
    ("script", "why", "kind", "curl_code"),
    [
        (["fin"], "the server closed the connection before it answered", "no-answer", 52),
        (["rst"], "the server reset the connection before it answered", "no-answer", 56),
        ([b"\r\n", "fin"], "the server closed the connection before it answered", "no-answer", 52),
        ([b"SSH-2.0-x\r\n"], "what came is an SSH server's greeting, not HTTP: 'SSH-2.0-x\\r\\n'", "not-http", 8),
        ([], "no answer within 10s (connected after 2.0 ms)", "timeout", 28),
        (
            [b"HTTP/1.1 101"],
            "no answer within 10s (connected after 2.0 ms; 12 bytes of a head came, and not its end)",
            "timeout",
            28,
        ),
    ],
)
def test_no_answer(script: list[Act], why: str, kind: str, curl_code: int) -> None:
    error, servers = failed(ASKED, script)
    assert (error.where, error.why, error.kind) == ("upgrade chat.example:80", why, kind)
    assert (error.exit, error.curl_code) == (Exit.UNREACHED, curl_code)
    assert not isinstance(error, Refused)
    assert servers.links[0].ending is not None


@pytest.mark.parametrize(
    ("phases", "where", "why"),
    [
        ([], "connect chat.example:80", "no answer to the connection within 10s"),
        (["name"], "name chat.example:80", "no answer to the name look-up within 10s"),
        (
            ["name", "connect", "tls"],
            "tls chat.example:80",
            "no end of the TLS handshake within 10s (address known after 1000.0 ms, connected after 2000.0 ms)",
        ),
    ],
)
def test_a_connection_that_takes_too_long(phases: list[str], where: str, why: str) -> None:
    async def dial(_url: Url, _way: Way, spans: Spans) -> Link:
        for phase in phases:
            with spans.phase(phase):
                await asyncio.sleep(60.0 if phase == phases[-1] else 1.0)
        await asyncio.sleep(60.0)
        raise AssertionError

    with pytest.raises(RtError) as raised:
        run(open_websocket(ASKED, WAY, dial=dial))
    error = raised.value
    assert (error.where, error.why, error.kind, error.curl_code) == (where, why, "timeout", 28)


def test_an_opening_that_is_cancelled_leaves_nothing_open() -> None:
    servers = Servers([[]])

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await servers.open(ASKED)

    run(give_up())
    assert servers.links[0].ending is not None


def test_redirects_are_followed() -> None:
    session, servers = opened(
        replace(ASKED, redirects=5),
        [response("301 Moved", "Location: https://chat.example/new")],
        [response("307 Temporary Redirect", "Location: other?a=1")],
        [HEAD_101 + FRAME],
    )
    assert [each.display() for each in servers.urls] == [
        "ws://chat.example/ws",
        "wss://chat.example/new",
        "wss://chat.example/other?a=1",
    ]
    assert [answer.url for answer in session.earlier] == servers.urls[:2]
    assert all(link.ending is not None for link in servers.links[:2])
    assert session.rest == FRAME


def test_redirects_share_one_time_limit() -> None:
    error, _ = failed(replace(ASKED, redirects=5), [6.0, response("302 Found", "Location: /b")], [6.0, HEAD_101])
    assert error.kind == "timeout"


@pytest.mark.parametrize(
    ("places", "why"),
    [
        (["/b", "/c", "/d"], "302 Found: after 2 redirects yet another, to /d"),
        (["/ws"], "302 Found: it redirects in a circle, back to ws://chat.example/ws"),
        (["/b", "/ws"], "302 Found: it redirects in a circle, back to ws://chat.example/ws"),
        (["https://s/", "http://s/"], "302 Found: it redirects to ws://s/, which is not encrypted"),
    ],
)
def test_redirects_that_are_not(places: list[str], why: str) -> None:
    scripts = [[response("302 Found", f"Location: {place}")] for place in places]
    error, _ = failed(replace(ASKED, redirects=2), *scripts)
    assert isinstance(error, Refused)
    assert (error.why, error.kind, error.curl_code) == (why, "redirect", 47)
    assert len(error.earlier) == len(places) - 1


def test_credentials_are_for_their_origin_alone() -> None:
    asked = replace(ASKED, redirects=5, user="me:pw", cookie="s=1", headers=(("X-Api-Key", "k"), ("X", "1")))
    _, servers = opened(
        asked,
        [response("302 Found", "Location: http://other.example/")],
        [response("302 Found", "Location: http://chat.example/back")],
        [HEAD_101],
    )
    told = [
        [name in request for name in (b"Authorization:", b"Cookie:", b"X-Api-Key:")] for request in servers.requests
    ]
    assert told == [[True] * 3, [False] * 3, [True] * 3]
    assert all(b"X: 1\r\n" in request for request in servers.requests)


def test_a_stranger_that_asks_for_credentials() -> None:
    asked = replace(ASKED, redirects=5, user="me:pw")
    error, _ = failed(asked, [response("302 Found", "Location: http://o.example/")], [response("401 Unauthorized")])
    assert error.fix.endswith("which was not given the credentials: go to ws://o.example/ at once")


DIGEST = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'


def test_a_digest_challenge_is_answered_once() -> None:
    asked = replace(ASKED, user="me:pw")
    session, servers = opened(asked, [response("401 Unauthorized", DIGEST)], [HEAD_101])
    assert [b"Authorization: Basic" in request for request in servers.requests] == [True, False]
    assert b'Authorization: Digest username="me"' in servers.requests[1]
    assert [answer.response and answer.response.status for answer in session.earlier] == [401]
    error, _ = failed(asked, [response("401 Unauthorized", DIGEST)], [response("401 Unauthorized", DIGEST)])
    assert error.fix.startswith("credentials were sent and not accepted")


def test_other_challenges_are_not() -> None:
    assert (
        "sent and not accepted"
        in failed(replace(ASKED, user="a:b"), [response("401 No", "WWW-Authenticate: Basic")])[0].fix
    )
    assert "give credentials" in failed(ASKED, [response("401 No", DIGEST)])[0].fix


def test_the_lab_over_real_sockets() -> None:
    async def each() -> list[Opened | RtError]:
        came: list[Opened | RtError] = []
        for path in ("echo", "ws/bad-accept", "ws/403", "ws/cut-head", "ws/version-header"):
            try:
                session = await open_websocket(Asked(parse_target(f"ws://{host}:{port}/{path}")), Way(environment={}))
                await session.link.close()
                came.append(session)
            except RtError as error:
                came.append(error)
        return came

    with running() as (host, port):
        came = asyncio.run(each())
    assert [isinstance(each, Opened) for each in came] == [True, False, False, False, True]
    assert [each.kind for each in came if isinstance(each, RtError)] == ["handshake", "refused", "broken-head"]
