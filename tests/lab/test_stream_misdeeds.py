"""Faulty event streams, read from a bare socket: their bytes, the one fault in each, and what is left to be read."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.handlers import HTTP, RAW
from rtcli.lab.route import Route
from rtcli.lab.routes import STREAM_MISDEEDS
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Event, Retry
from tests.lab.raw import HEAD_END, LEAVE, Address, Step, talk
from tests.lab.streaming import Answer, Secure, data, fetch, request, running_secure, values

FINE = b"data: a plain one\n\n"
NUL, BOM = b"\0", b"\xef\xbb\xbf"
LEAVING = {"sse/no-heartbeat": (Step(FINE, LEAVE.says),)}  # routes without an end: what comes before one leaves

# the body in the pieces in which it comes, and the data of what can be read in it
BODIES: dict[str, tuple[list[bytes], list[str]]] = {
    "sse/bom": ([BOM + b"data: behind a byte order mark\n\n"], ["behind a byte order mark"]),
    "sse/two-boms": ([BOM + BOM + b"data: lost\ndata: kept\n\n", FINE], ["kept", "a plain one"]),
    "sse/cr": (
        [b": CR alone\rid: 1\rdata: one\r\r", b"id: 2\rdata: two\rdata: lines\r\r"],
        ["one", "two\nlines"],
    ),
    "sse/split-crlf": (
        [b"id: 1\r", b"\ndata: one\r", b"\n\r", b"\n", b"id: 2\r", b"\ndata: two\r", b"\n\r", b"\n"],
        ["one", "two"],
    ),
    "sse/bad-utf8": (
        [b"data: caf\xe9\n\n", b"data: \xf0\x9f\x98\n\n", b"data: \xc0\xaf \xed\xa0\x80\n\n", FINE],
        ["caf\ufffd", "\ufffd", "\ufffd\ufffd \ufffd\ufffd\ufffd", "a plain one"],
    ),
    "sse/u2028": (
        [b"data: one\xe2\x80\xa8still\xe2\x80\xa9one\xc2\x85and\x0bstill\x0cone\n\n", FINE],
        ["one\u2028still\u2029one\u0085and\x0bstill\x0cone", "a plain one"],
    ),
    "sse/nul-id": (
        [b"id: 1\ndata: with an id\n\n", b"id: 2" + NUL + b"\ndata: with none\n\n"],
        ["with an id", "with none"],
    ),
    "sse/bad-retry": (
        [
            b"retry: soon\n\n",
            b"retry: +5\n\n",
            b"retry: -5\n\n",
            b"retry: 1_000\n\n",
            b"retry: 1.5\n\n",
            b"retry: 3s\n\n",
            b"retry: 10 \n\n",
            b"retry: \n\n",
            b"retry: \xef\xbc\x91\xef\xbc\x90\n\n",
            FINE,
        ],
        ["a plain one"],
    ),
    "sse/huge-retry": ([b"retry: 99999999999999999999\n\n", FINE], ["a plain one"]),
    "sse/unknown-field": (
        [b"Data: names are told apart by case\ndata: one\nevent-id: 1\n\n", b"no colon\ndata: two\n\n", FINE],
        ["one", "two", "a plain one"],
    ),
    "sse/empty-block": ([b"event: ping\n\n", b"event: ping\nid: 1\n\n", FINE], ["a plain one"]),
    "sse/unfinished": ([FINE, b"id: 1\ndata: of this one the blank line is miss"], ["a plain one"]),
    "sse/closed-at-once": ([b"id: 1\ndata: and that was all\n\n"], ["and that was all"]),
    "sse/no-heartbeat": ([FINE], ["a plain one"]),
    "sse/wrong-type": ([FINE], ["a plain one"]),
    "sse/redirect?times=0": ([FINE], ["a plain one"]),
    "sse/long-line?size=100000": (
        [b"data: ", b"x" * 65536, b"x" * 65536, b"\n\n" + FINE],
        ["x" * 131072, "a plain one"],
    ),
    "sse/big-event?size=9": (
        [b"data: many lines", b"\ndata: " + b"x" * 65529, b"\n\n" + FINE],
        ["many lines\n" + "x" * 65529, "a plain one"],
    ),
    "sse/cut-chunk": ([FINE, b"data: of this ch"], ["a plain one"]),
    "sse/bad-chunk": ([FINE], ["a plain one"]),
}
ANSWERS: dict[str, tuple[int, dict[str, str | None], bytes]] = {  # status, fields that count, and how the body begins
    "sse/wrong-type": (200, {"Content-Type": "text/html; charset=utf-8"}, FINE),
    "sse/204": (204, {"Content-Type": None, "Content-Length": None}, b""),
    "sse/404": (404, {"Content-Type": "application/json"}, b'{"error":"no stream of this name"'),
    "sse/500": (500, {"Content-Type": "text/html; charset=utf-8"}, b"<!doctype html>"),
    "sse/503": (503, {"Retry-After": "2"}, b"come back later"),
    "sse/503?after=30": (503, {"Retry-After": "30"}, b"come back later"),
    "sse/redirect": (307, {"Location": "/sse/redirect?times=2&seen=1&status=307"}, b""),
    "sse/redirect?times=2&seen=1&status=301": (301, {"Location": "/sse/redirect?times=2&seen=2&status=301"}, b""),
    "sse/redirect-loop": (307, {"Location": "/sse/redirect-loop"}, b""),
}
FOLLOWING = {  # what cannot but be found as well
    "sse/two-boms": {"sse.unknown-field"},
    "sse/cut-chunk": {"sse.unfinished-event"},
    "sse/cut": {"chunk.truncated"},
}
FAST = {"every": "1ms", "first": "1ms", "pace": "0s", "count": "3", "tokens": "4", "window": "1ms", "pause": "1ms"}


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def secure() -> Iterator[Secure]:
    with running_secure() as secure:
        yield secure


def codes(answer: Answer) -> set[str]:
    stream = (
        values(answer.body) if answer.head.status == 200 and "gzip" not in str(answer.field("Content-Encoding")) else []
    )
    return {fault.code for fault in (*answer.faults, *stream) if isinstance(fault, Fault)}


@pytest.mark.parametrize(("target", "pieces", "found"), [(target, *row) for target, row in BODIES.items()])
def test_the_bytes_come_piece_by_piece_and_the_rest_can_be_read(
    lab: Address, target: str, pieces: list[bytes], found: list[str]
) -> None:
    answer = fetch(lab, target, steps=LEAVING.get(target, ()))
    assert answer.pieces == pieces
    assert [value.data for value in values(answer.body) if isinstance(value, Event)] == found


@pytest.mark.parametrize("target", sorted(BODIES.keys() - {"sse/wrong-type"}))
def test_all_but_the_misdeed_is_as_it_should_be(lab: Address, target: str) -> None:
    answer = fetch(lab, target, steps=LEAVING.get(target, ()))
    assert (answer.head.status, answer.field("Content-Type")) == (200, "text/event-stream")
    assert answer.head.faults == ()


@pytest.mark.parametrize(("target", "status", "fields", "body"), [(target, *row) for target, row in ANSWERS.items()])
def test_an_answer_that_is_no_stream(
    lab: Address, target: str, status: int, fields: dict[str, str | None], body: bytes
) -> None:
    answer = fetch(lab, target)
    assert (answer.head.status, answer.faults) == (status, [])
    assert {name: answer.field(name) for name in fields} == fields
    assert answer.body.startswith(body) and bool(answer.body) == bool(body)


@pytest.mark.parametrize("route", STREAM_MISDEEDS, ids=lambda route: route.name)
def test_a_route_earns_its_finding_and_no_other(lab: Address, route: Route) -> None:
    query = "&".join(f"{name}={value}" for name, value in FAST.items() if name in route.parameters)
    answer = fetch(lab, f"{route.name}?{query}", "Accept-Encoding: gzip", steps=LEAVING.get(route.name, ()))
    answer = answer._replace(faults=[] if route.name in LEAVING else answer.faults)
    # what is wrong around a stream, or with what its events say, its bytes do not tell
    is_told_by_bytes = route.earns and not route.earns.startswith(("llm.", "stream."))
    earned = {route.earns} if is_told_by_bytes else set()
    assert codes(answer) == earned | FOLLOWING.get(route.name, set())


def test_the_chunks_are_broken_where_they_say(lab: Address) -> None:
    begun = b"13\r\n" + FINE + b"\r\n"
    assert talk(lab, request("sse/cut-chunk")).partition(HEAD_END)[2] == begun + b"20\r\ndata: of this ch"
    broken = begun + b"0x13\r\n" + FINE + b"\r\n0\r\n\r\n"
    assert talk(lab, request("sse/bad-chunk")).partition(HEAD_END)[2] == broken


def test_another_client_follows_the_redirects_and_meets_the_loop(lab: Address) -> None:
    host, port = lab
    with urllib.request.urlopen(f"http://{host}:{port}/sse/redirect?times=3", timeout=10) as answer:
        assert answer.read() == FINE
        assert answer.url.endswith("/sse/redirect?times=3&seen=3&status=307")
    with pytest.raises(urllib.error.HTTPError, match="infinite loop") as caught:
        urllib.request.urlopen(f"http://{host}:{port}/sse/redirect-loop", timeout=10)
    caught.value.close()


@pytest.mark.parametrize(
    ("route", "last_id", "numbers"),
    [
        ("sse/repeats", "", [1, 2, 3]),
        ("sse/repeats", "5", [3, 4, 5]),
        ("sse/repeats", "1", [1, 2, 3]),
        ("sse/jumps", "", [1, 2, 3]),
        ("sse/jumps", "5", [9, 10, 11]),
        ("sse/ignores-last-id", "", [1, 2, 3]),
        ("sse/ignores-last-id", "5", [1, 2, 3]),
        ("sse/jumps", "five", [1, 2, 3]),
        ("sse/jumps", "9" * 5000, [1, 2, 3]),
    ],
)
def test_a_resume_that_goes_wrong(lab: Address, route: str, last_id: str, numbers: list[int]) -> None:
    answer = fetch(lab, f"{route}?every=1ms&count=3", f"Last-Event-ID: {last_id}")
    retry, *rest = values(answer.body)
    assert retry == Retry(0, 100)
    assert [json.loads(each)["n"] for each in data(answer.body)] == numbers
    assert [value.id for value in rest if isinstance(value, Event)] == [str(number) for number in numbers]


def test_a_line_and_an_event_are_as_large_as_asked(lab: Address) -> None:
    for route, size in (("sse/long-line", 3 << 20), ("sse/big-event", 2 << 20)):
        answer = fetch(lab, f"{route}?size={size}")
        event, rest = answer.body.split(b"\n\n", 1)
        assert size <= len(event) < size + 2 * 65536
        assert rest == FINE


def test_every_row_has_a_handler() -> None:
    assert {route.name for route in STREAM_MISDEEDS} <= HTTP.keys() | RAW.keys()


@pytest.mark.parametrize("target", sorted(BODIES.keys() - RAW.keys() - LEAVING.keys()))
def test_over_http2_it_is_the_same_misdeed(secure: Secure, target: str) -> None:
    with secure.client() as client:
        answer = client.get(f"/{target}")
        assert (answer.http_version, answer.content) == ("HTTP/2", b"".join(BODIES[target][0]))


@pytest.mark.parametrize("target", ANSWERS)
def test_over_http2_it_is_the_same_answer(secure: Secure, target: str) -> None:
    status, fields, body = ANSWERS[target]
    with secure.client() as client:
        answer = client.get(f"/{target}")
    assert (answer.http_version, answer.status_code) == ("HTTP/2", status)
    assert {name: answer.headers.get(name) for name in fields} == fields
    assert answer.content.startswith(body)


@pytest.mark.parametrize("target", sorted(RAW.keys() & BODIES.keys()))
def test_over_http2_there_are_no_chunks_to_break(secure: Secure, target: str) -> None:
    with secure.client() as client:
        assert client.get(f"/{target}").status_code == 404
