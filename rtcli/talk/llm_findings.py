"""What was measured of a token stream to findings: each rule is met, broken, or could not be told."""

from rtcli.report.model import Finding
from rtcli.show.amounts import amount, duration
from rtcli.show.llm import LlmFacts

FEW_CHUNKS = 8  # fewer may well come together
TOGETHER = 8  # chunks a read on average, from which on they did not come one by one
WAITED = 10  # times as long for the first token as from there to the last
SHORTEST_WAIT_S = 0.1  # in less than that a whole answer may have been made, or come out of a cache


def judge_llm(facts: LlmFacts, *, stall_s: float, is_left: bool) -> tuple[Finding, ...]:
    """One finding for each rule; `is_left` says that we went before its end."""
    return (
        _end_mark(facts, is_left),
        _error(facts),
        _stall(facts, stall_s),
        _at_once(facts),
        _usage(facts),
        _sequence(facts),
    )


def _end_mark(facts: LlmFacts, is_left: bool) -> Finding:
    code = "llm.no-end-mark"
    if facts.ended:
        return Finding(code, True, f"{facts.mark} came")
    if facts.failures:
        return Finding(code, None, "an error took the place of the rest")
    if is_left:
        return Finding(code, None, "we left before the end")
    if not facts.events:
        return Finding(code, False, "the stream ended without an event")
    if facts.shape is None:
        return Finding(code, False, f"nothing in {amount(facts.events, 'event')} looks like a stream of tokens")
    finish = f", though the finish reason {facts.finishes[-1].reason} did" if facts.finishes else ""
    return Finding(code, False, f"{facts.mark} did not come after {amount(facts.chunks, 'chunk')} of words{finish}")


def _error(facts: LlmFacts) -> Finding:
    if not facts.failures:
        return Finding("llm.error", True, "none came")
    first = facts.failures[0]
    kind = f"{first.kind}: " if first.kind else ""
    return Finding("llm.error", False, f"{kind}{first.says} (after {amount(facts.chunks, 'chunk')} of words)")


def _stall(facts: LlmFacts, stall_s: float) -> Finding:
    longest = f"the longest silence after the first token took {duration(facts.longest_silence_s)}"
    if facts.first_token_s is None:
        return Finding("llm.stall", None, "no token came at all")
    if not facts.silences:
        return Finding("llm.stall", True, longest)
    return Finding("llm.stall", False, f"{amount(facts.silences, 'silence')} of over {duration(stall_s)}; {longest}")


def _at_once(facts: LlmFacts) -> Finding:
    code = "llm.at-once"
    if facts.first_token_s is None or facts.last_token_s is None or facts.chunks < FEW_CHUNKS:
        return Finding(code, None, f"{amount(facts.chunks, 'chunk')} of words are too few to tell")
    span_s = facts.last_token_s - facts.first_token_s
    says = f"{amount(facts.chunks, 'chunk')} of words in {amount(facts.reads, 'read')}"
    says += f", within {duration(span_s)}, after {duration(facts.first_token_s)} of waiting"
    if facts.chunks < TOGETHER * facts.reads or facts.first_token_s < WAITED * span_s:
        return Finding(code, True, says)
    if facts.first_token_s < SHORTEST_WAIT_S:
        return Finding(code, None, f"{says}: it may have been made as fast")
    return Finding(code, False, says)


def _usage(facts: LlmFacts) -> Finding:
    """A chunk holds at least one token, so that fewer tokens than chunks cannot be; more can."""
    code = "llm.usage-mismatch"
    if facts.usage is None or facts.usage.output_tokens is None:
        return Finding(code, None, "the provider told no count")
    if not facts.ended:
        return Finding(code, None, "the count was not at its end")
    says = f"{amount(facts.usage.output_tokens, 'token')} counted, {amount(facts.chunks, 'chunk')} of words came"
    return Finding(code, facts.chunks <= facts.usage.output_tokens, says)


def _sequence(facts: LlmFacts) -> Finding:
    if not facts.gaps:
        return Finding("llm.sequence-gap", True, "no number is missing")
    expected, received = facts.gaps[0]
    more = f", and {amount(others, 'more break')} in the order" if (others := len(facts.gaps) - 1) else ""
    return Finding("llm.sequence-gap", False, f"number {received:,} came where {expected:,} was due{more}")
