"""The shape of each provider, event by event: type, id, and document."""

import json
from typing import Any

import pytest

from rtcli.lab.shapes import FAILURE, MODEL, SHAPES, Messages, Shape
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Event
from tests.lab.streaming import events, values

TOKENS = ["A", " b"]
AT = 1_795_000_000
Named = tuple[str, str | None, Any]


def named(body: bytes) -> list[Named]:
    """Type, id and data of each event, the data as JSON where it is that."""
    return [(event.type, event.id, document(event.data)) for event in events(body)]


def document(data: str) -> Any:
    return json.loads(data) if data.startswith("{") else data


def told(shape: Shape) -> list[Named]:
    pieces = [*shape.opening(), *(shape.token(n, text) for n, text in enumerate(TOKENS, 1)), *shape.closing()]
    return named(b"".join(pieces))


def messages(*documents: Any) -> list[Named]:
    return [("message", None, each) for each in documents]


def typed(*documents: Any) -> list[Named]:
    return [(each["type"], None, each) for each in documents]


def completion(choices: list[Any], usage: Any = None) -> Any:
    head = {"id": "chatcmpl-lab", "object": "chat.completion.chunk", "created": AT, "model": MODEL}
    return {**head, "choices": choices, "usage": usage}


def delta(delta: Any, finish: str | None = None) -> Any:
    return completion([{"index": 0, "delta": delta, "finish_reason": finish}])


def response(status: str, output: list[Any], usage: Any = None) -> Any:
    head = {"id": "resp_lab", "object": "response", "created_at": AT, "model": MODEL, "status": status}
    return {**head, "output": output, "usage": usage}


def item(status: str, *content: Any) -> Any:
    return {"id": "msg_lab", "type": "message", "role": "assistant", "status": status, "content": list(content)}


def part(text: str) -> Any:
    return {"type": "output_text", "text": text, "annotations": []}


def candidate(text: str, used: int, **more: str) -> Any:
    return {
        "candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "index": 0, **more}],
        "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": used, "totalTokenCount": 12 + used},
        "modelVersion": MODEL,
        "responseId": "lab",
    }


def progress(number: int, text: str) -> Any:
    params = {"progressToken": "lab", "progress": number, "total": 2, "message": text}
    return {"jsonrpc": "2.0", "method": "notifications/progress", "params": params}


PLACE = {"item_id": "msg_lab", "output_index": 0, "content_index": 0}
USAGE = {"input_tokens": 12, "output_tokens": 2, "total_tokens": 14}
RESPONSES = [
    {"type": "response.created", "response": response("in_progress", [])},
    {"type": "response.in_progress", "response": response("in_progress", [])},
    {"type": "response.output_item.added", "output_index": 0, "item": item("in_progress")},
    {"type": "response.content_part.added", **PLACE, "part": part("")},
    {"type": "response.output_text.delta", **PLACE, "delta": "A"},
    {"type": "response.output_text.delta", **PLACE, "delta": " b"},
    {"type": "response.output_text.done", **PLACE, "text": "A b"},
    {"type": "response.content_part.done", **PLACE, "part": part("A b")},
    {"type": "response.output_item.done", "output_index": 0, "item": item("completed", part("A b"))},
    {"type": "response.completed", "response": response("completed", [item("completed", part("A b"))], USAGE)},
]
ANTHROPIC = [
    {
        "type": "message_start",
        "message": {
            "id": "msg_lab",
            "type": "message",
            "role": "assistant",
            "model": MODEL,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 12, "output_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "ping"},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "A"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": " b"}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 2},
    },
    {"type": "message_stop"},
]
VERCEL = [
    {"type": "start", "messageId": "msg_lab"},
    {"type": "start-step"},
    {"type": "text-start", "id": "text_lab"},
    {"type": "text-delta", "id": "text_lab", "delta": "A"},
    {"type": "text-delta", "id": "text_lab", "delta": " b"},
    {"type": "text-end", "id": "text_lab"},
    {"type": "finish-step"},
    {
        "type": "finish",
        "finishReason": "stop",
        "messageMetadata": {"usage": {"inputTokens": 12, "outputTokens": 2, "totalTokens": 14}},
    },
]
TOLD: dict[str, list[Named]] = {
    "openai": messages(
        delta({"role": "assistant", "content": ""}),
        delta({"content": "A"}),
        delta({"content": " b"}),
        delta({}, "stop"),
        completion([], {"prompt_tokens": 12, "completion_tokens": 2, "total_tokens": 14}),
        "[DONE]",
    ),
    "responses": typed(*({**each, "sequence_number": number} for number, each in enumerate(RESPONSES))),
    "anthropic": typed(*ANTHROPIC),
    "gemini": messages(candidate("A", 1), candidate(" b", 2), candidate("", 2, finishReason="STOP")),
    "vercel": messages(*VERCEL, "[DONE]"),
    "mcp": [
        ("message", "0", ""),
        ("message", "1", progress(1, "A")),
        ("message", "2", progress(2, " b")),
        (
            "message",
            "3",
            {"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": "A b"}], "isError": False}},
        ),
    ],
}
ERRORS: dict[str, list[Named]] = {  # after one token
    "openai": messages({"error": {"message": FAILURE, "type": "server_error", "param": None, "code": None}}),
    "responses": typed(
        {"type": "error", "sequence_number": 5, "code": "server_error", "message": FAILURE, "param": None}
    ),
    "anthropic": typed({"type": "error", "error": {"type": "overloaded_error", "message": FAILURE}}),
    "vercel": messages({"type": "error", "errorText": FAILURE}),
    "mcp": [("message", "2", {"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": FAILURE}})],
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_whole_reply(name: str) -> None:
    assert told(SHAPES[name](TOKENS, AT)) == TOLD[name]


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_in_its_midst(name: str) -> None:
    shape = SHAPES[name](TOKENS, AT)
    shape.opening()
    shape.token(1, TOKENS[0])
    assert named(shape.error()) == ERRORS[name]


def test_the_error_of_gemini_is_bare_json_which_readers_of_event_streams_ignore() -> None:
    error = SHAPES["gemini"](TOKENS, AT).error()
    assert json.loads(error) == {"error": {"code": 503, "message": FAILURE, "status": "UNAVAILABLE"}}
    found = values(error)
    assert not [value for value in found if isinstance(value, Event)]
    assert {value.code for value in found if isinstance(value, Fault)} == {"sse.unknown-field", "sse.empty-block"}


def test_gemini_ends_its_lines_in_crlf_and_no_other_does() -> None:
    for name, shape in SHAPES.items():
        piece = shape(TOKENS, AT).token(1, "A")
        assert piece.endswith(b"\r\n\r\n" if name == "gemini" else b"\n\n")
        assert piece.count(b"\n") == piece.count(b"\r\n") or name != "gemini"


def test_pings_come_along_with_the_tokens_of_anthropic() -> None:
    shape = Messages(["x"] * 25, AT)
    pings = [n for n in range(1, 26) if shape.token(n, "x").endswith(b'event: ping\ndata: {"type":"ping"}\n\n')]
    assert pings == [10, 20]


def test_the_sdk_of_vercel_looks_for_a_field_of_its_own() -> None:
    fields = {name: shape.fields for name, shape in SHAPES.items() if shape.fields}
    assert fields == {"vercel": (("x-vercel-ai-ui-message-stream", "v1"),)}
