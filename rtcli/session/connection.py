"""A request to the connection that it goes over: dialled, and speaking what TLS has agreed on or the user knows."""

import asyncio
from dataclasses import dataclass, replace

import anyio

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Tap
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.exchange import Dial
from rtcli.session.http1 import Http1
from rtcli.session.http2 import Http2
from rtcli.session.refusal import too_late
from rtcli.session.request import Request
from rtcli.session.transport import Connection
from rtcli.wire.http1 import quoted

ALPN = {"auto": ("h2", "http/1.1"), "1.1": ("http/1.1",), "2": ("h2",)}  # what is offered for each of VERSIONS
CURL_HTTP2 = 16


@dataclass(frozen=True, slots=True)
class Means:
    """How connections are made, and who sees what passes."""

    way: Way
    dial: Dial
    tap: Tap | None = None


async def connect(request: Request, means: Means, spans: Spans) -> Connection:
    """In time, or RtError with exit 3."""
    anyio.Lock()  # loads what the engines would load later, when it would count as time to the head
    way = means.way
    offered = way.tls.alpn or ALPN[request.http]
    # Without TLS HTTP/2 is spoken to the server itself: a proxy in between might not know it.
    way = replace(way, tls=replace(way.tls, alpn=offered), tunnel=way.tunnel or request.http == "2")
    try:
        async with asyncio.timeout(way.connect_timeout_s):
            link = await means.dial(request.url, way, spans)
    except TimeoutError as error:
        raise RtError(*too_late(spans, way.connect_timeout_s, 0).at(request.url)) from error
    link.tap = means.tap
    is_http2 = link.facts.alpn == "h2"
    if request.http == "2" and not is_http2:
        if request.url.secure:
            link.abort()
            raise _no_http2(request, link.facts.alpn)
        is_http2 = True
    return Http2(link) if is_http2 else Http1(link)


def _no_http2(request: Request, alpn: str | None) -> RtError:
    why = f"the server does not take up HTTP/2: it chose {quoted(alpn) if alpn else 'nothing'} by ALPN"
    return RtError(f"tls {request.url.authority}", why, "leave --http2 out", "no-http2", Exit.UNREACHED, CURL_HTTP2)
