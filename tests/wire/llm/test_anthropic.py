"""Anthropic's messages: an event on the left, what it says on the right."""

from typing import Any

import pytest

from rtcli.wire.llm.values import NO_MESSAGE, Delta, Failure, Finish, Mark, Model, Usage, Value
from tests.wire.llm.saying import read, recognised


def delta(kind: str, **words: Any) -> Any:
    return {"type": "content_block_delta", "index": 1, "delta": {"type": kind, **words}}


def block(kind: str, **more: Any) -> Any:
    return {"type": "content_block_start", "index": 2, "content_block": {"type": kind, **more}}


USED = {"input_tokens": 12, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 4, "output_tokens": 1}
EVENTS: dict[str, tuple[Any, list[Value]]] = {
    "start": (
        {"type": "message_start", "message": {"id": "m", "model": "m-1", "usage": USED}},
        [Model("m-1"), Usage(12, 1, None, 4)],
    ),
    "start without usage": ({"type": "message_start", "message": {"model": "m-1"}}, [Model("m-1")]),
    "a block of text": (block("text", text=""), []),
    "a block that begins with words": (block("text", text="Hi"), [Delta("text", "Hi", "2")]),
    "a block of thought": (block("thinking", thinking="hm", signature=""), [Delta("reasoning", "hm", "2")]),
    "a thought that is not shown": (block("redacted_thinking", data="AAAA"), []),
    "a tool": (block("tool_use", id="t", name="look_up", input={}), [Delta("tool", "", "2", "look_up")]),
    "the server's tool": (block("server_tool_use", name="web_search"), [Delta("tool", "", "2", "web_search")]),
    "a tool by MCP": (block("mcp_tool_use", name="read"), [Delta("tool", "", "2", "read")]),
    "what a tool came to": (block("web_search_tool_result", content=[{"title": "t"}]), []),
    "text": (delta("text_delta", text="Hi"), [Delta("text", "Hi", "1")]),
    "thought": (delta("thinking_delta", thinking="hm"), [Delta("reasoning", "hm", "1")]),
    "arguments": (delta("input_json_delta", partial_json='{"a'), [Delta("tool", '{"a', "1")]),
    "no arguments yet": (delta("input_json_delta", partial_json=""), []),
    "a signature": (delta("signature_delta", signature="AAAA"), []),
    "a citation": (delta("citations_delta", citation={"cited_text": "t"}), []),
    "a delta of a kind to come": (delta("colour_delta", text="blue"), []),
    "the end of a block": ({"type": "content_block_stop", "index": 1}, []),
    "what was used": (
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 40}},
        [Usage(None, 40), Finish("end_turn")],
    ),
    "used so far": (
        {"type": "message_delta", "delta": {"stop_reason": None}, "usage": {"output_tokens": 3}},
        [Usage(None, 3)],
    ),
    "the end": ({"type": "message_stop"}, [Mark("message_stop")]),
    "a ping": ({"type": "ping"}, []),
}


@pytest.mark.parametrize(("document", "said"), EVENTS.values(), ids=EVENTS)
def test_an_event(document: Any, said: list[Value]) -> None:
    assert recognised(document) == "anthropic"
    assert read(None, document) == said


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}, "request_id": "r"},
            Failure("Overloaded", "overloaded_error"),
        ),
        ({"type": "error"}, Failure("None")),
        ({"type": "error", "error": {}}, Failure(NO_MESSAGE)),
    ],
)
def test_an_error_that_comes_after_a_200(document: Any, said: Failure) -> None:
    assert read("anthropic", document, kind="error") == [said]


def test_an_event_of_a_type_to_come_is_passed_over() -> None:
    assert read("anthropic", {"type": "weather", "index": 1}) == []
