"""A stream for a pipe: the data of its events alone on stdout, a line each unless asked otherwise; talk on stderr.

What one read brought is one write, and plain data is joined without being looked at. A line feed in data stays one, so
that only another separator keeps events of several lines apart.
"""

from collections.abc import Sequence

from rtcli.session.body import Piece
from rtcli.session.http import Response
from rtcli.talk.began import Began
from rtcli.talk.event_document import DATA, SAMPLE, Gaps, event_document, events_of
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Look, Streams
from rtcli.talk.shapes import Shape
from rtcli.talk.stream_lines import StreamTalk
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.talk.tail_plan import TailPlan
from rtcli.talk.template import compile_template
from rtcli.wire.frames import TEXT
from rtcli.wire.sse import Event, Value


class BareStream:
    """See `StreamTeller`."""

    def __init__(self, plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        look = plan.look
        self._outlet = outlet
        self._began = began
        self._talk = StreamTalk(look, streams, began=began)
        self._stamped = look.timestamps
        shaped = Look(separator=look.separator, max_payload=look.max_payload, pretty=look.pretty, select=plan.select)
        self._shape = Shape(shaped, terminal=outlet.terminal)
        self._separator = look.separator.decode()
        self._is_plain = not (outlet.terminal or look.max_payload is not None or look.pretty or plan.select)
        self._gaps = Gaps()
        sample = event_document(SAMPLE, t_s=0.5, gap_s=0.5) | {"time": ""}
        self._template = (
            compile_template(look.template, terminal=outlet.terminal, sample=sample) if look.template else None
        )

    def opened(self, response: Response, attempt: int, t_s: float) -> None:
        self._talk.opened(response)

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        events = events_of(values)
        if events:
            self._outlet.write(self._written(events, piece.t_s))
        if len(events) < len(values):
            self._talk.passed(values)

    def reconnecting(self, again: Return, t_s: float) -> None:
        self._talk.reconnecting(again)

    def note(self, text: str) -> None:
        self._talk.note(text)

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        self._talk.end(outcome, t_s)

    def _written(self, events: Sequence[Event], t_s: float) -> bytes:
        """What stands for them."""
        if self._template is not None:
            return self._templated(events, t_s)
        stamp = f"{self._began.date(t_s)}\t" if self._stamped else ""
        if self._is_plain:
            joint = self._separator + stamp
            return f"{stamp}{joint.join(map(DATA, events))}{self._separator}".encode()
        return b"".join([self._shape.write(TEXT, event.data.encode(), stamp.encode()) for event in events])

    def _templated(self, events: Sequence[Event], t_s: float) -> bytes:
        assert self._template is not None
        gap_s, since_s, date = self._gaps.before(t_s), self._began.since_s(t_s), self._began.date(t_s)
        parts: list[bytes] = []
        for event in events:
            parts.append(self._template.write(event_document(event, t_s=since_s, gap_s=gap_s) | {"time": date}))
            gap_s = 0.0
        return b"".join(parts)
