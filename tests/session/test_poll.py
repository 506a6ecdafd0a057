"""Answers on the left, the messages in them and the next request on the right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session import poll as module
from rtcli.session.body import Cut
from rtcli.session.http import Client, Response
from rtcli.session.poll import BadPoll, Paging, Polled, Poller, messages_in, with_parameter
from rtcli.session.request import Request
from rtcli.wire.expr import compile_path
from rtcli.wire.url import parse_target
from tests import vloop
from tests.talk.stream_scene import Connection, FakeResponse, Step, answered

URL = parse_target("http://example.com/items?a=1")
BY_NEXT = Paging("since", compile_path("$.next"), compile_path("$.items"))


@dataclass
class FakeClient:
    """Answers that lie ready."""

    answers: list[Connection]
    requests: list[Request] = field(default_factory=list)

    async def send(self, request: Request, *, keep: bool = False) -> Response:
        assert keep
        self.requests.append(request)
        it = self.answers.pop(0)
        return cast(Response, FakeResponse(answered(request, it, now()), it.steps))


def ask(*answers: Connection, paging: Paging = BY_NEXT, **asked: Any) -> tuple[list[Polled], list[Request]]:
    """What each of them came to, and what was asked."""
    client = FakeClient([*answers])

    async def main() -> list[Polled]:
        poller = Poller(cast(Client, client), paging)
        return [await poller.ask(Request(URL, **asked)) for _ in answers]

    return vloop.run(main()), client.requests


def body(*steps: Step, status: int = 200, fields: Sequence[tuple[bytes, bytes]] = ()) -> Connection:
    return Connection(steps, status, tuple(fields))


@pytest.mark.parametrize(
    ("text", "items", "messages"),
    [
        (b"", None, []),
        (b" \n", None, []),
        (b"[]", None, []),
        (b'[1,"a",{"b":"\xc3\xbc"}]', None, ["1", "a", '{"b":"ü"}']),
        (b'{"a": 1}\n', None, ['{"a": 1}']),
        (b'{"a": 1}\r\n\r\n{"a":2}\n', None, ['{"a": 1}', '{"a":2}']),
        (b'{"a": 1}\nno JSON', None, ['{"a": 1}\nno JSON']),
        (b"\xef\xbb\xbf[1]", None, ["1"]),
        (b"text", None, ["text"]),
        (b"[" * 100_000, None, ["[" * 100_000]),
        (b'{"items":[1,2]}', "$.items", ["1", "2"]),
        (b'{"items":[[1],[2]]}', "$.items[*]", ["[1]", "[2]"]),
        (b'{"items":7}', "$.items", ["7"]),
        (b'{"items":[]}', "$.items", []),
        (b"no JSON", "$.items", []),
    ],
)
def test_the_messages_of_a_body(text: bytes, items: str | None, messages: list[str]) -> None:
    assert messages_in(text, items and compile_path(items) or None) == messages


@pytest.mark.parametrize(
    ("path", "name", "value", "written"),
    [
        ("/", "since", "7", "/?since=7"),
        ("/?a=1", "since", "7", "/?a=1&since=7"),
        ("/?since=1&a=1&since=2", "since", "7", "/?a=1&since=7"),
        ("/?since&sincere=1", "since", "7", "/?sincere=1&since=7"),
        ("/", "a b", "ü&/", "/?a%20b=%C3%BC%26%2F"),
    ],
)
def test_a_parameter_takes_the_place_of_its_like(path: str, name: str, value: str, written: str) -> None:
    assert with_parameter(parse_target(f"http://example.com{path}"), name, value).path == written


def test_the_cursor_of_an_answer_goes_into_the_next_request() -> None:
    polled, requests = ask(body(b'{"items":[1],"next":7}'), body(b'{"items":[],"next":null}'), body(b"{}"), body(b""))
    assert [each.messages for each in polled] == [["1"], [], [], []]
    assert [request.url.path for request in requests] == ["/items?a=1", *["/items?a=1&since=7"] * 3]
    assert [each.cursor for each in polled] == ["7", "7", "7", "7"]


def test_an_etag_is_sent_again_for_the_same_place() -> None:
    tagged = [(b"ETag", b'"x"')]
    paging = Paging("since", compile_path("$.next"))
    answers = body(b'{"next":"a"}', fields=tagged), body(b"{}", fields=tagged), body(status=304), body(status=204)
    polled, requests = ask(*answers, paging=paging)
    assert [dict(request.headers).get("If-None-Match") for request in requests] == [None, None, '"x"', '"x"']
    assert [each.messages for each in polled] == [['{"next":"a"}'], ["{}"], [], []]
    _, (_, own) = ask(*[body(b"1", fields=tagged)] * 2, headers=(("if-none-match", "mine"),))
    assert [value for name, value in own.headers if name.lower() == "if-none-match"] == ["mine"]


def test_what_a_poll_accepts_gives_way_to_the_user() -> None:
    _, (request,) = ask(body(b"1"), headers=(("accept", "text/plain"),))
    assert [value for name, value in request.headers if name.lower() == "accept"] == ["text/plain"]


def test_another_status_shows_its_body() -> None:
    with pytest.raises(BadPoll) as raised:
        ask(Connection([b"busy"], 503, (), reason="Service Unavailable"))
    error = raised.value
    assert (error.where, error.why, error.exit) == ("poll example.com", "503 Service Unavailable", Exit.UNREACHED)
    assert error.answer is not None and error.answer.body == b"busy"


def test_a_body_that_is_cut_is_no_answer() -> None:
    with pytest.raises(RtError) as raised:
        ask(body(b"[1", Cut("reset", "the connection was reset")))
    assert (raised.value.kind, raised.value.why) == ("reset", "the connection was reset")


def test_a_body_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODY_LIMIT_BYTES", 3)
    with pytest.raises(RtError) as raised:
        ask(body(b"ab", b"cd"))
    assert raised.value.kind == "too-big"


def test_the_times_are_those_of_arrival() -> None:
    (polled,), _ = ask(body(b"[1", 2.0, b"]"))
    assert (polled.asked_s, polled.took_s, polled.t_s, polled.size_bytes) == (0.0, 0.0, 2.0, 3)
