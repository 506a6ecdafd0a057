"""What was measured on the left, the verdict of one rule on the right: met, broken, or not to be told."""

import re
from dataclasses import replace

import pytest

from rtcli.report.model import Finding
from rtcli.report.rules.llm import RULES
from rtcli.show.llm import LlmFacts
from rtcli.talk.llm_findings import judge_llm
from rtcli.wire.llm.values import Failure, Finish, Gap, Usage

WHOLE = LlmFacts(
    shape="openai",
    mark="data: [DONE]",
    ended=True,
    events=44,
    first_event_s=0.1,
    first_token_s=0.3,
    last_token_s=1.5,
    chunks=40,
    reads=40,
    longest_silence_s=0.05,
    usage=Usage(12, 40),
)
CUT = replace(WHOLE, ended=False)
HELD = replace(WHOLE, first_token_s=1.5, last_token_s=1.5, reads=1)


def found(facts: LlmFacts, code: str, *, is_left: bool = False) -> Finding:
    findings = judge_llm(facts, stall_s=10.0, is_left=is_left)
    assert [finding.code for finding in findings] == [*RULES]
    return next(finding for finding in findings if finding.code == code)


def test_a_whole_stream_meets_them_all() -> None:
    assert [finding.ok for finding in judge_llm(WHOLE, stall_s=10.0, is_left=False)] == [True] * len(RULES)


@pytest.mark.parametrize(
    ("facts", "is_left", "ok", "says"),
    [
        (WHOLE, False, True, r"data: \[DONE\] came"),
        (WHOLE, True, True, r"data: \[DONE\] came"),
        (CUT, False, False, r"data: \[DONE\] did not come after 40 chunks of words"),
        (CUT, True, None, "we left before the end"),
        (replace(CUT, finishes=(Finish("stop"),)), False, False, ".* though the finish reason stop did"),
        (replace(CUT, failures=(Failure("off"),)), False, None, "an error took the place of the rest"),
        (replace(CUT, events=0), False, False, "the stream ended without an event"),
        (replace(CUT, shape=None), False, False, "nothing in 44 events looks like a stream of tokens"),
    ],
)
def test_the_end_mark(facts: LlmFacts, is_left: bool, ok: bool | None, says: str) -> None:
    finding = found(facts, "llm.no-end-mark", is_left=is_left)
    assert finding.ok is ok
    assert re.fullmatch(says, finding.says)


@pytest.mark.parametrize(
    ("failures", "ok", "says"),
    [
        ((), True, "none came"),
        ((Failure("off"), Failure("off again")), False, "off (after 40 chunks of words)"),
        ((Failure("off", "server_error"),), False, "server_error: off (after 40 chunks of words)"),
    ],
)
def test_an_error(failures: tuple[Failure, ...], ok: bool, says: str) -> None:
    finding = found(replace(WHOLE, failures=failures), "llm.error")
    assert (finding.ok, finding.says) == (ok, says)


@pytest.mark.parametrize(
    ("facts", "ok", "says"),
    [
        (WHOLE, True, "the longest silence after the first token took 50.0 ms"),
        (
            replace(WHOLE, silences=2, longest_silence_s=12.0),
            False,
            "2 silences of over 10.0 s; the longest silence after the first token took 12.0 s",
        ),
        (replace(WHOLE, first_token_s=None), None, "no token came at all"),
    ],
)
def test_a_stall(facts: LlmFacts, ok: bool | None, says: str) -> None:
    finding = found(facts, "llm.stall")
    assert (finding.ok, finding.says) == (ok, says)


@pytest.mark.parametrize(
    ("facts", "ok"),
    [
        (HELD, False),
        (replace(HELD, chunks=1000, reads=20, last_token_s=1.51), False),  # more than one read can hold
        (replace(HELD, chunks=8), False),
        (replace(HELD, chunks=7), None),  # they may well come together
        (replace(HELD, chunks=0, first_token_s=None, last_token_s=None), None),
        (replace(HELD, first_token_s=0.05, last_token_s=0.05), None),  # it may have been made as fast
        (replace(HELD, reads=10), True),  # four at once are no sign yet
        (replace(HELD, last_token_s=2.5, reads=4), True),  # lumps, but not at its end
        (WHOLE, True),
    ],
)
def test_all_at_once(facts: LlmFacts, ok: bool | None) -> None:
    assert found(facts, "llm.at-once").ok is ok


@pytest.mark.parametrize(
    ("facts", "ok"),
    [
        (WHOLE, True),
        (replace(WHOLE, usage=Usage(12, 400)), True),  # chunks may hold many
        (replace(WHOLE, usage=Usage(12, 39)), False),
        (replace(WHOLE, usage=Usage(12, 0)), False),
        (replace(WHOLE, usage=Usage(12, None)), None),
        (replace(WHOLE, usage=None), None),
        (replace(CUT, usage=Usage(12, 1)), None),  # as Anthropic's first event has it
        (replace(WHOLE, chunks=0, usage=Usage(12, 0)), True),
    ],
)
def test_a_count_that_cannot_be(facts: LlmFacts, ok: bool | None) -> None:
    assert found(facts, "llm.usage-mismatch").ok is ok


@pytest.mark.parametrize(
    ("gaps", "ok", "says"),
    [
        ((), True, "no number is missing"),
        ((Gap(4, 1006),), False, "number 1,006 came where 4 was due"),
        ((Gap(4, 6), Gap(7, 1)), False, "number 6 came where 4 was due, and 1 more break in the order"),
        ((Gap(4, 6),) * 3, False, "number 6 came where 4 was due, and 2 more breaks in the order"),
    ],
)
def test_numbers(gaps: tuple[Gap, ...], ok: bool, says: str) -> None:
    finding = found(replace(WHOLE, gaps=gaps), "llm.sequence-gap")
    assert (finding.ok, finding.says) == (ok, says)
