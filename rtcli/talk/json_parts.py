"""Two JSON values, one expected and one that came, to the places where what came lacks what was expected.

An object may have more keys than were expected; a list has the same elements in the same order; numbers are equal by
size. A place is a path as JSONPath writes it.
"""

import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from rtcli.show.amounts import amount

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_ABSENT: Any = object()
ABSENT = "not there"
SHOWN = 80  # characters of a value


class Difference(NamedTuple):
    path: str  # $.items[0].id
    says: str  # expected 7, got "7"

    def __str__(self) -> str:
        return f"{self.path}: {self.says}"


def differences(expected: Any, came: Any, path: str = "$") -> Iterator[Difference]:
    """Every place where `came` is not as expected, those that stand first, first."""
    if came is _ABSENT:
        yield Difference(path, f"expected {_shown(expected)}, {ABSENT}")
    elif isinstance(expected, dict) and isinstance(came, dict):
        for key, value in expected.items():
            yield from differences(value, came.get(key, _ABSENT), path + _step(key))
    elif isinstance(expected, list) and isinstance(came, list):
        for index, (value, other) in enumerate(zip_longest(expected, came, fillvalue=_ABSENT)):
            if value is _ABSENT:
                yield Difference(path, f"expected {amount(len(expected), 'element')}, got {len(came)}")
                return
            yield from differences(value, other, f"{path}[{index}]")
    elif _kind(expected) is not _kind(came) or expected != came:
        yield Difference(path, f"expected {_shown(expected)}, got {_shown(came)}")


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)  # true is no number


def _step(key: str) -> str:
    return f".{key}" if _NAME.fullmatch(key) else f"[{json.dumps(key, ensure_ascii=False)}]"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
