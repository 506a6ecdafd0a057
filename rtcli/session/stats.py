"""What passed in a session, counted as it passes; memory does not grow with it."""

from dataclasses import dataclass, field


class Samples:
    """Durations, of which a bounded, evenly spread part is kept: their number, percentiles and course."""

    def __init__(self, most: int = 4096) -> None:
        raise NotImplementedError

    def add(self, seconds: float) -> None:
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many there were, kept or not."""
        raise NotImplementedError

    def percentile(self, percent: float) -> float | None:
        raise NotImplementedError

    def course(self) -> list[float]:
        """Those that were kept, in the order in which they came."""
        raise NotImplementedError


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
    pings_unanswered: int = 0
    faults: dict[str, int] = field(default_factory=dict)
