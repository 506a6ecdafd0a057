"""A whole command over an event stream in virtual time: a plan that is carried out against a client made of lists.

A connection is a list of what happens on it: bytes are a read, numbers are seconds of silence. What judges an answer
and reads events is the real thing.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.link import Facts
from rtcli.net.spans import Span
from rtcli.net.way import Way
from rtcli.session.body import Cut, Piece
from rtcli.session.http import HttpAnswer
from rtcli.session.request import Request
from rtcli.talk import stream_stay, tail
from rtcli.talk.plan import Streams
from rtcli.talk.tail_plan import StreamLook, TailPlan
from rtcli.wire.url import parse_target
from tests import vloop
from tests.talk.scene import at_once

URL = parse_target("http://example.com/events?token=s3cret")
EVENT_STREAM = (b"Content-Type", b"text/event-stream")
REFUSED = RtError("connect example.com:80", "refused", kind="refused", exit=Exit.UNREACHED)
RESET = Cut("reset", "the connection was reset")
STOPPED = (Exit.INTERRUPTED, Exit.TERMINATED)
Step = bytes | Piece | Cut | float | Callable[[], object]


@dataclass
class Connection:
    """What a server does for one request, in order, and how it ends."""

    steps: Sequence[Step] = ()
    status: int = 200
    fields: tuple[tuple[bytes, bytes], ...] = (EVENT_STREAM,)
    error: RtError | None = None  # in the place of an answer
    head_s: float = 0.0  # so long the head is waited for
    reason: str = "OK"


class FakeResponse:
    """See `rtcli.session.http.Response`."""

    def __init__(self, answer: HttpAnswer, steps: Sequence[Step]) -> None:
        self.answer = answer
        self.earlier: tuple[HttpAnswer, ...] = ()
        self.cut: str | None = None
        self.cause: str | None = None
        self._steps = list(steps)

    async def read(self) -> Piece | None:
        while self._steps:
            step = self._steps.pop(0)
            if isinstance(step, Cut):
                self.cause, self.cut = step
                return None
            if isinstance(step, float):
                await asyncio.sleep(step)
            elif isinstance(step, bytes):
                return Piece(now(), step, len(step), [], [])
            elif isinstance(step, Piece):
                return step._replace(t_s=now())
            else:
                step()
        return None

    async def kept(self) -> bytes:
        return b"".join(step for step in self._steps if isinstance(step, bytes))

    async def close(self) -> None: ...


@dataclass
class Came:
    """What came of it."""

    exit: Exit | None = None
    error: BaseException | None = None
    out: bytes = b""
    talk: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)  # with the fields of an EventSource
    asked_s: list[float] = field(default_factory=list)  # when
    ended_s: float = 0.0
    begun: bool = False

    @property
    def lines(self) -> list[str]:
        return self.out.decode().splitlines()

    @property
    def last_event_ids(self) -> list[str | None]:
        """That each request went on from."""
        return [dict(request.headers).get("Last-Event-ID") for request in self.requests]


class FakeClient:
    """See `rtcli.session.http.Client`."""

    def __init__(self, connections: list[Connection], came: Came) -> None:
        self._connections = connections
        self._came = came

    async def send(self, request: Request) -> FakeResponse:
        self._came.requests.append(request)
        self._came.asked_s.append(now())
        it = self._connections.pop(0)
        start_s = now()
        await asyncio.sleep(it.head_s)
        if it.error is not None:
            raise it.error
        return FakeResponse(answered(request, it, start_s), it.steps)

    async def close(self) -> None: ...


def answered(request: Request, it: Connection, start_s: float) -> HttpAnswer:
    fields = tuple(
        (name.encode(), value.encode("utf-8", "surrogateescape"))
        for name, value in request.headers
        if value is not None
    )
    spans = (Span("head", start_s, now(), str(it.status)),)
    facts = Facts(remote="192.0.2.1:80", local="192.0.2.2:50000")
    return HttpAnswer(request.url, request.method, fields, it.status, it.reason, "HTTP/1.1", it.fields, spans, facts)


@dataclass
class StreamScene:
    """Where plans are carried out."""

    monkeypatch: pytest.MonkeyPatch
    folder: Path
    request: Request = field(default_factory=lambda: Request(URL))

    def play(
        self,
        *connections: Connection,
        look: dict[str, Any] | None = None,
        stdout: int | None = None,
        **asked: Any,
    ) -> Came:
        """Carry the plan out against these, one after the other."""
        came, script = Came(), list(connections)
        plan = TailPlan(**{"request": lambda: self.request, "way": Way(), "look": StreamLook(**(look or {})), **asked})
        self.monkeypatch.setattr(tail, "Client", lambda *_args, **_settings: FakeClient(script, came))
        self.monkeypatch.setattr(stream_stay, "in_thread", at_once)
        path = self.folder / "out"
        with path.open("wb") as out:
            warn = lambda word, text: came.warnings.append(f"{word}: {text}")  # noqa: E731
            target = out.fileno() if stdout is None else stdout
            streams = Streams(stdout=target, talk=came.talk.append, warn=warn)
            vloop.run(self._play(plan, streams, came))
        came.out, came.begun = path.read_bytes(), streams.begun
        assert came.error or came.exit in STOPPED or not script, "connections were left over"
        return came

    async def _play(self, plan: TailPlan, streams: Streams, came: Came) -> None:
        try:
            came.exit = await tail.tail(plan, streams)
        except Exception as error:
            came.error = error
        came.ended_s = now()
