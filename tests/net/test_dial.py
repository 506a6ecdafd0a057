"""Dialling as a whole: every way there, with its phases and its facts."""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.dial import dial
from rtcli.net.link import Facts
from rtcli.net.spans import Spans
from rtcli.net.way import TlsWay, Way
from rtcli.wire.url import parse_target
from tests.net.certificates import authority, issue
from tests.net.servers import ConnectProxy, SocksProxy, closed_port, echo, says, serving, serving_at

AUTHORITY = authority()
TRUST = TlsWay(ca_pem=AUTHORITY.pem)


@pytest.fixture
def ports(tmp_path: Path) -> Any:
    """Two echoes, plain and under TLS."""
    with ExitStack() as stack:
        context = issue(AUTHORITY, "chat.test", "127.0.0.1").context(tmp_path)
        yield {"ws": stack.enter_context(serving(echo)), "wss": stack.enter_context(serving(echo, tls=context))}


def dialled(url: str, way: Way, send: bytes = b"echo", reply: bytes = b"echo") -> tuple[Facts, Spans]:
    """Have a word answered."""

    async def main() -> tuple[Facts, Spans]:
        spans = Spans()
        link = await dial(parse_target(url), way, spans)
        link.write(send)
        got = b""
        while len(got) < len(reply):
            data = await link.read()
            assert data, f"ended after {got!r}"
            got += data
        assert got == reply
        await link.close()
        return link.facts, spans

    return asyncio.run(main())


def phases(spans: Spans) -> list[str]:
    assert all(span.ok and span.start_s <= span.end_s for span in spans)
    return [span.name for span in spans]


def refused(url: str, way: Way) -> RtError:
    with pytest.raises(RtError) as caught:
        dialled(url, way)
    return caught.value


def test_a_plain_connection(ports: dict[str, int]) -> None:
    facts, spans = dialled(f"ws://127.0.0.1:{ports['ws']}", Way(environment={}))
    assert (facts.remote, facts.proxy, facts.tls_version) == (f"127.0.0.1:{ports['ws']}", None, None)
    assert facts.local.startswith("127.0.0.1:")
    assert phases(spans) == ["name", "connect"]


def test_a_connection_under_tls(ports: dict[str, int]) -> None:
    facts, spans = dialled(f"wss://127.0.0.1:{ports['wss']}", Way(TRUST, environment={}))
    assert facts.tls_version == "TLSv1.3"
    assert phases(spans) == ["name", "connect", "tls"]


def test_a_unix_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with serving_at(path, echo):
        facts, spans = dialled("ws://chat.test", Way(unix_socket=path, environment={}))
    assert (facts.remote, phases(spans)) == (path, ["connect"])


@pytest.mark.parametrize(
    "way",
    [
        {"resolve": ("chat.test:{port}:127.0.0.1",)},
        {"connect_to": ("chat.test::127.0.0.1:{port}",)},
        {"direct": "127.0.0.1:{port}", "proxy": "http://127.0.0.1:1"},
    ],
)
def test_ways_around_the_name_keep_it_for_tls(ports: dict[str, int], way: dict[str, Any]) -> None:
    port = ports["wss"]
    filled: dict[str, Any] = {
        name: value.format(port=port) if isinstance(value, str) else tuple(text.format(port=port) for text in value)
        for name, value in way.items()
    }
    facts, _ = dialled(f"wss://chat.test:{port}", Way(TRUST, environment={}, **filled))
    assert (facts.remote, facts.proxy) == (f"127.0.0.1:{port}", None)


@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_an_http_proxy(ports: dict[str, int], scheme: str) -> None:
    proxy = ConnectProxy("Basic bWU6c2VjcmV0")
    with serving(proxy) as port:
        way = Way(TRUST, environment={"all_proxy": f"http://me:secret@127.0.0.1:{port}"})
        facts, spans = dialled(f"{scheme}://127.0.0.1:{ports[scheme]}", way)
    assert (facts.proxy, facts.remote) == (f"http://127.0.0.1:{port}", f"127.0.0.1:{port}")
    assert facts.proxy_answer == b"HTTP/1.1 200 Go on\r\nVia: test\r\n\r\n"
    assert phases(spans) == ["name", "connect", "proxy", *["tls"] * (scheme == "wss")]
    assert proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{ports[scheme]} ".encode())


def test_a_proxy_is_asked_for_the_place_that_stands_for_the_url(ports: dict[str, int]) -> None:
    proxy = ConnectProxy()
    with serving(proxy) as port:
        way = Way(proxy=f"127.0.0.1:{port}", connect_to=(f"chat.test:80:127.0.0.1:{ports['ws']}",), environment={})
        dialled("ws://chat.test", way)
    assert proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{ports['ws']} ".encode())


def test_a_proxy_under_tls_and_tls_within_it(ports: dict[str, int], tmp_path: Path) -> None:
    context = issue(AUTHORITY, "127.0.0.1").context(tmp_path)
    tls = TlsWay(ca_pem=AUTHORITY.pem, server_name="chat.test")
    with serving(ConnectProxy(), tls=context) as port:
        way = Way(tls, proxy=f"https://127.0.0.1:{port}", environment={})
        facts, spans = dialled(f"wss://127.0.0.1:{ports['wss']}", way)
        plain_facts, _ = dialled(f"ws://127.0.0.1:{ports['ws']}", way)
    assert phases(spans) == ["name", "connect", "tls", "proxy", "tls"]
    assert (facts.tls_version, plain_facts.tls_version) == ("TLSv1.3", None)
    assert facts.certificate is not None
    assert facts.certificate.names == ("chat.test", "127.0.0.1")


def test_plain_http_asks_the_proxy_itself() -> None:
    with serving(echo) as port:
        facts, spans = dialled("http://nowhere.test", Way(proxy=f"127.0.0.1:{port}", environment={}))
    assert (facts.proxy, facts.proxy_answer) == (f"http://127.0.0.1:{port}", None)
    assert phases(spans) == ["name", "connect"]


def test_plain_http_by_a_tunnel_if_asked(ports: dict[str, int]) -> None:
    with serving(ConnectProxy()) as port:
        way = Way(proxy=f"127.0.0.1:{port}", tunnel=True, environment={})
        facts, _ = dialled(f"http://127.0.0.1:{ports['ws']}", way)
    assert facts.proxy_answer is not None


@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_a_socks_proxy(ports: dict[str, int], scheme: str) -> None:
    with serving(SocksProxy()) as port:
        way = Way(TRUST, proxy=f"socks5h://127.0.0.1:{port}", environment={})
        facts, spans = dialled(f"{scheme}://127.0.0.1:{ports[scheme]}", way)
    assert (facts.proxy, facts.proxy_answer) == (f"socks5h://127.0.0.1:{port}", None)
    assert phases(spans) == ["name", "connect", "proxy", *["tls"] * (scheme == "wss")]


def test_bytes_that_come_with_the_answer_of_a_proxy_are_the_servers(ports: dict[str, int]) -> None:
    with serving(ConnectProxy(extra=b"early ")) as port:
        way = Way(proxy=f"127.0.0.1:{port}", environment={})
        dialled(f"ws://127.0.0.1:{ports['ws']}", way, reply=b"early echo")


def test_a_certificate_that_fails_beyond_a_proxy_is_shown(tmp_path: Path) -> None:
    context = issue(None, "127.0.0.1").context(tmp_path)
    with serving(echo, tls=context) as goal, serving(ConnectProxy()) as port:
        error = refused(f"wss://127.0.0.1:{goal}", Way(TRUST, proxy=f"127.0.0.1:{port}", environment={}))
    assert error.why == "certificate is self-signed"
    assert getattr(error, "certificate", None) is not None


def test_a_proxy_that_refuses(ports: dict[str, int]) -> None:
    with serving(ConnectProxy("Basic x")) as port:
        error = refused(f"ws://127.0.0.1:{ports['ws']}", Way(proxy=f"127.0.0.1:{port}", environment={}))
    assert str(error) == f'proxy 127.0.0.1:{port}: 407 Who are you (Basic realm="test")'


def test_a_socks_proxy_that_refuses(ports: dict[str, int]) -> None:
    with serving(SocksProxy(reply=2)) as port:
        error = refused(f"ws://127.0.0.1:{ports['ws']}", Way(proxy=f"socks5://127.0.0.1:{port}", environment={}))
    assert error.curl_code == 97


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
def test_a_proxy_that_is_not_there(scheme: str) -> None:
    port = closed_port()
    error = refused("ws://chat.test", Way(environment={"http_proxy": f"{scheme}://127.0.0.1:{port}"}))
    assert (error.where, error.curl_code) == (f"connect 127.0.0.1:{port}", 7)
    assert error.fix == "this is the proxy that http_proxy names; --noproxy '*' goes without"


def test_a_proxy_that_does_not_speak_tls() -> None:
    with serving(says(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        error = refused("ws://chat.test", Way(proxy=f"https://127.0.0.1:{port}", environment={}))
    assert (error.where, error.why) == (f"tls 127.0.0.1:{port}", "the server answers in plain HTTP")
    assert error.fix == "this is the proxy that --proxy names: is it one of http:// or socks5h://?"


def test_a_proxy_whose_certificate_fails(tmp_path: Path) -> None:
    with serving(echo, tls=issue(None, "127.0.0.1").context(tmp_path)) as port:
        error = refused("ws://chat.test", Way(TRUST, proxy=f"https://127.0.0.1:{port}", environment={}))
    assert (error.where, error.why) == (f"tls 127.0.0.1:{port}", "certificate is self-signed")
    assert "--cacert" in error.fix


def test_a_proxy_whose_name_is_not_found() -> None:
    error = refused("ws://chat.test", Way(proxy=f"{'x' * 64}.test:1", environment={}))
    assert (error.stage, error.curl_code, error.exit) == ("name", 5, Exit.UNREACHED)


@pytest.mark.parametrize(
    ("way", "where"),
    [
        (Way(direct="nonsense", environment={}), "usage --direct"),
        (Way(connect_to=("nonsense",), environment={}), "usage --connect-to"),
        (Way(resolve=("nonsense",), environment={}), "usage --resolve"),
        (Way(proxy="ftp://x", environment={}), "usage --proxy"),
        (Way(TlsWay(ca_file="/nowhere/ca"), environment={}), "input /nowhere/ca"),
    ],
)
def test_flags_that_are_wrong(way: Way, where: str) -> None:
    error = refused("wss://127.0.0.1:1", way)
    assert (error.where, error.exit) == (where, Exit.USAGE)
