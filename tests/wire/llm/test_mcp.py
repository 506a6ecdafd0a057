"""MCP's messages: one on the left, what it says on the right."""

from typing import Any

import pytest

from rtcli.wire.llm.reader import TokenReader
from rtcli.wire.llm.values import Delta, Failure, Finish, Mark, Value
from tests.wire.llm.saying import read, recognised


def rpc(**parts: Any) -> Any:
    return {"jsonrpc": "2.0", **parts}


def notification(name: str, **parameters: Any) -> Any:
    return rpc(method=f"notifications/{name}", params=parameters)


MESSAGES: dict[str, tuple[Any, list[Value]]] = {
    "progress in words": (
        notification("progress", progressToken="t", progress=1, message="half"),
        [Delta("reasoning", "half")],
    ),
    "progress in figures": (notification("progress", progress=1, total=2), []),
    "a log": (notification("message", level="info", data="said"), [Delta("reasoning", "said")]),
    "a log of an object": (notification("message", data={"a": 1}), [Delta("reasoning", '{"a": 1}')]),
    "a request of the server's": (rpc(id=7, method="sampling/createMessage", params={}), []),
    "a notification without parameters": (rpc(method="notifications/tools/list_changed"), []),
    "a result": (
        rpc(id=1, result={"content": [{"type": "text", "text": "Hi"}, {"type": "image", "data": "AAAA"}]}),
        [Delta("text", "Hi"), Mark("response")],
    ),
    "a result without content": (rpc(id=1, result={"tools": []}), [Mark("response")]),
    "a tool that failed": (
        rpc(id=1, result={"content": [{"type": "text", "text": "no"}], "isError": True}),
        [Delta("text", "no"), Finish("isError"), Mark("response")],
    ),
    "an error": (
        rpc(id=1, error={"code": -32603, "message": "inside"}),
        [Failure("inside", "-32603"), Mark("response")],
    ),
}


@pytest.mark.parametrize(("document", "said"), MESSAGES.values(), ids=MESSAGES)
def test_a_message(document: Any, said: list[Value]) -> None:
    assert recognised(document) == "mcp"
    assert read(None, document) == said


def test_it_begins_with_an_event_without_data_or_with_the_address_of_another() -> None:
    reader = TokenReader("mcp")
    assert reader.read("message", "") == []
    assert reader.not_json == 0
    assert reader.read("endpoint", "/messages?session=1") == []
    assert reader.not_json == 1


def test_an_object_of_another_kind_is_not_taken_for_it() -> None:
    assert recognised({"jsonrpc": "1.0"}, {"method": "a"}) is None
