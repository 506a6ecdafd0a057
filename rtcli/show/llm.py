"""What was measured of a token stream to rows: its first token, its pace, its usage, how it ended; findings beneath.

Times are seconds since the request was written. A chunk is an event with words in it; it may hold several tokens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rtcli.report.model import Finding
from rtcli.report.rules import RULES
from rtcli.report.text import printable
from rtcli.show.amounts import amount, duration, figure
from rtcli.show.cells import fold
from rtcli.show.faults import level
from rtcli.show.figures import LABEL_WIDTH, Figure, draw_figures
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.session_stats import NONE_MEASURED, SPARK_WIDTH
from rtcli.show.spark import Spread, draw_spark
from rtcli.show.title import draw_title
from rtcli.wire.llm.values import Failure, Finish, Gap, Usage

PERCENTS = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class LlmFacts:
    """A token stream as a whole, as plain values."""

    shape: str | None = None
    looks_like: str | None = None  # another shape, where the one that was told does not fit
    model: str | None = None
    mark: str = ""  # what would end it
    ended: bool = False  # that came
    events: int = 0
    not_json: int = 0  # events that are no JSON objects
    first_event_s: float | None = None
    first_token_s: float | None = None
    last_token_s: float | None = None
    duration_s: float = 0.0
    chunks: int = 0
    reads: int = 0  # that brought chunks
    characters: int = 0
    reasoned: bool = False  # whether reasoning was among the words
    choices: int = 1  # answers side by side
    between: Spread = NONE_MEASURED  # reads that brought chunks
    silences: int = 0  # that were too long: after the first token, without another
    longest_silence_s: float = 0.0
    usage: Usage | None = None
    finishes: Sequence[Finish] = ()
    failures: Sequence[Failure] = ()
    gaps: Sequence[Gap] = ()

    @property
    def is_counted(self) -> bool:
        """Whether the provider has counted the tokens: while a stream is under way, usage may still grow."""
        return self.ended and self.usage is not None and bool(self.usage.output_tokens)

    @property
    def tokens(self) -> int:
        """Those that were written; without a count of the provider's, as many as chunks."""
        return self.usage.output_tokens or 0 if self.usage and self.is_counted else self.chunks

    @property
    def tokens_seen(self) -> int:
        """Those that came as chunks: without the reasoning, where that is counted and not shown."""
        hidden = 0 if self.reasoned or not self.usage else self.usage.reasoning_tokens or 0
        return max(self.tokens - hidden, 0) if self.is_counted else self.chunks

    @property
    def tokens_per_s(self) -> float | None:
        """From the first to the last of those that came."""
        span_s = (self.last_token_s or 0.0) - (self.first_token_s or 0.0)
        return (self.tokens_seen - 1) / span_s if span_s > 0 and self.tokens_seen > 1 else None

    @property
    def chunks_per_token(self) -> float | None:
        return self.chunks / self.tokens_seen if self.is_counted and self.tokens_seen else None


def draw_llm(facts: LlmFacts, findings: Sequence[Finding], width: int) -> list[Line]:
    """All of it; what did not occur takes no row, and a finding is shown where something is wrong."""
    look = Look(width=width)
    named = [facts.shape or "not recognised", *([printable(facts.model)] if facts.model else [])]
    title = draw_title("tokens", [*named, duration(facts.duration_s)], (), look)
    lines = [title, *draw_figures([*_rows(facts)], look), *_draw_between(facts.between, look)]
    return lines + [line for finding in findings if finding.ok is False for line in _draw_finding(finding, look)]


def _rows(facts: LlmFacts) -> Iterator[Figure]:
    for label, seconds, what in (
        ("first", facts.first_event_s, "until the first event"),
        ("", facts.first_token_s, "until the first token, since the request"),
    ):
        if seconds is not None:
            yield (label, "dim"), duration(seconds), what
    yield ("tokens", "dim"), f"{facts.tokens:,}", _tokens(facts)
    if facts.chunks:
        words = f"of words in {amount(facts.reads, 'read')}, {amount(facts.characters, 'character')}"
        yield ("chunks", "dim"), f"{facts.chunks:,}", words
    if facts.choices > 1:
        yield ("choices", "dim"), f"{facts.choices:,}", "answers side by side"
    if facts.usage:
        yield from _usage(facts.usage, "" if facts.ended else " so far")
    for finish in facts.finishes:
        of = f"of choice {printable(finish.track)}" if facts.choices > 1 else ""
        yield ("finish", "dim"), printable(finish.reason, 40), of
    if facts.not_json:
        yield ("not JSON", "level.note"), f"{facts.not_json:,}", f"of {amount(facts.events, 'event')}"
    if facts.looks_like:
        yield ("shape", "level.warn"), facts.looks_like, f"is what the events look like, not {facts.shape} as told"


def _tokens(facts: LlmFacts) -> str:
    if facts.is_counted:
        says = ["by the provider's count"]
    else:
        says = ["chunks, counted as one token each, since the provider told no final count"]
    if facts.tokens_per_s is not None:
        says.append(f"{figure(facts.tokens_per_s)} a second")
    if facts.chunks_per_token is not None:
        says.append(f"{facts.chunks_per_token:.2f} chunks a token")
    return ", ".join(says)


def _usage(usage: Usage, so_far: str) -> Iterator[Figure]:
    label = "usage"
    for count, what in (
        (usage.input_tokens, "tokens in the prompt"),
        (usage.cached_tokens, "of them from the cache"),
        (usage.output_tokens, f"tokens written{so_far}"),
        (usage.reasoning_tokens, "of them reasoning"),
    ):
        if count is not None:
            yield (label, "dim"), f"{count:,}", what
            label = ""


def _draw_between(between: Spread, look: Look) -> list[Line]:
    """The pace from token to token: percentiles where there are enough samples for them, and the course."""
    if not between.count:
        return []
    parts = [
        f"p{percent} {duration(between.percentiles_s[percent])}"
        for percent in PERCENTS
        if 100 <= between.count * (100 - percent)
    ]
    parts.append(f"longest {duration(max(between.course_s))}")
    indent = " " * (LABEL_WIDTH + len(look.gap))
    room = max(look.width - len(indent), 8)
    rows = fold(f"{', '.join(parts)} between reads with words, of {amount(between.count, 'sample')}", room)
    starts = [f"{'pace':<{len(indent)}}", *[indent] * (len(rows) - 1)]
    lines: list[Line] = [[(start, "dim"), (row, "")] for start, row in zip(starts, rows, strict=True)]
    if len(between.course_s) > 2:
        lines.append([(indent, ""), *draw_spark(between.course_s, min(room, SPARK_WIDTH))])
    return lines


def _draw_finding(finding: Finding, look: Look) -> list[Line]:
    grade = level(finding.code)
    style = f"level.{grade}"
    first, *more = fold(f"{finding.code}: {printable(finding.says)}", look.room)
    head: Line = [(first[: len(finding.code)], style), (first[len(finding.code) :], "")]
    rows: list[Line] = [head, *([(words, "")] for words in more)]
    return [*look.block(grade, style, rows), *look.prose("cure", "dim", RULES[finding.code].cure)]
