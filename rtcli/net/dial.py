"""A URL and the way to it, to an open link: name, connection, proxy and TLS, each of them a span of time."""

import socket
from dataclasses import replace

from rtcli.errors import RtError
from rtcli.net.connect import open_socket
from rtcli.net.link import Facts, Link
from rtcli.net.overrides import place_instead, place_named
from rtcli.net.place import Place
from rtcli.net.proxy import CURL_NO_PROXY, ProxyUrl, choose_proxy
from rtcli.net.resolve import CURL_NO_NAME, Address
from rtcli.net.socket_link import link_over
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.wire.url import Url


async def dial(url: Url, way: Way, spans: Spans) -> Link:
    """RtError where that fails; takes as long as it takes, and leaves nothing open when it is cancelled.

    A link for plain http that has `facts.proxy` and no `proxy_answer` is one to the proxy: ask for the absolute form.
    """
    proxy = choose_proxy(url, way)

    async def reach(spans: Spans) -> Link:
        return await _reach(url, way, proxy, spans)

    if not url.secure:
        return await reach(spans)
    from rtcli.net.secure import secure  # what a plain connection does not need costs every start

    return await secure(reach, Place(url.host, url.port), way, spans)


async def _reach(url: Url, way: Way, proxy: ProxyUrl | None, spans: Spans) -> Link:
    """A link that ends at the URL's host."""
    place = Place(url.host, url.port)
    goal = place_named("--direct", way.direct) if way.direct else place_instead(way.connect_to, place)
    if proxy is None:
        return await _link(*await open_socket(goal, way, spans))
    if proxy.is_socks:
        return await _through_socks(goal, way, proxy, spans)
    link = await _to_proxy(way, proxy, spans)
    link.facts = Facts(link.facts.remote, link.facts.local, str(proxy))  # TLS with the proxy says nothing of the host
    if url.scheme == "http" and not way.tunnel:
        return link
    from rtcli.net.tunnel import connect_through

    try:
        await connect_through(link, proxy, goal, spans)
    except BaseException:
        link.abort()
        raise
    return link


async def _through_socks(goal: Place, way: Way, proxy: ProxyUrl, spans: Spans) -> Link:
    from rtcli.net.tunnel import socks_through

    sock, address = await _socket_to_proxy(way, proxy, spans)
    try:
        await socks_through(sock, proxy, goal, way, spans)
    except BaseException:
        sock.close()
        raise
    link = await _link(sock, address)
    link.facts = replace(link.facts, proxy=str(proxy))
    return link


async def _to_proxy(way: Way, proxy: ProxyUrl, spans: Spans) -> Link:
    async def reach(spans: Spans) -> Link:
        return await _link(*await _socket_to_proxy(way, proxy, spans))

    if proxy.scheme == "http":
        return await reach(spans)
    from rtcli.net.secure import CURL_HANDSHAKE, secure

    # What is asked of TLS is asked of the host beyond, but for whom to trust.
    tls = replace(way.tls, server_name=None, alpn=(), cert_file=None, key_file=None)
    try:
        return await secure(reach, proxy.place, replace(way, tls=tls), spans)
    except RtError as error:
        if error.curl_code == CURL_HANDSHAKE:
            error.fix = f"this is the proxy that {proxy.given_by} names: is it one of http:// or socks5h://?"
        raise


async def _socket_to_proxy(way: Way, proxy: ProxyUrl, spans: Spans) -> tuple[socket.socket, Address]:
    try:
        return await open_socket(proxy.place, way, spans)
    except RtError as error:
        error.fix = f"this is the proxy that {proxy.given_by} names; --noproxy '*' goes without"
        if error.curl_code == CURL_NO_NAME:
            error.curl_code = CURL_NO_PROXY
        raise


async def _link(sock: socket.socket, address: Address) -> Link:
    local = Address(sock.family, sock.getsockname())
    return await link_over(sock, Facts(remote=str(address), local=str(local)))
