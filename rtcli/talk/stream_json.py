"""A stream for machines: a line of JSON for whatever happens, in the schema `rtcli/sse-tail/1`, and nothing else.

Events are put together from bytes, because millions of them pass here; all else goes through its document. All of it
is ASCII, so that nothing a peer sent reaches a terminal raw.
"""

import json
from collections.abc import Sequence
from json.encoder import encode_basestring_ascii as quoted

from rtcli.report.text import printable
from rtcli.session.body import Piece
from rtcli.session.http import Response
from rtcli.talk import stream_documents as documents
from rtcli.talk.began import Began
from rtcli.talk.event_document import Document, Gaps, event_document, events_of, gap_ms
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.expr import compile_path
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Event, Retry, Value

LINE = '%s,"event":%s,"data":%s,"id":%s,"last_event_id":%s,"gap_ms":%s,"size_bytes":%d,"payload_cut":false}\n'

_encode = json.JSONEncoder(separators=(",", ":")).encode


class JsonStream:
    """See `StreamTeller`."""

    def __init__(self, plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        self._look = plan.look
        self._outlet = outlet
        self._streams = streams
        self._began = began
        self._path = compile_path(plan.select, where="input --select") if plan.select else None
        self._is_plain = self._path is None and plan.look.max_payload is None  # put together by hand
        self._gaps = Gaps()
        self._is_first = True  # the line that carries the schema

    def opened(self, response: Response, attempt: int, t_s: float) -> None:
        self.tell("open", t_s, documents.open_document(response, self._began, attempt, self._look.show_secrets))

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        since_s = self._began.since_s(piece.t_s)
        events = events_of(values)
        gap_s = self._gaps.before(piece.t_s) if events else None
        if events and len(events) == len(values) and self._is_plain and not self._is_first:
            self._outlet.write(_lines(events, since_s, gap_s))
            return
        parts: list[bytes] = []
        for value in values:
            if isinstance(value, Event):
                parts.append(self._event(value, since_s, gap_s))
                gap_s = 0.0
            elif isinstance(value, Comment):
                parts.append(self._line({"type": "comment", "t_s": since_s, "comment": value.text}))
            elif isinstance(value, Retry):
                parts.append(self._line({"type": "retry", "t_s": since_s, "retry_ms": value.retry_ms}))
            elif isinstance(value, Fault):
                parts.append(self._line(documents.fault_line(value, since_s)))
        self._outlet.write(b"".join(parts))

    def reconnecting(self, again: Return, t_s: float) -> None:
        self.tell("reconnect", t_s, documents.return_document(again))

    def note(self, text: str) -> None:
        self._streams.talk(f"* {printable(text, None)}")

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        """The last line, unless an error makes one of its own."""
        if outcome.error is None:
            self.tell("end", t_s, documents.end_document(outcome))

    def tell(self, kind: str, t_s: float, document: Document) -> None:
        """A line of its own."""
        self._outlet.write(self._line({"type": kind, "t_s": self._began.since_s(t_s), **document}))

    def _event(self, event: Event, since_s: float, gap_s: float | None) -> bytes:
        document = event_document(event, t_s=since_s, gap_s=gap_s, max_payload=self._look.max_payload)
        selected = {} if self._path is None else {"selected": self._path.select(event.data)}
        return self._line(document | selected)

    def _line(self, document: Document) -> bytes:
        if self._is_first:
            self._is_first = False
            started_at = self._began.date(self._began.instant_s)
            document = {"type": document["type"], "schema": documents.SCHEMA, "started_at": started_at, **document}
        return _encode(document).encode() + b"\n"


def _lines(events: Sequence[Event], since_s: float, gap_s: float | None) -> bytes:
    """Those of one read; what all of them share is written once."""
    start = f'{{"type":"event","t_s":{since_s!r}'
    first, *others = events
    head = [_fields(first, start, _encode(gap_ms(gap_s)))]
    return "".join(head + [_fields(event, start, "0.0") for event in others]).encode()


def _fields(event: Event, start: str, gap: str) -> str:
    _, size, kind, data, id, last_id = event
    return LINE % (start, quoted(kind), quoted(data), "null" if id is None else quoted(id), quoted(last_id), gap, size)
