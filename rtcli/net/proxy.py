"""A URL, the flags and the environment, to the proxy that is to be used, if any: by curl's rules."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from rtcli.errors import RtError
from rtcli.net.place import LAST_PORT, Place
from rtcli.net.way import Way
from rtcli.wire.url import Url

CURL_NO_PROXY = 5
DEFAULT_PORT, DEFAULT_PORTS = 1080, {"https": 443}  # curl's: 1080 for http, too
SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
ALIASES = {"": "http", "socks": "socks4"}
VARIABLES = {  # in this order; HTTP_PROXY is left out since a CGI program has it from a client's header Proxy
    "http": ("http_proxy", "all_proxy", "ALL_PROXY"),
    "https": ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
    "ws": ("ws_proxy", "WS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"),
    "wss": ("wss_proxy", "WSS_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
}

_FORM = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?P<userinfo>.*)@)?"
    r"(?P<host>\[[^\[\]/]+\]|[^\[\]:/@]+)(?::(?P<port>[0-9]{1,5}))?/?"
)


@dataclass(frozen=True, slots=True)
class ProxyUrl:
    scheme: str
    host: str
    port: int
    given_by: str  # --proxy, or the variable of the environment
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def place(self) -> Place:
        return Place(self.host, self.port)

    @property
    def is_socks(self) -> bool:
        return self.scheme.startswith("socks")

    @property
    def authorization(self) -> str | None:
        """The value of Proxy-Authorization."""
        pair = f"{self.user}:{self.password}"
        return f"Basic {b64encode(pair.encode()).decode()}" if self.user or self.password else None

    def __str__(self) -> str:
        """Without credentials."""
        return f"{self.scheme}://{self.place}"


def choose_proxy(url: Url, way: Way) -> ProxyUrl | None:
    """None where the way goes without one: --direct, a unix socket, and whatever no_proxy excepts."""
    if way.direct or way.unix_socket or way.proxy == "" or _is_excepted(Place(url.host, url.port), way):
        return None
    given = [("--proxy", way.proxy)] if way.proxy else _from_environment(url.scheme, way)
    for given_by, text in given:
        proxy = parse_proxy(text, given_by)
        if way.proxy_user is None:
            return proxy
        user, _, password = way.proxy_user.partition(":")
        return replace(proxy, user=user, password=password)
    return None


def _from_environment(scheme: str, way: Way) -> Iterator[tuple[str, str]]:
    return ((name, way.environment[name]) for name in VARIABLES[scheme] if way.environment.get(name))


def parse_proxy(text: str, given_by: str) -> ProxyUrl:
    """[SCHEME://][USER:PASSWORD@]HOST[:PORT]; the text itself is never repeated, as it may hold a password."""
    match = _FORM.fullmatch(text.strip())
    port = int(match["port"] or 0) if match else 0
    if match is None or port > LAST_PORT:
        why, fix = "this is no address of a proxy", "write [SCHEME://][USER:PASSWORD@]HOST[:PORT]"
        raise RtError(f"usage {given_by}", why, fix, "bad-option", curl_code=CURL_NO_PROXY)
    scheme = (match["scheme"] or "").lower()
    scheme = ALIASES.get(scheme, scheme)
    if scheme not in SCHEMES:
        why, fix = f"a proxy of the kind {scheme}: is not known", f"one of {', '.join(SCHEMES)}"
        raise RtError(f"usage {given_by}", why, fix, "bad-option", curl_code=CURL_NO_PROXY)
    default = DEFAULT_PORTS.get(scheme, DEFAULT_PORT)
    user, _, password = (match["userinfo"] or "").partition(":")
    return ProxyUrl(
        scheme, match["host"].strip("[]").lower(), port or default, given_by, unquote(user), unquote(password)
    )


def _is_excepted(place: Place, way: Way) -> bool:
    text = way.no_proxy
    if text is None:
        text = way.environment.get("no_proxy") or way.environment.get("NO_PROXY") or ""
    return text.strip() == "*" or any(_fits(entry, place) for entry in re.split(r"[,\s]+", text) if entry)


def _fits(entry: str, place: Place) -> bool:
    """NAME with all below it, ADDRESS or NETWORK/BITS, each with or without :PORT."""
    host, port = _split_port(entry)
    if port is not None and port != place.port:
        return False
    if "/" in host or _is_address(place.host):
        return _contains(host, place.host)
    host = host.strip(".").lower()
    return bool(host) and f".{place.host.rstrip('.')}".endswith(f".{host}")


def _split_port(entry: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"\[(?P<literal>[^\]]*)\](?::(?P<port>[0-9]+))?|(?P<name>[^:]*):(?P<name_port>[0-9]+)", entry)
    if match is None:
        return entry, None  # also an IPv6 address without brackets
    port = match["port"] or match["name_port"]
    return match["literal"] or match["name"] or "", int(port) if port else None


def _is_address(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()


def _contains(network: str, host: str) -> bool:
    from ipaddress import ip_address, ip_network

    try:
        return ip_address(host.partition("%")[0]) in ip_network(network, strict=False)
    except ValueError:  # one of them is a name
        return False
