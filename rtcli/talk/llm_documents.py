"""What is told of a token stream, as documents: `delta` lines of --json, and the `llm` line that sums all of it up."""

from collections.abc import Sequence

from rtcli.report.model import Finding
from rtcli.report.rules import RULES
from rtcli.show.llm import PERCENTS
from rtcli.show.spark import Spread
from rtcli.talk.event_document import Document
from rtcli.talk.http_documents import milliseconds
from rtcli.talk.token_tale import LlmOutcome
from rtcli.wire.llm.values import Delta

WORDS = {True: "ok", None: "skip"}  # what is broken has the level of its rule


def delta_document(delta: Delta) -> Document:
    return {"kind": delta.kind, "track": delta.track, "name": delta.name, "text": delta.text}


def llm_document(outcome: LlmOutcome) -> Document:
    """All that was measured; without `type` and `t_s`. Times count from the request."""
    facts, findings = outcome
    return {
        "shape": facts.shape,
        "looks_like": facts.looks_like,
        "model": facts.model,
        "end_mark": facts.mark,
        "ended": facts.ended,
        "events": facts.events,
        "events_not_json": facts.not_json,
        "first_event_ms": milliseconds(facts.first_event_s),
        "first_token_ms": milliseconds(facts.first_token_s),
        "last_token_ms": milliseconds(facts.last_token_s),
        "duration_ms": milliseconds(facts.duration_s),
        "chunks": facts.chunks,
        "reads": facts.reads,
        "characters": facts.characters,
        "choices": facts.choices,
        "tokens": facts.tokens,
        "tokens_by": "usage" if facts.is_counted else "chunks",
        "tokens_per_s": _rounded(facts.tokens_per_s),
        "chunks_per_token": _rounded(facts.chunks_per_token),
        "between_ms": _between(facts.between),
        "silences": facts.silences,
        "longest_silence_ms": milliseconds(facts.longest_silence_s if facts.chunks else None),
        "usage": facts.usage and facts.usage._asdict(),
        "finish": [finish._asdict() for finish in facts.finishes],
        "errors": [{"says": failure.says, "kind": failure.kind} for failure in facts.failures],
        "gaps": [gap._asdict() for gap in facts.gaps],
        "findings": _findings(findings),
    }


def _between(between: Spread) -> Document:
    """Of reads that brought words; null where there is no sample."""
    known = {f"p{percent}": milliseconds(between.percentiles_s[percent]) for percent in PERCENTS}
    longest = milliseconds(max(between.course_s, default=None))
    return {"count": between.count, **(known if between.count else dict.fromkeys(known)), "longest": longest}


def _findings(findings: Sequence[Finding]) -> list[Document]:
    return [
        {
            "code": finding.code,
            "verdict": RULES[finding.code].level if finding.ok is False else WORDS[finding.ok],
            "says": finding.says,
        }
        for finding in findings
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
