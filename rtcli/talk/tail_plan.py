"""All that a client of event streams was asked to do, as one value: made from the flags, carried out by `tail`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rtcli.errors import RtError
from rtcli.net.way import Way
from rtcli.session.request import Request
from rtcli.session.sse import Patience
from rtcli.wire.expr import Expression

LLM_SHAPES = ("auto", "openai", "responses", "anthropic", "gemini", "vercel", "mcp")
STALL_S = 10.0
STABLE_S = 10.0  # a stream that lasted so long begins the count of failures anew
BACKOFF_FIRST_S = 1.0
BACKOFF_MOST_S = 60.0  # drawn above what the server asks for

_STATUSES = re.compile(r"([1-5])(xx|\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StreamLook:
    """What of a stream is shown, and how."""

    json: bool = False
    template: str | None = None  # --format
    separator: bytes = b"\n"  # \0 with -0
    raw: bool = False  # the bytes of the body, with the borders of its chunks
    live: bool = False  # lines with a gutter, for a person
    colour: bool = False
    width: int = 80
    verbose: int = 0  # -v: request, answer and waterfall
    pretty: bool = False
    stats: bool = False
    timestamps: bool = False
    max_payload: int | None = None  # bytes shown of each event
    show_secrets: bool = False


@dataclass(frozen=True, slots=True)
class TailPlan:
    """A whole command."""

    request: Callable[
        [], Request
    ]  # called anew for each connection: tokens in files and from commands may have changed
    way: Way
    patience: Patience = Patience()
    reconnect: bool = True
    retry_on: tuple[range, ...] = ()  # statuses that are waited out, the first answer's too: see `parse_statuses`
    retry_post: bool = False  # whether a POST may be sent again
    max_retries: int | None = None  # in a row
    max_time_s: float | None = None  # -m: of the whole command
    max_events: int | None = None  # of those that are shown
    until: Expression | None = None
    events: tuple[str, ...] = ()  # the types that are shown; all where none is named
    filter: Expression | None = None
    select: str | None = None  # JSONPath
    last_event_id: str | None = None
    state: str | None = None  # a file that keeps the last id over runs
    name: str | None = None  # that it is kept under; None: the URL, without its secrets
    llm: str | None = None  # of LLM_SHAPES
    stall_s: float = STALL_S
    look: StreamLook = StreamLook()
    record: str | None = None  # a file for rtcli/record/1
    har: str | None = None


def parse_statuses(text: str) -> tuple[range, ...]:
    """The statuses that `5xx,429` names."""
    ranges = []
    for part in text.split(","):
        found = _STATUSES.fullmatch(part.strip())
        if not found:
            raise RtError("input --retry-on", f"{part.strip()!r} is no status", "write 5xx, 429 or 5xx,429")
        hundreds, rest = int(found[1]) * 100, found[2].lower()
        ranges.append(
            range(hundreds, hundreds + 100) if rest == "xx" else range(hundreds + int(rest), hundreds + int(rest) + 1)
        )
    return tuple(ranges)
