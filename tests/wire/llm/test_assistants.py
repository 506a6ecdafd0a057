"""OpenAI's assistants: an object on the left, what it says on the right."""

from typing import Any

import pytest

from rtcli.wire.llm.values import Delta, Failure, Finish, Model, Usage, Value
from tests.wire.llm.saying import read, recognised


def call(**function: Any) -> Any:
    return {"type": "function", "function": function}


EVENTS: dict[str, tuple[Any, list[Value]]] = {
    "a thread": ({"object": "thread", "id": "t"}, []),
    "text": (
        {
            "object": "thread.message.delta",
            "delta": {"content": [{"index": 0, "type": "text", "text": {"value": "Hi"}}]},
        },
        [Delta("text", "Hi")],
    ),
    "an image": ({"object": "thread.message.delta", "delta": {"content": [{"type": "image_file"}]}}, []),
    "the message as a whole": ({"object": "thread.message", "content": [{"text": {"value": "Hi"}}]}, []),
    "calls of tools": (
        {
            "object": "thread.run.step.delta",
            "delta": {
                "step_details": {"tool_calls": [call(name="a", arguments="{"), {"index": 3, **call(arguments="}")}]}
            },
        },
        [Delta("tool", "{", "0.0", "a"), Delta("tool", "}", "0.3")],
    ),
    "a run that runs": (
        {"object": "thread.run", "status": "in_progress", "model": "m-1", "usage": None},
        [Model("m-1")],
    ),
    "a run that is over": (
        {"object": "thread.run", "status": "completed", "usage": {"prompt_tokens": 12, "completion_tokens": 40}},
        [Usage(12, 40), Finish("completed")],
    ),
    "a run that failed": (
        {"object": "thread.run", "status": "failed", "last_error": {"code": "rate_limit_exceeded", "message": "no"}},
        [Failure("no", "rate_limit_exceeded"), Finish("failed")],
    ),
    "a run that failed without a word": (
        {"object": "thread.run", "status": "expired", "last_error": {"code": 1}},
        [Failure("the run has expired"), Finish("expired")],
    ),
}


@pytest.mark.parametrize(("document", "said"), EVENTS.values(), ids=EVENTS)
def test_an_event(document: Any, said: list[Value]) -> None:
    assert recognised(document) == "assistants"
    assert read(None, document) == said


def test_an_event_of_that_name_with_another_object_says_nothing() -> None:
    assert read("assistants", {"object": "list"}) == []
