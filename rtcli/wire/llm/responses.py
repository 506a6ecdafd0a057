"""OpenAI's responses: typed and numbered events; those that end in `done` repeat what came, and do not count."""

from rtcli.wire.llm.values import (
    Document,
    Failure,
    Finish,
    Mark,
    Usage,
    Values,
    deltas,
    failure,
    member,
    models,
    number,
    text,
)

DELTAS = {  # the event's type without `response.` and `.delta`
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
ENDS = ("response.completed", "response.incomplete", "response.failed")


def is_responses(document: Document) -> bool:
    return text(document, "type").startswith("response.")


def read_responses(document: Document, _event: str) -> Values:
    kind = text(document, "type")
    response = member(document, "response")
    track = f"{number(document, 'output_index') or 0}.{number(document, 'content_index') or 0}"
    if kind == "error":
        yield failure(document.get("error") or document)
    elif kind.endswith(".delta"):
        said = DELTAS.get(kind.removeprefix("response.").removesuffix(".delta"))
        yield from deltas(said, text(document, "delta"), track) if said else ()
    elif kind == "response.output_item.added":
        yield from deltas("tool", "", track, text(member(document, "item"), "name") or None)
    elif kind == "response.created":
        yield from models(response)
    elif kind in ENDS:
        yield from models(response)
        yield from _end(kind, response)


def _end(kind: str, response: Document) -> Values:
    if usage := member(response, "usage"):
        yield Usage(
            number(usage, "input_tokens"),
            number(usage, "output_tokens"),
            number(member(usage, "output_tokens_details"), "reasoning_tokens"),
            number(member(usage, "input_tokens_details"), "cached_tokens"),
        )
    if kind == "response.failed":
        error = member(response, "error")
        yield Failure(text(error, "message") or "the response failed", text(error, "code") or None)
    yield Finish(text(member(response, "incomplete_details"), "reason") or kind.removeprefix("response."))
    yield Mark(kind)
