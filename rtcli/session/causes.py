"""A refused upgrade to what its likely cause is and what to do about it: one table, read from the top."""

from collections.abc import Callable, Container, Sequence
from typing import NamedTuple

from rtcli.net.link import Ending
from rtcli.session.asked import Asked
from rtcli.session.redirects import REDIRECTS, location
from rtcli.wire.fault import Fault
from rtcli.wire.http1 import Head
from rtcli.wire.secrets import redact_url
from rtcli.wire.url import SECURE

PASS_ON = "pass on Upgrade and Connection, by HTTP/1.1 (nginx: proxy_http_version 1.1 and both proxy_set_header)"
EVENT_STREAM = "text/event-stream"
TLS_PORT = ("https port", "ssl-enabled server port", "http request to an https server")  # nginx, Apache, Go
LOST_UPGRADE = ("upgrade", "websocket", "hop-by-hop")


class Refusal(NamedTuple):
    """An answer that makes no session, and what it answers."""

    head: Head
    body: bytes
    asked: Asked
    sent: Head
    faults: Sequence[Fault] = ()
    ending: Ending | None = None  # of the connection, where it is over
    stopped: str = ""  # why its redirect was not followed
    stripped: bool = False  # a redirect led away from the origin that the credentials were for

    @property
    def text(self) -> str:
        """The body; what is compressed says nothing."""
        return "" if self.field("Content-Encoding") else self.body.decode(errors="replace")

    def mentions(self, words: tuple[str, ...]) -> bool:
        return any(word in self.text.lower() for word in words)

    def field(self, name: str) -> str:
        return ", ".join(self.head.get_all(name))

    def challenges(self, *schemes: str) -> bool:
        return self.field("WWW-Authenticate").lower().startswith(schemes)

    def sends(self, *names: str) -> bool:
        return any(self.sent.fields_named(name) for name in names)

    def speaks_other_version(self) -> bool:
        versions = self.head.tokens("Sec-WebSocket-Version")
        return bool(versions) and not set(versions) & set(self.sent.tokens("Sec-WebSocket-Version"))


class Cause(NamedTuple):
    statuses: Container[int]
    fits: Callable[[Refusal], bool]
    fix: str


def _always(_refusal: Refusal) -> bool:
    return True


CAUSES = (
    Cause([400], lambda it: it.mentions(TLS_PORT), "the port speaks TLS: write {secure_url}"),
    Cause(
        [400, 426],
        Refusal.speaks_other_version,
        "it speaks version {versions} of the protocol, older than RFC 6455: update the server",
    ),
    Cause([426], _always, "what answered saw no upgrade, or wants another: a proxy before it has to {pass_on}"),
    Cause(
        [400],
        lambda it: it.mentions(("subprotocol",)),
        "the server wants a subprotocol that it knows: offer it by -s NAME",
    ),
    Cause(
        [400],
        lambda it: it.mentions(LOST_UPGRADE),
        "the server saw no proper upgrade: a proxy before it has to {pass_on}",
    ),
    Cause([400], _always, "the server takes the request for a wrong one: compare it, shown by -v, with a browser's"),
    Cause(
        [401],
        lambda it: it.stripped,
        "a redirect led to another origin, which was not given the credentials: go to {url} at once",
    ),
    Cause(
        [401],
        lambda it: it.sends("Authorization", "Cookie"),
        "credentials were sent and not accepted: they are wrong or expired, or belong elsewhere",
    ),
    Cause([401], lambda it: it.challenges("basic", "digest"), "give credentials: -u USER:PASSWORD"),
    Cause([401], lambda it: it.challenges("bearer"), "give the token: -H 'Authorization: Bearer TOKEN'"),
    Cause([401], _always, "give credentials: -u USER:PASSWORD, -H 'Authorization: ...' or -b COOKIE"),
    Cause(
        [403],
        lambda it: not it.sends("Origin"),
        "where the server looks at the Origin, send the one of its page: try --origin {origin}",
    ),
    Cause([403], _always, "this Origin is not let in ({sent_origin}), or whoever asks is not: try another --origin"),
    Cause([404, 410], _always, "nothing is at {path}: look for the right path, often /ws, /socket or /graphql"),
    Cause([405, 501], _always, "what is at {path} takes other requests, and no upgrade: look for the right path"),
    Cause([407], _always, "a proxy asks for credentials: --proxy-user USER:PASSWORD"),
    Cause([429, 503], lambda it: bool(it.field("Retry-After")), "it asks to be left alone until {retry_after}"),
    Cause(
        [502, 503, 504],
        _always,
        "a proxy could not get through to the server behind it: look whether that runs, and at the proxy's log",
    ),
    Cause(range(500, 600), _always, "the server failed at it: its log says why"),
    Cause(REDIRECTS, lambda it: location(it.head) is None, "it redirects without saying where to: the server is wrong"),
    Cause(REDIRECTS, lambda it: not it.asked.redirects, "-L follows it to {location}"),
    Cause(REDIRECTS, _always, "give the right URL at once"),
    Cause(
        range(200, 300),
        lambda it: it.field("Content-Type").lower().startswith(EVENT_STREAM),
        "this is an event stream: rtcli sse tail {url}",
    ),
    Cause(
        range(200, 300),
        _always,
        "an ordinary answer: {path} is no WebSocket endpoint, or a proxy dropped the upgrade and has to {pass_on}",
    ),
)
LAST = "-v shows what was sent and what came back"


def advice(refusal: Refusal) -> str:
    """What to do about it."""
    status = refusal.head.status or 0
    fits = (cause.fix for cause in CAUSES if status in cause.statuses and cause.fits(refusal))
    return next(fits, LAST).format_map(_facts(refusal))


def _facts(refusal: Refusal) -> dict[str, str]:
    url = refusal.asked.url
    return {
        "url": url.display(),
        "secure_url": url.display().replace(f"{url.scheme}:", f"{SECURE.get(url.scheme, url.scheme)}:", 1),
        "origin": url.origin,
        "path": redact_url(url.path),
        "pass_on": PASS_ON,
        "sent_origin": ", ".join(refusal.sent.get_all("Origin")),
        "versions": refusal.field("Sec-WebSocket-Version"),
        "location": redact_url(location(refusal.head) or ""),
        "retry_after": _later(refusal.field("Retry-After")),
    }


def _later(value: str) -> str:
    """RFC 9110 10.2.3: seconds, or a date."""
    return f"{value} s have passed" if value.isdigit() else value
