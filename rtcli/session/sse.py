"""Event streams as a browser's EventSource follows them: what counts as one, what is resumed, and how each ends."""

import asyncio
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.body import Piece
from rtcli.session.http import Client, HttpAnswer, Response
from rtcli.session.request import Request
from rtcli.wire.http1 import quoted
from rtcli.wire.llm.foreign import foreign
from rtcli.wire.quantity import format_duration
from rtcli.wire.sse import Event, Retry, Value
from rtcli.wire.sse_reader import EVENT_LIMIT_BYTES, LINE_LIMIT_BYTES, EventReader

RETRY_S = 3.0
EVENT_STREAM = "text/event-stream"
FIELDS = (  # that an EventSource sends, in the place of which the user's own stand
    ("Accept", EVENT_STREAM),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("Cache-Control", "no-cache"),
)
HINTS = {
    **dict.fromkeys((301, 302, 303, 307, 308), "it is elsewhere: without --no-location that is followed"),
    401: "the server wants credentials: -u USER:PASSWORD, or -H 'Authorization: Bearer ...'",
    403: "the server refuses; if it looks at where pages come from, try -H 'Origin: https://...'",
    404: "is the path right?",
    405: "does the endpoint want another method, such as -X POST?",
    406: "the server has no event stream here",
    426: "it wants another protocol; for a WebSocket: rtcli ws connect",
    429: "too many requests; --retry-on 429 waits as long as Retry-After says",
    503: "it cannot answer now; --retry-on 503 waits as long as Retry-After says",
}


class StreamListener(Protocol):
    """Whoever follows a stream: called from within the read, so it must not wait."""

    def opened(self, response: Response) -> None:
        """An answer that is an event stream."""

    def arrived(self, values: list[Value], piece: Piece) -> bool:
        """What one read completed, in the order of the wire; true says that this is enough."""

    async def ready(self) -> None:
        """Return once more can be taken; what is waited here counts as nobody's silence."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What of a stream is borne: so much of it at once, and silence for so long."""

    read_timeout_s: float | None = None  # without a byte
    event_timeout_s: float | None = None  # without an event
    line_limit_bytes: int = LINE_LIMIT_BYTES
    event_limit_bytes: int = EVENT_LIMIT_BYTES


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """How one connection ended."""

    clean: bool  # as its head had said it would
    cause: str  # eof, no-content, enough, read-timeout, event-timeout, or what cut the body
    says: str
    duration_s: float
    stop: bool = False  # nothing is to be tried again


@dataclass(slots=True)
class Resumption:
    """What a client knows for its next connection."""

    last_event_id: str = ""
    retry_s: float = RETRY_S
    retry_given: bool = False  # by the server


@dataclass(eq=False)
class NotAStream(RtError):
    """The server answered, and not with an event stream."""

    answer: HttpAnswer | None = None
    earlier: tuple[HttpAnswer, ...] = ()


def header_value(last_event_id: str) -> bytes | None:
    """An id as the bytes of a header; None where it cannot stand in one: RFC 9110 5.5."""
    value = last_event_id.encode("utf-8", "surrogateescape")
    is_legal = value == value.strip(b" \t") and all(byte >= 0x20 and byte != 0x7F or byte == 9 for byte in value)
    return value if is_legal else None


def resuming(request: Request, resumption: Resumption) -> Request:
    """The request with the fields of an EventSource; WHATWG HTML 9.2.2 and 9.2.3."""
    named = {name.lower() for name, _value in request.headers}
    own = [field for field in FIELDS if field[0].lower() not in named]
    theirs = request.headers
    if resumption.last_event_id:  # counts more than what the user said at the start, also where it cannot be sent
        theirs = tuple(field for field in theirs if field[0].lower() != "last-event-id")
        if header_value(resumption.last_event_id) is not None:
            own.append(("Last-Event-ID", resumption.last_event_id))
    return replace(request, headers=(*own, *theirs))


async def follow(
    client: Client,
    request: Request,
    resumption: Resumption,
    listener: StreamListener,
    *,
    patience: Patience | None = None,
) -> StreamEnd:
    """One connection from its request to its end; RtError where it never became a stream."""
    start_s = now()
    response = await client.send(resuming(request, resumption))
    try:
        if response.answer.status == 204:
            return StreamEnd(True, "no-content", "204 No Content: nothing more will come", now() - start_s, stop=True)
        await judge(response)
        listener.opened(response)
        return await _read(response, resumption, listener, patience or Patience())
    finally:
        await response.close()


async def judge(response: Response) -> None:
    """NotAStream, with the body, where an EventSource would fail: WHATWG HTML 9.2.3."""
    answer = response.answer
    types = answer.get_all("Content-Type")
    if answer.status == 200 and types and types[-1].partition(";")[0].strip().lower() == EVENT_STREAM:
        return
    body = await response.kept()
    why = f"{answer.status} {answer.reason}".strip()
    fix = HINTS.get(answer.status, "the answer stands above")
    if answer.status == 200:
        why += f" with Content-Type {quoted(types[-1])}, not {EVENT_STREAM}" if types else " without a Content-Type"
        what = foreign(body)
        fix = f"this is {what}" if what else f"the server has to send Content-Type: {EVENT_STREAM}"
    raise NotAStream(
        f"stream {answer.url.authority}",
        why,
        fix,
        "not-a-stream",
        Exit.UNREACHED,
        22,
        answer=replace(answer, body=body),
        earlier=response.earlier,
    )


async def _read(response: Response, resumption: Resumption, listener: StreamListener, patience: Patience) -> StreamEnd:
    reader = EventReader(
        resumption.last_event_id,
        line_limit_bytes=patience.line_limit_bytes,
        event_limit_bytes=patience.event_limit_bytes,
    )
    opened_s = event_s = now()
    while True:
        asked_s = now()
        await listener.ready()
        event_s += now() - asked_s
        silence = _silence(patience, event_s)
        try:
            async with asyncio.timeout_at(silence.until_s):
                piece = await response.read()
        except TimeoutError:
            return StreamEnd(False, silence.cause, silence.says, now() - opened_s)
        if piece is None:
            listener.arrived(reader.end(), Piece(now(), b"", 0, [], []))
            is_clean = response.cause is None
            says = response.cut or "the stream ended in order"
            return StreamEnd(is_clean, response.cause or "eof", says, now() - opened_s)
        values = reader.feed(piece.data)
        resumption.last_event_id = reader.last_event_id
        kinds = set(map(type, values))  # quicker than a look at each of them
        if Retry in kinds:
            resumption.retry_s = [value for value in values if isinstance(value, Retry)][-1].retry_ms / 1000
            resumption.retry_given = True
        if Event in kinds:
            event_s = now()  # rather than when it came: whoever was not ready then has not been waiting
        if listener.arrived([*piece.faults, *values], piece):
            return StreamEnd(True, "enough", "all that was asked for has come", now() - opened_s, stop=True)


class _Silence(NamedTuple):
    """What ends a stream if nothing comes."""

    until_s: float | None
    cause: str = ""
    says: str = ""


def _silence(patience: Patience, event_s: float) -> _Silence:
    """The time limit that is over first."""
    kinds = (
        ("read-timeout", "byte", now(), patience.read_timeout_s),
        ("event-timeout", "event", event_s, patience.event_timeout_s),
    )
    limits = [
        _Silence(since_s + limit_s, cause, f"no {what} for {format_duration(limit_s)}")
        for cause, what, since_s, limit_s in kinds
        if limit_s is not None
    ]
    return min(limits, default=_Silence(None))
