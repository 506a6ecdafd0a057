"""Requests as wholes: what is asked again after redirects and cookies, what is kept, and ways by proxies and TLS."""

import asyncio
import gzip
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.way import TlsWay, Way
from rtcli.session.http import Client
from rtcli.session.request import Request
from tests.net.certificates import authority, issue
from tests.net.servers import ConnectProxy, SocksProxy, head_from, serving, serving_at
from tests.session.http_peers import ASKED, HEAD, Act, Whole, answered, conversed, failed, url, whole

T = TypeVar("T")

GET = Request(url())
HELLO = HEAD + b"Content-Length: 5\r\n\r\nhello"
AUTHORITY = authority()
DIRECT = Way(environment={})


def head(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode() + b"\r\n\r\n"


def redirect(place: str, *fields: str, status: str = "302 Found", body: bytes = b"") -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Location: {place}", *fields, f"Content-Length: {len(body)}")
    return head("\n".join(lines)) + body


def lines(request: bytes) -> list[str]:
    """Of a request, without who asks."""
    found = request.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    return [line for line in found if not line.startswith("User-Agent: rtcli/")]


def test_what_is_asked_and_what_came() -> None:
    came, peers = answered(replace(GET, headers=(("X-Mixed", "As Written"),)), [HELLO])
    answer = came.response.answer
    assert lines(peers.requests[0]) == ["GET /events HTTP/1.1", "Host: h.example", "X-Mixed: As Written"]
    assert (answer.status, answer.reason, answer.http_version, answer.method) == (200, "OK", "HTTP/1.1", "GET")
    assert answer.fields == ((b"Content-Length", b"5"),) and answer.request_fields[2] == (b"X-Mixed", b"As Written")
    assert [(span.name, span.says, span.ok) for span in answer.spans] == [("connect", "", True), ("head", "200", True)]
    assert [(round(span.start_s, 3), round(span.end_s, 3)) for span in answer.spans] == [(0, 0.002), (0.002, 0.004)]
    assert answer.facts.remote == "127.0.0.1:80" and came.response.earlier == ()


def test_a_body_goes_behind_its_head() -> None:
    _, peers = answered(Request(url(), "POST", body=b'{"a":1}'), [HELLO])
    assert peers.requests[0].endswith(b'\r\nContent-Length: 7\r\n\r\n{"a":1}')


def test_redirects_are_followed_with_the_cookies_they_set() -> None:
    came, peers = answered(
        Request(url("http://me:pw@h.example/a"), cookie="mine=1"),
        [redirect("/b", "Set-Cookie: id=7; Path=/", body=b"over there")],
        [redirect("http://other.example/c", status="307 Temporary Redirect")],
        [HELLO],
    )
    basic = "Authorization: Basic bWU6cHc="
    assert [lines(request) for request in peers.requests] == [
        ["GET /a HTTP/1.1", "Host: h.example", basic, "Cookie: mine=1"],
        ["GET /b HTTP/1.1", "Host: h.example", basic, "Cookie: mine=1; id=7"],
        ["GET /c HTTP/1.1", "Host: other.example"],
    ]
    earlier = came.response.earlier
    assert [(answer.url.path, answer.status, answer.body) for answer in earlier] == [
        ("/a", 302, b"over there"),
        ("/b", 307, b""),
    ]
    assert came.body == b"hello"


def test_too_many_redirects() -> None:
    error, peers = failed(replace(GET, redirects=2), *[[redirect("/x")]] * 3)
    assert (error.why, error.kind) == ("after 2 redirects yet another, to /x", "redirect")
    assert all(link.ending for link in peers.links)


def test_a_redirect_that_is_not_followed_is_the_answer() -> None:
    came, _ = answered(replace(GET, redirects=0), [redirect("ftp://h/x", body=b"look")])
    assert (came.response.answer.status, came.body) == (302, b"look")


def test_a_redirect_whose_body_never_ends() -> None:
    endless = head("HTTP/1.1 302 Found\nLocation: /x") + b"and "
    came, _ = answered(GET, [endless, 100.0], [HELLO])
    assert came.response.earlier[0].body == b"and "


def test_cookies_are_sent_again_by_the_same_client() -> None:
    async def converse(client: Client) -> None:
        for _ in range(2):
            await whole(await client.send(GET))

    _, peers = conversed(converse, [HEAD + b"Set-Cookie: a=caf\xc3\xa9\r\nContent-Length: 0\r\n\r\n"], [HELLO])
    assert peers.requests[1].endswith(b"\r\nCookie: a=caf\xc3\xa9\r\n\r\n")


def test_a_coding_nobody_knows() -> None:
    error, peers = failed(GET, [HEAD + b"Content-Encoding: gzip, x-new\r\nContent-Length: 0\r\n\r\n"])
    assert (error.where, error.why) == ("head h.example", "the content coding 'x-new' is not known")
    assert (error.kind, error.exit, error.curl_code) == ("coding", Exit.UNREACHED, 61)
    assert peers.links[0].ending is not None


def test_only_the_beginning_of_a_body_is_kept() -> None:
    async def converse(client: Client) -> bytes:
        response = await client.send(GET)
        kept = await response.kept(10)
        await response.close()
        return kept

    assert conversed(converse, [HEAD + b"\r\n" + b"x" * 100])[0] == b"x" * 10


def test_the_head_may_take_longer_than_the_connection() -> None:
    came, _ = answered(replace(GET, head_timeout_s=100.0), [99.0, HELLO])
    assert came.body == b"hello"
    error, _ = failed(replace(GET, head_timeout_s=0.5), [1.0, HELLO])
    assert (error.why, error.curl_code) == ("no answer within 500ms", 28)


STALE: list[Act] = [HELLO, ASKED, "rst"]


def again(request: Request) -> Callable[[Client], Awaitable[bytes]]:
    async def converse(client: Client) -> bytes:
        await whole(await client.send(request, keep=True))
        return (await whole(await client.send(request, keep=True))).body

    return converse


def test_a_kept_connection_that_ends_as_it_is_asked() -> None:
    body, peers = conversed(again(GET), STALE, [HELLO])
    assert (body, len(peers.links), len(peers.requests)) == (b"hello", 2, 3)


def test_a_kept_connection_that_has_ended_since() -> None:
    async def converse(client: Client) -> bytes:
        await whole(await client.send(GET, keep=True))
        await asyncio.sleep(2)
        return (await whole(await client.send(GET, keep=True))).body

    body, peers = conversed(converse, [HELLO, 1.0, "fin"], [HELLO])
    assert (body, len(peers.links)) == (b"hello", 2)


@pytest.mark.parametrize(
    ("request_", "acts"),
    [
        (replace(GET, method="POST"), STALE),
        (GET, [HELLO, ASKED, b"HTTP/1.1", "fin"]),
        (replace(GET, head_timeout_s=1.0), [HELLO, ASKED, 9.0]),
    ],
)
def test_when_it_is_not_asked_twice(request_: Request, acts: list[Act]) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        conversed(again(request_), acts)
    assert caught.group_contains(RtError)


# Over real sockets: what lies between us and the server


def over(request: Request, way: Way) -> Whole:
    async def main() -> Whole:
        client = Client(way)
        came = await whole(await client.send(request))
        await client.close()
        return came

    return asyncio.run(main())


class Recorded:
    """A server that answers each request with the same, and remembers the heads."""

    def __init__(self, answer: bytes = HELLO) -> None:
        self.answer = answer
        self.heads: list[bytes] = []

    def __call__(self, sock: socket.socket) -> None:
        self.heads.append(head_from(sock))
        sock.sendall(self.answer)
        if isinstance(sock, ssl.SSLSocket):
            sock.unwrap()


@pytest.fixture
def certified(tmp_path: Path) -> ssl.SSLContext:
    return issue(AUTHORITY, "127.0.0.1").context(tmp_path, alpn=("http/1.1",))


TRUSTING = replace(DIRECT, tls=TlsWay(ca_pem=AUTHORITY.pem))


def test_plain_http_asks_a_proxy_in_absolute_form_and_once() -> None:
    proxy = Recorded()
    with serving(proxy) as port:
        for way in (
            replace(DIRECT, proxy=f"http://me:pw@127.0.0.1:{port}"),
            replace(DIRECT, environment={"http_proxy": f"me:pw@127.0.0.1:{port}"}),
        ):
            came = over(Request(url("http://user:secret@h.test:81/a?b")), way)
            assert came.body == b"hello"
    for sent in proxy.heads:
        assert lines(sent) == [
            "GET http://h.test:81/a?b HTTP/1.1",
            "Host: h.test:81",
            "Proxy-Authorization: Basic bWU6cHc=",
            "Authorization: Basic dXNlcjpzZWNyZXQ=",
        ]


@pytest.mark.parametrize("tunnel", [False, True])
def test_a_tunnel_through_a_proxy(tunnel: bool, certified: ssl.SSLContext) -> None:
    server, proxy = Recorded(), ConnectProxy("Basic bWU6cHc=")
    with serving(server, tls=None if tunnel else certified) as goal, serving(proxy) as port:
        scheme = "http" if tunnel else "https"
        way = replace(TRUSTING, proxy=f"http://me:pw@127.0.0.1:{port}", tunnel=tunnel)
        came = over(Request(url(f"{scheme}://127.0.0.1:{goal}/a")), way)
    assert (came.body, came.response.cut) == (b"hello", None)
    assert lines(server.heads[0]) == ["GET /a HTTP/1.1", f"Host: 127.0.0.1:{goal}"]
    assert len(proxy.heads) == 1
    assert came.response.answer.facts.proxy == f"http://127.0.0.1:{port}"


def test_socks() -> None:
    server, proxy = Recorded(), SocksProxy()
    with serving(server) as goal, serving(proxy) as port:
        came = over(Request(url(f"http://known.test:{goal}/a")), replace(DIRECT, proxy=f"socks5h://127.0.0.1:{port}"))
    assert (came.body, proxy.asked) == (b"hello", [(b"known.test", goal)])
    assert lines(server.heads[0]) == ["GET /a HTTP/1.1", f"Host: known.test:{goal}"]


def test_a_unix_socket(tmp_path: Path) -> None:
    server = Recorded()
    with serving_at(str(tmp_path / "s"), server):
        assert over(GET, replace(DIRECT, unix_socket=str(tmp_path / "s"))).body == b"hello"
    assert lines(server.heads[0]) == ["GET /events HTTP/1.1", "Host: h.example"]


def test_another_address() -> None:
    server = Recorded()
    with serving(server) as port:
        way = replace(DIRECT, resolve=(f"h.example:{port}:127.0.0.1",))
        assert over(Request(url(f"http://h.example:{port}/")), way).body == b"hello"


@pytest.mark.parametrize(
    ("head_", "cause"),
    [("Content-Length: 9\n", "short-length"), ("Transfer-Encoding: chunked\n", "short-chunk"), ("", "tls-cut")],
)
def test_tls_without_its_end(head_: str, cause: str, certified: ssl.SSLContext) -> None:
    def serve(sock: socket.socket) -> None:
        head_from(sock)
        sock.sendall(HEAD + head_.replace("\n", "\r\n").encode() + b"\r\n")

    with serving(serve, tls=certified) as port:
        came = over(Request(url(f"https://127.0.0.1:{port}/")), TRUSTING)
    assert (came.body, came.response.cause) == (b"", cause)


def test_tls_with_its_end(certified: ssl.SSLContext) -> None:
    with serving(Recorded(HEAD + b"\r\nall of it"), tls=certified) as port:
        came = over(Request(url(f"https://127.0.0.1:{port}/")), TRUSTING)
    assert (came.body, came.response.cut) == (b"all of it", None)
    assert [span.name for span in came.response.answer.spans] == ["name", "connect", "tls", "head"]


def test_leaving_does_not_wait_for_a_server_that_never_ends() -> None:
    """Nor does it leave the connection open."""
    gone: list[bool] = []

    def serve(sock: socket.socket) -> None:
        head_from(sock)
        sock.sendall(HEAD + b"\r\n" + gzip.compress(b""))
        try:
            while True:
                sock.sendall(b"x" * 65536)
        except OSError:
            gone.append(True)

    async def main(port: int) -> None:
        client = Client(DIRECT)
        response = await client.send(Request(url(f"http://127.0.0.1:{port}/")))
        await response.read()
        async with asyncio.timeout(1.0):
            await response.close()
        await client.close()

    with ExitStack() as stack:
        asyncio.run(main(stack.enter_context(serving(serve))))
    assert gone == [True]
