"""What came instead of a session to what is said of it."""

import pytest

from rtcli.exits import Exit
from rtcli.net.link import Ending
from rtcli.net.spans import Span
from rtcli.report.rules import RULES
from rtcli.session.answer import NoAnswer
from rtcli.session.asked import Asked
from rtcli.session.causes import Refusal
from rtcli.session.refusal import (
    ENDINGS,
    EXCERPT,
    TOLERABLE,
    UNREADABLE,
    WAITS,
    failures,
    may_be_taken,
    no_answer,
    refused,
    too_late,
)
from rtcli.wire.fault import Fault
from rtcli.wire.handshake import judge_response
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.url import parse_target

URL, SECURE = parse_target("ws://[::1]:8080/ws"), parse_target("wss://h/ws")


def head(data: bytes) -> Head:
    parsed = parse_head(data)
    assert parsed is not None
    return parsed


def test_what_is_tolerable_is_what_the_rules_call_less_than_a_failure() -> None:
    met = {code: rule.level for code, rule in RULES.items() if code.startswith(("http.", "handshake."))}
    assert {code for code, level in met.items() if level != "fail"} == TOLERABLE
    assert UNREADABLE <= met.keys() - TOLERABLE


@pytest.mark.parametrize(
    ("codes", "strict", "lenient"),
    [
        ([], True, True),
        (["handshake.accept"], False, True),
        (["http.no-colon", "handshake.accept"], False, True),
        (["http.head-truncated"], False, False),
    ],
)
def test_which_faults_are_taken(codes: list[str], strict: bool, lenient: bool) -> None:
    faults = [Fault(code, 0, "") for code in codes]
    assert (may_be_taken(faults, lenient=False), may_be_taken(faults, lenient=True)) == (strict, lenient)


def test_failures_leave_out_what_is_tolerable() -> None:
    answer = head(b"HTTP/1.1 101 S\nUpgrade: websocket\nConnection: Upgrade\n\n")
    assert [fault.code for fault in failures(answer, judge_response(answer))] == ["handshake.accept-missing"]


@pytest.mark.parametrize(
    ("url", "ending", "data", "why", "fix", "curl_code"),
    [
        (URL, Ending.FIN, b"", "the server closed the connection before it answered", "write wss://[::1]:8080/ws", 52),
        (SECURE, Ending.TLS_CUT, b"\r\n", "without its close_notify before it answered", "speak WebSocket?", 56),
        (URL, None, b"\x15\x03\x03\0\x02\x02\x46", "what came is a TLS record, not HTTP:", "TLS: write wss://[::1]", 8),
        (URL, None, b"SSH-2.0-OpenSSH\r\n", "an SSH server's greeting", "another port", 8),
        (URL, Ending.FIN, b"<html>", "an HTML page", "another port", 8),
        (URL, None, b"\0\0\0\x04\0\0\0\0\0", "an HTTP/2 frame", "another port", 8),
        (URL, Ending.FIN, b"\x1b[2J", "what came is something else, not HTTP: '\\x1b[2J'", "another port", 8),
    ],
)
def test_no_answer(url: object, ending: Ending, data: bytes, why: str, fix: str, curl_code: int) -> None:
    said = no_answer(NoAnswer(data, ending), URL if url is URL else SECURE)
    assert why in said.why
    assert fix in said.fix
    assert said.curl_code == curl_code


def test_every_ending_has_words() -> None:
    assert ENDINGS.keys() == set(Ending)


@pytest.mark.parametrize("stage", WAITS)
def test_every_phase_may_take_too_long(stage: str) -> None:
    spans = [Span("other", 0.0, 0.5), Span(stage, 0.5, 1.0, ok=False)]
    said = too_late(spans, 1.0, 0)
    assert (said.stage, said.why) == (stage, f"{WAITS[stage][0]} within 1s (other after 500.0 ms)")
    assert said.at(URL)[0] == f"{stage} [::1]:8080"
    assert said.at(URL)[3:] == ("timeout", Exit.UNREACHED, 28)


def test_a_phase_without_a_name_of_its_own() -> None:
    assert too_late([], 2.5, 0).why == "no answer to the connection within 2.5s"


def page(status: str, body: bytes, *fields: str) -> Refusal:
    lines = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *fields, ""))
    return Refusal(head(lines.encode()), body, Asked(URL), head(b"GET / HTTP/1.1\r\n\r\n"))


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        (page("403 Forbidden", b"no\n  way"), "403 Forbidden: no way"),
        (page("403 Forbidden", b""), "403 Forbidden"),
        (page("403 ", b"x" * 1000), f"403: {'x' * (EXCERPT - 1)}…"),
        (page("403 Forbidden", b"gz\x1f", "Content-Encoding: gzip"), "403 Forbidden"),
        (page("200 OK", b"<html><title>Sign &amp; in</title>"), "200 OK: a page titled 'Sign & in'"),
        (page("502 Bad Gateway", b"<title>502 Bad Gateway</title>"), "502 Bad Gateway"),
        (page("200 OK", b"<html>no title</html>"), "200 OK"),
        (page("200 OK", b"<title> </title>"), "200 OK"),
        (page("200 OK", b"see http://u:p@h/?key=k"), "200 OK: see http://***@h/?key=***"),
        (page("wat", b""), "wat"),
        (page("", b""), "'HTTP/1.1 '"),
    ],
)
def test_the_status_and_the_start_of_the_body(refusal: Refusal, why: str) -> None:
    said = refused(refusal)
    assert (said.why, said.kind, said.curl_code, said.stage) == (why, "refused", 22, "upgrade")


def test_a_redirect_that_was_not_followed_says_why() -> None:
    said = refused(page("302 Found", b"body")._replace(stopped="no reason"))
    assert (said.why, said.kind, said.curl_code) == ("302 Found: no reason", "redirect", 47)


@pytest.mark.parametrize(
    ("ending", "words", "curl_code"),
    [
        (Ending.RESET, "the server reset the connection inside its head: 101 S; cut", 56),
        (None, "the answer came to no end inside its head: 101 S; cut", 8),
    ],
)
def test_half_a_head(ending: Ending | None, words: str, curl_code: int) -> None:
    said = refused(page("101 S", b"")._replace(faults=[Fault("http.head-truncated", 0, "cut")], ending=ending))
    assert (said.why, said.kind, said.curl_code) == (words, "broken-head", curl_code)
    assert "--lenient" not in said.fix


def test_a_101_with_faults() -> None:
    faults = [Fault("handshake.accept", 0, "wrong"), Fault("handshake.body", 9, "there")]
    said = refused(page("101 S", b"")._replace(faults=faults))
    assert said.why == "101, but handshake.accept: wrong; handshake.body: there"
    assert said.fix == "rtcli explain handshake.accept tells more; --lenient goes on"
