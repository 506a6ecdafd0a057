"""A cURL line to what it asks of an opening handshake: fields that a client writes itself are left out, those that it
has a place for are put there, and the scheme becomes ws or wss."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rtcli.intake.curl import CurlCommand, Header
from rtcli.wire.url import parse_target

WEB_SCHEME = re.compile(r"\A\s*http(s?)://", re.IGNORECASE)
DEFLATE = "permessage-deflate"
NEEDLESS = frozenset(
    ("accept-encoding", "connection", "content-length", "sec-websocket-key", "sec-websocket-version", "upgrade")
)
PLACED = frozenset(("cookie", "origin", "sec-websocket-protocol", "user-agent"))
WHERE = frozenset(("host", "authority"))  # needless where they say what the URL says


@dataclass(frozen=True, slots=True)
class CurlForWebSocket:
    """What a line asks of an opening handshake; all else stands in the command."""

    url: str = field(repr=False)
    headers: tuple[Header, ...] = field(repr=False)  # that have no place below
    subprotocols: tuple[str, ...]
    origin: str | None
    cookie: str | None = field(repr=False)
    user_agent: str | None
    deflate: str | None  # the parameters that it offers; None where it says nothing of compression
    ignored: tuple[str, ...]


def for_websocket(command: CurlCommand) -> CurlForWebSocket:
    """RtError where the URL is none."""
    url = WEB_SCHEME.sub(r"ws\1://", command.url)
    values = dict(_joined(command.headers))
    deflate = _deflate(values.get("sec-websocket-extensions", ""))
    authority = parse_target(url).authority
    taken = PLACED | {name for name in WHERE if values.get(name) == authority}
    taken |= {"sec-websocket-extensions"} if deflate is not None else set()
    taken |= {"content-type"} if command.body is not None else set()  # a handshake has no body
    method = [] if command.method == "GET" else [f"--request {command.method}"]
    return CurlForWebSocket(
        url,
        tuple(_left(command.headers, taken)),
        tuple(name.strip() for name in values.get("sec-websocket-protocol", "").split(",") if name.strip()),
        values.get("origin"),
        values.get("cookie", command.cookie),
        values.get("user-agent", command.user_agent),
        deflate,
        (*command.ignored, *method, *(["--data"] if command.body is not None else [])),
    )


def _joined(headers: tuple[Header, ...]) -> Iterator[tuple[str, str]]:
    """The values under each name as one, as a reader joins them."""
    for wanted in {name.lower() for name, value in headers if value}:
        mark = "; " if wanted == "cookie" else ", "
        yield wanted, mark.join(value for name, value in headers if value and name.lower() == wanted)


def _deflate(extensions: str) -> str | None:
    """The parameters of the first offer of compression."""
    offers = (offer.strip().partition(";") for offer in extensions.split(","))
    return next((parameters.strip() for name, _, parameters in offers if name.strip() == DEFLATE), None)


def _left(headers: tuple[Header, ...], taken: frozenset[str]) -> Iterator[Header]:
    for name, value in headers:
        plain = name.lower()
        if plain not in NEEDLESS and (value is None or plain not in taken):
            yield name, value
