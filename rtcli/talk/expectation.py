"""What --expect says, to a test of a message, and to what is missing where a message does not pass it.

`/regex/flags` is searched for, a JSON object or list is to be part of the message, any other text is to be all of it.
"""

import json
from collections.abc import Iterator
from difflib import ndiff, unified_diff
from itertools import islice, takewhile
from math import inf
from operator import eq
from re import Pattern
from typing import Any, Protocol

from rtcli.report.text import printable
from rtcli.talk.json_parts import differences
from rtcli.talk.pattern import compile_pattern

NOTHING_ALIKE = 1.0  # the distance of what has nothing in common with what was expected
COMPARED = 256  # characters in which two texts are held against each other
DIFFERENCES = 8  # that are listed
LINES = 20  # of a text of several lines


class Expectation(Protocol):
    def met_by(self, payload: bytes) -> bool: ...

    def distance(self, payload: bytes) -> float:
        """How far this message is from it, up to `NOTHING_ALIKE`; infinite where it is of another kind altogether."""

    def difference(self, payload: bytes) -> Iterator[str]:
        """What is not as expected in this message, in lines that are safe to print."""


def understand(text: str) -> Expectation:
    """The expectation that `text` is; RtError where it is a regex that is none."""
    if pattern := compile_pattern(text, "usage"):
        return Found(pattern)
    value = read_json(text)
    return Part(value) if isinstance(value, (dict, list)) else Same(text)


def read_json(text: str | bytes) -> Any:
    """The value that it is, or None where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


class Same:
    """The text itself, byte by byte."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode("utf-8", "surrogateescape")

    def met_by(self, payload: bytes) -> bool:
        return payload == self._bytes

    def distance(self, payload: bytes) -> float:
        ours, theirs = self._bytes[:COMPARED], payload[:COMPARED]
        begin = _common(ours, theirs)
        end = _common(ours[begin:][::-1], theirs[begin:][::-1])
        return 1 - (begin + end) / max(len(ours), len(theirs), 1)

    def difference(self, payload: bytes) -> Iterator[str]:
        ours, theirs = _text(self._bytes), _text(payload)
        if "\n" in ours or "\n" in theirs:
            lines = unified_diff(ours.split("\n"), theirs.split("\n"), "expected", "got", lineterm="")
        else:
            at = max(_common(ours, theirs) - COMPARED // 4, 0)  # so that what differs is in what is shown
            part = slice(at, at + COMPARED // 2)
            lines = ndiff([printable(ours[part])], [printable(theirs[part])])
        yield from (printable(line.rstrip("\n")) for line in islice(lines, LINES))


class Found:
    """A pattern that is found somewhere in the message."""

    def __init__(self, pattern: Pattern[str]) -> None:
        self._pattern = pattern

    def met_by(self, payload: bytes) -> bool:
        return self._pattern.search(_text(payload)) is not None

    def distance(self, payload: bytes) -> float:
        return NOTHING_ALIKE

    def difference(self, payload: bytes) -> Iterator[str]:
        return iter(())


class Part:
    """JSON that is part of the message."""

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        self._value = value

    def met_by(self, payload: bytes) -> bool:
        came = read_json(payload)
        return came is not None and next(differences(self._value, came), None) is None

    def distance(self, payload: bytes) -> float:
        came = read_json(payload)
        if type(came) is not type(self._value):
            return inf
        wrong = sum(1 for _ in differences(self._value, came))
        return wrong / (wrong + 1)

    def difference(self, payload: bytes) -> Iterator[str]:
        if (came := read_json(payload)) is None:
            yield "it is not JSON"
            return
        found = differences(self._value, came)
        yield from (printable(str(place), None) for place in islice(found, DIFFERENCES))
        if more := sum(1 for _ in found):
            yield f"and {more} more"


def _text(payload: bytes) -> str:
    return payload.decode("utf-8", "replace")


def _common(one: Any, other: Any) -> int:
    """How many elements both begin with."""
    return sum(1 for _ in takewhile(bool, map(eq, one, other)))
