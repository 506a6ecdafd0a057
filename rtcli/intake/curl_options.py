"""The words behind `curl` to its options by their long names, with their values, and what else stood there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rtcli.errors import RtError

LETTERS = {
    "0": "http1.0", "1": "tlsv1", "2": "sslv2", "3": "sslv3", "4": "ipv4", "6": "ipv6", "#": "progress-bar",
    ":": "next", "a": "append", "A": "user-agent", "b": "cookie", "B": "use-ascii", "c": "cookie-jar",
    "C": "continue-at", "d": "data", "D": "dump-header", "e": "referer", "E": "cert", "f": "fail", "F": "form",
    "g": "globoff", "G": "get", "h": "help", "H": "header", "i": "include", "I": "head", "j": "junk-session-cookies",
    "J": "remote-header-name", "k": "insecure", "K": "config", "l": "list-only", "L": "location", "m": "max-time",
    "M": "manual", "n": "netrc", "N": "no-buffer", "o": "output", "O": "remote-name", "p": "proxytunnel",
    "P": "ftp-port", "q": "disable", "Q": "quote", "r": "range", "R": "remote-time", "s": "silent", "S": "show-error",
    "t": "telnet-option", "T": "upload-file", "u": "user", "U": "proxy-user", "v": "verbose", "V": "version",
    "w": "write-out", "x": "proxy", "X": "request", "y": "speed-time", "Y": "speed-limit", "z": "time-cond",
    "Z": "parallel",
}  # fmt: skip
WITH_VALUE = frozenset(
    """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
    continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine
    etag-compare etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port
    ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface
    ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options
    mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
    parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert
    proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
    proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey
    quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid
    service-name socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr
    telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii
    trace-config unix-socket upload-file url url-query user user-agent variable vlan-priority write-out
    """.split()
)
USED = frozenset(  # what a session of ours can take over
    """
    cacert cert compressed connect-timeout connect-to cookie data data-ascii data-binary data-raw data-urlencode get
    head header http1.1 http2 http2-prior-knowledge insecure interface ipv4 ipv6 json key location location-trusted
    max-redirs max-time noproxy oauth2-bearer pass proxy proxy-user proxytunnel referer request resolve socks4 socks4a
    socks5 socks5-hostname unix-socket url user user-agent
    """.split()
)
IMMATERIAL = frozenset(  # it is so in any case, or is about what curl shows
    """
    basic disable fail fail-early fail-with-body globoff include keepalive no-buffer no-progress-meter path-as-is
    progress-bar show-error silent tcp-nodelay verbose
    """.split()
)


@dataclass(slots=True)
class Given:
    """What a command line gave."""

    options: list[tuple[str, str]] = field(default_factory=list)  # of USED, in order; "" where one takes no value
    urls: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.options)

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for given, value in self.options if given == name)

    def last(self, name: str) -> str | None:
        return next(reversed(self.every(name)), None)


def read_options(words: Sequence[str]) -> Given:
    """RtError where the last option lacks its value; what curl does not know is ignored as well."""
    given = Given()
    ahead = iter(words)
    for word in ahead:
        if word == "--":
            given.urls += ahead
        elif word.startswith("-") and word != "-":
            if not all([_take(given, name, value) for name, value in _options(word, ahead)]):
                given.ignored.append("all behind --next")
                break
        elif word.strip():
            given.urls.append(word)
    given.urls[:0] = given.every("url")
    return given


def _take(given: Given, name: str, value: str) -> bool:
    """Sort an option in; False where another request begins."""
    if name in USED:
        given.options.append((name, value))
    elif name not in IMMATERIAL and name != "next":
        given.ignored.append(f"--{name}")
    return name != "next"


def _options(word: str, ahead: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The options in one word: a long one, or letters, of which the first that takes a value takes the rest."""
    if word.startswith("--"):
        name, equals, value = word[2:].partition("=")
        yield name, value if equals else _value(name, ahead)
        return
    for at, letter in enumerate(word[1:], 2):
        name = LETTERS.get(letter, letter)
        if name in WITH_VALUE:
            yield name, word[at:] or _value(name, ahead)
            return
        yield name, ""


def _value(name: str, ahead: Iterator[str]) -> str:
    if name not in WITH_VALUE:
        return ""
    value = next(ahead, None)
    if value is None:
        raise RtError("input curl", f"--{name} lacks its value", "copy the line whole")
    return value
