"""When a command began, by the clock of the loop and the one on the wall: instants to seconds since, and to dates."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from rtcli.net.clock import now


@dataclass(frozen=True, slots=True)
class Began:
    instant_s: float  # on the clock of `net.clock`
    wall_s: float  # since 1970

    def since_s(self, instant_s: float) -> float:
        """Seconds from the start to that instant, to the microsecond."""
        return round(instant_s - self.instant_s, 6)

    def date(self, instant_s: float) -> str:
        """That instant in UTC as ISO 8601 has it, to the millisecond."""
        at = datetime.fromtimestamp(self.wall_s + instant_s - self.instant_s, UTC)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def began_at(instant_s: float) -> Began:
    """A start that may lie in the past."""
    return Began(instant_s, time.time() - (now() - instant_s))
