"""What tellers of streams are tried with: a stream that was opened, events and reads of it, and how it ended."""

from typing import Any, cast

from rtcli.exits import Exit
from rtcli.net.link import Facts
from rtcli.net.spans import Span
from rtcli.net.way import Way
from rtcli.session.body import Piece
from rtcli.session.http import HttpAnswer, Response
from rtcli.session.request import Request
from rtcli.talk.stream_stats import StreamStats
from rtcli.talk.stream_teller import Ending, Return, StreamOutcome
from rtcli.talk.tail_plan import StreamLook, TailPlan
from rtcli.wire.sse import Event
from rtcli.wire.url import parse_target
from tests.talk.stream_scene import FakeResponse
from tests.talk.telling import BEGAN, PLAIN

URL = parse_target("http://u:p@example.com/events?token=s3cret")
REQUEST_FIELDS = ((b"Host", b"example.com"), (b"Authorization", b"Basic dTpw"))
FIELDS = ((b"content-type", b"text/event-stream"), (b"Set-Cookie", b"id=s3cret"))
AT_S = BEGAN.instant_s + 1.5
AGAIN = Return(2, 3.0, "the stream ended in order", "7")


def answer(
    status: int = 200,
    reason: str = "OK",
    *,
    fields: tuple[tuple[bytes, bytes], ...] = FIELDS,
    version: str = "HTTP/1.1",
    facts: Facts = PLAIN,
    start_s: float = 100.0,
) -> HttpAnswer:
    spans = Span("connect", start_s, start_s + 0.001, "192.0.2.1:80"), Span("head", start_s + 0.001, start_s + 0.0125)
    return HttpAnswer(URL, "GET", REQUEST_FIELDS, status, reason, version, fields, spans, facts)


def response(last: HttpAnswer | None = None, *earlier: HttpAnswer) -> Response:
    """An open answer, without anything to read."""
    made = FakeResponse(last or answer(), ())
    made.earlier = earlier
    return cast(Response, made)


def piece(data: bytes = b"", t_s: float = AT_S) -> Piece:
    return Piece(t_s, data, len(data), [], [])


def event(data: str, type: str = "message", id: str | None = None, **other: Any) -> Event:
    """One that takes as many bytes as its data and eight more."""
    return Event(0, len(data) + 8, type, data, id, id or "")._replace(**other)


def plan(look: dict[str, Any] | None = None, **asked: Any) -> TailPlan:
    given: dict[str, Any] = {"request": lambda: Request(URL), "way": Way(), "look": StreamLook(**(look or {}))}
    return TailPlan(**given | asked)


def outcome(cause: str = "eof", says: str = "the stream ended in order", **other: Any) -> StreamOutcome:
    code = other.pop("exit", Exit.OK)
    given: dict[str, Any] = {"stats": StreamStats(), "last_event_id": "7"}
    return StreamOutcome(ending=Ending(cause, says, code), **given | other)
