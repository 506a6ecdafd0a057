"""A proxy and the place beyond it, to a connection that goes through: by HTTP's CONNECT, or by SOCKS."""

import math
import socket
from dataclasses import dataclass, replace
from typing import Any

import rtcli
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Link
from rtcli.net.oserrors import words_for
from rtcli.net.place import Place
from rtcli.net.proxy import ProxyUrl
from rtcli.net.resolve import look_up
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.wire.http1 import Head, HeadReader

CURL_CONNECT_REFUSED, CURL_SOCKS = 56, 97
FIXES = {  # the status with which a CONNECT is refused, and what to do
    400: "it may be no proxy, or one without CONNECT",
    403: "the proxy's rules forbid this host or port; many allow CONNECT to port 443 alone",
    404: "it may be no proxy, but a web server",
    405: "it may be no proxy, or one without CONNECT",
    500: "the proxy cannot reach the host",
    407: "give USER:PASSWORD with --proxy-user",
    502: "the proxy cannot reach the host",
    503: "the proxy cannot reach the host",
    504: "the proxy cannot reach the host",
}
CAUSES = ("proxy-authenticate", "proxy-status", "x-squid-error")  # fields in which a proxy says more
SOCKS = {
    "socks4": (4, True),
    "socks4a": (4, False),
    "socks5": (5, True),
    "socks5h": (5, False),
}  # names looked up here?


@dataclass(eq=False)
class ProxyRefused(RtError):
    """The proxy answered, and would not let us through."""

    answer: bytes = b""  # the head of its answer


async def connect_through(link: Link, proxy: ProxyUrl, goal: Place, spans: Spans) -> None:
    """Ask for a tunnel; from here on the link is one to the goal. RFC 9110 9.3.6."""
    with spans.phase("proxy") as words:
        words.append(f"to {goal} by {proxy}")
        link.write(_request(proxy, goal))
        reader = HeadReader()
        while (head := reader.head) is None:
            data = await link.read()
            reader.feed(data) if data else reader.end()
        link.unread(reader.rest)
        link.facts = replace(link.facts, proxy=str(proxy), proxy_answer=head.raw)
        if head.status is None or not 200 <= head.status < 300:
            raise _refused(proxy, head)
        words.insert(0, f"{head.status} {head.reason}".strip())


def _request(proxy: ProxyUrl, goal: Place) -> bytes:
    lines = [f"CONNECT {goal} HTTP/1.1", f"Host: {goal}", f"User-Agent: rtcli/{rtcli.__version__}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    return "\r\n".join((*lines, "", "")).encode()


def _refused(proxy: ProxyUrl, head: Head) -> ProxyRefused:
    causes = ", ".join(value for name in CAUSES for value in head.get_all(name))
    why, fix = f"{head.status} {head.reason}" + f" ({causes})" * bool(causes), FIXES.get(head.status or 0, "")
    if head.status is None:
        begins = f"it answers {head.raw[:20]!r}, which is not HTTP"
        why, fix = begins if head.raw else "it ended the connection unanswered", f"is {proxy} its scheme and port?"
    elif head.status == 407 and proxy.authorization:
        fix = "it does not take the user and password that it was given"
    where, kind = f"proxy {proxy.place}", "proxy-refused"
    return ProxyRefused(where, why, fix, kind, Exit.UNREACHED, CURL_CONNECT_REFUSED, head.raw)


class _Connected:
    """Stands where python-socks would have a proxy before the proxy, and gives the connection that we made."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    async def connect(self, **_: Any) -> socket.socket:
        return self.sock


async def socks_through(sock: socket.socket, proxy: ProxyUrl, goal: Place, way: Way, spans: Spans) -> None:
    """Ask for a tunnel; from here on the socket is one to the goal."""
    version, looks_up = SOCKS[proxy.scheme]
    if looks_up:
        found = await look_up(goal, replace(way, family=4) if version == 4 else way, spans)
        goal = Place(found[0].host, goal.port)
    from python_socks import ProxyError, ProxyType
    from python_socks.async_.asyncio import Proxy

    kind = ProxyType.SOCKS4 if version == 4 else ProxyType.SOCKS5
    forward: Any = _Connected(sock)
    client = Proxy(kind, proxy.host, proxy.port, proxy.user, proxy.password, rdns=True, forward=forward)
    with spans.phase("proxy") as words:
        words.append(f"to {goal} by {proxy}")
        try:
            await client.connect(goal.host, goal.port, timeout=math.inf)
        except (ProxyError, OSError, ValueError) as error:
            raise _failed(proxy, error) from error


def _failed(proxy: ProxyUrl, error: Exception) -> RtError:
    why, fix = words_for(error), f"is {proxy} the proxy's scheme and port? does it want --proxy-user?"
    if getattr(error, "error_code", None):
        fix = "the proxy is there; what fails is the way beyond it"
    elif isinstance(error, ValueError):  # which repeats a part of what could not be encoded
        why, fix = "SOCKS cannot carry this user, password or host", "each has at most 255 ASCII characters"
    return RtError(f"proxy {proxy.place}", why, fix, "proxy-refused", Exit.UNREACHED, CURL_SOCKS)
