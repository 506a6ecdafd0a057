"""What is told of a stream besides its events, as documents: lines of --json in the schema `rtcli/sse-tail/1`.

Times are seconds since the command began; credentials are masked unless asked for.
"""

from rtcli.report.rules import RULES
from rtcli.session.http import Response
from rtcli.show.json_lines import fault_document
from rtcli.talk.began import Began
from rtcli.talk.event_document import Document
from rtcli.talk.http_documents import exchange_document, link_document, milliseconds, samples_document
from rtcli.talk.stream_heads import exchanged
from rtcli.talk.stream_stats import StreamStats
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.wire.fault import Fault

SCHEMA = "rtcli/sse-tail/1"


def open_document(response: Response, began: Began, attempt: int, show_secrets: bool) -> Document:
    """All that is known of an answer: where it led, how long its parts took, what was asked and answered."""
    answer = response.answer
    exchange = exchange_document(exchanged(answer), began, show_secrets)
    head = exchange["response"]
    return {
        "attempt": attempt,
        "url": exchange["url"],
        "method": answer.method,
        "status": answer.status,
        "http_version": answer.http_version,
        "headers": head["headers"] if head else [],
        "spans": exchange["spans"],
        "request": exchange["request"],
        **link_document(answer.facts, show_secrets),
        "earlier": [exchange_document(exchanged(each), began, show_secrets) for each in response.earlier],
    }


def fault_line(fault: Fault, t_s: float) -> Document:
    return {"type": "fault", "t_s": t_s, "level": RULES[fault.code].level, **fault_document(fault)}


def return_document(again: Return) -> Document:
    return {
        "attempt": again.attempt,
        "delay_ms": milliseconds(again.delay_s),
        "reason": again.reason,
        "last_event_id": again.last_event_id,
    }


def end_document(outcome: StreamOutcome) -> Document:
    """What a command came to; without `type` and `t_s`."""
    return {
        "cause": outcome.ending.cause,
        "says": outcome.ending.says,
        "last_event_id": outcome.last_event_id,
        "stats": stats_document(outcome.stats),
        "failures": list(outcome.failures),
        "exit_code": int(outcome.ending.exit),
    }


def stats_document(stats: StreamStats) -> Document:
    per_s = stats.open_s or None
    return {
        "connections": stats.connections,
        "open_s": round(stats.open_s, 6),
        "first_byte_ms": milliseconds(stats.first_byte_s),
        "first_event_ms": milliseconds(stats.first_event_s),
        "events": stats.events,
        "events_shown": stats.shown,
        "events_per_s": per_s and round(stats.events / per_s, 3),
        "event_bytes": stats.event_bytes,
        "bytes": stats.bytes,
        "bytes_per_s": per_s and round(stats.bytes / per_s, 3),
        "wire_bytes": stats.wire_bytes,
        "gaps_ms": samples_document(stats.gaps),
        "reads": stats.reads,
        "lumps": stats.lumps,
        "lump_most": stats.lump_most,
        "comments": stats.comments,
        "heartbeats_ms": samples_document(stats.heartbeats),
        "retries": stats.retries,
        "ids_lost": stats.ids.lost,
        "ids_repeated": stats.ids.repeated,
        "faults": dict(stats.faults),
    }
