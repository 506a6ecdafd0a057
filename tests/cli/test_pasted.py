"""A pasted cURL line on the left, what the same flags would have said on the right."""

import shlex
from typing import Any

import pytest

from rtcli.cli.pasted import joined
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.session.request import Request
from tests.cli.planning import planned, tailed
from tests.command import cli

FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")
MINE = ("Authorization", "Bearer mine")
CHROME = """\
curl 'wss://127.0.0.1:9/chat?room=1' \\
  -H 'Upgrade: websocket' \\
  -H 'Origin: https://chat.example' \\
  -H 'Cache-Control: no-cache' \\
  -b 'session=abc; other=1' \\
  -H 'Connection: Upgrade' \\
  -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \\
  -H 'User-Agent: Browser/1' \\
  -H 'Sec-WebSocket-Version: 13' \\
  -H 'Sec-WebSocket-Protocol: a, b' \\
  -H 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'
"""
MEANT: dict[str, Any] = {
    "headers": (("Cache-Control", "no-cache"),),
    "subprotocols": ("a", "b"),
    "origin": "https://chat.example",
    "cookie": "session=abc; other=1",
    "user_agent": "Browser/1",
    "deflate": "client_max_window_bits",
}


def asked(*argv: str) -> Asked:
    return planned(*argv, url="").plan.asked()


def test_a_line_from_a_browser_asks_what_the_page_asked() -> None:
    found = asked(CHROME)
    assert found == Asked(found.url, **MEANT)
    assert found.url.display() == "wss://127.0.0.1:9/chat?room=1"


def test_it_need_not_be_quoted() -> None:
    words = shlex.split(CHROME.replace("\\\n", ""))
    assert asked(*words) == asked("-v", "-1", *words) == asked(CHROME)


@pytest.mark.parametrize(
    ("words", "valued", "said"),
    [
        ("", "", ""),
        ("-d x lab:echo", "-d", "-d x lab:echo"),
        ("-d curl lab:echo", "-d", "-d curl lab:echo"),
        ("curl a b", "", "curl\\ a\\ b"),
        ("-v curl -H x:y z", "-d", "-v 'curl -H x:y z'"),
    ],
)
def test_the_words_from_curl_on_are_one(words: str, valued: str, said: str) -> None:
    assert joined(shlex.split(words), frozenset(valued.split())) == shlex.split(said)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["-H", "cache-control: max-age=0"], {"headers": (("cache-control", "max-age=0"),)}),
        (["-H", "X: 1"], {"headers": (("Cache-Control", "no-cache"), ("X", "1"))}),
        (["-s", "c"], {"subprotocols": ("c",)}),
        (["--origin", "https://other.example"], {"origin": "https://other.example"}),
        (["-b", "a=1"], {"cookie": "a=1"}),
        (["-A", "Mine/1"], {"user_agent": "Mine/1"}),
        (["--deflate=off"], {"deflate": None}),
        (["-u", "me:secret"], {"user": "me:secret"}),
        (["-L"], {"redirects": 20}),
    ],
)
def test_what_is_written_as_a_flag_holds(argv: list[str], told: dict[str, Any]) -> None:
    found = asked(*argv, CHROME)
    assert found == Asked(found.url, **(MEANT | told))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("-u me:secret", {"user": "me:secret"}),
        ("-u @me:secret", {"user": "@me:secret"}),
        ("-b '@a=1'", {"cookie": "@a=1"}),
        ("-L --max-redirs 3", {"redirects": 3}),
        ("-H 'Sec-WebSocket-Extensions: permessage-deflate'", {"deflate": "permessage-deflate"}),
        ("-A ''", {"headers": (("User-Agent", None),)}),
    ],
)
def test_a_line_asks_of_a_request(line: str, told: dict[str, Any]) -> None:
    found = asked(f"curl http://127.0.0.1:9 {line}")
    assert found == Asked(found.url, **told)
    assert found.url.scheme == "ws"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("-x socks5h://p:1 -U u:p", {"proxy": "socks5h://p:1", "proxy_user": "u:p"}),
        ("-p --noproxy a,b", {"tunnel": True, "no_proxy": "a,b"}),
        ("--resolve a:1:::1 --connect-to a:1:b:2", {"resolve": ("a:1:::1",), "connect_to": ("a:1:b:2",)}),
        ("--unix-socket /run/it --interface lo -6", {"unix_socket": "/run/it", "interface": "lo", "family": 6}),
        ("--connect-timeout 2.5", {"connect_timeout_s": 2.5}),
    ],
)
def test_a_line_asks_of_the_connection(line: str, told: dict[str, Any]) -> None:
    assert planned(f"curl http://127.0.0.1:9 {line}", url="").plan.way == Way(**told)


def test_a_line_asks_of_tls_and_of_time() -> None:
    plan = planned("curl https://127.0.0.1:9 -k --cert a.pem --key b.pem --pass @c --cacert d.pem -m 7", url="").plan
    tls = plan.way.tls
    assert (tls.verify, tls.cert_file, tls.key_file, tls.passphrase, tls.ca_file) == (
        False,
        "a.pem",
        "b.pem",
        "@c",
        "d.pem",
    )
    assert plan.ends.max_time_s == 7.0


def test_what_means_nothing_here_is_said() -> None:
    ran = planned("curl http://127.0.0.1:9 --compressed -X POST --data-raw x --trace t", url="").ran
    assert ran.err.splitlines() == [
        "target: the line's --trace is left out",
        "target: the line's --request POST is left out",
        "target: the line's --data is left out",
    ]


def test_a_line_without_a_url_is_a_wrong_command_line() -> None:
    ran = cli("ws", "connect", "curl -v")
    assert (ran.code, ran.err) == (2, "error: input curl: there is no URL in the line\nhint: copy it whole\n")


SENT = """\
curl 'https://127.0.0.1:9/v1/chat' \\
  -H 'accept: text/event-stream' \\
  -H 'accept-encoding: gzip' \\
  -H 'authorization: Bearer secret' \\
  -H 'content-type: application/json' \\
  -H 'content-length: 15' \\
  -b 'session=abc' \\
  -A Browser/1 \\
  --data-raw '{"stream":true}'
"""
SENT_HEADERS = (
    ("accept", "text/event-stream"),
    ("accept-encoding", "gzip"),
    ("authorization", "Bearer secret"),
    ("content-type", "application/json"),
)
REQUESTED: dict[str, Any] = {
    "method": "POST",
    "headers": SENT_HEADERS,
    "body": b'{"stream":true}',
    "cookie": "session=abc",
    "user_agent": "Browser/1",
}


def requested(*argv: str) -> Request:
    return tailed(*argv, url="")[0].request()


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], {}),
        (["-d", "x"], {"body": b"x", "headers": (FORM, *SENT_HEADERS[:3])}),
        (["--json-body", "[]"], {"body": b"[]", "headers": (JSON, *SENT_HEADERS[:3])}),
        (["-X", "PUT"], {"method": "PUT"}),
        (["-H", "Authorization: Bearer mine"], {"headers": (*SENT_HEADERS[:2], SENT_HEADERS[3], MINE)}),
        (["--no-location"], {"redirects": 0}),
    ],
)
def test_a_line_for_a_stream_keeps_its_method_its_headers_and_its_body(argv: list[str], told: dict[str, Any]) -> None:
    found = requested(*argv, SENT)
    assert found == Request(found.url, **(REQUESTED | told))
    assert found.url.display() == "https://127.0.0.1:9/v1/chat"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", {}),
        ("-X DELETE", {"method": "DELETE"}),
        ("-X GET -d x", {"method": "GET", "body": b"x", "headers": (FORM,)}),
        ("--data-raw @x", {"method": "POST", "body": b"@x", "headers": (FORM,)}),
        ("--http1.1", {"http": "1.1"}),
        ("--http2", {"http": "2"}),
        ("-L --max-redirs 3", {"redirects": 3}),
        ("--compressed -H 'Connection: keep-alive'", {}),
    ],
)
def test_a_line_asks_of_a_stream(line: str, told: dict[str, Any]) -> None:
    found = requested(f"curl http://127.0.0.1:9 {line}")
    assert found == Request(found.url, **told)
