"""Parts of a UI message stream: a part on the left, what it says on the right."""

from typing import Any

import pytest

from rtcli.wire.llm.values import NO_MESSAGE, Delta, Failure, Finish, Mark, Model, Usage, Value
from rtcli.wire.llm.vercel import OTHERS
from tests.wire.llm.saying import read, recognised

PARTS: dict[str, tuple[Any, list[Value]]] = {
    "text": ({"type": "text-delta", "id": "b1", "delta": "Hi"}, [Delta("text", "Hi", "b1")]),
    "thought": ({"type": "reasoning-delta", "id": "b0", "delta": "hm"}, [Delta("reasoning", "hm", "b0")]),
    "a tool": (
        {"type": "tool-input-start", "toolCallId": "c1", "toolName": "look_up", "inputEncoding": "json"},
        [Delta("tool", "", "c1", "look_up")],
    ),
    "its input": (
        {"type": "tool-input-delta", "toolCallId": "c1", "inputTextDelta": '{"a'},
        [Delta("tool", '{"a', "c1")],
    ),
    "its input as a whole": (
        {"type": "tool-input-available", "toolCallId": "c1", "toolName": "look_up", "input": {"a": 1}},
        [Delta("tool", "", "c1", "look_up")],
    ),
    "an end": ({"type": "finish", "finishReason": "stop"}, [Finish("stop")]),
    "an end without a word": ({"type": "finish"}, [Finish("finish")]),
    "usage, as applications send it": (
        {
            "type": "finish",
            "finishReason": "stop",
            "messageMetadata": {"model": "m-1", "usage": {"inputTokens": 12, "outputTokens": 40}},
        },
        [Model("m-1"), Usage(12, 40), Finish("stop")],
    ),
    "usage in a part of its own": (
        {"type": "message-metadata", "messageMetadata": {"usage": {"reasoningTokens": 8, "cachedInputTokens": 4}}},
        [Usage(None, None, 8, 4)],
    ),
    "broken off": ({"type": "abort", "reason": "stopped"}, [Failure("stopped", "abort")]),
    "broken off without a word": ({"type": "abort"}, [Failure("the stream was aborted", "abort")]),
    "data of an application": ({"type": "data-weather", "data": {"delta": "Hi"}}, []),
}


@pytest.mark.parametrize(("document", "said"), PARTS.values(), ids=PARTS)
def test_a_part(document: Any, said: list[Value]) -> None:
    assert recognised(document) == "vercel"
    assert read(None, document) == said


@pytest.mark.parametrize("kind", sorted(OTHERS - {"finish", "abort"}))
def test_the_other_parts_are_no_text(kind: str) -> None:
    assert read(None, {"type": kind, "delta": "Hi", "errorText": "of a tool", "toolName": "t"}) == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"type": "error", "errorText": "off"}, Failure("off")),
        ({"type": "error"}, Failure(NO_MESSAGE)),
    ],
)
def test_an_error(document: Any, said: Failure) -> None:
    assert read("vercel", document) == read(None, document) == [said]


def test_the_end_mark() -> None:
    assert read(None, {"type": "start"}, "[DONE]") == [Mark("[DONE]")]
