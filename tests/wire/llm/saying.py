"""Events of a provider, written as JSON, to what a reader of their shape makes of them."""

import json
from typing import Any

from rtcli.wire.llm.reader import TokenReader
from rtcli.wire.llm.values import Value


def event(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def read(shape: str | None, *documents: Any, kind: str = "") -> list[Value]:
    """What events with these data say, one after the other, to a reader that is told this shape."""
    reader = TokenReader(shape)
    return [value for document in documents for value in reader.read(kind, event(document))]


def recognised(*documents: Any) -> str | None:
    """The shape that is told by these events alone."""
    reader = TokenReader()
    for document in documents:
        reader.read("", event(document))
    return reader.shape
