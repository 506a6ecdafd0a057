"""Token streams as six providers shape them: one reply into the events before, with and after each of its tokens."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import count

from rtcli.lab.events import build_event, compact

MODEL = "lab-1"
PROMPT_TOKENS = 12
PING_EACH = 10  # tokens
DONE = build_event("[DONE]")
FAILURE = "broken off on purpose"


class Shape(ABC):
    """A reply told in order: `opening`, `token` for each of them, and `closing`, or `error` wherever it fails."""

    fields: tuple[tuple[str, str], ...] = ()  # of the head

    def __init__(self, tokens: Sequence[str], at: int) -> None:
        self.text = "".join(tokens)
        self.size = len(tokens)
        self.at = at  # seconds since the epoch

    @abstractmethod
    def opening(self) -> list[bytes]:
        """What comes before there is any text."""

    @abstractmethod
    def token(self, number: int, text: str) -> bytes:
        """One token, and what comes along with it; numbers are from 1 on."""

    @abstractmethod
    def closing(self) -> list[bytes]:
        """What follows the last token; the last of it says that nothing is missing."""

    @abstractmethod
    def error(self) -> bytes:
        """What stands in place of all that was still to come."""


class ChatCompletions(Shape):
    """OpenAI's older shape, as `stream_options.include_usage` gives it."""

    def opening(self) -> list[bytes]:
        return [self._delta({"role": "assistant", "content": ""})]  # there is no text in it yet

    def token(self, number: int, text: str) -> bytes:
        return self._delta({"content": text})

    def closing(self) -> list[bytes]:
        total = PROMPT_TOKENS + self.size
        usage = {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": self.size, "total_tokens": total}
        return [self._delta({}, "stop"), self._chunk([], usage), DONE]

    def error(self) -> bytes:
        error = {"message": FAILURE, "type": "server_error", "param": None, "code": None}
        return build_event(compact({"error": error}))

    def _delta(self, delta: dict[str, str], finish: str | None = None) -> bytes:
        return self._chunk([{"index": 0, "delta": delta, "finish_reason": finish}])

    def _chunk(self, choices: list[dict[str, object]], usage: dict[str, int] | None = None) -> bytes:
        head = {"id": "chatcmpl-lab", "object": "chat.completion.chunk", "created": self.at, "model": MODEL}
        return build_event(compact({**head, "choices": choices, "usage": usage}))


class Responses(Shape):
    """OpenAI's newer shape: typed and numbered events around one item with one part."""

    def __init__(self, tokens: Sequence[str], at: int) -> None:
        super().__init__(tokens, at)
        self._numbers = count()

    def opening(self) -> list[bytes]:
        response = self._response("in_progress", [])
        return [
            self._event("response.created", response=response),
            self._event("response.in_progress", response=response),
            self._event("response.output_item.added", output_index=0, item=self._item("in_progress", [])),
            self._of_part("response.content_part.added", part=self._part("")),
        ]

    def token(self, number: int, text: str) -> bytes:
        return self._of_part("response.output_text.delta", delta=text)

    def closing(self) -> list[bytes]:
        part = self._part(self.text)
        item = self._item("completed", [part])
        total = PROMPT_TOKENS + self.size
        usage = {"input_tokens": PROMPT_TOKENS, "output_tokens": self.size, "total_tokens": total}
        return [
            self._of_part("response.output_text.done", text=self.text),
            self._of_part("response.content_part.done", part=part),
            self._event("response.output_item.done", output_index=0, item=item),
            self._event("response.completed", response=self._response("completed", [item], usage)),
        ]

    def error(self) -> bytes:
        return self._event("error", code="server_error", message=FAILURE, param=None)

    def _of_part(self, type: str, **more: object) -> bytes:
        return self._event(type, item_id="msg_lab", output_index=0, content_index=0, **more)

    def _event(self, type: str, **more: object) -> bytes:
        return build_event(compact({"type": type, "sequence_number": next(self._numbers), **more}), type=type)

    def _response(self, status: str, output: list[object], usage: dict[str, int] | None = None) -> dict[str, object]:
        head = {"id": "resp_lab", "object": "response", "created_at": self.at, "model": MODEL, "status": status}
        return {**head, "output": output, "usage": usage}

    def _item(self, status: str, content: list[dict[str, object]]) -> dict[str, object]:
        return {"id": "msg_lab", "type": "message", "role": "assistant", "status": status, "content": content}

    def _part(self, text: str) -> dict[str, object]:
        return {"type": "output_text", "text": text, "annotations": []}


class Messages(Shape):
    """Anthropic's shape: named events around a block, pings anywhere."""

    def opening(self) -> list[bytes]:
        usage = {"input_tokens": PROMPT_TOKENS, "output_tokens": 1}
        head = {"id": "msg_lab", "type": "message", "role": "assistant", "model": MODEL, "content": []}
        message = {**head, "stop_reason": None, "stop_sequence": None, "usage": usage}
        return [
            self._event("message_start", message=message),
            self._event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
            self._event("ping"),
        ]

    def token(self, number: int, text: str) -> bytes:
        ping = b"" if number % PING_EACH else self._event("ping")
        return self._event("content_block_delta", index=0, delta={"type": "text_delta", "text": text}) + ping

    def closing(self) -> list[bytes]:
        delta = {"stop_reason": "end_turn", "stop_sequence": None}
        return [
            self._event("content_block_stop", index=0),
            self._event("message_delta", delta=delta, usage={"output_tokens": self.size}),
            self._event("message_stop"),
        ]

    def error(self) -> bytes:
        return self._event("error", error={"type": "overloaded_error", "message": FAILURE})

    def _event(self, type: str, **more: object) -> bytes:
        return build_event(compact({"type": type, **more}), type=type)


class Gemini(Shape):
    """Gemini with `alt=sse`: lines end in CRLF, each event counts what was used so far, and none marks the end."""

    def opening(self) -> list[bytes]:
        return []

    def token(self, number: int, text: str) -> bytes:
        return self._chunk(text, min(number, self.size))

    def closing(self) -> list[bytes]:
        return [self._chunk("", self.size, finishReason="STOP")]

    def error(self) -> bytes:
        """JSON laid out in lines without `data:`, as the service itself does it."""
        lines = ("{", '  "error": {', '    "code": 503,', f'    "message": "{FAILURE}",', '    "status": "UNAVAILABLE"')
        return "\r\n".join((*lines, "  }", "}", "", "")).encode()

    def _chunk(self, text: str, used: int, **more: str) -> bytes:
        candidate = {"content": {"parts": [{"text": text}], "role": "model"}, "index": 0, **more}
        total = PROMPT_TOKENS + used
        usage = {"promptTokenCount": PROMPT_TOKENS, "candidatesTokenCount": used, "totalTokenCount": total}
        document = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": MODEL, "responseId": "lab"}
        return build_event(compact(document), line_end="\r\n")


class Vercel(Shape):
    """The AI SDK's stream of a message for a user interface; it has no place for usage but the metadata."""

    fields = (("x-vercel-ai-ui-message-stream", "v1"),)

    def opening(self) -> list[bytes]:
        return [
            self._event("start", messageId="msg_lab"),
            self._event("start-step"),
            self._event("text-start", id="text_lab"),
        ]

    def token(self, number: int, text: str) -> bytes:
        return self._event("text-delta", id="text_lab", delta=text)

    def closing(self) -> list[bytes]:
        usage = {"inputTokens": PROMPT_TOKENS, "outputTokens": self.size, "totalTokens": PROMPT_TOKENS + self.size}
        return [
            self._event("text-end", id="text_lab"),
            self._event("finish-step"),
            self._event("finish", finishReason="stop", messageMetadata={"usage": usage}),
            DONE,
        ]

    def error(self) -> bytes:
        return self._event("error", errorText=FAILURE)

    def _event(self, type: str, **more: object) -> bytes:
        return build_event(compact({"type": type, **more}))


class ModelContext(Shape):
    """MCP of 2025-11-25: an empty event that gives an id to resume from, progress, and the answer to the request."""

    def __init__(self, tokens: Sequence[str], at: int) -> None:
        super().__init__(tokens, at)
        self._ids = count()

    def opening(self) -> list[bytes]:
        return [build_event("", id=next(self._ids))]

    def token(self, number: int, text: str) -> bytes:
        params = {"progressToken": "lab", "progress": number, "total": self.size, "message": text}
        return self._message(method="notifications/progress", params=params)

    def closing(self) -> list[bytes]:
        return [self._message(id=1, result={"content": [{"type": "text", "text": self.text}], "isError": False})]

    def error(self) -> bytes:
        return self._message(id=1, error={"code": -32603, "message": FAILURE})

    def _message(self, **parts: object) -> bytes:
        return build_event(compact({"jsonrpc": "2.0", **parts}), id=next(self._ids), type="message")


SHAPES: dict[str, type[Shape]] = {
    "openai": ChatCompletions,
    "responses": Responses,
    "anthropic": Messages,
    "gemini": Gemini,
    "vercel": Vercel,
    "mcp": ModelContext,
}
