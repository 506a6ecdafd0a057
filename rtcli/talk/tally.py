"""What one way to a feed came to: its messages, how late they were, and what they cost once it was open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rtcli.errors import RtError
from rtcli.net.clock import now, worked_s
from rtcli.session.meter import Meter
from rtcli.session.stats import Samples
from rtcli.talk.began import Began, began_at
from rtcli.wire.jsonpath import Path

ROUNDING_S = 1e-3  # send times are often rounded to this
MILLISECONDS, MICROSECONDS = 1e11, 1e14  # numbers as large as this count these since 1970, others seconds


@dataclass(frozen=True, slots=True)
class Cost:
    """What has been spent by some moment."""

    messages: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    cpu_s: float = 0.0  # of the thread


@dataclass(slots=True)
class Tally:
    """Counts while it lasts; `closed` ends it."""

    kind: str
    sent: Path | None = None
    most: int | None = None
    meter: Meter = field(default_factory=Meter)
    began: Began = field(default_factory=lambda: began_at(now()))
    messages: int = 0
    earlier: int = 0  # of these, sent before we asked: their age says nothing of the way
    unstamped: int = 0  # of these, those in which no send time was found
    latency: Samples = field(default_factory=Samples)  # from sent to arrived
    longest_s: float | None = None
    shortest_s: float | None = None
    requests: int = 0
    opening_s: float | None = None  # until it was open; of polling, until the first answer was read
    at_start: Cost = Cost()
    at_opening: Cost | None = None
    at_end: Cost | None = None
    ended: str = ""  # what ended it before its time
    error: RtError | None = None  # in the place of an opening, or after it

    def __post_init__(self) -> None:
        self.at_start = self._cost()

    @property
    def enough(self) -> bool:
        return self.most is not None and self.messages >= self.most

    @property
    def after_opening(self) -> Cost:
        """What its messages cost, without the opening."""
        start, end = self.at_opening, self.at_end
        if start is None or end is None:
            return Cost()
        return Cost(
            end.messages - start.messages,
            end.bytes_in - start.bytes_in,
            end.bytes_out - start.bytes_out,
            end.cpu_s - start.cpu_s,
        )

    def opened(self) -> None:
        if self.at_opening is None:
            self.opening_s = now() - self.began.instant_s
            self.at_opening = self._cost()

    def heard(self, texts: Sequence[str], t_s: float) -> None:
        """Messages that came at that instant."""
        wall_s = self.began.wall_s + t_s - self.began.instant_s
        for text in texts[: None if self.most is None else self.most - self.messages]:
            self.messages += 1
            stamp_s = None if self.sent is None else sent_s(text, self.sent)
            if stamp_s is None:
                self.unstamped += 1
            elif stamp_s < self.began.wall_s - ROUNDING_S:
                self.earlier += 1
            else:
                self._late(wall_s - stamp_s)

    def closed(self) -> None:
        """What still follows belongs to leaving; the first call counts."""
        self.at_end = self.at_end or self._cost()

    def _late(self, latency_s: float) -> None:
        self.latency.add(latency_s)
        self.longest_s = max(latency_s, self.longest_s if self.longest_s is not None else latency_s)
        self.shortest_s = min(latency_s, self.shortest_s if self.shortest_s is not None else latency_s)

    def _cost(self) -> Cost:
        return Cost(self.messages, self.meter.bytes_in, self.meter.bytes_out, worked_s())


def sent_s(text: str, path: Path) -> float | None:
    """When a message was sent, in seconds since 1970: a number, or a date as ISO 8601 has it."""
    value = next(iter(path.select(text)), None)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return _date_s(str(value))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value / (1e6 if value >= MICROSECONDS else 1e3 if value >= MILLISECONDS else 1)


def _date_s(text: str) -> float | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
