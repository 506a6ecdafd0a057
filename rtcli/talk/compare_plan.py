"""All that a comparison was asked to do, as one value: the same feed by several ways."""

from dataclasses import dataclass
from typing import NamedTuple

from rtcli.net.way import Way
from rtcli.session.poll import Paging
from rtcli.session.request import Request
from rtcli.talk.poll_plan import INTERVAL_S
from rtcli.wire.jsonpath import Path

WAYS = ("ws", "sse", "poll", "long-poll")
FOR_S = 5.0


class Side(NamedTuple):
    """One way to the feed."""

    kind: str  # of WAYS
    request: Request  # its URL has the scheme of that way
    way: Way


@dataclass(frozen=True, slots=True)
class ComparePlan:
    """A whole command."""

    sides: tuple[Side, ...]
    for_s: float = FOR_S
    max_messages: int | None = None  # each way ends after so many
    in_turn: bool = False  # one way after the other; else all at once, each in a thread of its own
    sent: Path | None = None  # to the time in a message at which it was sent
    paging: Paging = Paging()
    interval_s: float = INTERVAL_S
    doubts: tuple[str, ...] = ()  # what is known to limit the figures
