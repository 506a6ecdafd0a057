"""Who follows a session: what he wants to hear of, and what he is told of it."""

from typing import NamedTuple, Protocol

from rtcli.session.post_mortem import PostMortem
from rtcli.wire.frames import Frame
from rtcli.wire.plain import Heard


class Wants(NamedTuple):
    """In which form a listener hears of data; control frames and faults it hears of in any case."""

    frames: bool = False  # every frame
    messages: bool = True  # every message
    bulk: bool = False  # with messages: those of one kind that came together as one `Bulk`
    own: bool = False  # `said` as well


class Listener(Protocol):
    """Whoever follows a session: called from within the read or write itself, so it must not wait."""

    @property
    def wants(self) -> Wants:
        """Looked at before each read and write, so it may change."""

    def heard(self, items: list[Heard], t_s: float) -> None:
        """What one read completed, in the order of the wire; `t_s` is when its bytes arrived."""

    def said(self, frames: list[Frame], t_s: float) -> None:
        """What was written, where `wants.own` asks for that."""

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        """A pong that answers a ping of ours; the frame itself was heard as well."""

    def writable(self, is_writable: bool) -> None:
        """The peer takes what we write, or has too much of it left to take."""

    def ended(self, mortem: PostMortem) -> None:
        """The session is over; said once."""
