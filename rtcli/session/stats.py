"""What passed in a session, counted as it passes; memory does not grow with it."""

from array import array
from dataclasses import dataclass, field


class Samples:
    """Durations, of which a bounded, evenly spread part is kept: their number, percentiles and course."""

    def __init__(self, most: int = 4096) -> None:
        self.count = 0  # how many there were, kept or not
        self._most = most
        self._kept = array("d")
        self._step = 1  # of so many one is kept

    def add(self, seconds: float) -> None:
        """One more; where there is no room left, every other one goes."""
        if self.count % self._step == 0:
            self._kept.append(seconds)
            if len(self._kept) > self._most:
                del self._kept[1::2]
                self._step *= 2
        self.count += 1

    def percentile(self, percent: float) -> float | None:
        """The smallest of those kept that is no less than so many per cent of them."""
        if not self._kept:
            return None
        rank = -int(-len(self._kept) * percent // 100)
        return sorted(self._kept)[max(rank - 1, 0)]

    def course(self) -> list[float]:
        """Those that were kept, in the order in which they came."""
        return self._kept.tolist()


@dataclass(slots=True)
class Flow:
    """One direction."""

    messages: int = 0
    frames: int = 0
    bytes: int = 0  # of messages, inflated
    wire_bytes: int = 0  # of frames with their heads
    control: int = 0  # pings, pongs and closes among the frames


@dataclass(slots=True)
class Stats:
    """A session as a whole; over reconnects one goes on."""

    received: Flow = field(default_factory=Flow)
    sent: Flow = field(default_factory=Flow)
    rtt: Samples = field(default_factory=Samples)
    gaps: Samples = field(default_factory=Samples)  # between reads that completed a message
    pings_received: int = 0
    pings_unanswered: int = 0  # so far: those under way are among them
    faults: dict[str, int] = field(default_factory=dict)
