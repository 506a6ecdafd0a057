"""Which proxy, by curl's rules."""

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.place import Place
from rtcli.net.proxy import ProxyUrl, choose_proxy, parse_proxy
from rtcli.net.way import Way
from rtcli.wire.url import parse_target

WS, WSS = parse_target("ws://chat.example/"), parse_target("wss://chat.example/")
HTTP, HTTPS = parse_target("http://chat.example/"), parse_target("https://chat.example/")


def chosen(target: str, **way: object) -> str | None:
    environment = way.pop("environment", {})
    proxy = choose_proxy(parse_target(target), Way(environment=environment, **way))  # type: ignore[arg-type]
    return None if proxy is None else str(proxy)


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("p.example", "http://p.example:1080"),
        ("p.example:3128", "http://p.example:3128"),
        ("http://P.Example:3128/", "http://p.example:3128"),
        ("https://p.example", "https://p.example:443"),
        ("socks5h://p.example", "socks5h://p.example:1080"),
        ("SOCKS4a://p.example:9", "socks4a://p.example:9"),
        ("socks://p.example", "socks4://p.example:1080"),
        ("http://[::1]:3128", "http://[::1]:3128"),
        ("user:secret@p.example:3128", "http://p.example:3128"),
    ],
)
def test_a_proxy_as_written(text: str, proxy: str) -> None:
    assert str(parse_proxy(text, "--proxy")) == proxy


@pytest.mark.parametrize(
    ("text", "user", "password", "authorization"),
    [
        ("http://p:1", "", "", None),
        ("http://me:secret@p:1", "me", "secret", "Basic bWU6c2VjcmV0"),
        ("http://me@p:1", "me", "", "Basic bWU6"),
        ("http://a%40b:c%3Ad@p:1", "a@b", "c:d", "Basic YUBiOmM6ZA=="),
        ("http://me:p@ss@p:1", "me", "p@ss", "Basic bWU6cEBzcw=="),
    ],
)
def test_credentials_in_a_proxys_url(text: str, user: str, password: str, authorization: str | None) -> None:
    proxy = parse_proxy(text, "--proxy")
    assert (proxy.user, proxy.password, proxy.authorization) == (user, password, authorization)
    assert (proxy.place, "secret" in repr(proxy)) == (Place("p", 1), False)


@pytest.mark.parametrize("text", ["", "http://", "http://p:x", "p:1:2", "ftp://p", "http://p:1/path", "http://p:70000"])
def test_what_is_no_proxy_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(RtError) as caught:
        parse_proxy(text and f"me:secret@{text}" if "//" not in text else text, "http_proxy")
    assert (caught.value.where, caught.value.exit, caught.value.curl_code) == ("usage http_proxy", Exit.USAGE, 5)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "environment", "proxy"),
    [
        ("ws://h", {"http_proxy": "p:1"}, "http://p:1"),
        ("ws://h", {"ws_proxy": "w:1", "http_proxy": "p:1"}, "http://w:1"),
        ("ws://h", {"https_proxy": "p:1"}, None),
        ("ws://h", {"HTTP_PROXY": "p:1"}, None),
        ("ws://h", {"all_proxy": "socks5://a:1", "http_proxy": "p:1"}, "http://p:1"),
        ("ws://h", {"ALL_PROXY": "socks5://a:1"}, "socks5://a:1"),
        ("wss://h", {"https_proxy": "p:1"}, "http://p:1"),
        ("wss://h", {"HTTPS_PROXY": "p:1"}, "http://p:1"),
        ("wss://h", {"https_proxy": "", "HTTPS_PROXY": "p:1"}, "http://p:1"),
        ("wss://h", {"WSS_PROXY": "w:1", "https_proxy": "p:1"}, "http://w:1"),
        ("http://h", {"http_proxy": "p:1"}, "http://p:1"),
        ("http://h", {"HTTP_PROXY": "p:1"}, None),
        ("https://h", {"https_proxy": "p:1", "http_proxy": "q:1"}, "http://p:1"),
        ("https://h", {"http_proxy": "q:1"}, None),
    ],
)
def test_the_environment(target: str, environment: dict[str, str], proxy: str | None) -> None:
    assert chosen(target, environment=environment) == proxy


@pytest.mark.parametrize(
    ("no_proxy", "target", "is_excepted"),
    [
        ("", "ws://chat.example", False),
        ("*", "ws://chat.example", True),
        ("chat.example", "ws://chat.example", True),
        ("example", "ws://chat.example", True),
        (".example", "ws://chat.example", True),
        (".example", "ws://example", True),
        ("hat.example", "ws://chat.example", False),
        ("Chat.Example.", "ws://chat.example", True),
        ("chat.example", "ws://chat.example.", True),
        (".", "ws://chat.example", False),
        ("a, chat.example", "ws://chat.example", True),
        ("a chat.example", "ws://chat.example", True),
        ("chat.example:80", "ws://chat.example", True),
        ("chat.example:81", "ws://chat.example", False),
        ("127.0.0.1", "ws://127.0.0.1", True),
        ("127.0.0.1:80", "ws://127.0.0.1", True),
        ("0.0.1", "ws://127.0.0.1", False),
        ("127.0.0.0/8", "ws://127.0.0.1", True),
        ("10.0.0.0/8", "ws://127.0.0.1", False),
        ("127.0.0.0/8", "ws://chat.example", False),
        ("127.0.0.0/99", "ws://127.0.0.1", False),
        ("::1", "ws://[::1]", True),
        ("[::1]", "ws://[::1]", True),
        ("[::1]:80", "ws://[::1]", True),
        ("[::1]:81", "ws://[::1]", False),
        ("fe80::/10", "ws://[fe80::1%25lo]", True),
    ],
)
def test_exceptions(no_proxy: str, target: str, is_excepted: bool) -> None:
    expected = None if is_excepted else "http://p:1"
    assert chosen(target, proxy="p:1", no_proxy=no_proxy) == expected
    assert chosen(target, environment={"http_proxy": "p:1", "NO_PROXY": no_proxy}) == expected
    assert chosen(target, environment={"http_proxy": "p:1", "no_proxy": no_proxy}) == expected


def test_the_flag_stands_for_the_variable() -> None:
    assert chosen("ws://h", no_proxy="", environment={"http_proxy": "p:1", "no_proxy": "*"}) == "http://p:1"


@pytest.mark.parametrize("way", [{"proxy": ""}, {"direct": "127.0.0.1:80"}, {"unix_socket": "/run/x"}])
def test_ways_without_a_proxy(way: dict[str, object]) -> None:
    assert chosen("ws://h", environment={"http_proxy": "p:1"}, **way) is None


def test_a_user_by_flag_stands_for_the_one_in_the_url() -> None:
    proxy = choose_proxy(WSS, Way(proxy="http://a:b@p:1", proxy_user="me:se:cret", environment={}))
    assert proxy == ProxyUrl("http", "p", 1, "--proxy", "me", "se:cret")
