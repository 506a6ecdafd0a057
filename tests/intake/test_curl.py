"""Pasted cURL lines to what they ask for: as Chrome, Firefox, Safari and Burp copy them, and as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.intake.curl import CurlCommand, CurlConnection, is_curl, parse_curl, read_words

CHROME = r"""curl 'https://chat.example/api?x=1' \
  -H 'accept: */*' \
  -H 'content-type: application/json' \
  -b 'sid=1; theme=dark' \
  -H 'user-agent: Mozilla/5.0' \
  --data-raw $'{"text":"it\'s \u0021"}' \
  --insecure"""
CHROME_CMD = r"""curl ^"https://chat.example/api?x=1^" ^
  -H ^"accept: */*^" ^
  -H ^"content-type: application/json^" ^
  -b ^"sid=1; theme=dark^" ^
  -H ^"user-agent: Mozilla/5.0^" ^
  --data-raw ^"^{^\^"text^\^":^\^"it's ^!^\^"^}^" ^
  --insecure"""
ASKED = CurlCommand(
    "https://chat.example/api?x=1",
    (("accept", "*/*"), ("content-type", "application/json"), ("user-agent", "Mozilla/5.0")),
    "POST",
    b'{"text":"it\'s !"}',
    cookie="sid=1; theme=dark",
    connection=CurlConnection(insecure=True),
)
BURP = r"""curl --path-as-is -i -s -k -X $'GET' \
    -H $'Host: chat.example' -H $'X-Nothing;' -H $'Accept:' \
    -b $'sid=1' \
    $'https://chat.example/ws'"""


@pytest.mark.parametrize("line", [CHROME, CHROME_CMD, CHROME.replace("\n", "\r\n"), f"$ {CHROME}", f"\n {CHROME}\n"])
def test_what_chrome_copies(line: str) -> None:
    assert parse_curl(line) == ASKED


def test_what_burp_copies() -> None:
    headers = (("Host", "chat.example"), ("X-Nothing", ""), ("Accept", None))
    assert parse_curl(BURP) == CurlCommand(
        "https://chat.example/ws", headers, cookie="sid=1", connection=CurlConnection(insecure=True)
    )


def test_what_safari_copies() -> None:
    line = "curl 'wss://h/ws' \\\n-X 'GET' \\\n-H ':authority: h' \\\n-H 'Pragma: no-cache'"
    assert parse_curl(line) == CurlCommand("wss://h/ws", (("Pragma", "no-cache"),))


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("-X PUT", {"method": "PUT"}),
        ("-I", {"method": "HEAD"}),
        ("-Gd a=1 -d b=2", {"url": "u?a=1&b=2"}),
        ("-u me:pw", {"user": "me:pw"}),
        ("-A ua", {"user_agent": "ua"}),
        ("-A ''", {"headers": (("User-Agent", None),)}),
        ("-e http://r/;auto", {"headers": (("Referer", "http://r/;auto".removesuffix(";auto")),)}),
        ("--oauth2-bearer T", {"headers": (("Authorization", "Bearer T"),)}),
        ("--oauth2-bearer T -H 'authorization: x'", {"headers": (("authorization", "x"),)}),
        (
            "-d a=1",
            {"method": "POST", "body": b"a=1", "headers": (("Content-Type", "application/x-www-form-urlencoded"),)},
        ),
        ("-d a -H content-type:", {"method": "POST", "body": b"a", "headers": (("content-type", None),)}),
        (
            "--json {}",
            {
                "method": "POST",
                "body": b"{}",
                "headers": (("Content-Type", "application/json"), ("Accept", "application/json")),
            },
        ),
        ("-b a=1 -b 'b=2; '", {"cookie": "a=1; b=2"}),
        ("--compressed -L --max-redirs 3", {"compressed": True, "location": True, "redirects": 3}),
        ("--location-trusted", {"location": True}),
        ("-sSN --no-buffer", {}),
    ],
)
def test_requests(words: str, made: dict[str, object]) -> None:
    assert parse_curl(f"curl {words} u") == CurlCommand(**{"url": "u", **made})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("-k", {"insecure": True}),
        ("-x http://p:1 -U me:pw", {"proxy": "http://p:1", "proxy_user": "me:pw"}),
        ("--socks5-hostname p:1", {"proxy": "socks5h://p:1"}),
        ("--socks5 p:1 --noproxy '*' -p", {"proxy": "socks5://p:1", "no_proxy": "*", "tunnel": True}),
        ("-x a --socks4 b", {"proxy": "socks4://b"}),
        ("--socks4a b", {"proxy": "socks4a://b"}),
        ("--resolve a:1:b --resolve c:2:d", {"resolve": ("a:1:b", "c:2:d")}),
        ("--connect-to a:1:b:2", {"connect_to": ("a:1:b:2",)}),
        ("--unix-socket /s --interface lo -4 -6", {"unix_socket": "/s", "interface": "lo", "family": 6}),
        ("--http2 --http1.1", {"http": "1.1"}),
        ("--http2-prior-knowledge", {"http": "2"}),
        ("--connect-timeout 2.5 -m 10", {"connect_timeout_s": 2.5, "max_time_s": 10.0}),
        (
            "--cacert a -E b --key c --pass d",
            {"ca_file": "a", "cert_file": "b", "key_file": "c", "passphrase": "d"},
        ),
    ],
)
def test_connections(words: str, made: dict[str, object]) -> None:
    asked = parse_curl(f"curl {words} u")
    assert asked == CurlCommand("u", connection=CurlConnection(**made))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "ignored"),
    [
        ("-o f -w x", ("--output", "--write-out")),
        ("-d @f", ("--data",)),
        ("--data-urlencode n@f", ("--data-urlencode",)),
        ("-b cookies.txt", ("--cookie",)),
        ("-H @f -H nothing", ("--header", "--header")),
        ("-m soon --connect-timeout -1 --max-redirs -1", ("--max-time", "--connect-timeout", "--max-redirs")),
        ("http://another", ("more than one URL",)),
    ],
)
def test_what_is_ignored_is_said(words: str, ignored: tuple[str, ...]) -> None:
    assert parse_curl(f"curl u {words}").ignored == ignored


def test_what_stands_behind_is_ignored() -> None:
    assert parse_curl("curl u | jq .").ignored == ("what stands behind the command",)
    assert parse_curl("curl 'a' ;\ncurl 'b'").url == "a"


@pytest.mark.parametrize("text", ["curl u", "$ curl u", "/usr/bin/curl u", "CURL.EXE u", "  curl\tu", r"C:\curl.exe u"])
def test_what_is_a_curl_line(text: str) -> None:
    assert is_curl(text)
    assert parse_curl(text).url == "u"


@pytest.mark.parametrize("text", ["", "curl", "curly u", "ws://curl u", "curl://u", "wget u"])
def test_what_is_none(text: str) -> None:
    assert not is_curl(text)
    with pytest.raises(RtError, match="does not begin with curl"):
        parse_curl(text)


def test_a_line_without_a_url() -> None:
    with pytest.raises(RtError, match="no URL"):
        read_words(["-k"])


def test_nothing_of_a_secret_stands_in_its_repr() -> None:
    line = "curl https://u:hush@h -H 'Authorization: hush' -u me:hush -b t=hush -x http://u:hush@p -U a:hush -d hush"
    assert "hush" not in repr(parse_curl(f"{line} --pass hush --oauth2-bearer hush"))


@given(st.text("curl -kHdXbuA=:'\"\\^\n@;&|$xu0é", max_size=60))
def test_any_line_is_read_or_refused(text: str) -> None:
    try:
        parse_curl(f"curl {text}")
    except RtError as error:
        assert error.exit is Exit.USAGE
