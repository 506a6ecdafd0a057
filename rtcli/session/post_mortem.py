"""From what is known at the end of a session to how it ended: who, why, and what was going on."""

from dataclasses import dataclass

from rtcli.net.link import Ending
from rtcli.wire.fault import Fault

ORDERLY = (Ending.FIN, Ending.TLS_CLOSE)  # a program ended the link, and not the network


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
