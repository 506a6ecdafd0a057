"""Events in, what they say out: the shape is told by what they hold, never by the host they come from."""

import json
from collections.abc import Callable
from typing import NamedTuple

from rtcli.wire.llm import anthropic, gemini, mcp, openai, vercel
from rtcli.wire.llm.values import Document, Failure, Gap, Mark, Value, Values, failure, number

DONE = "[DONE]"


class Shape(NamedTuple):
    is_it: Callable[[Document], bool]
    read: Callable[[Document, str], Values]
    mark: str  # what says that nothing is missing


SHAPES = {  # in the order in which they are tried: the plainest signs first
    "mcp": Shape(mcp.is_mcp, mcp.read_mcp, "the response to the request"),
    "responses": Shape(openai.is_responses, openai.read_responses, "response.completed"),
    "anthropic": Shape(anthropic.is_messages, anthropic.read_messages, "message_stop"),
    "gemini": Shape(gemini.is_gemini, gemini.read_gemini, "a finishReason"),
    "vercel": Shape(vercel.is_vercel, vercel.read_vercel, "data: [DONE]"),
    "openai": Shape(openai.is_chat, openai.read_chat, "data: [DONE]"),
}


class TokenReader:
    """Feed it type and data of each event; `shape` is what it takes them for, None as long as it cannot tell."""

    def __init__(self, shape: str | None = None) -> None:
        if shape is not None and shape not in SHAPES:
            raise ValueError(f"no such shape: {shape}")
        self.shape = shape
        self.ended = False  # its end mark came
        self.not_json = 0  # events with data that is no JSON object
        self._number: int | None = None  # of the last numbered event

    @property
    def mark(self) -> str:
        """What would end this stream."""
        return SHAPES[self.shape].mark if self.shape else DONE

    def read(self, kind: str, data: str) -> list[Value]:
        """What one event says."""
        if data.startswith(DONE):
            self.ended = True
            return [Mark(DONE)]
        document = _document(data)
        if document is None:
            self.not_json += bool(data.strip())
            return [Failure(data.strip())] if kind == "error" else []
        self.shape = self.shape or next((name for name, shape in SHAPES.items() if shape.is_it(document)), None)
        values: list[Value] = self._gap(document)
        if self.shape:
            values += SHAPES[self.shape].read(document, kind)
        if not any(isinstance(value, Failure) for value in values) and _is_failure(document, kind):
            values.append(failure(document.get("error") or document))
        self.ended = self.ended or any(isinstance(value, Mark) for value in values)
        return values

    def _gap(self, document: Document) -> list[Value]:
        """Whether numbered events are missing before this one."""
        here = number(document, "sequence_number")
        before, self._number = self._number, here if here is not None else self._number
        if here is None or before is None or here == before + 1:
            return []
        return [Gap(before + 1, here)]


def _is_failure(document: Document, kind: str) -> bool:
    return bool(document.get("error")) or kind == "error" or document.get("type") == "error"


def _document(data: str) -> Document | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
