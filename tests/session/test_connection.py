"""From a request to the connection for it: in time, of the right protocol, or why not."""

import asyncio
from dataclasses import replace

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Ending, Facts, Link
from rtcli.net.spans import Spans
from rtcli.net.way import TlsWay, Way
from rtcli.session.connection import Means, connect
from rtcli.session.request import Request
from rtcli.session.transport import Connection
from rtcli.wire.url import Url
from tests.links import peered
from tests.session.http_peers import WAY, url
from tests.vloop import run

PLAIN, SECURE = url("http://h/"), url("https://h/")


class Dialler:
    def __init__(self, alpn: str | None = None, delay_s: float = 1.0) -> None:
        self.alpn, self.delay_s = alpn, delay_s
        self.ways: list[Way] = []
        self.links: list[Link] = []

    async def __call__(self, url: Url, way: Way, spans: Spans) -> Link:
        self.ways.append(way)
        with spans.phase("connect"):
            await asyncio.sleep(self.delay_s)
        self.links.append(peered(facts=Facts(alpn=self.alpn))[0])
        return self.links[-1]


def connected(request: Request, dialler: Dialler, way: Way = WAY) -> Connection:
    return run(connect(request, Means(way, dialler), Spans()))


@pytest.mark.parametrize(
    ("url", "http", "alpn", "offered", "version"),
    [
        (PLAIN, "auto", None, ("h2", "http/1.1"), "HTTP/1.1"),
        (PLAIN, "1.1", None, ("http/1.1",), "HTTP/1.1"),
        (PLAIN, "2", None, ("h2",), "HTTP/2"),
        (SECURE, "auto", "h2", ("h2", "http/1.1"), "HTTP/2"),
        (SECURE, "auto", None, ("h2", "http/1.1"), "HTTP/1.1"),
        (SECURE, "auto", "http/1.1", ("h2", "http/1.1"), "HTTP/1.1"),
        (SECURE, "2", "h2", ("h2",), "HTTP/2"),
    ],
)
def test_the_protocol(url: Url, http: str, alpn: str | None, offered: tuple[str, ...], version: str) -> None:
    dialler = Dialler(alpn)
    assert connected(Request(url, http=http), dialler).http_version == version
    assert (dialler.ways[0].tls.alpn, dialler.ways[0].tunnel) == (offered, http == "2")


def test_what_the_user_offers_is_offered() -> None:
    dialler = Dialler()
    connected(Request(SECURE), dialler, replace(WAY, tls=TlsWay(alpn=("http/1.0",))))
    assert dialler.ways[0].tls.alpn == ("http/1.0",)


@pytest.mark.parametrize(("alpn", "chose"), [(None, "nothing"), ("http/1.1", "'http/1.1'")])
def test_http_2_alone_is_wanted_and_not_to_be_had(alpn: str | None, chose: str) -> None:
    dialler = Dialler(alpn)
    with pytest.raises(RtError) as caught:
        connected(Request(SECURE, http="2"), dialler)
    error = caught.value
    assert (error.where, error.kind, error.exit, error.curl_code) == ("tls h", "no-http2", Exit.UNREACHED, 16)
    assert error.why == f"the server does not take up HTTP/2: it chose {chose} by ALPN"
    assert dialler.links[0].ending is Ending.OURS


def test_too_late() -> None:
    with pytest.raises(RtError) as caught:
        connected(Request(PLAIN), Dialler(delay_s=99.0))
    error = caught.value
    assert (error.where, error.why) == ("connect h:80", "no answer to the connection within 10s")
    assert (error.kind, error.exit, error.curl_code) == ("timeout", Exit.UNREACHED, 28)


def test_the_tap_sees_what_passes() -> None:
    seen: list[bytes] = []

    async def main() -> None:
        means = Means(WAY, Dialler(), lambda _direction, _t_s, data: seen.append(data))
        connection = await connect(Request(PLAIN), means, Spans())
        connection.link.write(b"GET")

    run(main())
    assert seen == [b"GET"]
