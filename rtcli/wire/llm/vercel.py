"""The UI message stream of Vercel's AI SDK, versions 5 and 6: typed parts, and [DONE]."""

from rtcli.wire.llm.values import (
    Document,
    Failure,
    Finish,
    Usage,
    Values,
    deltas,
    failure,
    member,
    models,
    number,
    text,
)

DELTAS = {  # the part's type: where its words are, and what they are
    "text-delta": ("delta", "text"),
    "reasoning-delta": ("delta", "reasoning"),
    "tool-input-delta": ("inputTextDelta", "tool"),
}
TOOLS = ("tool-input-start", "tool-input-available")  # the second repeats what deltas said, if there were any
OTHERS = frozenset(
    {"start", "start-step", "finish-step", "finish", "abort", "message-metadata"}
    | {"text-start", "text-end", "reasoning-start", "reasoning-end", "source-url", "source-document", "file"}
    | {"tool-input-error", "tool-output-available", "tool-output-error", "tool-output-denied", "tool-approval-request"}
)
TYPES = OTHERS.union(DELTAS, TOOLS)


def is_vercel(document: Document) -> bool:
    kind = text(document, "type")
    return kind in TYPES or kind.startswith("data-")


def read_vercel(document: Document, _event: str) -> Values:
    kind = text(document, "type")
    track = text(document, "id") or text(document, "toolCallId") or "0"
    yield from _metadata(member(document, "messageMetadata"))
    if kind in DELTAS:
        key, said = DELTAS[kind]
        yield from deltas(said, text(document, key), track)
    elif kind in TOOLS:
        yield from deltas("tool", "", track, text(document, "toolName") or None)
    elif kind == "finish":
        yield Finish(text(document, "finishReason") or "finish")
    elif kind == "abort":
        yield Failure(text(document, "reason") or "the stream was aborted", "abort")
    elif kind == "error":
        yield failure(document)


def _metadata(metadata: Document) -> Values:
    """The protocol has no place for usage or the model; where an application sends them, they stand here."""
    yield from models(metadata)
    if usage := member(metadata, "usage"):
        names = ("inputTokens", "outputTokens", "reasoningTokens", "cachedInputTokens")
        yield Usage(*(number(usage, name) for name in names))
