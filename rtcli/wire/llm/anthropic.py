"""Anthropic's messages: named events, numbered blocks, and an error that comes after a 200."""

from rtcli.wire.llm.values import Delta, Document, Finish, Mark, Usage, Values, deltas, failure, member, models, number
from rtcli.wire.llm.values import text as text_of

TYPES = frozenset(
    {
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
        "ping",
    }
)
DELTAS = {  # the delta's type: where its words are, and what they are
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "reasoning"),
    "input_json_delta": ("partial_json", "tool"),
}
TOOLS = ("tool_use", "server_tool_use", "mcp_tool_use")


def is_messages(document: Document) -> bool:
    return document.get("type") in TYPES


def read_messages(document: Document, _event: str) -> Values:
    kind = text_of(document, "type")
    track = str(number(document, "index") or 0)
    if kind == "error":
        yield failure(document.get("error"))
    elif kind == "message_start":
        message = member(document, "message")
        yield from models(message)
        yield from _usage(message)
    elif kind == "content_block_start":
        block = member(document, "content_block")
        if block.get("type") in TOOLS:
            yield Delta("tool", "", track, text_of(block, "name") or None)
    elif kind == "content_block_delta":
        delta = member(document, "delta")
        key, said = DELTAS.get(text_of(delta, "type"), ("", ""))
        yield from deltas(said, text_of(delta, key), track)
    elif kind == "message_delta":
        yield from _usage(document)
        if reason := text_of(member(document, "delta"), "stop_reason"):
            yield Finish(reason)
    elif kind == "message_stop":
        yield Mark(kind)


def _usage(document: Document) -> Values:
    if usage := member(document, "usage"):
        yield Usage(
            number(usage, "input_tokens"),
            number(usage, "output_tokens"),
            None,
            number(usage, "cache_read_input_tokens"),
        )
