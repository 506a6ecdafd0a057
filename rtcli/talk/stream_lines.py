"""What there is to say of a stream whose stdout belongs to its events: lines for stderr, where people look.

Nothing but what was asked for, and what went wrong; the pictures of it are imported when there is one to be drawn.
"""

from collections.abc import Sequence

from rtcli.report.text import printable_lines
from rtcli.session.http import Response
from rtcli.show.amounts import duration
from rtcli.show.look import Look as Page
from rtcli.show.paint import Line, paint
from rtcli.talk.began import Began
from rtcli.talk.plan import Streams
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.talk.tail_plan import StreamLook
from rtcli.wire.fault import Fault
from rtcli.wire.http1 import quoted
from rtcli.wire.sse import Value

IN_ORDER = frozenset({"eof", "no-content", "time-limit"})
KNOWN = frozenset({"interrupted", "terminated", "enough"})  # to whoever did it


class StreamTalk:
    """The talk of one command; instants are turned into seconds since it began."""

    def __init__(self, look: StreamLook, streams: Streams, *, began: Began) -> None:
        self.look = look
        self.streams = streams
        self.began = began
        self._page = Page(width=look.width)

    def opened(self, response: Response) -> None:
        """With -v all that was said, else one line for people."""
        answer = response.answer
        if self.look.verbose:
            self._draw_heads(response)
        elif self.look.live:
            took_s = answer.spans[-1].end_s - (response.earlier[0] if response.earlier else answer).spans[0].start_s
            coding = ", ".join(answer.get_all("Content-Encoding"))
            words = [f"{answer.status} from {answer.url.display(show_secrets=self.look.show_secrets)}"]
            words += [f"{answer.http_version} in {duration(took_s)}", *([coding] if coding else [])]
            self.note("; ".join(words))

    def passed(self, values: Sequence[Value]) -> None:
        """Faults; what else passes is said elsewhere."""
        if faults := [value for value in values if type(value) is Fault]:
            from rtcli.show.faults import draw_faults

            self._draw(draw_faults(faults, self._page))

    def reconnecting(self, again: Return) -> None:
        after = f", to go on after {quoted(again.last_event_id)}" if again.last_event_id else ""
        self.note(f"{again.reason}; attempt {again.attempt} in {duration(again.delay_s)}{after}")

    def note(self, text: str) -> None:
        from rtcli.show.http import draw_words

        self._draw([draw_words(text)])

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        """How it ended, if that is not as it should be; people are told in any case."""
        for failure in outcome.failures:
            self.streams.warn("error", printable_lines(failure))
        ending = outcome.ending
        is_told = self.look.live or self.look.verbose or ending.cause not in IN_ORDER
        if outcome.error is None and ending.cause not in KNOWN and is_told:
            self.note(ending.says)
        if self.look.stats:
            from rtcli.show.stream_stats import draw_stream_stats
            from rtcli.talk.stream_summary import stream_facts

            self._draw(draw_stream_stats(stream_facts(outcome.stats, self.began.since_s(t_s)), self.look.width))

    def _draw_heads(self, response: Response) -> None:
        from rtcli.show.handshake import draw_connection, draw_exchange, draw_timings
        from rtcli.talk.stream_heads import exchanged

        *earlier, last = [exchanged(answer) for answer in (*response.earlier, response.answer)]
        secrets = self.look.show_secrets
        lines = [line for exchange in earlier for line in draw_exchange(exchange, self._page, show_secrets=secrets)]
        lines += draw_connection(response.answer.facts)
        lines += draw_exchange(last, self._page, show_secrets=secrets)
        self._draw(lines + draw_timings([*earlier, last], self.look.width, show_secrets=secrets))

    def _draw(self, lines: list[Line]) -> None:
        self.streams.talk(paint(lines, self.streams.colour).removesuffix("\n"))
