import random
from dataclasses import replace

import pytest

from rtcli.report.model import Finding
from rtcli.show.cells import line_cells
from rtcli.show.llm import LlmFacts, draw_llm
from rtcli.show.paint import paint
from rtcli.show.spark import Spread
from rtcli.wire.llm.values import Finish, Usage
from tests.golden import golden


def spread(count: int) -> Spread:
    dice = random.Random(26)
    course = [0.03 * dice.lognormvariate(0, 0.5) for _ in range(count)]
    ranked = sorted(course)
    return Spread(count, {percent: ranked[count * percent // 100] for percent in (50, 95, 99)}, course)


WHOLE = LlmFacts(
    shape="openai",
    model="m-1",
    mark="data: [DONE]",
    ended=True,
    events=124,
    not_json=1,
    first_event_s=0.05,
    first_token_s=0.3,
    last_token_s=3.3,
    duration_s=3.31,
    chunks=120,
    reads=118,
    characters=612,
    reasoned=True,
    choices=2,
    between=spread(117),
    longest_silence_s=0.09,
    usage=Usage(1200, 151, 30, 1024),
    finishes=(Finish("stop", "0"), Finish("length", "1")),
)
FINDINGS = (
    Finding("llm.no-end-mark", False, "data: [DONE] did not come after 20 chunks of words"),
    Finding("llm.error", True, "none came"),
    Finding("llm.stall", False, "1 silence of over 10.0 s; the longest silence after the first token took 12.0 s"),
    Finding("llm.at-once", None, "3 chunks of words are too few to tell"),
)
CUT = LlmFacts(
    shape="anthropic",
    looks_like="openai",
    events=22,
    first_event_s=0.0004,
    first_token_s=0.3,
    last_token_s=0.9,
    duration_s=0.95,
    chunks=20,
    reads=20,
    characters=101,
    between=spread(19),
    usage=Usage(12, 1),
)


def drawn(facts: LlmFacts, findings: tuple[Finding, ...] = ()) -> list[str]:
    return paint(draw_llm(facts, findings, 80), False).splitlines()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_stream_that_was_whole(width: int) -> None:
    lines = draw_llm(WHOLE, (), width)
    assert all(line_cells(line) <= width for line in lines)
    golden(f"show/llm-{width}.txt", paint(lines, False))


@pytest.mark.parametrize("width", [40, 80])
def test_a_stream_that_was_cut(width: int) -> None:
    lines = draw_llm(CUT, FINDINGS, width)
    assert all(line_cells(line) <= width for line in lines)
    golden(f"show/llm-cut-{width}.txt", paint(lines, False))


def test_its_colours() -> None:
    golden("show/llm-80-colour.txt", paint(draw_llm(CUT, FINDINGS, 80), True))


def test_nothing_but_an_answer() -> None:
    assert drawn(LlmFacts()) == [
        "── tokens · not recognised · 0 µs " + "─" * 46,
        "tokens    0  chunks, counted as one token each, since the provider told no final",
        "             count",
    ]


def test_two_gaps_have_no_course() -> None:
    facts = LlmFacts(chunks=3, reads=3, between=Spread(2, {50: 0.001, 95: 0.002, 99: 0.002}, (0.001, 0.002)))
    assert drawn(facts)[-1] == "pace      p50 1.00 ms, longest 2.00 ms between reads with words, of 2 samples"


def test_what_a_peer_names_is_escaped() -> None:
    facts = replace(WHOLE, model="m\x1b[31m", finishes=(Finish("st\x9bop", "\x07"), Finish("stop")))
    found = (Finding("llm.error", False, "an\x1b]0;error"),)
    text = "".join(drawn(facts, found))
    assert not {"\x1b", "\x9b", "\x07"} & set(text)


@pytest.mark.parametrize(
    ("facts", "tokens", "seen", "a_second", "a_token"),
    [
        (WHOLE, 151, 151, 50.0, 120 / 151),
        (replace(WHOLE, reasoned=False), 151, 121, 40.0, 120 / 121),  # what was reasoned did not come
        (replace(WHOLE, reasoned=False, usage=Usage(1, 20, 30)), 20, 0, None, None),
        (replace(WHOLE, usage=Usage(12, None)), 120, 120, 119 / 3, None),
        (replace(WHOLE, usage=Usage(12, 0)), 120, 120, 119 / 3, None),
        (replace(WHOLE, usage=None), 120, 120, 119 / 3, None),
        (replace(WHOLE, usage=Usage(12, 1)), 1, 1, None, 120),
        (replace(WHOLE, ended=False), 120, 120, 119 / 3, None),  # the count was not at its end
        (replace(WHOLE, last_token_s=0.3), 151, 151, None, 120 / 151),
        (replace(WHOLE, first_token_s=None, last_token_s=None), 151, 151, None, 120 / 151),
        (LlmFacts(), 0, 0, None, None),
    ],
)
def test_tokens_are_those_that_the_provider_counts_or_else_chunks(
    facts: LlmFacts, tokens: int, seen: int, a_second: float | None, a_token: float | None
) -> None:
    assert (facts.tokens, facts.tokens_seen) == (tokens, seen)
    assert facts.tokens_per_s == (None if a_second is None else pytest.approx(a_second))
    assert facts.chunks_per_token == (None if a_token is None else pytest.approx(a_token))
