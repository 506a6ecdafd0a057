"""What an event stream tells, and to whom: a teller turns it into what stands on stdout and stderr.

Which teller it is, the plan decides; that choice is made in `stream_choice`.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.body import Piece
from rtcli.session.http import Response
from rtcli.talk.stream_stats import StreamStats
from rtcli.wire.sse import Value


class Return(NamedTuple):
    """Another connection that will be tried."""

    attempt: int
    delay_s: float
    reason: str
    last_event_id: str  # that it will be resumed from


class Ending(NamedTuple):
    """Why it is all over."""

    cause: str  # of a StreamEnd; or retries-spent, time-limit, interrupted, terminated
    says: str
    exit: Exit


@dataclass(frozen=True, slots=True)
class StreamOutcome:
    """What a whole command came to."""

    stats: StreamStats
    ending: Ending
    last_event_id: str
    failures: tuple[str, ...] = ()  # what was asked for and did not come
    error: RtError | None = None  # what ended it, where it will be said by whoever ends the run


class StreamTeller(Protocol):
    """Whoever tells of it: called from within the read, so it must not wait.

    All times are instants of `net.clock`.
    """

    def opened(self, response: Response, attempt: int, t_s: float) -> None:
        """A stream has begun: the first, or after so many attempts another."""

    def arrived(self, values: list[Value], piece: Piece) -> None:
        """What one read completed, of the events those that are to be seen; all of them came at `piece.t_s`."""

    def reconnecting(self, again: Return, t_s: float) -> None:
        """Another connection will be tried."""

    def note(self, text: str) -> None:
        """Something for people to know."""

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        """The command is over."""


@runtime_checkable
class Judge(StreamTeller, Protocol):
    """A teller that knows what the events mean, and so when the stream is over and whether it was whole."""

    @property
    def enough(self) -> bool:
        """Whether nothing more has to come."""

    def verdict(self) -> Exit | None:
        """What it makes of the end; None leaves that to how the connection ended."""
