"""Gemini's generateContent: whole responses one after the other, of which the last has a finish reason."""

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


def is_gemini(document: Document) -> bool:
    return (
        bool(members(document, "candidates"))
        or "usageMetadata" in document
        or bool(text(member(document, "promptFeedback"), "blockReason"))
    )


def read_gemini(document: Document, _event: str) -> Values:
    if error := document.get("error"):
        yield failure(error)
    yield from models(document, "modelVersion")
    for place, candidate in enumerate(members(document, "candidates")):
        track = str(number(candidate, "index") or place)
        for part in members(member(candidate, "content"), "parts"):
            yield from deltas("reasoning" if part.get("thought") is True else "text", text(part, "text"), track)
            if name := text(member(part, "functionCall"), "name"):
                yield Delta("tool", "", track, name)
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
            None if answer is None else answer + (thoughts or 0),
            thoughts,
            number(usage, "cachedContentTokenCount"),
        )
