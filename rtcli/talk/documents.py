"""What is told of a session besides its messages, as documents: lines of --json in the schema `rtcli/ws-connect/1`.

Times are seconds since the command began; credentials are masked unless asked for.
"""

from dataclasses import asdict

from pybase64 import b64encode_as_string

from rtcli.report.rules import RULES
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.session.stats import Flow, Stats
from rtcli.show.json_lines import fault_document, frame_document
from rtcli.talk.began import Began
from rtcli.talk.http_documents import exchange_document, link_document, milliseconds, samples_document
from rtcli.talk.message_document import Document, text_of
from rtcli.wire.close import close_name
from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame

SCHEMA = "rtcli/ws-connect/1"
ORIGINS = {"in": "server", "out": "client"}  # by the direction as a client sees it


def control_document(frame: Frame, direction: str, *, t_s: float, rtt_s: float | None = None) -> Document:
    """A ping or a pong; where a pong answers a ping of ours, the time between them."""
    kind = frame.opcode_name
    rtt = {"rtt_ms": milliseconds(rtt_s)} if kind == "pong" else {}
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
        **exchange_document(answer, began, show_secrets),
        **link_document(opened.link.facts, show_secrets),
        "subprotocol": judgement.protocol,
        "extensions": [
            {"name": given.name, "parameters": {each.name: each.value for each in given.parameters}}
            for given in judgement.extensions
        ],
        "deflate": asdict(opened.deflate) if opened.deflate else None,
        "faults": [fault_document(fault) for fault in judgement.faults],
        "earlier": [exchange_document(each, began, show_secrets) for each in opened.earlier],
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
        "rtt_ms": samples_document(stats.rtt),
        "gaps_ms": samples_document(stats.gaps),
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


def _flow(flow: Flow) -> Document:
    return {
        "messages": flow.messages,
        "frames": flow.frames,
        "bytes": flow.bytes,
        "wire_bytes": flow.wire_bytes,
        "control": flow.control,
    }
