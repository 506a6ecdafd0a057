"""One open WebSocket conversation: frames in and out, pings and pongs, the close handshake, and how it ended."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from rtcli.net.link import Ending
from rtcli.session.asked import Manner
from rtcli.session.opening import Opened
from rtcli.wire.fault import Fault
from rtcli.wire.frames import TEXT, Frame
from rtcli.wire.plain import Heard


class Wants(NamedTuple):
    """In which form a listener hears of data; control frames and faults it hears of in any case."""

    frames: bool = False  # every frame
    messages: bool = True  # every message
    bulk: bool = False  # with messages: those of one kind that came together as one `Bulk`
    own: bool = False  # `said` as well


class Listener(Protocol):
    """Whoever follows a session: called from within the read or write itself, so it must not wait."""

    wants: Wants

    def heard(self, items: list[Heard], t_s: float) -> None:
        """What one read completed, in the order of the wire; `t_s` is when its bytes arrived."""

    def said(self, frames: list[Frame], t_s: float) -> None:
        """What was written, where `wants.own` asks for that."""

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        """A pong that answers a ping of ours; the frame itself was heard as well."""

    def writable(self, is_writable: bool) -> None:
        """The peer takes what we write, or has too much of it left to take."""

    def ended(self, mortem: "PostMortem") -> None:
        """The session is over; said once."""


@dataclass(frozen=True, slots=True)
class PostMortem:
    """How a session ended, and what was going on."""

    by: str  # client, server, or network: who ended it first
    code: int | None  # that was received, or else sent; None where no close frame passed; 1005 where one had no code
    reason: str
    clean: bool  # both halves of the close handshake, and the link ended in order
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


class WebSocket:
    """A client's side of a session that `open_websocket` opened."""

    def __init__(
        self, opened: Opened, manner: Manner, listener: Listener, *, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        """Follows the link at once, but hands nothing to the listener before `start`."""
        raise NotImplementedError

    def start(self) -> None:
        """Read what came with the 101 and all that follows; pings are sent from here on."""
        raise NotImplementedError

    def send(self, payload: bytes, opcode: int = TEXT) -> None:
        """One message, cut and compressed as the manner has it; what one turn of the loop sends is one write."""
        raise NotImplementedError

    def send_all(self, payloads: list[bytes], opcode: int = TEXT) -> None:
        """Many messages of one kind at once: the quick way."""
        raise NotImplementedError

    def send_raw(self, data: bytes) -> None:
        """Bytes as they are, whether they are frames or not."""
        raise NotImplementedError

    def ping(self, payload: bytes | None = None) -> None:
        """Ping; without a payload with one of our own that no other ping has."""
        raise NotImplementedError

    def pong(self, payload: bytes = b"") -> None:
        """A pong that nobody asked for."""
        raise NotImplementedError

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Begin the close handshake, if it has not begun; it is over after `close_timeout_s` at the latest."""
        raise NotImplementedError

    def abort(self) -> None:
        """End at once, without a close frame."""
        raise NotImplementedError

    async def drain(self) -> None:
        """Until the peer has taken so much that more may be sent, or the session is over."""
        raise NotImplementedError

    def pause(self) -> None:
        """Read no more for now: whoever shows what was heard has fallen behind."""
        raise NotImplementedError

    def resume(self) -> None:
        raise NotImplementedError

    async def over(self) -> PostMortem:
        """Wait until the session is over."""
        raise NotImplementedError
