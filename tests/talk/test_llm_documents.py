from rtcli.report.model import Finding
from rtcli.show.llm import LlmFacts
from rtcli.show.spark import Spread
from rtcli.talk.llm_documents import delta_document, llm_document
from rtcli.talk.token_tale import LlmOutcome
from rtcli.wire.llm.values import Delta, Failure, Finish, Gap, Usage

SPREAD = Spread(3, {50: 0.01, 95: 0.02, 99: 0.02}, (0.01, 0.02, 0.0034567))
FACTS = LlmFacts(
    shape="openai",
    looks_like="gemini",
    model="m-1",
    mark="data: [DONE]",
    ended=True,
    events=9,
    not_json=1,
    first_event_s=0.1,
    first_token_s=0.25,
    last_token_s=1.25,
    duration_s=1.3,
    chunks=4,
    reads=4,
    characters=20,
    choices=2,
    between=SPREAD,
    silences=1,
    longest_silence_s=0.02,
    usage=Usage(12, 7, None, 3),
    finishes=(Finish("stop", "1"),),
    failures=(Failure("off", "server_error"), Failure("off")),
    gaps=(Gap(2, 4),),
)
FINDINGS = (
    Finding("llm.error", False, "off"),
    Finding("llm.stall", False, "1 silence"),
    Finding("llm.no-end-mark", True, "came"),
    Finding("llm.at-once", None, "too few"),
)


def test_a_piece_of_words() -> None:
    document = delta_document(Delta("tool", "{}", "0.1", "look_up"))
    assert document == {"kind": "tool", "track": "0.1", "name": "look_up", "text": "{}"}


def test_all_that_was_measured() -> None:
    document = llm_document(LlmOutcome(FACTS, FINDINGS))
    assert document == {
        "shape": "openai",
        "looks_like": "gemini",
        "model": "m-1",
        "end_mark": "data: [DONE]",
        "ended": True,
        "events": 9,
        "events_not_json": 1,
        "first_event_ms": 100.0,
        "first_token_ms": 250.0,
        "last_token_ms": 1250.0,
        "duration_ms": 1300.0,
        "chunks": 4,
        "reads": 4,
        "characters": 20,
        "choices": 2,
        "tokens": 7,
        "tokens_by": "usage",
        "tokens_per_s": 6.0,
        "chunks_per_token": 0.571,
        "between_ms": {"count": 3, "p50": 10.0, "p95": 20.0, "p99": 20.0, "longest": 20.0},
        "silences": 1,
        "longest_silence_ms": 20.0,
        "usage": {"input_tokens": 12, "output_tokens": 7, "reasoning_tokens": None, "cached_tokens": 3},
        "finish": [{"reason": "stop", "track": "1"}],
        "errors": [{"says": "off", "kind": "server_error"}, {"says": "off", "kind": None}],
        "gaps": [{"expected": 2, "received": 4}],
        "findings": [
            {"code": "llm.error", "verdict": "fail", "says": "off"},
            {"code": "llm.stall", "verdict": "warn", "says": "1 silence"},
            {"code": "llm.no-end-mark", "verdict": "ok", "says": "came"},
            {"code": "llm.at-once", "verdict": "skip", "says": "too few"},
        ],
    }


def test_what_is_absent_is_null() -> None:
    none = Spread(0, {50: 0.0, 95: 0.0, 99: 0.0}, ())
    document = llm_document(LlmOutcome(LlmFacts(between=none), ()))
    nulls = {key for key, value in document.items() if value is None}
    assert nulls == {
        *("shape", "looks_like", "model", "usage", "tokens_per_s", "chunks_per_token", "longest_silence_ms"),
        *("first_event_ms", "first_token_ms", "last_token_ms"),
    }
    assert document["between_ms"] == {"count": 0, "p50": None, "p95": None, "p99": None, "longest": None}
    assert document["tokens_by"] == "chunks"
