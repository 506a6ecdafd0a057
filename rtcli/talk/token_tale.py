"""A token stream as it comes: events to what they say, measured by the way; judged as soon as it is over.

All chunks of one read came at one time, so the pace is measured from read to read.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rtcli.exits import Exit
from rtcli.report.model import Finding
from rtcli.session.stats import Samples
from rtcli.show.llm import PERCENTS, LlmFacts
from rtcli.show.spark import Spread
from rtcli.talk.llm_findings import judge_llm
from rtcli.wire.llm.reader import SHAPES, TokenReader
from rtcli.wire.llm.values import Delta, Failure, Finish, Gap, Model, Usage
from rtcli.wire.llm.values import Value as Said
from rtcli.wire.sse import Event, UnknownField, Value

MOST_KEPT = 100  # finish reasons, errors, gaps: a peer may send any number of them


class LlmOutcome(NamedTuple):
    facts: LlmFacts
    findings: tuple[Finding, ...]


class TokenTale:
    """Of a shape, or of whichever the events have; all times are instants of `net.clock`."""

    def __init__(self, shape: str | None, *, stall_s: float) -> None:
        self.asked_s: float | None = None  # when the request was written; None where there is no stream yet
        self.token_s: float | None = None  # when the last token came
        self._stall_s = stall_s
        self._told = shape
        self._reader = TokenReader(shape)
        self._events = self._chunks = self._reads = self._characters = self._silences = 0
        self._event_s: float | None = None  # the first one
        self._first_s: float | None = None  # the first token
        self._between = Samples()
        self._silence_s = 0.0
        self._reasoned = False
        self._model: str | None = None
        self._usage: Usage | None = None
        self._tracks: set[str] = set()
        self._finishes: list[Finish] = []
        self._failures: list[Failure] = []
        self._gaps: list[Gap] = []

    @property
    def shape(self) -> str | None:
        return self._reader.shape

    @property
    def has_choices(self) -> bool:
        """Whether tracks are answers side by side, not parts of one."""
        return self.shape is not None and SHAPES[self.shape].has_choices

    @property
    def enough(self) -> bool:
        """Whether nothing more is to come: the end, or an error in its place."""
        return self._reader.sealed or bool(self._failures)

    @property
    def exit(self) -> Exit | None:
        """Of a stream that is over; None where there was none."""
        if self.asked_s is None:
            return None
        return Exit.OK if self._reader.ended and not self._failures else Exit.FOUND

    def arrived(self, values: Sequence[Value], t_s: float) -> list[Delta]:
        """The words in what one read completed."""
        said: list[Said] = []
        for value in values:
            if isinstance(value, Event):
                self._event_s = t_s if self._event_s is None else self._event_s
                self._events += 1
                said += self._reader.read(value.type, value.data)
            elif isinstance(value, UnknownField):
                said += self._reader.read_field(value.name, value.value)
        deltas = [each for each in said if isinstance(each, Delta)]
        if any(delta.text for delta in deltas):
            self._count(deltas, t_s)
        if len(deltas) < len(said):
            self._note(said)
        return deltas

    def end(self, t_s: float, *, is_left: bool = False) -> LlmOutcome:
        """What came of it; `is_left` says that we went before its end."""
        if self.token_s is not None:
            self._heard_silence(t_s - self.token_s)
        facts = self._facts(t_s)
        return LlmOutcome(facts, judge_llm(facts, stall_s=self._stall_s, is_left=is_left))

    def _count(self, deltas: list[Delta], t_s: float) -> None:
        """Words that came now; the name of a tool is no token yet."""
        worded = [delta for delta in deltas if delta.text]
        self._reads += 1
        self._chunks += len(worded)
        self._characters += sum([len(delta.text) for delta in worded])
        self._reasoned = self._reasoned or any(delta.kind == "reasoning" for delta in worded)
        if self.has_choices:
            self._tracks |= {delta.track.partition(".")[0] for delta in worded[: MOST_KEPT - len(self._tracks)]}
        if self.token_s is None:
            self._first_s = t_s
        else:
            self._between.add(t_s - self.token_s)
            self._heard_silence(t_s - self.token_s)
        self.token_s = t_s

    def _heard_silence(self, silence_s: float) -> None:
        self._silence_s = max(self._silence_s, silence_s)
        self._silences += silence_s > self._stall_s

    def _note(self, said: list[Said]) -> None:
        """What is said besides words."""
        for value in said:
            if isinstance(value, Usage):
                self._usage = self._usage.then(value) if self._usage else value
            elif isinstance(value, Model):
                self._model = value.name
            elif isinstance(value, Finish):
                self._finishes = [*self._finishes, value][-MOST_KEPT:]
            elif isinstance(value, Failure):
                self._failures = [*self._failures, value][:MOST_KEPT]
            elif isinstance(value, Gap):
                self._gaps = [*self._gaps, value][:MOST_KEPT]

    def _facts(self, t_s: float) -> LlmFacts:
        asked_s = t_s if self.asked_s is None else self.asked_s

        def since(instant_s: float | None) -> float | None:
            return None if instant_s is None else instant_s - asked_s

        reader = self._reader
        known = {float(percent): self._between.percentile(percent) or 0.0 for percent in PERCENTS}
        fits = self._told is None or reader.fits or reader.seen is None
        return LlmFacts(
            shape=reader.shape,
            looks_like=None if fits else reader.seen,
            model=self._model,
            mark=reader.mark,
            ended=reader.ended,
            events=self._events,
            not_json=reader.not_json,
            first_event_s=since(self._event_s),
            first_token_s=since(self._first_s),
            last_token_s=since(self.token_s),
            duration_s=t_s - asked_s,
            chunks=self._chunks,
            reads=self._reads,
            characters=self._characters,
            reasoned=self._reasoned,
            choices=max(len(self._tracks), 1),
            between=Spread(self._between.count, known, self._between.course()),
            silences=self._silences,
            longest_silence_s=self._silence_s,
            usage=self._usage,
            finishes=tuple(self._finishes),
            failures=tuple(self._failures),
            gaps=tuple(self._gaps),
        )
