"""Polling for machines: a line of JSON for each message, request and failure, in the schema `rtcli/poll/1`."""

import json
from collections.abc import Sequence

from rtcli.report.text import printable
from rtcli.session.poll import Polled
from rtcli.talk.began import Began
from rtcli.talk.event_document import Document, Gaps, cut_text, gap_ms
from rtcli.talk.http_documents import milliseconds, samples_document
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.poll_plan import PollPlan
from rtcli.talk.poll_stats import PollStats
from rtcli.talk.poll_teller import PollOutcome
from rtcli.talk.stream_documents import open_document
from rtcli.talk.stream_teller import Return
from rtcli.wire.expr import compile_path
from rtcli.wire.sse import Event

SCHEMA = "rtcli/poll/1"


class PollJson:
    """See `PollTeller`."""

    def __init__(self, plan: PollPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        self._look = plan.stream.look
        self._outlet = outlet
        self._streams = streams
        self._began = began
        self._path = compile_path(plan.stream.select, where="input --select") if plan.stream.select else None
        self._gaps = Gaps()
        self._requests = 0
        self._schema: Document = {"schema": SCHEMA, "started_at": began.date(began.instant_s)}  # on the first line

    def answered(self, polled: Polled, shown: Sequence[Event]) -> None:
        self._requests += 1
        if self._requests == 1:
            self._tell("open", polled.head_s, open_document(polled.response, self._began, 1, self._look.show_secrets))
        self._tell("poll", polled.t_s, self._poll(polled))
        gap_s = self._gaps.before(polled.t_s) if shown else None
        for event in shown:
            self._tell("message", polled.t_s, self._message(event, gap_s))
            gap_s = 0.0

    def retrying(self, again: Return, t_s: float) -> None:
        delay_ms = milliseconds(again.delay_s)
        self._tell("retry", t_s, {"attempt": again.attempt, "delay_ms": delay_ms, "reason": again.reason})

    def note(self, text: str) -> None:
        self._streams.talk(f"* {printable(text, None)}")

    def end(self, outcome: PollOutcome, t_s: float) -> None:
        """The last line, unless an error makes one of its own."""
        if outcome.error is None:
            self._tell("end", t_s, end_document(outcome))

    def _poll(self, polled: Polled) -> Document:
        return {
            "request": self._requests,
            "status": polled.response.answer.status,
            "latency_ms": milliseconds(polled.took_s),
            "messages": len(polled.messages),
            "size_bytes": polled.size_bytes,
            "next": polled.cursor,
        }

    def _message(self, event: Event, gap_s: float | None) -> Document:
        data = cut_text(event.data, self._look.max_payload)
        selected = {} if self._path is None else {"selected": self._path.select(event.data)}
        cut = len(data) < len(event.data)
        return {
            "data": data,
            "gap_ms": gap_ms(gap_s),
            "size_bytes": event.size_bytes,
            "payload_cut": cut,
            **selected,
        }

    def _tell(self, kind: str, t_s: float, document: Document) -> None:
        first, self._schema = self._schema, {}
        line = {"type": kind, **first, "t_s": self._began.since_s(t_s), **document}
        self._outlet.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")


def end_document(outcome: PollOutcome) -> Document:
    return {
        "cause": outcome.ending.cause,
        "says": outcome.ending.says,
        "stats": stats_document(outcome.stats),
        "failures": list(outcome.failures),
        "exit_code": int(outcome.ending.exit),
    }


def stats_document(stats: PollStats) -> Document:
    return {
        "requests": stats.requests,
        "answers": stats.answers,
        "answers_empty": stats.empty,
        "answers_unmodified": stats.unmodified,
        "failures": stats.failures,
        "connections": stats.connections,
        "messages": stats.messages,
        "messages_shown": stats.shown,
        "bytes": stats.bytes,
        "bytes_in": stats.bytes_in,
        "bytes_out": stats.bytes_out,
        "latency_ms": samples_document(stats.latency),
        "gaps_ms": samples_document(stats.gaps),
    }
