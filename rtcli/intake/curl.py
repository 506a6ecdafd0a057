"""A pasted cURL command line, as browsers and proxies copy it, to what it asks for; RtError where it cannot be read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from rtcli.errors import RtError
from rtcli.intake.command_words import split_command
from rtcli.intake.curl_body import DATA, content_type, is_file, read_body
from rtcli.intake.curl_options import Given, read_options

Header = tuple[str, str | None]  # None: no field of this name is sent
T = TypeVar("T")

CURL = re.compile(r"\s*(?:[$#%>]\s+)?(?:(?:[A-Za-z]:)?[^\s'\":]*[/\\])?curl(?:\.exe)?(?=\s)", re.IGNORECASE)
NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
HTTP = {"http1.1": "1.1", "http2": "2", "http2-prior-knowledge": "2"}
FAMILIES = {"ipv4": 4, "ipv6": 6}
PROXIES = {
    "proxy": "",
    "socks4": "socks4://",
    "socks4a": "socks4a://",
    "socks5": "socks5://",
    "socks5-hostname": "socks5h://",
}


@dataclass(frozen=True, slots=True)
class CurlConnection:
    """What a line asks of the connection."""

    insecure: bool = False
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    proxy_user: str | None = field(default=None, repr=False)
    no_proxy: str | None = None
    tunnel: bool = False
    resolve: tuple[str, ...] = ()
    connect_to: tuple[str, ...] = ()
    unix_socket: str | None = None
    interface: str | None = None
    family: int | None = None  # 4 or 6
    http: str | None = None  # 1.1 or 2
    connect_timeout_s: float | None = None
    max_time_s: float | None = None


@dataclass(frozen=True, slots=True)
class CurlCommand:
    """What a line asks for."""

    url: str = field(repr=False)
    headers: tuple[Header, ...] = field(default=(), repr=False)  # in order, names as often as given
    method: str = "GET"
    body: bytes | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)  # USER:PASSWORD
    cookie: str | None = field(default=None, repr=False)
    user_agent: str | None = None
    compressed: bool = False
    location: bool = False
    redirects: int | None = None  # how many at most
    connection: CurlConnection = CurlConnection()
    ignored: tuple[str, ...] = ()  # what means nothing here: options, without their values


def is_curl(text: str) -> bool:
    """Whether this is a cURL command line rather than a URL."""
    return CURL.match(text) is not None


def parse_curl(text: str) -> CurlCommand:
    """What a whole line asks for, in whichever shell's quotes."""
    start = CURL.match(text)
    if start is None:
        raise RtError("input curl", "the line does not begin with curl", "copy it as cURL (bash), or as cURL (cmd)")
    words, behind = split_command(text[start.end() :])
    command = read_words(words)
    return replace(command, ignored=(*command.ignored, "what stands behind the command")) if behind else command


def read_words(words: Sequence[str]) -> CurlCommand:
    """What the words behind `curl` ask for."""
    given = read_options(words)
    if not given.urls:
        raise RtError("input curl", "there is no URL in the line", "copy it whole")
    in_url = given.has("get", "head")
    body = read_body(given)
    url = given.urls[0]
    if body is not None and in_url:
        url += ("&" if "?" in url else "?") + body.decode(errors="surrogateescape")
    own = "HEAD" if given.has("head") else "GET" if body is None or in_url else "POST"
    return CurlCommand(
        url=url,
        headers=_headers(given, has_body=body is not None and not in_url),
        method=given.last("request") or own,
        body=None if in_url else body,
        user=given.last("user"),
        cookie="; ".join(value.strip("; ") for value in given.every("cookie") if "=" in value) or None,
        user_agent=given.last("user-agent") or None,
        compressed=given.has("compressed"),
        location=given.has("location", "location-trusted"),
        redirects=None if (most := _number(given, "max-redirs")) is None else int(most),
        connection=_connection(given),
        ignored=(*given.ignored, *_unusable(given)),
    )


def _headers(given: Given, *, has_body: bool) -> tuple[Header, ...]:
    """As written, and behind them those that other options mean where none has their name."""
    headers = [header for line in given.every("header") if (header := _header(line))]
    referer, token = given.last("referer"), given.last("oauth2-bearer")
    meant: list[tuple[bool, str, str | None]] = [
        (has_body, "Content-Type", content_type(given)),
        (given.has("json"), "Accept", "application/json"),
        (bool(referer), "Referer", (referer or "").removesuffix(";auto")),
        (token is not None, "Authorization", f"Bearer {token}"),
        (given.last("user-agent") == "", "User-Agent", None),
    ]
    names = {name.lower() for name, _ in headers}
    return (*headers, *((name, value) for holds, name, value in meant if holds and name.lower() not in names))


def _header(line: str) -> Header | None:
    """`Name: value`, `Name;` for one that is empty, and `Name:` for none of that name; pseudo-headers are none."""
    name, colon, value = (part.strip() for part in line.partition(":"))
    if not colon and name.endswith(";"):
        return name[:-1].rstrip(), ""
    return (name, value or None) if colon and name else None


def _connection(given: Given) -> CurlConnection:
    return CurlConnection(
        insecure=given.has("insecure"),
        ca_file=given.last("cacert"),
        cert_file=given.last("cert"),
        key_file=given.last("key"),
        passphrase=given.last("pass"),
        proxy=next((PROXIES[name] + value for name, value in reversed(given.options) if name in PROXIES), None),
        proxy_user=given.last("proxy-user"),
        no_proxy=given.last("noproxy"),
        tunnel=given.has("proxytunnel"),
        resolve=given.every("resolve"),
        connect_to=given.every("connect-to"),
        unix_socket=given.last("unix-socket"),
        interface=given.last("interface"),
        family=_chosen(given, FAMILIES),
        http=_chosen(given, HTTP),
        connect_timeout_s=_number(given, "connect-timeout"),
        max_time_s=_number(given, "max-time"),
    )


def _chosen(given: Given, choices: Mapping[str, T]) -> T | None:
    """What the last of these options stands for."""
    return next((choices[name] for name, _ in reversed(given.options) if name in choices), None)


def _number(given: Given, name: str) -> float | None:
    value = given.last(name)
    return float(value) if value is not None and NUMBER.fullmatch(value) else None


def _unusable(given: Given) -> list[str]:
    """What would be of use with another value: a file is not read, and some numbers are none."""
    wrong = [f"--{name}" for name, value in given.options if _is_unusable(name, value)]
    return wrong + ["more than one URL"] * (len(given.urls) > 1)


def _is_unusable(name: str, value: str) -> bool:
    match name:
        case "header":
            return _header(value) is None and not value.startswith(":")
        case "cookie":
            return "=" not in value
        case "connect-timeout" | "max-time" | "max-redirs":
            return not NUMBER.fullmatch(value)
    return name in DATA and is_file(name, value)
