"""OpenAI's two shapes: chat completions, which many others speak as well, and responses."""

from rtcli.wire.llm.values import (
    Delta,
    Document,
    Failure,
    Finish,
    Mark,
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

CHAT_TEXTS = (  # keys of a delta, and what stands under them
    ("content", "text"),
    ("reasoning_content", "reasoning"),
    ("reasoning", "reasoning"),
    ("refusal", "refusal"),
)
RESPONSE_DELTAS = {  # the event's type without `response.` and `.delta`
    "output_text": "text",
    "refusal": "refusal",
    "reasoning_text": "reasoning",
    "reasoning_summary_text": "reasoning",
    "function_call_arguments": "tool",
    "custom_tool_call_input": "tool",
    "code_interpreter_call_code": "tool",
    "mcp_call_arguments": "tool",
    "audio.transcript": "audio",
}
RESPONSE_ENDS = ("response.completed", "response.incomplete", "response.failed")


def is_chat(document: Document) -> bool:
    if document.get("object") in ("chat.completion.chunk", "text_completion"):
        return True
    return any("delta" in choice for choice in members(document, "choices")) or (
        isinstance(document.get("choices"), list) and ("usage" in document or "prompt_filter_results" in document)
    )


def read_chat(document: Document, _event: str) -> Values:
    """One chunk; `choices` may be empty, and several choices run side by side."""
    if error := document.get("error"):
        yield failure(error)
    yield from models(document)
    for choice in members(document, "choices"):
        track = str(number(choice, "index") or 0)
        yield from deltas("text", text(choice, "text"), track)  # of the completions before chat
        delta = member(choice, "delta")
        for key, kind in CHAT_TEXTS:
            yield from deltas(kind, text(delta, key), track)
        yield from deltas("audio", text(member(delta, "audio"), "transcript"), track)
        yield from _chat_tools(delta, track)
        if reason := text(choice, "finish_reason"):
            yield Finish(reason, track)
    if usage := member(document, "usage"):
        yield Usage(
            number(usage, "prompt_tokens"),
            number(usage, "completion_tokens"),
            number(member(usage, "completion_tokens_details"), "reasoning_tokens"),
            number(member(usage, "prompt_tokens_details"), "cached_tokens"),
        )


def _chat_tools(delta: Document, track: str) -> Values:
    old = member(delta, "function_call")
    for index, call in [(0, {"function": old})] * bool(old) + list(enumerate(members(delta, "tool_calls"))):
        place = number(call, "index")
        function = member(call, "function")
        name = text(function, "name") or None
        yield from deltas("tool", text(function, "arguments"), f"{track}.{index if place is None else place}", name)


def is_responses(document: Document) -> bool:
    return text(document, "type").startswith("response.")


def read_responses(document: Document, _event: str) -> Values:
    """One typed event; those that end in `done` repeat what the deltas said, and do not count."""
    kind = text(document, "type")
    response = member(document, "response")
    track = f"{number(document, 'output_index') or 0}.{number(document, 'content_index') or 0}"
    if kind == "error":
        yield failure(document.get("error") or {**document, "type": text(document, "code")})
    elif kind.endswith(".delta"):
        said = RESPONSE_DELTAS.get(kind.removeprefix("response.").removesuffix(".delta"))
        yield from deltas(said, text(document, "delta"), track) if said else ()
    elif kind == "response.output_item.added" and (name := text(member(document, "item"), "name")):
        yield Delta("tool", "", track, name)
    if kind == "response.created" or kind in RESPONSE_ENDS:
        yield from models(response)
    if kind in RESPONSE_ENDS:
        yield from _end_of_response(kind, response)


def _end_of_response(kind: str, response: Document) -> Values:
    usage = member(response, "usage")
    if usage:
        yield Usage(
            number(usage, "input_tokens"),
            number(usage, "output_tokens"),
            number(member(usage, "output_tokens_details"), "reasoning_tokens"),
            number(member(usage, "input_tokens_details"), "cached_tokens"),
        )
    if kind == "response.failed":
        error = member(response, "error")
        yield Failure(text(error, "message") or "the response failed", text(error, "code") or None)
    reason = text(member(response, "incomplete_details"), "reason")
    yield Finish(reason or kind.removeprefix("response."))
    yield Mark(kind)
