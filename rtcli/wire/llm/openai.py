"""OpenAI's chat completions, which many others speak as well, and the completions that were before them."""

from rtcli.wire.llm.values import (
    Document,
    Finish,
    Usage,
    Values,
    deltas,
    failure,
    member,
    members,
    models,
    number,
    text,
)

OBJECTS = ("chat.completion.chunk", "text_completion")
BESIDE_CHOICES = ("usage", "prompt_filter_results", "prompt_annotations", "moderation")  # where `choices` may be empty
REASONING = ("reasoning_content", "reasoning")  # of compatibles; some send the same under both


def is_chat(document: Document) -> bool:
    if text(document, "object") in OBJECTS:
        return True
    if any("delta" in choice or "text" in choice for choice in members(document, "choices")):
        return True
    return isinstance(document.get("choices"), list) and any(key in document for key in BESIDE_CHOICES)


def read_chat(document: Document, _event: str) -> Values:
    """One chunk; `choices` may be empty, and several choices run side by side."""
    if error := document.get("error"):
        yield failure(error)
    yield from models(document)
    for choice in members(document, "choices"):
        track = str(number(choice, "index") or 0)
        delta = member(choice, "delta")
        yield from deltas("reasoning", next(filter(None, (text(delta, key) for key in REASONING)), ""), track)
        yield from deltas("text", text(choice, "text"), track)  # of the completions before chat
        yield from deltas("text", text(delta, "content"), track)
        yield from deltas("refusal", text(delta, "refusal"), track)
        yield from deltas("audio", text(member(delta, "audio"), "transcript"), track)
        yield from _tools(delta, track)
        if reason := text(choice, "finish_reason"):
            yield Finish(reason, track)
    yield from chat_usage(document)


def chat_usage(document: Document) -> Values:
    if usage := member(document, "usage"):
        yield Usage(
            number(usage, "prompt_tokens"),
            number(usage, "completion_tokens"),
            number(member(usage, "completion_tokens_details"), "reasoning_tokens"),
            number(member(usage, "prompt_tokens_details"), "cached_tokens"),
        )


def _tools(delta: Document, track: str) -> Values:
    """Calls of tools, several of them side by side, and the one call of a function that was before them."""
    yield from _tool(member(delta, "function_call"), f"{track}.0")
    for place, call in enumerate(members(delta, "tool_calls")):
        index = number(call, "index")
        yield from _tool(member(call, "function"), f"{track}.{place if index is None else index}")


def _tool(function: Document, track: str) -> Values:
    yield from deltas("tool", text(function, "arguments"), track, text(function, "name") or None)
