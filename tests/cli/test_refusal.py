"""What was asked for and refused, shown on stderr: for a handshake, and for a stream."""

from dataclasses import replace

import pytest

from rtcli.cli.refusal import show_answers, show_refusal
from rtcli.exits import Exit
from rtcli.net.link import Facts
from rtcli.session.http import HttpAnswer
from rtcli.session.opening import Answer, Refused
from rtcli.session.sse import NotAStream
from rtcli.wire.http1 import parse_head
from rtcli.wire.url import parse_target
from tests.command import streams

REQUEST = b"GET / HTTP/1.1\r\nCookie: a=1\r\n\r\n"
RESPONSE = b"HTTP/1.1 401 Unauthorized\r\nSet-Cookie: b=2\r\n\r\n"


def refused(response: bytes) -> Refused:
    head = parse_head(response)
    answer = Answer(parse_target("ws://a.example"), REQUEST, head, (), b"no\x1b[0m")
    return Refused("upgrade a.example", "401", exit=Exit.UNREACHED, answer=answer)


@pytest.mark.parametrize(
    ("verbose", "show_secrets", "said"),
    [
        (False, False, "< HTTP/1.1 401 Unauthorized\n< Set-Cookie: ***\n<\n  text  no\\u001b[0m\n"),
        (False, True, "< HTTP/1.1 401 Unauthorized\n< Set-Cookie: b=2\n<\n  text  no\\u001b[0m\n"),
        (True, False, "> GET / HTTP/1.1\n> Cookie: ***\n>\n< HTTP/1.1 401 Unauthorized\n< Set-Cookie: ***\n<\n"),
    ],
)
def test_what_came_is_shown_safely(verbose: bool, show_secrets: bool, said: str) -> None:
    with streams() as (_out, err):
        show_refusal(refused(RESPONSE), verbose=verbose, show_secrets=show_secrets)
        assert err.taken().decode().startswith(said)


@pytest.mark.parametrize("answer", [None, Answer(parse_target("ws://a.example"), REQUEST, None, (), b"")])
def test_where_nothing_came_nothing_is_shown(answer: Answer | None) -> None:
    with streams() as (_out, err):
        show_refusal(Refused("upgrade a.example", "no answer", answer=answer), verbose=False, show_secrets=False)
        assert err.taken() == b""


ANSWER = HttpAnswer(
    parse_target("http://a.example/x"),
    "GET",
    ((b"Cookie", b"a=1"),),
    404,
    "Not Found",
    "HTTP/2",
    ((b"set-cookie", b"b=2"),),
    (),
    Facts(),
    b"no",
)
MOVED = replace(ANSWER, status=302, reason="Found", body=b"")


@pytest.mark.parametrize(
    ("verbose", "show_secrets", "said"),
    [
        (False, False, "< HTTP/2 404 Not Found\n< set-cookie: ***\n<\n  text  no\n"),
        (False, True, "< HTTP/2 404 Not Found\n< set-cookie: b=2\n<\n  text  no\n"),
        (True, False, "> GET /x HTTP/2\n> Cookie: ***\n>\n< HTTP/2 302 Found\n< set-cookie: ***\n<\n> GET /x HTTP/2\n"),
    ],
)
def test_an_answer_that_is_no_stream_is_shown(verbose: bool, show_secrets: bool, said: str) -> None:
    raised = NotAStream("stream a.example", "404", answer=ANSWER, earlier=(MOVED,))
    with streams() as (_out, err):
        show_answers(raised, verbose=verbose, show_secrets=show_secrets)
        assert err.taken().decode().startswith(said)


def test_where_there_was_no_answer_nothing_is_shown() -> None:
    with streams() as (_out, err):
        show_answers(NotAStream("stream a.example", "no answer"), verbose=False, show_secrets=False)
        assert err.taken() == b""
