"""All that a client of polling was asked to do, as one value: made from the flags, carried out by `poll`."""

from dataclasses import dataclass

from rtcli.session.poll import Paging
from rtcli.talk.tail_plan import TailPlan

INTERVAL_S = 2.0


@dataclass(frozen=True, slots=True)
class PollPlan:
    """A whole command."""

    stream: TailPlan  # what it shares with an event stream: the request, the way, when it ends, what is shown
    paging: Paging = Paging()
    long: bool = False  # the server holds its answer until there is something new
    interval_s: float = INTERVAL_S  # from one request to the next, unless the server holds its answers
