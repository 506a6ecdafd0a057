"""A target as the user wrote it, to a Url: scheme, host, port, and the path as it will stand on the wire.

It looks up no name. A host beyond ASCII goes through Python's own IDNA 2003: characters newer than Unicode 3.2 pass as
they are, and the few that it maps away but browsers keep are refused, since they would lead to another host.
"""

import re
from dataclasses import dataclass, field, replace
from typing import NoReturn
from urllib.parse import quote, unquote

from rtcli.errors import RtError
from rtcli.wire.secrets import MASK, redact_url

DEFAULT_PORTS = {"ws": 80, "wss": 443, "http": 80, "https": 443}
SECURE = {"ws": "wss", "http": "https"}
WEB_SCHEMES = {"ws": "http", "wss": "https"}  # the scheme of the page that would open such a connection
SCHEMES = (*DEFAULT_PORTS, "lab")
SCHEMES_HINT = "rtcli speaks ws://, wss://, http:// and https://, and lab:ROUTE for its own server"
A_LABEL_HINT = "write the host's A-label, which begins with xn--"
IPV6_HINT = "write it like [::1] or [fe80::1%25eth0]"

_ASCII = "".join(map(chr, range(0x80)))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"(?:\[(?P<literal>[^\[\]]*)\]|(?P<name>[^:\[\]]*))(?::(?P<port>.*))?", re.DOTALL)
_PORT = re.compile(r"0*([0-9]{1,5})")
_ZONE = re.compile(r"[A-Za-z0-9._~-]+")  # RFC 6874: unreserved characters, not empty
_HOST_NAME = re.compile(r"(?=.{1,254}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_LONGEST_HOST = 1000  # characters before encoding, which takes quadratic time
_TWO_WAYS = re.compile("[ßẞς\u200c\u200d]")  # mapped away by IDNA 2003, kept by browsers
_BEFORE_LAST_AT = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)?.*@", re.DOTALL)
_REFUSED = (  # what may stand nowhere in a URL; a browser would drop or turn some of it silently
    (re.compile(r"\\"), "a backslash", "write / , or %5C where a backslash is meant"),
    (re.compile(r"[\x00-\x1f\x7f-\x9f]"), "a control character", "take it out, or percent-encode it"),
    (re.compile(r"\s"), "a space", "write %20"),
    (re.compile(r"[\ud800-\udfff]"), "a byte that is not UTF-8", "percent-encode it"),
)


@dataclass(frozen=True, slots=True)
class Url:
    scheme: str  # ws, wss, http, https or lab
    host: str  # lower case, as A-labels; an IPv6 address without brackets and with its zone; empty for lab
    port: int  # 0 for lab
    path: str  # path and query as in a request line; for lab the route and its parameters
    userinfo: str = field(default="", repr=False)  # percent-encoded as written
    notes: tuple[str, ...] = field(default=(), compare=False)  # what was guessed, changed or dropped

    @property
    def secure(self) -> bool:
        return self.scheme in SECURE.values()

    @property
    def authority(self) -> str:
        """The ``Host`` header's value: RFC 6874 keeps the zone at home, RFC 9110 leaves out the default port."""
        host = f"[{self.host.partition('%')[0]}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS.get(self.scheme) else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The ``Origin`` that a page from the same host would send."""
        return f"{WEB_SCHEMES.get(self.scheme, self.scheme)}://{self.authority}"

    @property
    def credentials(self) -> tuple[str, str] | None:
        """User and password, decoded."""
        user, _, password = self.userinfo.partition(":")
        return (unquote(user), unquote(password)) if self.userinfo else None

    @property
    def route(self) -> str:
        """The lab's route: the path without its parameters."""
        return self.path.partition("?")[0]

    @property
    def parameters(self) -> dict[str, str]:
        """The query's names and values, decoded; the last of a name stands."""
        pairs = (pair.partition("=") for pair in self.path.partition("?")[2].split("&") if pair)
        return {unquote(name): unquote(value) for name, _, value in pairs}

    def display(self, *, show_secrets: bool = False) -> str:
        """The URL as text, with credentials masked unless they are asked for."""
        if self.scheme == "lab":
            text = f"lab:{self.path}"
        else:
            zone = self.host.partition("%")[2]
            place = self.authority.replace("]", f"%25{zone}]") if zone else self.authority
            text = f"{self.scheme}://{self.userinfo}{'@' * bool(self.userinfo)}{place}{self.path}"
        return text if show_secrets else redact_url(text)


def parse_target(text: str, *, default_scheme: str = "ws") -> Url:
    """The Url that the user means by ``text``; without a scheme it takes the default one, secure on port 443."""
    if default_scheme not in DEFAULT_PORTS:
        raise ValueError(f"no such scheme: {default_scheme}")
    text = text.strip(" \t\r\n")
    try:
        _check_characters(text)
        whole, hash_mark, _ = text.partition("#")
        scheme, rest = _split_scheme(whole)
        url = _lab(rest) if scheme == "lab" else _locate(rest.removeprefix("//"), scheme, default_scheme)
    except RtError as error:
        error.where = f"url {_without_secrets(text)}"
        raise
    return replace(url, notes=("the fragment was dropped: it never goes on the wire", *url.notes)) if hash_mark else url


def _check_characters(text: str) -> None:
    for pattern, what, fix in _REFUSED:
        if found := pattern.search(text):
            _refuse(f"{what} at character {found.start() + 1}", fix)


def _split_scheme(text: str) -> tuple[str, str]:
    """The scheme, empty where none was written, and what follows it."""
    match = _SCHEME.fullmatch(text)
    if match is None:
        return "", text
    scheme, rest = match[1].lower(), match[2]
    if scheme == "lab" or (scheme in SCHEMES and rest.startswith("//")):
        return scheme, rest
    if scheme in SCHEMES:
        meant = f"{scheme}://{rest.lstrip('/')}"
        _refuse(f"two slashes belong after {scheme}:", f"write {_without_secrets(meant)}")
    # localhost:8080, fe80::1 (told about its brackets later) and user:password@host have a colon but no scheme.
    if re.match(r"[0-9:]", rest) or "@" in re.split(r"[/?]", rest)[0]:
        return "", text
    from difflib import get_close_matches

    near = " or ".join(get_close_matches(scheme, SCHEMES, 2))
    _refuse(f"the scheme {scheme}: is not known", f"did you mean {near}? {SCHEMES_HINT}" if near else SCHEMES_HINT)


def _lab(rest: str) -> Url:
    path = quote(rest.lstrip("/"), safe=_ASCII)
    if path.startswith("?") or not path:
        _refuse("no route is named", "write lab:ROUTE, for example lab:echo")
    return Url("lab", "", 0, path)


def _locate(rest: str, scheme: str, default_scheme: str) -> Url:
    """The Url of what follows the two slashes."""
    cut = re.search(r"[/?]", rest)
    authority, path = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "/")
    userinfo, _, place = authority.rpartition("@")
    match = _AUTHORITY.fullmatch(place)
    if match is None or (match["literal"] is None and place.count(":") > 1):
        _refuse("this is not HOST or HOST:PORT", "an IPv6 address stands in brackets: [::1]:8080")
    host = _host_name(match["name"]) if match["literal"] is None else _ipv6(match["literal"])
    notes = [] if place.isascii() else [f"the host goes on the wire as {host}"]
    port = _port(match["port"]) if match["port"] else DEFAULT_PORTS[scheme or default_scheme]
    if not scheme:
        scheme = SECURE.get(default_scheme, default_scheme) if port == 443 else default_scheme
        notes.append(f"no scheme given: taken as {scheme}://")
    path = quote(path if path.startswith("/") else f"/{path}", safe=_ASCII)
    return Url(scheme, host, port, path, quote(userinfo, safe=_ASCII), tuple(notes))


def _port(text: str) -> int:
    match = _PORT.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= 65535:
        # A slash in a password makes a port of the password's beginning, so the text itself is not repeated.
        _refuse("the port is not a number from 1 to 65535", "inside a password write / ? # @ as %2F %3F %23 %40")
    return int(match[1])


def _host_name(text: str) -> str:
    if not text:
        _refuse("the host is missing", SCHEMES_HINT)
    host = text.lower() if text.isascii() else _a_labels(text)
    if not _HOST_NAME.fullmatch(host):
        _refuse("the host cannot be a host name", "between dots stand 1 to 63 letters, digits, hyphens or underscores")
    return host


def _a_labels(text: str) -> str:
    if found := _TWO_WAYS.search(text):
        _refuse(f"{found[0]!r} in the host is read in two ways", A_LABEL_HINT)
    try:
        if len(text) > _LONGEST_HOST:
            raise UnicodeError("too long")
        return text.lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise RtError("url", "the host is not a name in IDNA 2003", A_LABEL_HINT) from error


def _ipv6(text: str) -> str:
    from ipaddress import IPv6Address

    address, percent, zone = text.partition("%")
    zone = zone.removeprefix("25") or zone  # RFC 6874 writes %25eth0, people write %eth0
    try:
        host = IPv6Address(address).compressed
    except ValueError as error:
        raise RtError("url", "this is not an IPv6 address", IPV6_HINT) from error
    if percent and not _ZONE.fullmatch(zone):
        _refuse("this is not a zone of an IPv6 address", IPV6_HINT)
    return f"{host}%{zone}" if percent else host


def _without_secrets(text: str) -> str:
    """A mistaken URL as it may be shown: wherever the mistake lies, all before the last @ may be a password."""
    return redact_url(_BEFORE_LAST_AT.sub(rf"\1{MASK}@", text))


def _refuse(why: str, fix: str) -> NoReturn:
    raise RtError("url", why, fix)
