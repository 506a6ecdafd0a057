"""MCP over streamable HTTP: JSON-RPC in events; the response to the request is the last of them."""

import json

from rtcli.wire.llm.values import Document, Finish, Mark, Values, deltas, failure, member, members, text


def is_mcp(document: Document) -> bool:
    return document.get("jsonrpc") == "2.0"


def read_mcp(document: Document, _event: str) -> Values:
    """What is said on the way, as reasoning, and the result; a request of the server's is no response to ours."""
    if "method" in document:
        parameters = member(document, "params")
        said = parameters.get("message") or parameters.get("data")  # of progress, and of a log
        yield from deltas("reasoning", said if isinstance(said, str) else json.dumps(said) if said else "")
        return
    if error := document.get("error"):
        yield failure(error)
    result = member(document, "result")
    for content in members(result, "content"):
        yield from deltas("text", text(content, "text"))
    if result.get("isError") is True:
        yield Finish("isError")
    yield Mark("response")
