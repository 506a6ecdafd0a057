"""Durations and sizes as people write them, to seconds and bytes, and back.

A duration is exact to the microsecond and a size to the byte; what is printed parses to the same quantity.
"""

import re
from typing import NoReturn

from rtcli.errors import RtError

DURATION_UNITS_US = {  # in the order in which they may follow each other
    "d": 86_400_000_000,
    "h": 3_600_000_000,
    "m": 60_000_000,
    "s": 1_000_000,
    "ms": 1_000,
    "us": 1,
}
SIZE_UNITS_BYTES = {
    "B": 1,
    "KB": 1000,
    "KiB": 1 << 10,
    "MB": 1000**2,
    "MiB": 1 << 20,
    "GB": 1000**3,
    "GiB": 1 << 30,
    "TB": 1000**4,
    "TiB": 1 << 40,
}
LONGEST_S = 100 * 365 * 86_400
LARGEST_BYTES = (1 << 63) - 1
DURATION_HINT = "write 500ms, 2s, 1m30s, or a bare number of seconds"
SIZE_HINT = "write 64KiB (of 1024), 64KB (of 1000), or a bare number of bytes"

_NUMBER = r"[0-9]{1,19}(?:\.[0-9]{1,19})?"
_BARE = re.compile(_NUMBER)
_DURATION = re.compile("".join(rf"(?:(?P<{unit}>{_NUMBER}){unit})?" for unit in DURATION_UNITS_US))
_SIZE = re.compile(rf"({_NUMBER}) ?([A-Z]+)", re.IGNORECASE)
_SIZE_UNITS = {unit.lower(): size for unit, size in SIZE_UNITS_BYTES.items()}


def parse_duration(text: str) -> float:
    """The seconds that ``text`` means."""
    written = f"{text}s" if _BARE.fullmatch(text) else text
    match = _DURATION.fullmatch(written)
    if match is None or not written:
        _refuse("duration", text, DURATION_HINT)
    parts = {unit: number for unit, number in match.groupdict().items() if number}
    # Whole microseconds first: sixty and thirty and a bit must not depend on the order of the sum.
    seconds = sum(round(float(number) * DURATION_UNITS_US[unit]) for unit, number in parts.items()) / 1e6
    if seconds > LONGEST_S:
        _refuse("duration", text, "the longest is a hundred years")
    return seconds


def parse_size(text: str) -> int:
    """The bytes that ``text`` means; a fraction of a byte is rounded."""
    match = _SIZE.fullmatch(f"{text}B" if _BARE.fullmatch(text) else text)
    unit = _SIZE_UNITS.get(match[2].lower()) if match else None
    if match is None or unit is None:
        _refuse("size", text, SIZE_HINT)
    size_bytes = round(float(match[1]) * unit) if "." in match[1] else int(match[1]) * unit
    if size_bytes > LARGEST_BYTES:
        _refuse("size", text, "the largest is 8 EiB")
    return size_bytes


def format_duration(seconds: float) -> str:
    """The shortest writing of a duration: ``1m30s``, ``2.5s``, ``0.25ms``."""
    left_us = round(seconds * 1e6)
    if left_us < 0:
        raise ValueError(f"a duration of {seconds} s")
    if left_us < 1_000_000:
        return f"{left_us / 1000:g}ms" if left_us else "0s"
    written = ""
    for unit in ("d", "h", "m"):
        count, left_us = divmod(left_us, DURATION_UNITS_US[unit])
        written += f"{count}{unit}" if count else ""
    return written + (f"{left_us / 1e6:.6f}".rstrip("0").rstrip(".") + "s" if left_us else "")


def format_size(size_bytes: int) -> str:
    """The exact writing of a size, in the largest unit that leaves a whole number: ``64KiB``, ``1MB``, ``1234B``."""
    if size_bytes < 0:
        raise ValueError(f"a size of {size_bytes} bytes")
    if not size_bytes:
        return "0B"
    whole = {size: unit for unit, size in SIZE_UNITS_BYTES.items() if size_bytes % size == 0}
    return f"{size_bytes // max(whole)}{whole[max(whole)]}"


def _refuse(sort: str, text: str, fix: str) -> NoReturn:
    raise RtError(sort, f"{text!r} is not a {sort} rtcli can take", fix)
