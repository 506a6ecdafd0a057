"""What the events of a token stream say, whatever the provider's shape, and careful looks into their JSON.

A peer may send anything under any key: whatever is not of the kind that is looked for counts as absent.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

Document: TypeAlias = dict[str, Any]

NO_MESSAGE = "the provider gives no message"


class Delta(NamedTuple):
    """A piece of what the model writes."""

    kind: str  # text, reasoning, refusal, tool, audio
    text: str
    track: str = "0"  # which of those that run side by side: a choice, a block, a tool call
    name: str | None = None  # of the tool, where this piece says it


class Usage(NamedTuple):
    """Tokens as the provider counted them; None is not said."""

    input_tokens: int | None = None
    output_tokens: int | None = None  # with those of reasoning
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None

    def then(self, later: "Usage") -> "Usage":
        """Both, where the later one wins what it says."""
        return Usage(*(new if new is not None else old for old, new in zip(self, later, strict=True)))


class Finish(NamedTuple):
    reason: str  # in the provider's words
    track: str = "0"


class Model(NamedTuple):
    name: str


class Failure(NamedTuple):
    """An error in the midst of a stream."""

    says: str
    kind: str | None = None


class Mark(NamedTuple):
    """The stream's own sign that nothing is missing."""

    says: str


class Gap(NamedTuple):
    """Numbered events of which some are missing."""

    expected: int
    received: int


Value: TypeAlias = Delta | Usage | Finish | Model | Failure | Mark | Gap
Values: TypeAlias = Iterator[Value]


def members(value: object, key: str) -> list[Document]:
    """The objects in the list under this key."""
    inside = value.get(key) if isinstance(value, dict) else None
    return [item for item in inside if isinstance(item, dict)] if isinstance(inside, list) else []


def member(value: object, key: str) -> Document:
    """The object under this key, or an empty one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def number(value: object, key: str) -> int | None:
    found = value.get(key) if isinstance(value, dict) else None
    return found if type(found) is int and found >= 0 else None


def deltas(kind: str, words: str, track: str = "0", name: str | None = None) -> Values:
    """A delta, if there is anything in it."""
    if words or name:
        yield Delta(kind, words, track, name)


def failure(error: object) -> Failure:
    """Whatever stands where an error is told of."""
    if not isinstance(error, dict):
        return Failure(str(error) or NO_MESSAGE)
    named = [text(error, key) for key in ("status", "type", "code")]
    kind = next((name for name in named if name not in ("", "error")), None)
    code = error.get("code")  # a number in Gemini's errors and in JSON-RPC's
    says = next(filter(None, (text(error, key) for key in ("message", "errorText", "detail"))), NO_MESSAGE)
    return Failure(says, kind or (str(code) if type(code) is int else None))


def models(document: object, key: str = "model") -> Values:
    if name := text(document, key):
        yield Model(name)


def parse(text: str) -> Document | None:
    """The object that this is as JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
