"""A token stream for people and for pipes: its text on stdout as it comes, what was measured of it on stderr.

It tells when the stream is over, and whether it was whole; at a terminal also that it stands still.
"""

import asyncio
from collections.abc import Callable, Sequence

from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.body import Piece
from rtcli.session.http import Response
from rtcli.show.amounts import duration
from rtcli.show.llm import draw_llm
from rtcli.show.paint import paint
from rtcli.talk.began import Began
from rtcli.talk.llm_text import PipeText, ScreenText
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.stream_lines import StreamTalk
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.talk.tail_plan import TailPlan
from rtcli.talk.token_tale import LlmOutcome, TokenTale
from rtcli.wire.sse import Value

LEFT = frozenset({"time-limit", "interrupted", "terminated"})  # causes of an end that was ours


class LlmTeller:
    """See `Judge`."""

    def __init__(self, plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        self._plan = plan
        self._outlet = outlet
        self._streams = streams
        self._talk = StreamTalk(plan.look, streams, began=began)
        self._tale = new_tale(plan)
        is_screen = plan.look.live or outlet.terminal
        self._text = ScreenText(plan.look.colour, plan.look.width) if is_screen else PipeText()
        self._watch = StallWatch(plan.stall_s, self._stalled) if is_screen else None

    def opened(self, response: Response, attempt: int, t_s: float) -> None:
        self._tale.asked_s = response.answer.spans[-1].start_s
        self._talk.opened(response)
        if self._watch is not None:
            self._watch.moved(t_s)

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        deltas = self._tale.arrived(values, piece.t_s)
        self._write(self._text.say(deltas, has_choices=self._tale.has_choices))
        self._talk.passed(values)
        if self._watch is not None and self._tale.token_s is not None:
            self._watch.moved(self._tale.token_s)

    def reconnecting(self, again: Return, t_s: float) -> None:
        self._talk.reconnecting(again)

    def note(self, text: str) -> None:
        self._break_line()
        self._talk.note(text)

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        if self._watch is not None:
            self._watch.close()
        self._write(self._text.end())
        if isinstance(self._text, PipeText) and self._text.left_out:
            others = ", ".join(sorted(self._text.left_out))
            self._talk.note(f"only one answer is on stdout; with --json all are, also those of choice {others}")
        if self._tale.asked_s is not None:
            facts, findings = ended_tale(self._tale, outcome, t_s)
            lines = draw_llm(facts, findings, self._plan.look.width)
            self._streams.talk(paint(lines, self._streams.colour).removesuffix("\n"))
        self._talk.end(outcome, t_s)

    @property
    def enough(self) -> bool:
        return self._tale.enough

    def verdict(self) -> Exit | None:
        return self._tale.exit

    def _stalled(self, silence_s: float) -> None:
        self.note(f"no token for {duration(silence_s)}")

    def _break_line(self) -> None:
        if isinstance(self._text, ScreenText):
            self._write(self._text.break_line())

    def _write(self, text: str) -> None:
        if text:
            self._outlet.write(text.encode("utf-8", "replace"))


class StallWatch:
    """Says each time that so long nothing has moved; times are instants of `net.clock`."""

    def __init__(self, limit_s: float, tell: Callable[[float], None]) -> None:
        self._limit_s = limit_s
        self._tell = tell
        self._moved_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def moved(self, t_s: float) -> None:
        """Something did; the timer that is set looks again when it is over."""
        self._moved_s = t_s
        if self._timer is None:
            self._set(t_s)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _set(self, from_s: float) -> None:
        self._timer = asyncio.get_running_loop().call_at(from_s + self._limit_s, self._look)

    def _look(self) -> None:
        here_s = now()
        if here_s - self._moved_s < self._limit_s:
            self._set(self._moved_s)
            return
        self._tell(here_s - self._moved_s)
        self._set(here_s)


def new_tale(plan: TailPlan) -> TokenTale:
    return TokenTale(None if plan.llm == "auto" else plan.llm, stall_s=plan.stall_s)


def ended_tale(tale: TokenTale, outcome: StreamOutcome, t_s: float) -> LlmOutcome:
    """What came of it, at the end of the command."""
    cause = outcome.ending.cause
    return tale.end(t_s, is_left=cause in LEFT or (cause == "enough" and not tale.enough))
