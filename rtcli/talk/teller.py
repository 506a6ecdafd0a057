"""What a conversation tells of itself, and to whom: a teller turns it into what stands on stdout and stderr.

Which teller it is, the look of a plan decides; that choice is made in `choice`.
"""

from dataclasses import dataclass
from typing import Protocol

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.listener import Wants
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.session.stats import Stats
from rtcli.wire.plain import Heard


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a whole command came to."""

    stats: Stats
    mortem: PostMortem | None  # of the last session; None where there was none
    exit: Exit
    failures: tuple[str, ...] = ()  # expectations that were not met, in words; each may have several lines
    error: RtError | None = None  # what ended it, where it will be said by whoever ends the run


class Teller(Protocol):
    """Whoever tells of it: called from within the read or write itself, so it must not wait.

    All times are instants of `net.clock`.
    """

    wants: Wants

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        """A session has begun: the first, or after so many attempts another."""

    def heard(self, items: list[Heard], t_s: float) -> None:
        """What one read completed."""

    def said(self, items: list[Heard], t_s: float) -> None:
        """Where `wants.own` asks for it: frames that were written, each message behind the one that completes it."""

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        """A pong that is about to be heard answers a ping of ours."""

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        """The session is over."""

    def reconnecting(self, attempt: int, delay_s: float, reason: str, t_s: float) -> None:
        """Another will be tried after that delay."""

    def note(self, text: str) -> None:
        """Something for people to know."""

    def end(self, outcome: Outcome, t_s: float) -> None:
        """The command is over."""
