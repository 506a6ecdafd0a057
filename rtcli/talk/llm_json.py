"""A token stream for machines: the lines of any event stream, after each read a `delta` line for each piece of words.

An `llm` line with all that was measured stands before the last one.
"""

from collections.abc import Sequence

from rtcli.exits import Exit
from rtcli.session.body import Piece
from rtcli.session.http import Response
from rtcli.talk.began import Began
from rtcli.talk.llm import ended_tale, new_tale
from rtcli.talk.llm_documents import delta_document, llm_document
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.stream_json import JsonStream
from rtcli.talk.stream_teller import StreamOutcome
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.sse import Value


class LlmJson(JsonStream):
    """See `Judge`."""

    def __init__(self, plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        super().__init__(plan, outlet, streams, began=began)
        self._tale = new_tale(plan)

    def opened(self, response: Response, attempt: int, t_s: float) -> None:
        self._tale.asked_s = response.answer.spans[-1].start_s
        super().opened(response, attempt, t_s)

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        super().arrived(values, piece)
        for delta in self._tale.arrived(values, piece.t_s):
            self.tell("delta", piece.t_s, delta_document(delta))

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        if self._tale.asked_s is not None:
            self.tell("llm", t_s, llm_document(ended_tale(self._tale, outcome, t_s)))
        super().end(outcome, t_s)

    @property
    def enough(self) -> bool:
        return self._tale.enough

    def verdict(self) -> Exit | None:
        return self._tale.exit
