"""From what is known at the end of a session to how it ended: who, why, and what was going on."""

from dataclasses import dataclass
from typing import NamedTuple

from rtcli.net.clock import now
from rtcli.net.link import Ending, Link
from rtcli.session.closing import Closing
from rtcli.wire.fault import Fault


@dataclass(frozen=True, slots=True)
class PostMortem:
    """How a session ended, and what was going on."""

    by: str  # client, server, or network: who ended it first
    code: int | None  # that was received, or else sent; None where no close frame passed; 1005 where one had no code
    reason: str
    clean: bool  # both halves of the close handshake passed: RFC 6455 7.1.4
    cause: str  # close, fin, reset, tls-close, tls-cut, tls-error, ping-timeout, close-timeout, protocol-error, aborted
    link_ending: Ending | None
    code_sent: int | None
    code_received: int | None
    silence_in_s: float  # since the last byte of each direction, when it ended
    silence_out_s: float
    pings_unanswered: int
    half_frame_bytes: int  # of a frame in hand that never was complete
    faults: tuple[Fault, ...]  # what the peer did wrong: the first few
    duration_s: float


class Remains(NamedTuple):
    """What a session leaves behind."""

    began_s: float
    pings_unanswered: int
    half_frame_bytes: int
    faults: list[Fault]


def examine(closing: Closing, link: Link, remains: Remains) -> PostMortem:
    """Look into a session that has just ended."""
    end_s, began_s = now(), remains.began_s
    return PostMortem(
        by=closing.by or "network",
        code=closing.code,
        reason=closing.reason,
        clean=closing.is_clean,
        cause=closing.cause or ("close" if closing.is_clean else str(link.ending)),
        link_ending=link.ending,
        code_sent=closing.code_sent,
        code_received=closing.code_received,
        silence_in_s=end_s - max(link.last_in_s or 0.0, began_s),
        silence_out_s=end_s - max(link.last_out_s or 0.0, began_s),
        pings_unanswered=remains.pings_unanswered,
        half_frame_bytes=remains.half_frame_bytes,
        faults=tuple(remains.faults),
        duration_s=end_s - began_s,
    )
