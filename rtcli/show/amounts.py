"""Durations and counts to words: three figures and a unit, so that what is beside each other can be compared."""

UNITS = ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms"), (100.0, 1.0, "s"))  # below so many seconds, factor, unit


def duration(seconds: float) -> str:
    """`450 µs`, `12.3 ms`, `61.2 s`, `2 min 5 s`, `3 h 25 min`."""
    for below_s, factor, unit in UNITS:
        if seconds < below_s:
            return f"{figure(seconds * factor)} {unit}"
    minutes, left_s = divmod(round(seconds), 60)
    hours, left_minutes = divmod(minutes, 60)
    return f"{hours:,} h {left_minutes} min" if hours else f"{minutes} min {left_s} s"


def figure(value: float) -> str:
    """A number with the digits that matter."""
    if value <= 0:
        return "0"
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def amount(count: int, noun: str) -> str:
    """So many of these: `1 message`, `1,200 messages`."""
    return f"{count:,} {noun}{'s' * (count != 1)}"
