"""OpenAI's responses: an event on the left, what it says on the right."""

from typing import Any

import pytest

from rtcli.wire.llm.values import Delta, Failure, Finish, Gap, Mark, Model, Usage, Value
from tests.wire.llm.saying import read, recognised

PLACE = {"item_id": "i", "output_index": 1, "content_index": 0}
USAGE = {
    "input_tokens": 12,
    "input_tokens_details": {"cached_tokens": 4},
    "output_tokens": 40,
    "output_tokens_details": {"reasoning_tokens": 8},
    "total_tokens": 52,
}


def typed(kind: str, **more: Any) -> Any:
    return {"type": f"response.{kind}", **more}


DELTAS = {  # what can end in `.delta`, and what it is
    "output_text": "text",
    "refusal": "refusal",
    "reasoning_text": "reasoning",
    "reasoning_summary_text": "reasoning",
    "function_call_arguments": "tool",
    "custom_tool_call_input": "tool",
    "code_interpreter_call_code": "tool",
    "mcp_call_arguments": "tool",
    "audio.transcript": "audio",
}
SILENT = (
    *("queued", "in_progress", "output_item.done", "content_part.added", "content_part.done"),
    *("output_text.annotation.added", "web_search_call.searching", "image_generation_call.partial_image"),
    *("audio.delta", "audio.done", "reasoning_summary_part.added", "something.new"),
)
EVENTS: dict[str, tuple[Any, list[Value]]] = {
    "created": (typed("created", response={"model": "m-1"}), [Model("m-1")]),
    "a call is named": (
        typed("output_item.added", output_index=2, item={"type": "function_call", "name": "look_up"}),
        [Delta("tool", "", "2.0", "look_up")],
    ),
    "an item without a name": (typed("output_item.added", output_index=0, item={"type": "message"}), []),
    "the whole of it": (
        typed("completed", response={"model": "m-1", "usage": USAGE}),
        [Model("m-1"), Usage(12, 40, 8, 4), Finish("completed"), Mark("response.completed")],
    ),
    "broken off": (
        typed("incomplete", response={"incomplete_details": {"reason": "max_output_tokens"}}),
        [Finish("max_output_tokens"), Mark("response.incomplete")],
    ),
    "failed": (
        typed("failed", response={"error": {"code": "server_error", "message": "off"}, "usage": None}),
        [Failure("off", "server_error"), Finish("failed"), Mark("response.failed")],
    ),
    "failed without a word": (
        typed("failed", response={"error": None}),
        [Failure("the response failed"), Finish("failed"), Mark("response.failed")],
    ),
    "an error": (
        {"type": "error", "code": "server_error", "message": "off", "param": None},
        [Failure("off", "server_error")],
    ),
    "an error of the other form": (
        {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}},
        [Failure("no", "invalid_request_error")],
    ),
    "no type at all": ({"a": 1}, []),
}


@pytest.mark.parametrize(("document", "said"), EVENTS.values(), ids=EVENTS)
def test_an_event(document: Any, said: list[Value]) -> None:
    assert read("responses", document) == said


@pytest.mark.parametrize(("kind", "said"), DELTAS.items())
def test_a_delta_counts_and_its_repetition_does_not(kind: str, said: str) -> None:
    told = read(None, typed(f"{kind}.delta", **PLACE, delta="Hi"), typed(f"{kind}.done", text="Hi", delta="Hi"))
    assert told == [Delta(said, "Hi", "1.0")]


@pytest.mark.parametrize("kind", SILENT)
def test_the_course_of_a_response_is_no_text(kind: str) -> None:
    document = typed(kind, **PLACE, delta="AAAA", response={"model": "m-1"}, item={"name": "look_up"})
    assert read(None, document) == []
    assert recognised(document) == "responses"


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        ([0, 1, 2], []),
        ([7, 8], []),
        ([0, 1, 4, 5], [Gap(2, 4)]),
        ([0, 1, 1], [Gap(2, 1)]),
        ([3, 0], [Gap(4, 0)]),
        ([0, None, 1], []),
    ],
)
def test_events_are_numbered_without_a_gap(numbers: list[int | None], gaps: list[Value]) -> None:
    assert read(None, *(typed("queued", sequence_number=number) for number in numbers)) == gaps


def test_done_is_accepted_though_openai_sends_none() -> None:
    assert read(None, typed("output_text.delta", delta="a"), "[DONE]") == [Delta("text", "a", "0.0"), Mark("[DONE]")]
