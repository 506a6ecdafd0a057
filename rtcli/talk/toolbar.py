"""What stands below the prompt: the state of the session, the round trip, and how much passes; text only.

Parts that find no room are left out, the least telling first.
"""

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from rtcli.show.amounts import duration, figure
from rtcli.show.cells import cells, cut

if TYPE_CHECKING:
    from rtcli.session.stats import Flow, Stats
    from rtcli.talk.conversation import Talk

OVER_S = 2.0  # rates are the mean of so long
GAP = "   "
UNITS = ("B", "kB", "MB", "GB", "TB")


class Totals(NamedTuple):
    """What had passed at one instant."""

    at_s: float
    received: tuple[int, int]  # messages, bytes
    sent: tuple[int, int]


class Toolbar:
    """Asked again and again, it knows how much passed since."""

    def __init__(self) -> None:
        self._earlier = deque[Totals]()

    def text(self, talk: "Talk", now_s: float, *, waiting: int = 0, width: int = 80) -> str:
        """One line of at most `width` columns."""
        stats, rtt = talk.stats, latest_rtt(talk.stats)
        totals = Totals(now_s, _totals(stats.received), _totals(stats.sent))
        before = self._before(totals)
        parts = [state(talk)]
        if waiting:
            parts.append(f"{waiting} waiting to be sent")
        if rtt:
            parts.append(f"rtt {rtt}")
        for word, then, here in (("in", before.received, totals.received), ("out", before.sent, totals.sent)):
            passed = f"{word} {here[0]:,}, {size(here[1])}"
            parts.append(passed + rates(here[0] - then[0], here[1] - then[1], now_s - before.at_s))
        return fitting([*parts, "/help"], width)

    def _before(self, totals: Totals) -> Totals:
        """What had passed a while ago."""
        while len(self._earlier) > 1 and totals.at_s - self._earlier[1].at_s >= OVER_S:
            self._earlier.popleft()
        self._earlier.append(totals)
        return self._earlier[0]


def _totals(flow: "Flow") -> tuple[int, int]:
    return flow.messages, flow.bytes


def state(talk: "Talk") -> str:
    """Where the session stands, in a word."""
    if talk.socket is None:
        return "connecting"
    if talk.socket.state != "closed" or talk.leaving:
        return talk.socket.state
    return "reconnecting"


def rates(messages: int, size_bytes: int, passed_s: float) -> str:
    """What passes in a second; nothing where less than one message does."""
    a_second = messages / passed_s if passed_s > 0 else 0.0
    return f" ({a_second:,.0f}/s, {size(size_bytes / passed_s)}/s)" if a_second >= 1 else ""


def latest_rtt(stats: "Stats") -> str:
    return duration(stats.rtt.course()[-1]) if stats.rtt.count else ""


def size(size_bytes: float) -> str:
    """Three digits and a unit: 0 B, 999 B, 1.23 kB."""
    unit = 0
    while size_bytes >= 999.5 and unit < len(UNITS) - 1:
        size_bytes, unit = size_bytes / 1000, unit + 1
    return f"{figure(size_bytes) if unit else round(size_bytes)} {UNITS[unit]}"


def fitting(parts: list[str], width: int) -> str:
    """As many parts as have room, from the first on."""
    text = cut(parts[0], width)
    for part in parts[1:]:
        if cells(text) + len(GAP) + cells(part) > width:
            break
        text += GAP + part
    return text
