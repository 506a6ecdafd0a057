"""OpenAI's assistants: objects of a thread, its run and its messages, each event named for what has become of one."""

from rtcli.wire.llm.openai import chat_usage
from rtcli.wire.llm.values import Document, Failure, Finish, Values, deltas, member, members, models, number, text

RUN_ENDS = ("completed", "incomplete", "failed", "cancelled", "expired")


def is_assistants(document: Document) -> bool:
    return text(document, "object").startswith("thread")


def read_assistants(document: Document, _event: str) -> Values:
    kind, delta = text(document, "object"), member(document, "delta")
    if kind == "thread.message.delta":
        for part in members(delta, "content"):
            yield from deltas("text", text(member(part, "text"), "value"))
    elif kind == "thread.run.step.delta":
        for place, call in enumerate(members(member(delta, "step_details"), "tool_calls")):
            function, index = member(call, "function"), number(call, "index")
            track = f"0.{place if index is None else index}"
            yield from deltas("tool", text(function, "arguments"), track, text(function, "name") or None)
    elif kind == "thread.run":
        yield from models(document)
        if (status := text(document, "status")) in RUN_ENDS:
            yield from _end(document, status)


def _end(run: Document, status: str) -> Values:
    yield from chat_usage(run)
    if error := member(run, "last_error"):
        yield Failure(text(error, "message") or f"the run has {status}", text(error, "code") or None)
    yield Finish(status)
