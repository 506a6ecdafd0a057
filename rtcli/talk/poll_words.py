"""Polling for people and pipes: its messages told as those of an event stream are, and at the end what it took."""

from collections.abc import Sequence
from dataclasses import replace

from rtcli.session.body import Piece
from rtcli.session.poll import Polled
from rtcli.show.amounts import duration
from rtcli.show.paint import paint
from rtcli.talk.began import Began
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.poll_plan import PollPlan
from rtcli.talk.poll_teller import PollOutcome
from rtcli.talk.stream_choice import choose
from rtcli.talk.stream_stats import StreamStats
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.wire.sse import Event


class PollWords:
    """See `PollTeller`."""

    def __init__(self, plan: PollPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        self._look = plan.stream.look
        self._streams = streams
        self._began = began
        self._is_first = True
        stream = replace(plan.stream, look=replace(self._look, stats=False))  # its own would count a stream
        self._messages = choose(stream, outlet, streams, began=began)
        self.note = self._messages.note

    def answered(self, polled: Polled, shown: Sequence[Event]) -> None:
        if self._is_first:
            self._is_first = False
            self._messages.opened(polled.response, 1, polled.t_s)
        elif self._look.verbose and not polled.messages:
            self.note(f"{polled.response.answer.status} in {duration(polled.took_s)}: nothing new")
        if shown:
            self._messages.arrived([*shown], Piece(polled.t_s, b"", 0, [], []))

    def retrying(self, again: Return, t_s: float) -> None:
        self._messages.reconnecting(again, t_s)

    def end(self, outcome: PollOutcome, t_s: float) -> None:
        self._messages.end(StreamOutcome(StreamStats(), outcome.ending, "", outcome.failures, outcome.error), t_s)
        if self._look.stats:
            from rtcli.show.poll_stats import draw_poll_stats
            from rtcli.talk.poll_summary import poll_facts

            lines = draw_poll_stats(poll_facts(outcome.stats, self._began.since_s(t_s)), self._look.width)
            self._streams.talk(paint(lines, self._streams.colour).removesuffix("\n"))
