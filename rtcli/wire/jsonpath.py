"""An RFC 9535 path, to what it selects in a payload; text that is not JSON holds nothing to select.

The grammar and the walk are jsonpath-rfc9535's, imported with the first path. A path of ours never raises once it is
built. It looks a hundred levels deep below `..`; a regex in match() or search() may take as long as it likes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from json import loads
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathQuery

PAYLOAD_KEYS = ("text", "data")  # of a record: a message's and an event's

STRING = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_STEP = re.compile(r"\s*(?:\.{1,2}(?:\*|[A-Za-z0-9_\x80-\U0010ffff-]+)?|(?P<bracket>\[))")
_BRACKET = re.compile(rf"{STRING}|[\[\]]", re.DOTALL)


class BadPath(ValueError):
    def __init__(self, at: int, why: str) -> None:
        super().__init__(why)
        self.at = at  # the character where the path stops making sense


@dataclass(frozen=True, slots=True)
class Path:
    text: str
    query: "JSONPathQuery"

    def select(self, text: str) -> list[object]:
        """All that the path selects in ``text``, in order."""
        return self._walk(document[0]) if (document := _document(text)) else []

    def values(self, record: Mapping[str, object]) -> list[object] | None:
        """All that it selects in the payload of a record; None where that is not JSON."""
        payload = next((text for key in PAYLOAD_KEYS if isinstance(text := record.get(key), str)), "")
        return self._walk(document[0]) if (document := _document(payload)) else None

    def _walk(self, document: Any) -> list[object]:
        from jsonpath_rfc9535 import JSONPathError

        found: list[object] = []
        try:
            found.extend(node.value for node in self.query.finditer(document))
        except (JSONPathError, RecursionError):
            pass  # nested too deep to look further: what was found so far stands
        return found


def parse_path(text: str) -> Path:
    from jsonpath_rfc9535 import JSONPathError, compile

    try:
        return Path(text, compile(text))
    except JSONPathError as error:
        raise BadPath(error.token.index if error.token else 0, str(error.args[0])) from error
    except (RecursionError, ValueError, OverflowError) as error:
        raise BadPath(0, "it is nested too deep, or a number in it is too large") from error


def path_end(text: str, at: int) -> int:
    """Where the path ends whose ``$`` stands before ``at``: what follows belongs to the language around it."""
    while step := _STEP.match(text, at):
        at = _bracket_end(text, step.end()) if step["bracket"] else step.end()
    return at


def _bracket_end(text: str, at: int) -> int:
    depth = 1
    for piece in _BRACKET.finditer(text, at):
        depth += {"[": 1, "]": -1}.get(piece[0], 0)
        if not depth:
            return piece.end()
    return len(text)


@lru_cache(maxsize=1)  # several expressions look at one record; it is parsed for the first of them
def _document(text: str) -> tuple[Any] | None:
    try:
        return (loads(text, parse_constant=_refuse_constant),)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
