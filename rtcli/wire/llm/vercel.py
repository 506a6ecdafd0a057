"""The UI message stream of Vercel's AI SDK, versions 5 and 6: typed parts, and [DONE]."""

from rtcli.wire.llm.values import Document, Failure, Finish, Values, deltas, text

HEADER = "x-vercel-ai-ui-message-stream"
DELTAS = {  # the part's type: where its words are, and what they are
    "text-delta": ("delta", "text"),
    "reasoning-delta": ("delta", "reasoning"),
    "tool-input-delta": ("inputTextDelta", "tool"),
}
TYPES = frozenset(
    {*DELTAS, "text-start", "text-end", "reasoning-start", "reasoning-end", "start", "start-step", "finish-step"}
    | {"finish", "abort", "tool-input-start", "tool-input-available", "tool-output-available"}
)


def is_vercel(document: Document) -> bool:
    return document.get("type") in TYPES


def read_vercel(document: Document, _event: str) -> Values:
    kind = text(document, "type")
    track = text(document, "id") or text(document, "toolCallId") or "0"
    if kind in DELTAS:
        key, said = DELTAS[kind]
        yield from deltas(said, text(document, key), track)
    elif kind == "tool-input-start":
        yield from deltas("tool", "", track, text(document, "toolName") or None)
    elif kind == "finish":
        yield Finish(text(document, "finishReason") or "finish")
    elif kind == "abort":
        yield Failure(text(document, "reason") or "the stream was aborted", "abort")
    elif kind == "error":
        yield Failure(text(document, "errorText") or "the provider gives no message")
