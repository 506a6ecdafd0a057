"""Gemini's generateContent: whole responses one after the other, of which the last has a finish reason."""

import json

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
    members,
    models,
    number,
    text,
)


def is_gemini(document: Document) -> bool:
    if members(document, "candidates") or "usageMetadata" in document:
        return True
    return bool(text(member(document, "promptFeedback"), "blockReason"))


def read_gemini(document: Document, _event: str) -> Values:
    if error := document.get("error"):
        yield failure(error)
    yield from models(document, "modelVersion")
    for place, candidate in enumerate(members(document, "candidates")):
        index = number(candidate, "index")
        track = str(place if index is None else index)
        for part in members(member(candidate, "content"), "parts"):
            yield from _part(part, track)
        if reason := text(candidate, "finishReason"):
            yield Finish(reason, track)
            yield Mark("finishReason")
    if blocked := text(member(document, "promptFeedback"), "blockReason"):
        yield Failure(f"the prompt was blocked: {blocked}", blocked)
        yield Mark("blockReason")
    if usage := member(document, "usageMetadata"):
        answer, thoughts = number(usage, "candidatesTokenCount"), number(usage, "thoughtsTokenCount")
        yield Usage(
            number(usage, "promptTokenCount"),
            answer if thoughts is None else (answer or 0) + thoughts,
            thoughts,
            number(usage, "cachedContentTokenCount"),
        )


def _part(part: Document, track: str) -> Values:
    """Words, or a call that comes in one piece; results of calls and bytes are no words of the model."""
    yield from deltas("reasoning" if part.get("thought") is True else "text", text(part, "text"), track)
    if call := member(part, "functionCall"):
        arguments = json.dumps(member(call, "args"), ensure_ascii=False)
        yield from deltas("tool", arguments, f"{track}.0", text(call, "name") or None)
    if code := member(part, "executableCode"):
        yield from deltas("tool", text(code, "code"), f"{track}.0", text(code, "language") or None)
