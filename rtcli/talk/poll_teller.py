"""What polling tells, and to whom: a teller turns it into what stands on stdout and stderr.

Which teller it is, the plan decides; that choice is made in `poll_choice`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rtcli.errors import RtError
from rtcli.session.poll import Polled
from rtcli.talk.poll_stats import PollStats
from rtcli.talk.stream_teller import Ending, Return
from rtcli.wire.sse import Event


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What a whole command came to."""

    stats: PollStats
    ending: Ending
    failures: tuple[str, ...] = ()  # what was asked for and did not come
    error: RtError | None = None  # what ended it, where it will be said by whoever ends the run


class PollTeller(Protocol):
    """Whoever tells of it; all times are instants of `net.clock`."""

    def answered(self, polled: Polled, shown: Sequence[Event]) -> None:
        """One answer, and those of its messages that are to be seen."""

    def retrying(self, again: Return, t_s: float) -> None:
        """A request failed and will be sent again."""

    def note(self, text: str) -> None:
        """Something for people to know."""

    def end(self, outcome: PollOutcome, t_s: float) -> None:
        """The command is over."""
