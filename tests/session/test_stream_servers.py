"""Streams of servers that nobody here wrote, straight and behind nginx, over HTTP/1.1 and HTTP/2."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rtcli.net.way import TlsWay, Way
from rtcli.session.http import Client
from rtcli.session.request import Request
from rtcli.session.sse import NotAStream, Resumption, StreamEnd, follow
from rtcli.wire.url import parse_target
from tests.net.certificates import authority, issue
from tests.servers.nginx import HTTP2, nginx, secure
from tests.servers.node_http import node_http_server
from tests.servers.starlette import starlette_server
from tests.session.test_sse import Heard

AUTHORITY = authority()
CERTIFICATE = issue(AUTHORITY, "127.0.0.1")
WAY = Way(tls=TlsWay(ca_pem=AUTHORITY.pem), environment={})
SERVERS = {"starlette": lambda _folder: starlette_server(), "node": node_http_server}


class Front(NamedTuple):
    """How a server is reached."""

    url: str
    http: str  # as a request says it
    speaks: str


FRONTS = {  # whether nginx shows a certificate, how it listens without one, what is asked for, what is spoken
    "straight": (False, None, "auto", "HTTP/1.1"),
    "nginx": (False, "", "auto", "HTTP/1.1"),
    "nginx-tls": (True, "", "1.1", "HTTP/1.1"),
    "nginx-http2": (True, "", "auto", "HTTP/2"),
    "nginx-http2-alone": (True, "", "2", "HTTP/2"),
    "nginx-http2-known": (False, HTTP2, "2", "HTTP/2"),
}


@pytest.fixture(scope="module", params=list(SERVERS))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp(request.param)
    with SERVERS[request.param](folder) as port:
        yield port, folder


@pytest.fixture(scope="module", params=list(FRONTS))
def front(request: pytest.FixtureRequest, server: tuple[int, Path]) -> Iterator[Front]:
    port, folder = server
    is_secure, listens, http, speaks = FRONTS[request.param]
    if listens is None:
        yield Front(f"http://127.0.0.1:{port}", http, speaks)
        return
    listens = secure(CERTIFICATE, folder) if is_secure else listens
    with nginx(folder / request.param, port, listens=listens) as behind:
        yield Front(f"http{'s' * is_secure}://127.0.0.1:{behind}", http, speaks)


def followed(
    front: Front, path: str, times: int = 1, heard: Heard | None = None, **asked: Any
) -> tuple[Heard, list[StreamEnd]]:
    """So many connections by one client, each from where the last one ended."""
    heard = heard or Heard()
    request = replace(Request(parse_target(front.url + path), http=front.http), **asked)

    async def main() -> list[StreamEnd]:
        client, resumption = Client(WAY), Resumption()
        ends = [await follow(client, request, resumption, heard) for _ in range(times)]
        await client.close()
        return ends

    return heard, asyncio.run(main())


def test_events_and_the_resume(front: Front) -> None:
    heard, ends = followed(front, "/events", 2)
    assert heard.data == [f"event {number}" for number in range(1, 7)]
    assert {(end.clean, end.cause) for end in ends} == {(True, "eof")}
    assert {response.answer.http_version for response in heard.responses} == {front.speaks}


def test_compressed(front: Front) -> None:
    heard, ends = followed(front, "/gzip")
    assert (heard.data, ends[0].cause) == (["event 1", "event 2", "event 3"], "eof")


def test_left_in_the_midst(front: Front) -> None:
    heard, ends = followed(front, "/endless", heard=Heard(most=3))
    assert (heard.data, ends[0].cause) == (["still here"] * 3, "enough")


def test_posted(front: Front) -> None:
    heard, _ = followed(front, "/echo", method="POST", body=b"one two")
    assert heard.data == ["one", "two"]


def test_a_cookie_that_a_redirect_sets(front: Front) -> None:
    heard, _ = followed(front, "/login")
    assert (heard.data, [answer.status for answer in heard.responses[0].earlier]) == (["session=s3cret"], [302])


def test_no_stream(front: Front) -> None:
    assert followed(front, "/gone")[1][0].cause == "no-content"
    with pytest.raises(NotAStream) as caught:
        followed(front, "/page")
    assert caught.value.answer is not None and b"a page" in caught.value.answer.body
