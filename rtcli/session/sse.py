"""Event streams as a browser's EventSource follows them: what counts as one, what is resumed, and when again."""

from dataclasses import dataclass, field
from typing import Protocol

from rtcli.errors import RtError
from rtcli.session.http import Client, HttpAnswer, Piece, Response
from rtcli.session.request import Request
from rtcli.wire.sse import Value

RETRY_S = 3.0


class StreamListener(Protocol):
    """Whoever follows a stream: called from within the read, so it must not wait."""

    def opened(self, response: Response, attempt: int) -> None:
        """An answer that is an event stream; attempt 0 is the first."""

    def arrived(self, values: list[Value], piece: Piece) -> None:
        """What one read completed, in the order of the wire."""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """How one connection ended."""

    clean: bool  # the body ended as its head had said
    cause: (
        str  # eof, reset, short-chunk, short-length, stream-reset, tls-cut, coding, read-timeout, event-timeout, done
    )
    says: str
    duration_s: float
    stop: bool = False  # 204, or whoever listens has enough: nothing is to be tried again


@dataclass(slots=True)
class Resumption:
    """What a client knows for its next connection."""

    last_event_id: str = ""
    retry_s: float = RETRY_S
    retry_given: bool = False  # the server said so
    ids: list[str] = field(default_factory=list)


@dataclass(eq=False)
class NotAStream(RtError):
    """The server answered, and not with an event stream."""

    answer: HttpAnswer | None = None
    earlier: tuple[HttpAnswer, ...] = ()


async def follow(client: Client, request: Request, resumption: Resumption, listener: StreamListener) -> StreamEnd:
    """One connection from its request to its end; RtError where it never became a stream."""
    raise NotImplementedError
