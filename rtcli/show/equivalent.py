"""What a session is asked for to the curl or websocat command that asks for the same: lines for a shell.

What the other program cannot do is said in a comment, and credentials are masked unless they are asked for.
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from rtcli.wire.accept import build_key
from rtcli.wire.secrets import MASK, redact_header, redact_url

LINE_WIDTH = 100  # beyond it each option has a line of its own
KEY = build_key(b"rtcli made this.")
BODY_FILE = "body.bin"
FRAMES = "what comes behind the head are frames: rtcli inspect-frame reads them"
NEW_LINE = " \\\n  "
MASKED = f"{MASK} stands for a secret: --show-secrets writes it out"
WS_SCHEME = re.compile(r"\Aws(s?)://", re.IGNORECASE)
SOCKS = re.compile(r"socks5h?://([^/?#@]+)/?")

CURL = {  # what is asked for, and what curl calls it; nearly all of these names are ours as well
    "method": "--request",
    "compressed": "--compressed",
    "user": "--user",
    "cookie": "--cookie",
    "location": "--location",
    "redirects": "--max-redirs",
    "insecure": "--insecure",
    "ca_file": "--cacert",
    "cert_file": "--cert",
    "key_file": "--key",
    "passphrase": "--pass",
    "proxy": "--proxy",
    "proxy_user": "--proxy-user",
    "no_proxy": "--noproxy",
    "tunnel": "--proxytunnel",
    "resolve": "--resolve",
    "connect_to": "--connect-to",
    "unix_socket": "--unix-socket",
    "interface": "--interface",
    "ipv4": "--ipv4",
    "ipv6": "--ipv6",
    "connect_timeout_s": "--connect-timeout",
    "max_time_s": "--max-time",
}
NOT_CURL = {"sends": "--send", "ping_interval_s": "--ping-interval", "ping_timeout_s": "--ping-timeout"}
WEBSOCAT = {
    "user": "--basic-auth",
    "origin": "--origin",
    "insecure": "--insecure",
    "ping_interval_s": "--ping-interval",
    "ping_timeout_s": "--ping-timeout",
}
NOT_WEBSOCAT = {name: option for name, option in CURL.items() if name not in (*WEBSOCAT, "cookie", "connect_timeout_s")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, in plain values."""

    url: str = field(repr=False)  # whole
    method: str | None = None  # where it is not the usual one
    body: bytes | None = field(default=None, repr=False)
    http: str | None = None  # the version, as curl's options have it behind --http
    compressed: bool = False
    headers: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)  # None: no field of this name
    subprotocols: tuple[str, ...] = ()
    extensions: str | None = None  # that are offered
    origin: str | None = None
    user_agent: str | None = None
    user: str | None = field(default=None, repr=False)
    cookie: str | None = field(default=None, repr=False)
    location: bool = False
    redirects: int | None = None
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
    ipv4: bool = False
    ipv6: bool = False
    connect_timeout_s: float | None = None
    max_time_s: float | None = None
    ping_interval_s: float | None = None
    ping_timeout_s: float | None = None
    sends: tuple[bytes, ...] = field(default=(), repr=False)
    binary: bool = False  # what is sent
    others: tuple[str, ...] = ()  # options that only rtcli has


def as_curl(wanted: Wanted, *, show_secrets: bool = False) -> str:
    """For any curl, also one that knows nothing of ws: it asks, and shows the answer and the frames behind it."""
    shown = wanted if show_secrets else masked(wanted)
    fields = (
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", KEY),
        ("Sec-WebSocket-Protocol", ", ".join(shown.subprotocols) or None),
        ("Sec-WebSocket-Extensions", shown.extensions),
        ("Origin", shown.origin),
        ("User-Agent", shown.user_agent),
    )
    words = ["curl --include --no-buffer --http1.1 --output -"]
    words += [f"--header {quoted(_curl_header(name, value))}" for name, value in _merged(fields, shown.headers)]
    words += _options(CURL, shown)
    url = WS_SCHEME.sub(r"http\1://", shown.url)
    return _script([*words, quoted(url)], [FRAMES, *_comments(NOT_CURL, wanted, shown)])


def as_curl_stream(wanted: Wanted, *, show_secrets: bool = False) -> str:
    """A request, the answer to which is shown as it comes."""
    shown = wanted if show_secrets else masked(wanted)
    words = ["curl --no-buffer", *([f"--http{shown.http}"] if shown.http else [])]
    fields = (("User-Agent", shown.user_agent),)
    words += [f"--header {quoted(_curl_header(name, value))}" for name, value in _merged(fields, shown.headers)]
    comments = _comments({}, wanted, shown)
    if shown.body is not None and b"\0" in shown.body:  # which no word of a command line can hold
        words.append(f"--data-binary @{BODY_FILE}")
        comments.insert(0, f"{BODY_FILE} stands for a body of {len(shown.body):,} bytes")
    elif shown.body is not None:
        words.append(f"--data-raw {quoted(shown.body.decode(errors='surrogateescape'))}")
    words += _options(CURL, shown)
    return _script([*words, quoted(shown.url)], comments)


def as_websocat(wanted: Wanted, *, show_secrets: bool = False) -> str:
    """Messages go in and come out as they do here; of TLS and proxies websocat knows less."""
    shown = wanted if show_secrets else masked(wanted)
    missing = {**NOT_WEBSOCAT}
    fields = (("User-Agent", shown.user_agent), ("Cookie", shown.cookie))
    # behind --header a value of its own would take the URL for another one
    words = [f"--header={quoted(f'{name}: {value}')}" for name, value in _merged(fields, shown.headers) if value]
    words += [f"--protocol {quoted(', '.join(shown.subprotocols))}"] if shown.subprotocols else []
    words += _options(WEBSOCAT, _in_whole_seconds(shown))
    if socks := SOCKS.fullmatch(shown.proxy or ""):
        words.append(f"--socks5 {quoted(socks[1])}")
        del missing["proxy"]
    program = "websocat"
    if any(b"\0" in message for message in shown.sends):
        missing["sends"] = "--send"
    elif shown.sends:
        program = _fed(shown.sends)
        words += ["--no-close", *(["--binary"] if shown.binary else ["--text"])]
    return _script([program, *words, quoted(shown.url)], _comments(missing, wanted, shown))


def masked(wanted: Wanted) -> Wanted:
    """The same without its secrets."""
    return replace(
        wanted,
        url=redact_url(wanted.url),
        headers=tuple((name, value and redact_header(name, value)) for name, value in wanted.headers),
        user=wanted.user and MASK,
        cookie=wanted.cookie and MASK,
        passphrase=wanted.passphrase and MASK,
        proxy=wanted.proxy and redact_url(wanted.proxy),
        proxy_user=wanted.proxy_user and MASK,
    )


def quoted(value: str) -> str:
    """One word of a shell; whatever cannot be seen in it is written as an escape."""
    if value.isprintable():
        return shlex.quote(value)
    data = value.encode(errors="surrogateescape")
    plain = (chr(byte) if 0x20 <= byte < 0x7F and byte not in b"'\\" else f"\\x{byte:02x}" for byte in data)
    return f"$'{''.join(plain)}'"


def _merged(
    fields: Sequence[tuple[str, str | None]], headers: Sequence[tuple[str, str | None]]
) -> list[tuple[str, str | None]]:
    """The fields that no header replaces, and the headers."""
    names = {name.lower() for name, _ in headers}
    kept = [(name, value) for name, value in fields if value is not None and name.lower() not in names]
    return [*kept, *headers]


def _curl_header(name: str, value: str | None) -> str:
    return f"{name}:" if value is None else f"{name}: {value}" if value else f"{name};"


def _options(names: dict[str, str], shown: Wanted) -> Iterator[str]:
    """Each option that was asked for, with its value, as often as it has one."""
    for name, option in names.items():
        value = getattr(shown, name)
        if value is True:
            yield option
        elif value is not None and value is not False:
            for each in value if isinstance(value, tuple) else (value,):
                yield f"{option} {quoted(_written(each) if isinstance(each, float) else str(each))}"


def _in_whole_seconds(shown: Wanted) -> Wanted:
    """websocat knows no parts of a second."""
    interval_s, timeout_s = shown.ping_interval_s, shown.ping_timeout_s
    return replace(shown, ping_interval_s=interval_s and ceil(interval_s), ping_timeout_s=timeout_s and ceil(timeout_s))


def _written(seconds: float) -> str:
    return str(int(seconds)) if seconds.is_integer() else str(seconds)


def _fed(messages: Sequence[bytes]) -> str:
    """What feeds messages to a program that takes one a line, or one up to a NUL where they have lines themselves."""
    words = " ".join(quoted(message.decode(errors="surrogateescape")) for message in messages)
    if any(b"\n" in message for message in messages):
        return f"printf '%s\\0' {words} | websocat --null-terminated"
    return f"printf '%s\\n' {words} | websocat"


def _comments(missing: dict[str, str], wanted: Wanted, shown: Wanted) -> list[str]:
    left = [*(option for name, option in missing.items() if getattr(shown, name)), *shown.others]
    says = [f"it has nothing like {', '.join(left)}"] if left else []
    return [*says, MASKED] if shown != wanted else says


def _script(words: Sequence[str], comments: Sequence[str]) -> str:
    line = " ".join(words)
    if len(line) > LINE_WIDTH:
        line = NEW_LINE.join(words)
    return "\n".join([*(f"# {comment}" for comment in comments), line])
