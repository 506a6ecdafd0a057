"""MCP over streamable HTTP: JSON-RPC in events; the response to the request is the last of them."""

import json

from rtcli.wire.llm.values import Document, Mark, Values, deltas, failure, member, members, text


def is_mcp(document: Document) -> bool:
    return document.get("jsonrpc") == "2.0"


def read_mcp(document: Document, _event: str) -> Values:
    if "error" in document:
        yield failure(document["error"])
    elif "result" in document:
        for content in members(document.get("result"), "content"):
            yield from deltas("text", text(content, "text"))
    elif message := text(member(document, "params"), "message"):
        yield from deltas("reasoning", message)  # progress, in words
    else:
        said = member(document, "params").get("data")
        yield from deltas("reasoning", said if isinstance(said, str) else json.dumps(said) if said else "")
    if "method" not in document:
        yield Mark("the JSON-RPC response")
