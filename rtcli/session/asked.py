"""What a client asks of an opening handshake, and how it behaves once that is done: values made from the flags."""

from dataclasses import dataclass, field

from rtcli.wire.messages import LIMIT_BYTES
from rtcli.wire.url import Url

MOST_REDIRECTS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One opening handshake."""

    url: Url
    # In order, names as often as given. One of ours gives way to them; None sends no field of that name at all.
    headers: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)
    subprotocols: tuple[str, ...] = ()
    origin: str | None = None
    user: str | None = field(default=None, repr=False)  # USER:PASSWORD, sent as Basic at once
    cookie: str | None = field(default=None, repr=False)
    user_agent: str | None = None
    redirects: int = 0  # how many are followed
    deflate: str | None = "client_max_window_bits"  # parameters to offer, as written in the header; None offers nothing
    lenient: bool = False  # take a 101 with whatever is wrong with it


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client behaves in an open session."""

    pong: str = "auto"  # auto, off, wrong
    pong_delay_s: float = 0.0
    ping_interval_s: float | None = None
    ping_timeout_s: float | None = None  # without an answer to a ping for so long, the session is broken off
    fragment_bytes: int | None = None  # of each frame of a message that is sent
    limit_bytes: int = LIMIT_BYTES  # of a frame and a message that is received
    close_timeout_s: float = 5.0  # for the other half of the close handshake
    lenient: bool = False  # go on after faults
