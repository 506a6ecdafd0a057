"""Tunnels: CONNECT over memory, byte for byte, and SOCKS over sockets."""

import asyncio
import socket
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Link
from rtcli.net.place import Place
from rtcli.net.proxy import parse_proxy
from rtcli.net.spans import Spans
from rtcli.net.tunnel import ProxyRefused, connect_through, socks_through
from rtcli.net.way import Way
from tests.links import peered
from tests.net.servers import Serve, SocksProxy, closed_port, echo, says, serving
from tests.vloop import run

GOAL = Place("chat.example", 443)
PROXY = parse_proxy("http://p.example:3128", "--proxy")
GUARDED = parse_proxy("http://me:secret@p.example:3128", "--proxy")


def asked(answer: list[bytes], proxy: Any = PROXY, goal: Place = GOAL) -> tuple[bytes, Link, Spans]:
    """The request that a proxy got, which answered so, piece by piece, and then ended."""

    async def main() -> tuple[bytes, Link, Spans]:
        link, peer = peered()
        spans = Spans()
        for piece in answer:
            peer.write(piece)
        peer.eof()
        await connect_through(link, proxy, goal, spans)
        return await peer.read(), link, spans

    return run(main())


def refused(answer: list[bytes], proxy: Any = PROXY) -> ProxyRefused:
    with pytest.raises(ProxyRefused) as caught:
        asked(answer, proxy)
    assert (caught.value.where, caught.value.exit) == ("proxy p.example:3128", Exit.UNREACHED)
    assert (caught.value.curl_code, caught.value.kind) == (56, "proxy-refused")
    return caught.value


def test_asks_for_a_tunnel() -> None:
    request, link, spans = asked([b"HTTP/1.1 200 Connection established\r\n\r\n"])
    lines = request.decode().split("\r\n")
    assert lines[:2] == ["CONNECT chat.example:443 HTTP/1.1", "Host: chat.example:443"]
    assert lines[2].startswith("User-Agent: rtcli/")
    assert lines[3:] == ["", ""]
    assert link.facts.proxy == "http://p.example:3128"
    assert link.facts.proxy_answer == b"HTTP/1.1 200 Connection established\r\n\r\n"
    assert [(span.name, span.says) for span in spans] == [
        ("proxy", "200 Connection established, to chat.example:443 by http://p.example:3128")
    ]


def test_gives_credentials() -> None:
    request, link, _ = asked([b"HTTP/1.1 200\r\n\r\n"], GUARDED)
    assert b"\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n" in request
    assert "secret" not in repr(link.facts)


def test_an_ipv6_address_goes_in_brackets() -> None:
    request, _, _ = asked([b"HTTP/1.1 200 OK\r\n\r\n"], goal=Place("::1", 80))
    assert request.startswith(b"CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n")


@pytest.mark.parametrize(
    "answer",
    [
        [b"HTTP/1.1 200 OK\r\nVia: x\r\n\r\nearly bytes"],
        [b"HTTP/1.1 200 OK\r\nVi", b"a: x\r\n\r", b"\nearly bytes"],
        [bytes([byte]) for byte in b"HTTP/1.0 299 OK\r\n\r\nearly bytes"],
    ],
)
def test_what_comes_after_the_answer_is_the_tunnels(answer: list[bytes]) -> None:
    async def all_of(link: Link) -> bytes:
        got = b""
        while data := await link.read():
            got += data
        return got

    async def main() -> bytes:
        link, peer = peered()
        for piece in answer:
            peer.write(piece)
        peer.eof()
        await connect_through(link, PROXY, GOAL, Spans())
        return await all_of(link)

    assert run(main()) == b"early bytes"


@pytest.mark.parametrize(
    ("head", "proxy", "why", "fix"),
    [
        (
            b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n',
            PROXY,
            '407 Proxy Authentication Required (Basic realm="x")',
            "give USER:PASSWORD with --proxy-user",
        ),
        (
            b"HTTP/1.1 407 No\r\n\r\n",
            GUARDED,
            "407 No",
            "it does not take the user and password that it was given",
        ),
        (
            b"HTTP/1.1 403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n<html>",
            PROXY,
            "403 Forbidden (ERR_ACCESS_DENIED 0)",
            "the proxy's rules forbid this host or port; many allow CONNECT to port 443 alone",
        ),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", PROXY, "502 Bad Gateway", "the proxy cannot reach the host"),
        (b"HTTP/1.1 302 Found\r\n\r\n", PROXY, "302 Found", ""),
        (
            b"SSH-2.0-OpenSSH\r\n",
            PROXY,
            r"it answers b'SSH-2.0-OpenSSH\r\n', which is not HTTP",
            "is http://p.example:3128 its scheme and port?",
        ),
        (b"", PROXY, "it ended the connection unanswered", "is http://p.example:3128 its scheme and port?"),
    ],
)
def test_a_proxy_that_refuses(head: bytes, proxy: Any, why: str, fix: str) -> None:
    error = refused([head], proxy)
    assert (error.why, error.fix) == (why, fix)
    assert head.startswith(error.answer)


def through_socks(proxy_url: str, goal: Place, **way: Any) -> Spans:
    """Have a word echoed through a proxy."""

    async def main() -> Spans:
        spans = Spans()
        proxy = parse_proxy(proxy_url, "--proxy")
        sock = socket.create_connection(proxy.place)
        with sock:
            sock.setblocking(False)
            await socks_through(sock, proxy, goal, Way(**way), spans)
            loop = asyncio.get_running_loop()
            await loop.sock_sendall(sock, b"echo")
            assert await loop.sock_recv(sock, 9) == b"echo"
        return spans

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("scheme", "host", "asked_for"),
    [
        ("socks4", "127.0.0.1", b"127.0.0.1"),
        ("socks4", "local.test", b"127.0.0.1"),
        ("socks4a", "known.test", b"known.test"),
        ("socks5", "127.0.0.1", b"127.0.0.1"),
        ("socks5", "local.test", b"127.0.0.1"),
        ("socks5h", "known.test", b"known.test"),
    ],
)
def test_names_are_looked_up_here_or_there(scheme: str, host: str, asked_for: bytes) -> None:
    proxy = SocksProxy()
    with serving(echo) as port, serving(proxy) as proxy_port:
        url = f"{scheme}://127.0.0.1:{proxy_port}"
        spans = through_socks(url, Place(host, port), resolve=(f"local.test:{port}:127.0.0.1",))
    assert proxy.asked == [(asked_for, port)]
    assert (spans[-1].name, spans[-1].says) == ("proxy", f"to {asked_for.decode()}:{port} by {url}")


def test_socks5_takes_user_and_password() -> None:
    with serving(echo) as port, serving(SocksProxy(user=(b"me", b"secret"))) as proxy_port:
        through_socks(f"socks5h://me:secret@127.0.0.1:{proxy_port}", Place("127.0.0.1", port))


CREDENTIALS = "does it want --proxy-user?"


@pytest.mark.parametrize(
    ("scheme", "user", "serve", "why", "fix"),
    [
        ("socks5h", "", SocksProxy(user=(b"me", b"secret")), "no acceptable authentication methods", CREDENTIALS),
        ("socks5h", "me:wrong@", SocksProxy(user=(b"me", b"secret")), "authentication failure", CREDENTIALS),
        ("socks5h", "", SocksProxy(reply=2), "connection not allowed by ruleset", "the way beyond it"),
        ("socks5h", "", SocksProxy(), "connection refused by destination host", "the way beyond it"),
        ("socks4a", "", SocksProxy(), "request rejected or failed", "the way beyond it"),
        ("socks5h", "", says(), "connection closed unexpectedly", "proxy's scheme and port?"),
        (
            "socks5h",
            "",
            says(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "unexpected SOCKS version number",
            "scheme and port?",
        ),
        ("socks5h", "m%C3%A9:secret@", SocksProxy(user=(b"me", b"x")), "SOCKS cannot carry this user", "255 ASCII"),
    ],
)
def test_a_socks_proxy_that_refuses(scheme: str, user: str, serve: Serve, why: str, fix: str) -> None:
    with serving(serve) as proxy_port, pytest.raises(RtError) as caught:
        through_socks(f"{scheme}://{user}127.0.0.1:{proxy_port}", Place("127.0.0.1", closed_port()))
    error = caught.value
    assert (error.where, error.exit) == (f"proxy 127.0.0.1:{proxy_port}", Exit.UNREACHED)
    assert (error.curl_code, error.kind) == (97, "proxy-refused")
    assert why in error.why
    assert fix in error.fix
    assert "secret" not in f"{error} {error.fix}"
