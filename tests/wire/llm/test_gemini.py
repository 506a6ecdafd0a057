"""Gemini's responses: a document on the left, what it says on the right."""

from typing import Any

import pytest

from rtcli.wire.llm.values import Delta, Failure, Finish, Mark, Model, Usage, Value
from tests.wire.llm.saying import read, recognised


def candidate(*parts: Any, **more: Any) -> Any:
    return {"content": {"role": "model", "parts": [*parts]}, **more}


DOCUMENTS: dict[str, tuple[Any, list[Value]]] = {
    "text": ({"candidates": [candidate({"text": "Hi"})]}, [Delta("text", "Hi")]),
    "text that is empty": ({"candidates": [candidate({"text": ""})], "modelVersion": "m-1"}, [Model("m-1")]),
    "a thought, then text": (
        {"candidates": [candidate({"text": "hm", "thought": True}, {"text": "Hi", "thought": False})]},
        [Delta("reasoning", "hm"), Delta("text", "Hi")],
    ),
    "candidates by index": (
        {"candidates": [candidate({"text": "B"}, index=1), candidate({"text": "A"}, index=0)]},
        [Delta("text", "B", "1"), Delta("text", "A", "0")],
    ),
    "candidates by place": (
        {"candidates": [candidate({"text": "A"}), candidate({"text": "B"})]},
        [Delta("text", "A", "0"), Delta("text", "B", "1")],
    ),
    "a call": (
        {"candidates": [candidate({"functionCall": {"name": "look_up", "args": {"a": "é"}}})]},
        [Delta("tool", '{"a": "é"}', "0.0", "look_up")],
    ),
    "code": (
        {"candidates": [candidate({"executableCode": {"language": "PYTHON", "code": "1+1"}})]},
        [Delta("tool", "1+1", "0.0", "PYTHON")],
    ),
    "what is no text": (
        {"candidates": [candidate({"inlineData": {"data": "AAAA"}}, {"codeExecutionResult": {"output": "2"}})]},
        [],
    ),
    "the end": (
        {"candidates": [candidate({"text": "."}, finishReason="STOP")]},
        [Delta("text", "."), Finish("STOP"), Mark("finishReason")],
    ),
    "the end of one of two": (
        {"candidates": [candidate(index=1, finishReason="SAFETY")]},
        [Finish("SAFETY", "1"), Mark("finishReason")],
    ),
    "a prompt that is blocked": (
        {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}},
        [Failure("the prompt was blocked: PROHIBITED_CONTENT", "PROHIBITED_CONTENT"), Mark("blockReason")],
    ),
    "usage": (
        {"usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 40, "totalTokenCount": 52}},
        [Usage(12, 40)],
    ),
    "usage with thoughts": (
        {
            "usageMetadata": {
                "promptTokenCount": 12,
                "candidatesTokenCount": 40,
                "thoughtsTokenCount": 8,
                "cachedContentTokenCount": 4,
            }
        },
        [Usage(12, 48, 8, 4)],
    ),
    "usage while it thinks": ({"usageMetadata": {"thoughtsTokenCount": 8}}, [Usage(None, 8, 8)]),
}


@pytest.mark.parametrize(("document", "said"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document(document: Any, said: list[Value]) -> None:
    assert recognised(document) == "gemini"
    assert read(None, document) == said


def test_an_error_as_data() -> None:
    document = {"error": {"code": 503, "message": "off", "status": "UNAVAILABLE"}}
    assert recognised(document) is None
    assert read(None, document) == read("gemini", document) == [Failure("off", "UNAVAILABLE")]


@pytest.mark.parametrize("document", [{}, {"candidates": []}, {"promptFeedback": {}}, {"promptFeedback": []}])
def test_other_objects_are_not_taken_for_it(document: Any) -> None:
    assert recognised(document) is None
