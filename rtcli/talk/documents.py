"""What is told of a session besides its messages, as documents: lines of --json in the schema `rtcli/ws-connect/1`.

Times are seconds since the command began; credentials are masked unless asked for.
"""

from dataclasses import asdict

from pybase64 import b64encode_as_string

from rtcli.net.link import Facts
from rtcli.net.spans import Span
from rtcli.report.rules import RULES
from rtcli.session.opening import Answer, Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.session.stats import Flow, Samples, Stats
from rtcli.show.json_lines import fault_document, frame_document
from rtcli.talk.began import Began
from rtcli.talk.message_document import Document, text_of
from rtcli.wire.close import close_name
from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame
from rtcli.wire.http1 import Head, parse_head
from rtcli.wire.secrets import redact_head, redact_url

SCHEMA = "rtcli/ws-connect/1"
ORIGINS = {"in": "server", "out": "client"}  # by the direction as a client sees it
PERCENTS = (50, 90, 99)


def control_document(frame: Frame, direction: str, *, t_s: float, rtt_s: float | None = None) -> Document:
    """A ping or a pong; where a pong answers a ping of ours, the time between them."""
    kind = frame.opcode_name
    rtt = {"rtt_ms": _ms(rtt_s)} if kind == "pong" else {}
    payload = b64encode_as_string(frame.payload)
    return {"type": kind, "t_s": t_s, "dir": direction, "payload_b64": payload, "text": text_of(frame.payload), **rtt}


def frame_line(frame: Frame, direction: str, *, t_s: float, index: int, max_payload: int) -> Document:
    """A frame, with the keys that it has in `inspect-frame`."""
    document = frame_document(frame, index, ORIGINS[direction], max_payload)
    return {"type": "frame", "t_s": t_s, "dir": direction, **document}


def fault_line(fault: Fault, direction: str, *, t_s: float) -> Document:
    return {"type": "fault", "t_s": t_s, "dir": direction, "level": RULES[fault.code].level, **fault_document(fault)}


def open_document(opened: Opened, began: Began, *, attempt: int, show_secrets: bool = False) -> Document:
    """All that is known of an opening: where it led, how long its parts took, what was asked, answered, agreed on."""
    answer, judgement = opened.answer, opened.judgement
    return {
        "type": "open",
        "attempt": attempt,
        **_answer(answer, began, show_secrets),
        **_addresses(opened.link.facts, show_secrets),
        "subprotocol": judgement.protocol,
        "extensions": [
            {"name": given.name, "parameters": {each.name: each.value for each in given.parameters}}
            for given in judgement.extensions
        ],
        "deflate": asdict(opened.deflate) if opened.deflate else None,
        "faults": [fault_document(fault) for fault in judgement.faults],
        "earlier": [_answer(each, began, show_secrets) for each in opened.earlier],
    }


def mortem_document(mortem: PostMortem) -> Document:
    """How a session ended; without `type`, as it stands in `close` and in `end`."""
    return {
        "code": mortem.code,
        "name": None if mortem.code is None else close_name(mortem.code),
        "reason": mortem.reason,
        "by": mortem.by,
        "clean": mortem.clean,
        "cause": mortem.cause,
        "link_ending": mortem.link_ending and str(mortem.link_ending),
        "code_sent": mortem.code_sent,
        "code_received": mortem.code_received,
        "silence_in_s": round(mortem.silence_in_s, 6),
        "silence_out_s": round(mortem.silence_out_s, 6),
        "pings_unanswered": mortem.pings_unanswered,
        "half_frame_bytes": mortem.half_frame_bytes,
        "duration_s": round(mortem.duration_s, 6),
        "faults": [fault_document(fault) for fault in mortem.faults],
    }


def stats_document(stats: Stats) -> Document:
    return {
        "received": _flow(stats.received),
        "sent": _flow(stats.sent),
        "rtt_ms": _samples(stats.rtt),
        "gaps_ms": _samples(stats.gaps),
        "pings_received": stats.pings_received,
        "pings_unanswered": stats.pings_unanswered,
        "faults": dict(stats.faults),
    }


def end_document(stats: Stats, mortem: PostMortem | None, *, failures: tuple[str, ...], exit_code: int) -> Document:
    """What a command came to; without `type` and `t_s`."""
    return {
        "stats": stats_document(stats),
        "post_mortem": mortem and mortem_document(mortem),
        "failures": list(failures),
        "exit_code": exit_code,
    }


def _answer(answer: Answer, began: Began, show_secrets: bool) -> Document:
    """One request and what came back."""
    return {
        "url": answer.url.display(show_secrets=show_secrets),
        "spans": [_span(span, began) for span in answer.spans],
        "request": _head(parse_head(_shown(answer.request, show_secrets))),
        "response": answer.response and _head(parse_head(_shown(answer.response.raw, show_secrets))),
    }


def _head(head: Head | None) -> Document | None:
    """A head as it stood, one character a byte, and taken apart."""
    if head is None:
        return None
    start = (
        {"status": head.status, "reason": head.reason}
        if head.status
        else {"method": head.method, "target": head.target}
    )
    headers = [[field.name, field.value] for field in head.fields]
    return {"text": head.raw.decode("latin-1"), **start, "headers": headers}


def _shown(head: bytes, show_secrets: bool) -> bytes:
    return head if show_secrets else redact_head(head)


def _span(span: Span, began: Began) -> Document:
    start_s, end_s = began.since_s(span.start_s), began.since_s(span.end_s)
    return {"name": span.name, "start_s": start_s, "end_s": end_s, "says": span.says, "ok": span.ok}


def _addresses(facts: Facts, show_secrets: bool) -> Document:
    """Both ends of the link, the proxy between them, and TLS."""
    answer = facts.proxy_answer and _shown(facts.proxy_answer, show_secrets).decode("latin-1")
    proxy = facts.proxy if facts.proxy is None or show_secrets else redact_url(facts.proxy)
    tls = {
        "version": facts.tls_version,
        "cipher": facts.cipher,
        "alpn": facts.alpn,
        "certificate": facts.certificate and asdict(facts.certificate),
    }
    return {
        "remote": facts.remote,
        "local": facts.local,
        "proxy": None if proxy is None else {"url": proxy, "answer": answer},
        "tls": tls if facts.tls_version else None,
    }


def _flow(flow: Flow) -> Document:
    return {
        "messages": flow.messages,
        "frames": flow.frames,
        "bytes": flow.bytes,
        "wire_bytes": flow.wire_bytes,
        "control": flow.control,
    }


def _samples(samples: Samples) -> Document:
    return {"count": samples.count, **{f"p{percent}": _ms(samples.percentile(percent)) for percent in PERCENTS}}


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)
