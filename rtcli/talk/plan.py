"""All that a live WebSocket client was asked to do, as one value: made from the flags, carried out by this room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rtcli.net.way import Way
from rtcli.session.asked import Asked, Manner
from rtcli.wire.expr import Expression

if TYPE_CHECKING:
    from rtcli.talk.outlet import Sink

EXPECT_WITHIN_S = 5.0
DRAIN_S = 2.0
INPUT_FORMS = ("text", "binary", "hex", "base64", "frames", "json-lines")
BINARY_FORMS = ("raw", "hex", "base64", "hexdump")


class Send(NamedTuple):
    """One message to send."""

    payload: bytes
    binary: bool = False


class Expect(NamedTuple):
    """One message to wait for: the text itself, /a pattern/, or JSON that is part of it."""

    text: str
    within_s: float = EXPECT_WITHIN_S


class ExpectClose(NamedTuple):
    """The server's close with this code to wait for."""

    code: int
    within_s: float = EXPECT_WITHIN_S


Step = Send | Expect | ExpectClose


@dataclass(frozen=True, slots=True)
class Input:
    """How stdin becomes messages; without one nothing is read."""

    form: str = "text"  # of INPUT_FORMS
    separator: bytes = b"\n"  # \0 with -0
    one_shot: bool = False  # all of it is one message


@dataclass(frozen=True, slots=True)
class Ends:
    """When a session is over, besides when the server says so."""

    drain_s: float = DRAIN_S  # of silence after the end of the input
    max_messages: int | None = None
    until: Expression | None = None
    max_time_s: float | None = None  # -m: of the whole command


@dataclass(frozen=True, slots=True)
class Stay:
    """Whether a session that broke is opened again, and when."""

    reconnect: bool = False
    retries_max: int | None = None
    delay_s: float = 1.0  # the first bound; it doubles up to `delay_max_s`, and each delay is drawn from 0 to it
    delay_max_s: float = 30.0
    stable_s: float = 10.0  # a session that lasted so long begins the count anew


class Reply(NamedTuple):
    """What to answer to each message that the pattern is found in."""

    pattern: str
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """What of a session is shown, and how."""

    json: bool = False
    template: str | None = None  # --format
    binary: str | None = None  # of BINARY_FORMS; None: hexdump at a terminal, raw in a pipe
    separator: bytes = b"\n"  # \0 with -0
    live: bool = False  # lines with a gutter, for a person
    colour: bool = False
    width: int = 80
    verbose: int = 0  # -v: the handshake; -vv: each frame as a hexdump
    frames: bool = False
    control: bool = False  # -P: ping, pong, close
    timestamps: bool = False
    pretty: bool = False
    filter: Expression | None = None
    select: str | None = None  # JSONPath
    stats: bool = False
    max_payload: int | None = None  # bytes shown of each
    show_secrets: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole command."""

    asked: Callable[[], Asked]  # called anew for each connection: tokens in files and from commands may have changed
    way: Way
    manner: Manner = Manner()
    steps: tuple[Step, ...] = ()
    on_connect: tuple[Send, ...] = ()  # at the start of every connection
    replies: tuple[Reply, ...] = ()
    heartbeat: Send | None = None
    heartbeat_every_s: float = 30.0
    echo: bool = False
    input: Input | None = None  # what comes from stdin; None reads nothing of it
    ends: Ends = Ends()
    stay: Stay = Stay()
    look: Look = Look()
    record: str | None = None  # a file for rtcli/record/1
    har: str | None = None


@dataclass(slots=True)
class Streams:
    """Where a command reads and writes, and `talk` for a line on stderr."""

    stdin: int = 0
    stdout: "int | Sink" = 1  # what is no descriptor is written to
    talk: Callable[[str], None] = field(default=lambda _text: None)
    warn: Callable[[str, str], None] = field(default=lambda _word, _text: None)  # error, hint: said even with -q
    passing: Callable[[str], None] = field(default=lambda _text: None)  # a line that gives way to the next; or to none
    colour: bool = False  # whether `talk` goes where colours are seen
    begun: bool = False  # told by whoever carries a plan out: something stands on stdout


def sends(steps: Iterable[Step]) -> bool:
    """Whether any of these steps sends."""
    return any(isinstance(step, Send) for step in steps)
