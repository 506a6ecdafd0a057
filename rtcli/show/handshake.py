"""An opening handshake to lines: what it went over, both heads of each request, what was agreed, faults, timings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from rtcli.show.amounts import duration
from rtcli.show.faults import draw_faults
from rtcli.show.http import OWN, RECEIVED, SENT, draw_body, draw_http_head, draw_words
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.timings import Phase, draw_waterfalls
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.handshake import Judgement
from rtcli.wire.http1 import Head
from rtcli.wire.secrets import redact_url
from rtcli.wire.url import Url


class Certificate(Protocol):
    """What a server presented."""

    @property
    def subject(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def names(self) -> Sequence[str]: ...
    @property
    def not_before(self) -> str: ...
    @property
    def not_after(self) -> str: ...
    @property
    def sha256(self) -> str: ...


class Connection(Protocol):
    """What is known of a link."""

    @property
    def remote(self) -> str: ...
    @property
    def proxy(self) -> str | None: ...
    @property
    def proxy_answer(self) -> bytes | None: ...
    @property
    def tls_version(self) -> str | None: ...
    @property
    def cipher(self) -> str | None: ...
    @property
    def alpn(self) -> str | None: ...
    @property
    def certificate(self) -> Certificate | None: ...


class Exchange(Protocol):
    """One request and what came back."""

    @property
    def url(self) -> Url: ...
    @property
    def request(self) -> bytes: ...
    @property
    def response(self) -> Head | None: ...
    @property
    def spans(self) -> Sequence[Phase]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def interim(self) -> Sequence[Head]: ...


class Opening(NamedTuple):
    """An opening that led to a session."""

    exchanges: Sequence[Exchange]  # redirects and a 401 that was answered, then the 101
    connection: Connection  # over which the last of them went
    judgement: Judgement


def opened_words(opening: Opening, *, show_secrets: bool = False) -> str:
    """`connected to ws://chat.example/ at 192.0.2.1:80 in 12.3 ms; subprotocol chat; compressed`."""
    spans = [span for exchange in opening.exchanges for span in exchange.spans]
    start_s = min((start_s for _, start_s, *_ in spans), default=0.0)
    end_s = max((end_s for _, _, end_s, *_ in spans), default=0.0)
    url, remote = opening.exchanges[-1].url, opening.connection.remote
    place = "" if remote == url.authority else f" at {remote}"
    words = [f"connected to {url.display(show_secrets=show_secrets)}{place} in {duration(end_s - start_s)}"]
    words += [f"subprotocol {opening.judgement.protocol}"] if opening.judgement.protocol else []
    words += ["compressed"] if opening.judgement.deflate else []
    return "; ".join(words)


def draw_connection(connection: Connection) -> list[Line]:
    """Where the link leads, by which proxy, and what TLS says of it."""
    lines = [draw_words(f"connected to {connection.remote}")]
    if connection.proxy:
        lines[0] = draw_words(f"connected to {connection.remote} through the proxy {redact_url(connection.proxy)}")
    if connection.proxy_answer:
        lines += draw_http_head(connection.proxy_answer, RECEIVED)
    if connection.tls_version:
        alpn = f"ALPN {connection.alpn}" if connection.alpn else "no ALPN"
        lines.append(draw_words(f"{connection.tls_version}, {connection.cipher}, {alpn}"))
    if connection.certificate:
        lines += map(draw_words, _certificate(connection.certificate))
    return lines


def draw_exchange(exchange: Exchange, look: Look, *, show_secrets: bool = False) -> list[Line]:
    """Both heads as they stood, and the body of an answer that is no 101."""
    lines = draw_http_head(exchange.request, SENT, show_secrets=show_secrets)
    for head in exchange.interim:
        lines += draw_http_head(head.raw, RECEIVED, show_secrets=show_secrets)
    if exchange.response is None:
        return [*lines, draw_words("no answer")]
    lines += draw_http_head(exchange.response.raw, RECEIVED, show_secrets=show_secrets)
    return lines + draw_body(exchange.body, look)


def draw_agreed(judgement: Judgement) -> list[Line]:
    """What both sides settled on."""
    protocol = f"subprotocol {judgement.protocol}" if judgement.protocol else "no subprotocol"
    return [draw_words(f"{protocol}; {deflate_words(judgement.deflate)}")]


def deflate_words(deflate: DeflateParameters | None) -> str:
    """The terms of compression, for each side its window and whether it is kept from message to message."""
    if deflate is None:
        return "no compression"
    sides = [_window(origin, *deflate.of(origin)) for origin in ("server", "client")]
    return f"permessage-deflate, {', '.join(sides)}"


def draw_timings(exchanges: Sequence[Exchange], width: int, *, show_secrets: bool = False) -> list[Line]:
    """All of them in one waterfall, each under its address where there are several."""
    several = len(exchanges) > 1
    groups = [
        (exchange.url.display(show_secrets=show_secrets) if several else "", exchange.spans) for exchange in exchanges
    ]
    return [[OWN, (" ", ""), *line] for line in draw_waterfalls(groups, width - 2)]


def draw_opening(opening: Opening, look: Look, *, show_secrets: bool = False) -> list[Line]:
    """Everything, in the order in which it happened."""
    lines: list[Line] = []
    for exchange in opening.exchanges:
        if exchange is opening.exchanges[-1]:
            lines += draw_connection(opening.connection)
        lines += draw_exchange(exchange, look, show_secrets=show_secrets)
    lines += draw_agreed(opening.judgement)
    lines += draw_faults(opening.judgement.faults, look)
    return lines + draw_timings(opening.exchanges, look.width, show_secrets=show_secrets)


def _certificate(certificate: Certificate) -> Iterator[str]:
    names = f", for {', '.join(certificate.names)}" if certificate.names else ""
    yield f"certificate of {certificate.subject}{names}"
    yield f"issued by {certificate.issuer}, good from {certificate.not_before} to {certificate.not_after}"
    yield f"SHA-256 {certificate.sha256}"


def _window(origin: str, bits: int, is_kept: bool) -> str:
    return f"{origin}'s window {bits} bits{'' if is_kept else ', new for each message'}"
