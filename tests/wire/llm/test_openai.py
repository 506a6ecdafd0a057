"""Chat completions of OpenAI and of those who speak it as well: a chunk on the left, what it says on the right."""

from typing import Any

import pytest

from rtcli.wire.llm.values import Delta, Failure, Finish, Mark, Model, Usage, Value
from tests.wire.llm.saying import read, recognised

USAGE = {
    "prompt_tokens": 12,
    "completion_tokens": 40,
    "total_tokens": 52,
    "completion_tokens_details": {"reasoning_tokens": 8},
    "prompt_tokens_details": {"cached_tokens": 4},
}


def chunk(*choices: Any, **more: Any) -> Any:
    return {"object": "chat.completion.chunk", "choices": [*choices], **more}


def delta(index: int = 0, **words: Any) -> Any:
    return {"index": index, "delta": words, "finish_reason": None}


def call(index: int | None, **function: Any) -> Any:
    return {"function": function} | ({} if index is None else {"index": index})


CHUNKS: dict[str, tuple[Any, list[Value]]] = {
    "the first one, with a role": (chunk(delta(role="assistant", content=""), usage=None), []),
    "the model's name": (chunk(delta(content=None), model="m-1"), [Model("m-1")]),
    "text": (chunk(delta(content="Hi")), [Delta("text", "Hi")]),
    "refusal": (chunk(delta(refusal="I won't")), [Delta("refusal", "I won't")]),
    "reasoning of one compatible": (chunk(delta(reasoning_content="hm")), [Delta("reasoning", "hm")]),
    "reasoning of another": (chunk(delta(reasoning="hm", content="")), [Delta("reasoning", "hm")]),
    "the same reasoning twice": (chunk(delta(reasoning_content="hm", reasoning="hm")), [Delta("reasoning", "hm")]),
    "audio": (chunk(delta(audio={"transcript": "La", "data": "AAAA"})), [Delta("audio", "La")]),
    "padding": (chunk(delta(content="a"), obfuscation="x" * 99), [Delta("text", "a")]),
    "several choices": (
        chunk(delta(0, content="A"), delta(2, content="C"), delta(1, content="B")),
        [Delta("text", "A", "0"), Delta("text", "C", "2"), Delta("text", "B", "1")],
    ),
    "a tool that is named": (
        chunk(delta(tool_calls=[call(0, name="look_up", arguments="")])),
        [Delta("tool", "", "0.0", "look_up")],
    ),
    "two calls side by side": (
        chunk(delta(1, tool_calls=[call(1, arguments='{"b'), call(0, arguments='{"a')])),
        [Delta("tool", '{"b', "1.1"), Delta("tool", '{"a', "1.0")],
    ),
    "calls without an index": (
        chunk(delta(tool_calls=[call(None, arguments="1"), call(None, arguments="2")])),
        [Delta("tool", "1", "0.0"), Delta("tool", "2", "0.1")],
    ),
    "the call that was before calls": (
        chunk(delta(function_call={"name": "look_up", "arguments": "{}"})),
        [Delta("tool", "{}", "0.0", "look_up")],
    ),
    "an end": (chunk({"index": 1, "delta": {}, "finish_reason": "length"}), [Finish("length", "1")]),
    "usage without choices": (chunk(usage=USAGE), [Usage(12, 40, 8, 4)]),
    "usage with the last words": (
        chunk({"index": 0, "delta": {"content": "."}, "finish_reason": "stop"}, usage={"completion_tokens": 3}),
        [Delta("text", "."), Finish("stop"), Usage(None, 3)],
    ),
    "an error in its midst": (
        {"error": {"message": "off", "type": "server_error", "code": None, "param": None}},
        [Failure("off", "server_error")],
    ),
    "an error beside choices": (
        chunk({"index": 0, "delta": {}, "finish_reason": "error"}, error="upstream died"),
        [Failure("upstream died"), Finish("error")],
    ),
    "no error": (chunk(delta(content="a"), error=None), [Delta("text", "a")]),
    "the shape before chat": (
        {"object": "text_completion", "choices": [{"index": 0, "text": "Hi", "finish_reason": "stop"}]},
        [Delta("text", "Hi"), Finish("stop")],
    ),
    "choices that are none": (chunk(None, 1, "a", {}, {"delta": []}), []),
    "values of other kinds": (chunk({"index": "x", "delta": {"content": 5, "tool_calls": {}}}, usage=7), []),
}


@pytest.mark.parametrize(("document", "said"), CHUNKS.values(), ids=CHUNKS)
def test_a_chunk(document: Any, said: list[Value]) -> None:
    assert read("openai", document) == said


@pytest.mark.parametrize(
    "document",
    [
        {"object": "chat.completion.chunk"},
        {"object": "text_completion"},
        {"choices": [{"delta": {}}]},
        {"choices": [{"text": "Hi"}]},
        {"choices": [], "object": "", "model": "", "prompt_filter_results": [{"prompt_index": 0}]},  # Azure's first
        {"choices": [], "prompt_annotations": []},
        {"choices": [], "usage": {"prompt_tokens": 1}},
        {"choices": [], "moderation": {"results": []}},
    ],
)
def test_it_is_recognised_by_what_it_holds(document: Any) -> None:
    assert recognised(document) == "openai"


@pytest.mark.parametrize("document", [{}, {"choices": []}, {"choices": {}, "usage": 1}, {"object": "list"}, {"a": 1}])
def test_other_objects_are_not_taken_for_it(document: Any) -> None:
    assert recognised(document) is None


def test_what_azure_and_moderation_say_beside_it_is_no_text() -> None:
    assert read(None, {"choices": [], "prompt_filter_results": []}, chunk(moderation={"results": []})) == []


def test_the_end_of_a_stream() -> None:
    assert read(None, chunk(delta(content="a")), "[DONE]") == [Delta("text", "a"), Mark("[DONE]")]
