"""Events in, what they say out: the shape is told by what they hold, never by the host they come from."""

from collections.abc import Callable
from typing import NamedTuple

from rtcli.wire.llm import anthropic, assistants, gemini, mcp, openai, responses, vercel
from rtcli.wire.llm.stray import StrayJson
from rtcli.wire.llm.values import Document, Failure, Gap, Mark, Value, Values, failure, number, parse

DONE = "[DONE]"


class Shape(NamedTuple):
    is_it: Callable[[Document], bool]
    read: Callable[[Document, str], Values]
    mark: str  # what says that nothing is missing
    is_last: bool = True  # whether nothing comes after it
    has_choices: bool = False  # whether its tracks are answers side by side; else they are parts of one


SHAPES = {  # in the order in which they are tried: the plainest signs first
    "mcp": Shape(mcp.is_mcp, mcp.read_mcp, "the response to the request"),
    "responses": Shape(responses.is_responses, responses.read_responses, "response.completed"),
    "anthropic": Shape(anthropic.is_messages, anthropic.read_messages, "message_stop"),
    "gemini": Shape(gemini.is_gemini, gemini.read_gemini, "a finishReason", is_last=False, has_choices=True),
    "vercel": Shape(vercel.is_vercel, vercel.read_vercel, "data: [DONE]"),
    "assistants": Shape(assistants.is_assistants, assistants.read_assistants, "data: [DONE]"),
    "openai": Shape(openai.is_chat, openai.read_chat, "data: [DONE]", has_choices=True),
}


class TokenReader:
    """Feed it type and data of each event; a shape that it is told is kept, whatever the events look like."""

    def __init__(self, shape: str | None = None) -> None:
        if shape is not None and shape not in SHAPES:
            raise ValueError(f"no such shape: {shape}")
        self._told = shape
        self.seen: str | None = None  # the shape that the first event which has one looks like
        self.fits = False  # whether an event was of the shape that is read
        self.ended = False  # its end mark came
        self.sealed = False  # and nothing comes after it
        self.not_json = 0  # events with data that is no JSON object
        self._number: int | None = None  # of the last numbered event
        self._stray = StrayJson()

    @property
    def shape(self) -> str | None:
        """What it takes the events for; None as long as it cannot tell."""
        return self._told or self.seen

    @property
    def mark(self) -> str:
        """What would end this stream."""
        return SHAPES[self.shape].mark if self.shape else "an end mark"

    def read(self, kind: str, data: str) -> list[Value]:
        """What one event says."""
        if data.startswith(DONE):
            self.ended = self.sealed = True
            return [Mark(DONE)]
        document = parse(data)
        if document is None:
            self.not_json += bool(data.strip())  # MCP begins with an event without data
            return [failure(data.strip())] if kind == "error" else []
        return self._read(document, kind)

    def read_field(self, name: str, value: str) -> list[Value]:
        """What a field says that is none of an event stream's."""
        document = self._stray.feed(name, value)
        return [] if document is None else self._read(document, "")

    def _read(self, document: Document, kind: str) -> list[Value]:
        values = self._gap(document)
        if shape := self._shape(document):
            values += shape.read(document, kind)
            if any(isinstance(value, Mark) for value in values):
                self.ended = True
                self.sealed = shape.is_last
        if _is_failure(document, kind) and not any(isinstance(value, Failure) for value in values):
            values.append(failure(document.get("error") or document))
        return values

    def _shape(self, document: Document) -> Shape | None:
        if self.seen is None:
            self.seen = next((name for name, shape in SHAPES.items() if shape.is_it(document)), None)
        if self.shape is None:
            return None
        self.fits = self.fits or SHAPES[self.shape].is_it(document)
        return SHAPES[self.shape]

    def _gap(self, document: Document) -> list[Value]:
        """Whether numbered events are missing before this one."""
        here = number(document, "sequence_number")
        before, self._number = self._number, here if here is not None else self._number
        if here is None or before is None or here == before + 1:
            return []
        return [Gap(before + 1, here)]


def _is_failure(document: Document, kind: str) -> bool:
    return bool(document.get("error")) or kind == "error" or document.get("type") == "error"
