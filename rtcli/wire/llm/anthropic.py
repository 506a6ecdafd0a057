"""Anthropic's messages: named events, numbered blocks, and an error that comes after a 200."""

from rtcli.wire.llm.values import Document, Finish, Mark, Usage, Values, deltas, failure, member, models, number, text

TYPES = frozenset(
    {"message_start", "message_delta", "message_stop", "ping"}
    | {"content_block_start", "content_block_delta", "content_block_stop"}
)
DELTAS = {  # the delta's type: where its words are, and what they are; signatures and citations are no words
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "reasoning"),
    "input_json_delta": ("partial_json", "tool"),
}
TOOLS = ("tool_use", "server_tool_use", "mcp_tool_use")


def is_messages(document: Document) -> bool:
    return text(document, "type") in TYPES


def read_messages(document: Document, _event: str) -> Values:
    kind = text(document, "type")
    track = str(number(document, "index") or 0)
    if kind == "error":
        yield failure(document.get("error"))
    elif kind == "message_start":
        message = member(document, "message")
        yield from models(message)
        yield from _usage(message)
    elif kind == "content_block_start":
        yield from _block(member(document, "content_block"), track)
    elif kind == "content_block_delta":
        delta = member(document, "delta")
        key, said = DELTAS.get(text(delta, "type"), ("", ""))
        yield from deltas(said, text(delta, key), track)
    elif kind == "message_delta":
        yield from _usage(document)
        if reason := text(member(document, "delta"), "stop_reason"):
            yield Finish(reason)
    elif kind == "message_stop":
        yield Mark(kind)


def _block(block: Document, track: str) -> Values:
    """What a block begins with: the name of a tool, and as a rule no words yet."""
    if block.get("type") in TOOLS:
        yield from deltas("tool", "", track, text(block, "name") or None)
    else:
        yield from deltas("reasoning", text(block, "thinking"), track)
        yield from deltas("text", text(block, "text"), track)


def _usage(document: Document) -> Values:
    """What was used so far; the last of them is the whole."""
    if usage := member(document, "usage"):
        cached = number(usage, "cache_read_input_tokens")
        yield Usage(number(usage, "input_tokens"), number(usage, "output_tokens"), None, cached)
