"""What a reader makes of a stream as a whole: its shape, its end, what does not belong to it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.llm.reader import SHAPES, TokenReader
from rtcli.wire.llm.values import Delta, Failure, Gap, Mark
from tests.wire.llm.saying import event

CHAT = {"choices": [{"index": 0, "delta": {"content": "a"}}]}
STOP = {"type": "message_stop"}
LAST = {"candidates": [{"finishReason": "STOP"}]}
KEYS = (
    *("type", "object", "choices", "delta", "content", "text", "index", "usage", "error", "message", "model", "item"),
    *("candidates", "parts", "functionCall", "args", "usageMetadata", "jsonrpc", "method", "params", "result", "name"),
    *("response", "tool_calls", "function", "arguments", "content_block", "messageMetadata", "id", "sequence_number"),
    *("status", "last_error", "step_details", "incomplete_details", "reason", "promptFeedback", "audio", "code"),
)
WORDS = (
    *("2.0", "error", "message_start", "content_block_start", "content_block_delta", "message_delta", "tool_use"),
    *("response.output_text.delta", "response.failed", "response.created", "response.output_item.added", "thread.run"),
    *("chat.completion.chunk", "thread.message.delta", "thread.run.step.delta", "failed", "text-delta", "finish"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=6),
    max_leaves=25,
)


@given(st.sampled_from([None, *SHAPES]), st.lists(JSON, max_size=6), st.sampled_from(["", "error", "message"]))
def test_no_document_raises(shape: str | None, documents: list[Any], kind: str) -> None:
    reader = TokenReader(shape)
    for document in documents:
        for value in reader.read(kind, json.dumps(document)):
            assert isinstance(value, tuple)
            assert not isinstance(value, Delta) or (value.text or value.name)


@given(st.text(), st.text(), st.text())
def test_no_text_raises(kind: str, data: str, name: str) -> None:
    reader = TokenReader()
    reader.read(kind, data)
    reader.read_field(name, data)


@pytest.mark.parametrize("data", ["", " ", "hello", "[1]", "{", "null", "ping"])
def test_data_that_is_no_object_stops_nothing(data: str) -> None:
    reader = TokenReader()
    assert reader.read("", data) == []
    assert reader.not_json == bool(data.strip())
    assert reader.read("", event(CHAT)) == [Delta("text", "a")]
    assert reader.shape == "openai"


def test_a_shape_that_is_told_is_kept_and_it_is_known_whether_it_fits() -> None:
    reader = TokenReader("anthropic")
    assert reader.read("", event(CHAT)) == []
    assert (reader.shape, reader.seen, reader.fits) == ("anthropic", "openai", False)
    reader.read("", event(STOP))
    assert (reader.shape, reader.seen, reader.fits) == ("anthropic", "openai", True)


def test_a_shape_nobody_knows_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no such shape: auto"):
        TokenReader("auto")


@pytest.mark.parametrize(
    ("documents", "ended", "sealed", "mark"),
    [
        ((), False, False, "an end mark"),
        ((CHAT,), False, False, "data: [DONE]"),
        ((CHAT, "[DONE]"), True, True, "data: [DONE]"),
        (("[DONE]",), True, True, "an end mark"),
        (("[DONE] and more",), True, True, "an end mark"),
        ((STOP,), True, True, "message_stop"),
        ((LAST,), True, False, "a finishReason"),  # of one candidate; the others go on
        ((LAST, "[DONE]"), True, True, "a finishReason"),
    ],
)
def test_what_ends_a_stream(documents: tuple[Any, ...], ended: bool, sealed: bool, mark: str) -> None:
    reader = TokenReader()
    for document in documents:
        reader.read("", event(document))
    assert (reader.ended, reader.sealed, reader.mark) == (ended, sealed, mark)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("error", "overloaded\n", [Failure("overloaded")]),
        ("error", "", [Failure("the provider gives no message")]),
        ("error", '{"message": "off"}', [Failure("off")]),
        ("", '{"error": {"message": "off"}}', [Failure("off")]),
        ("", '{"error": "off"}', [Failure("off")]),
        ("", '{"type": "error", "message": "off"}', [Failure("off")]),
        ("", '{"error": null}', []),
        ("", '{"error": {}}', []),
    ],
)
def test_an_error_of_no_shape(kind: str, data: str, said: list[Failure]) -> None:
    assert TokenReader().read(kind, data) == said


def test_numbered_events_that_are_missing() -> None:
    reader = TokenReader()
    said = [reader.read("", event({"sequence_number": number})) for number in (3, 4, None, 7)]
    assert said == [[], [], [], [Gap(5, 7)]]


def test_an_error_in_lines_without_data() -> None:
    reader = TokenReader("gemini")
    lines = [("{", ""), ('  "error"', "{"), ('    "message"', '"off",'), ('    "status"', '"UNAVAILABLE"'), ("  }", "")]
    assert [reader.read_field(*line) for line in lines] == [[]] * 5
    assert reader.read_field("}", "") == [Failure("off", "UNAVAILABLE")]
    assert reader.read("", event(LAST))[-1] == Mark("finishReason")
