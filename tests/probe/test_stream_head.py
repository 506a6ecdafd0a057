"""Heads on the left, verdicts on the right."""

import pytest

from rtcli.probe.examination import Question
from rtcli.session.request import Request
from tests.probe.checking import Checked, checked, event, headed
from tests.session.http_peers import url

TYPE = "Content-Type: text/event-stream"
PAGE = "https://app.example"
BODY = b"".join(map(event, range(1, 5)))


def of(*lines: str, **asked: object) -> Checked:
    question = Question(resume=False, **asked)  # type: ignore[arg-type]
    return checked(headed(*lines, body=BODY), asked=question)


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "stream.status", "404 Not Found"),
        (b"HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", "stream.status", "500"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "stream.no-content", "204 No Content: a browser does not come back"),
        (b"HTTP/1.1 302 Found\r\nLocation: /a?token=x\r\nContent-Length: 0\r\n\r\n", "stream.status", "token=***"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "stream.type", "there is no Content-Type"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
            "stream.type",
            "it is 'text/html'",
        ),
    ],
)
def test_what_is_no_stream_is_judged_no_further(answer: bytes, code: str, says: str) -> None:
    came = checked([answer], request=Request(url(), redirects=0))
    assert came.of(code)[0] is False and says in came.of(code)[1]
    assert came.broken == {code}
    assert came.codes <= {"stream.status", "stream.type", "stream.no-content"}


def test_a_refusal_shows_what_it_said() -> None:
    came = checked([b"HTTP/1.1 403 Forbidden\r\nContent-Length: 8\r\n\r\nbe gone!"])
    assert [finding.seen for finding in came.findings] == [("be gone!",)]


def test_redirects_are_said_without_their_secrets() -> None:
    moved = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /b?token=x\r\nContent-Length: 0\r\n\r\n"
    came = checked([moved], headed(TYPE), asked=Question(resume=False))
    (finding,) = [finding for finding in came.findings if finding.code == "stream.redirected"]
    assert (finding.says, finding.seen) == ("1 before the stream is reached", ("307, to /b?token=***",))


@pytest.mark.parametrize(
    ("lines", "code", "ok"),
    [
        ([TYPE], "stream.charset", True),
        ([f"{TYPE}; charset=UTF-8"], "stream.charset", True),
        ([f'{TYPE}; x=y; Charset="utf8"'], "stream.charset", True),
        ([f"{TYPE};charset=latin1"], "stream.charset", False),
        ([TYPE], "stream.length", True),
        ([TYPE, f"Content-Length: {len(BODY)}"], "stream.length", False),
        ([TYPE], "stream.cacheable", False),
        ([TYPE, "Cache-Control: max-age=0"], "stream.cacheable", False),
        ([TYPE, "Cache-Control: no-transform, No-Store"], "stream.cacheable", True),
        ([TYPE, "Cache-Control: private"], "stream.cacheable", True),
        ([TYPE, "Cache-Control: no-cache=x"], "stream.cacheable", True),
        ([TYPE], "stream.cached", True),
        ([TYPE, "Age: 0"], "stream.cached", True),
        ([TYPE, "Age: 10"], "stream.cached", False),
        ([TYPE, "X-Cache: MISS from here"], "stream.cached", True),
        ([TYPE, "X-Cache: Hit from cloudfront"], "stream.cached", False),
        ([TYPE, "CF-Cache-Status: HIT"], "stream.cached", False),
        ([TYPE, "Via: 1.1 a"], "stream.transformable", False),
        ([TYPE, "Via: 1.1 a", "Cache-Control: no-cache, no-transform"], "stream.transformable", True),
        ([TYPE], "stream.accel-buffering", False),
        ([TYPE, "X-Accel-Buffering: No"], "stream.accel-buffering", True),
        ([TYPE, "Server: nginx", "X-Accel-Buffering: no"], "stream.accel-buffering", True),
        ([TYPE, "Server: nginx"], "stream.nginx-buffering", False),
        ([TYPE], "stream.http1", False),
    ],
)
def test_a_field_and_its_verdict(lines: list[str], code: str, ok: bool) -> None:
    assert of(*lines).of(code)[0] is ok


def test_who_nobody_sees_changes_nothing() -> None:
    assert not {"stream.transformable", "stream.nginx-buffering", "stream.redirected"} & of(TYPE).codes


def test_nginx_that_passes_events_on_one_by_one_is_seen_to() -> None:
    head = f"HTTP/1.1 200 OK\r\n{TYPE}\r\nServer: nginx\r\n\r\n".encode()
    came = checked([head + event(1), 1.0, event(2), 1.0, "fin"], asked=Question(resume=False))
    says = "nginx is on the way, and passes events on one by one: 2 of 2 came alone"
    assert came.of("stream.nginx-buffering") == (True, says)


def test_whether_there_is_more_than_http11_is_not_judged_where_it_was_not_asked() -> None:
    assert "stream.http1" not in of(TYPE, http="1.1").codes


@pytest.mark.parametrize(
    ("lines", "asked", "verdicts"),
    [
        ([], {"origin": None}, {}),
        ([], {}, {"missing": False}),
        ([], {"origin": "http://h.example"}, {"missing": True}),
        (["*"], {}, {"missing": True, "mismatch": True}),
        ([PAGE], {}, {"missing": True, "mismatch": True, "vary": False}),
        ([PAGE, "Vary: accept, Origin"], {}, {"missing": True, "mismatch": True, "vary": True}),
        ([PAGE, "Vary: *"], {}, {"missing": True, "mismatch": True, "vary": True}),
        ([f"{PAGE}/"], {}, {"missing": True, "mismatch": False}),
        (["https://a.example", PAGE], {}, {"missing": True, "mismatch": False}),
        (["*"], {"credentials": True}, {"missing": True, "mismatch": True, "credentials": False}),
        (
            ["*", "Access-Control-Allow-Credentials: true"],
            {"credentials": True},
            {"missing": True, "mismatch": True, "credentials": False},
        ),
        (
            [PAGE, "Vary: Origin"],
            {"credentials": True},
            {"missing": True, "mismatch": True, "credentials": False, "vary": True},
        ),
        (
            [PAGE, "Vary: Origin", "Access-Control-Allow-Credentials: true"],
            {"credentials": True},
            {"missing": True, "mismatch": True, "credentials": True, "vary": True},
        ),
    ],
)
def test_whether_a_page_may_read_it(lines: list[str], asked: dict[str, object], verdicts: dict[str, bool]) -> None:
    fields = [line if ": " in line else f"Access-Control-Allow-Origin: {line}" for line in lines]
    came = of(TYPE, *fields, **{"origin": PAGE, **asked})
    told = {finding.code: finding.ok for finding in came.findings if finding.code.startswith("stream.cors-")}
    assert told == {f"stream.cors-{name}": ok for name, ok in verdicts.items()}


def test_the_origin_is_sent_in_the_place_of_another() -> None:
    request = Request(url(), headers=(("origin", "https://other.example"),))
    asked = Question(resume=False, origin=PAGE)
    sent = checked(headed(TYPE), asked=asked, request=request).requests[0]
    assert sent.lower().count(b"origin:") == 1 and f"Origin: {PAGE}\r\n".encode() in sent
