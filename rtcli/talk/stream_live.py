"""A stream for a person: what it brings on stdout as live lines, and the talk of it on stderr, in the order of time."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from rtcli.session.body import Piece
from rtcli.session.http import Response
from rtcli.show.look import Look as Page
from rtcli.show.stream import StreamLines, StreamPage
from rtcli.talk.began import Began
from rtcli.talk.event_document import Gaps
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.stream_lines import StreamTalk
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.expr import compile_path
from rtcli.wire.sse import Event, Value

SHOWN_BYTES = 8 << 10  # of an event, unless it is said how many


class LiveStream:
    """See `StreamTeller`."""

    def __init__(self, plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        look = plan.look
        self._outlet = outlet
        self._began = began
        self._talk = StreamTalk(look, streams, began=began)
        self._path = compile_path(plan.select, where="input --select") if plan.select else None
        self._gaps = Gaps()
        page = Page(width=look.width, max_payload=SHOWN_BYTES if look.max_payload is None else look.max_payload)
        day = datetime.fromtimestamp(began.wall_s).astimezone() if look.timestamps else None
        self._lines = StreamLines(StreamPage(page, look.colour, day, look.pretty))

    def opened(self, response: Response, attempt: int, t_s: float) -> None:
        self._talk.opened(response)

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        gap_s = self._gaps.before(piece.t_s) if any([type(value) is Event for value in values]) else None
        if self._path is not None:
            values = [part for value in values for part in self._selected(value)]
        if text := self._lines.batch(values, self._began.since_s(piece.t_s), gap_s):
            self._outlet.write(text.encode())
        self._talk.passed(values)

    def reconnecting(self, again: Return, t_s: float) -> None:
        self._talk.reconnecting(again)

    def note(self, text: str) -> None:
        self._talk.note(text)

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        self._talk.end(outcome, t_s)

    def _selected(self, value: Value) -> Iterator[Value]:
        """Of an event each part that is selected."""
        if self._path is None or not isinstance(value, Event):
            yield value
            return
        for part in self._path.select(value.data):
            yield value._replace(data=part if isinstance(part, str) else json.dumps(part, ensure_ascii=False))
