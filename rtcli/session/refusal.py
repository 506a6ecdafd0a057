"""What came instead of an open session to what is said of it: why, in the words of the wire, and what to do."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rtcli.exits import Exit
from rtcli.net.link import Ending
from rtcli.net.place import Place
from rtcli.net.spans import Span
from rtcli.session.answer import NoAnswer
from rtcli.session.causes import Refusal, advice
from rtcli.wire.fault import Fault
from rtcli.wire.handshake import Judgement
from rtcli.wire.http1 import Head, quoted
from rtcli.wire.quantity import format_duration
from rtcli.wire.secrets import redact_url
from rtcli.wire.sniff import sniff
from rtcli.wire.url import SECURE, WEB_SCHEMES, Url

EXCERPT = 160  # characters of a body that are said in the error itself
TOLERABLE = frozenset(  # what the rules call less than a failure: with nothing worse a 101 is taken
    (
        "handshake.protocol-missing",
        "handshake.version-header",
        "http.bad-field-value",
        "http.bare-lf",
        "http.folded-line",
    )
)
UNREADABLE = frozenset(("http.head-too-big", "http.head-truncated"))  # where frames begin cannot be known
WAITS = {  # a phase of the opening: what did not happen in time, and what to do
    "name": ("no answer to the name look-up", "look at the resolver, or give the address: --resolve HOST:PORT:ADDRESS"),
    "connect": ("no answer to the connection", "a firewall may drop it, or host or port are wrong"),
    "proxy": ("no answer of the proxy", "try without it: --noproxy '*'"),
    "tls": ("no end of the TLS handshake", "the port may not speak TLS"),
    "upgrade": ("no answer", "is it a WebSocket server that listens there? --connect-timeout waits longer"),
}
DONE = {"name": "address known", "connect": "connected", "proxy": "through the proxy", "tls": "encrypted"}
ENDINGS = {  # how the connection ended: words, curl's number
    Ending.FIN: ("the server closed the connection", 52),
    Ending.RESET: ("the server reset the connection", 56),
    Ending.TLS_CLOSE: ("the server closed the connection under TLS", 52),
    Ending.TLS_CUT: ("the connection was cut under TLS, without its close_notify", 56),
    Ending.TLS_ERROR: ("TLS failed", 56),
    Ending.OURS: ("the connection was closed", 52),
}
GREETINGS = (  # first words of servers that speak first
    (b"SSH-", "an SSH server's greeting"),
    (b"220", "the greeting of a mail or FTP server"),
    (b"+OK", "the greeting of a POP3 server"),
    (b"* OK", "the greeting of an IMAP server"),
    (b"RFB ", "the greeting of a VNC server"),
    (b"-ERR", "an error of a Redis server"),
    (b"ICY ", "an ICY radio stream"),
)
TLS_RECORD = "a TLS record"
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


class Said(NamedTuple):
    """What an error says."""

    why: str
    fix: str
    kind: str
    curl_code: int
    stage: str = "upgrade"

    def at(self, url: Url) -> tuple[str, str, str, str, Exit, int]:
        """What an RtError begins with."""
        return (
            f"{self.stage} {Place(url.host, url.port)}",
            self.why,
            self.fix,
            self.kind,
            Exit.UNREACHED,
            self.curl_code,
        )


def too_late(spans: Sequence[Span], limit_s: float, received: int) -> Said:
    """Whatever the opening waited for when its time was over."""
    stage = next((span.name for span in reversed(spans) if not span.ok and span.name in WAITS), "connect")
    what, fix = WAITS[stage]
    done = [
        f"{DONE.get(span.name, span.name)} after {(span.end_s - spans[0].start_s) * 1e3:.1f} ms"
        for span in spans
        if span.ok
    ]
    came = [f"{received} bytes of a head came, and not its end"] if received else []
    facts = "; ".join((*([", ".join(done)] if done else ()), *came))
    why = f"{what} within {format_duration(limit_s)}"
    return Said(f"{why} ({facts})" if facts else why, fix, "timeout", 28, stage)


def no_answer(came: NoAnswer, url: Url) -> Said:
    """The connection ended without a byte, or something else than HTTP is spoken there."""
    spoken = "WebSocket" if url.scheme in WEB_SCHEMES else "HTTP"
    if came.ending is not None and not came.data.strip():
        words, curl_code = ENDINGS[came.ending]
        fix = f"does the port speak {spoken}?" if url.secure else f"does the port speak TLS? then write {_secure(url)}"
        return Said(f"{words} before it answered", fix, "no-answer", curl_code)
    named = next((says for start, says in GREETINGS if came.data.startswith(start)), None)
    says = named or sniff(came.data, at_start=True) or "something else"
    fix = (
        f"the port speaks TLS: write {_secure(url)}" if says == TLS_RECORD else f"another port speaks {spoken}, if any"
    )
    return Said(f"what came is {says}, not HTTP: {quoted(came.data.decode('latin-1'))}", fix, "not-http", 8)


def failures(head: Head, judgement: Judgement) -> list[Fault]:
    """What is wrong with a 101 that may not be: the answer's grammar, and the handshake; of half a head only that."""
    faults = [fault for fault in (*head.faults, *judgement.faults) if fault.code not in TOLERABLE]
    return [fault for fault in faults if fault.code in UNREADABLE] or faults


def may_be_taken(faults: Sequence[Fault], *, lenient: bool) -> bool:
    """Whether a 101 with these faults makes a session."""
    return not faults or (lenient and not any(fault.code in UNREADABLE for fault in faults))


def refused(refusal: Refusal) -> Said:
    """An answer that makes no session: half a head, a 101 with faults, or another status."""
    start, faults = refusal.head.start, refusal.faults
    answer = f"{start.status} {start.reason}".strip() or quoted(start.raw.decode("latin-1"))
    if not may_be_taken(faults, lenient=True):
        words, curl_code = ENDINGS[refusal.ending] if refusal.ending else ("the answer came to no end", 8)
        why = f"{words} inside its head: {answer}; {faults[0].says}"
        return Said(why, _explain(faults), "broken-head", curl_code)
    if refusal.head.status == 101:
        why = "; ".join(f"{fault.code}: {fault.says}" for fault in faults)
        return Said(f"101, but {why}", f"{_explain(faults)}; --lenient goes on", "handshake", 22)
    why = ": ".join(part for part in (answer, refusal.stopped or _excerpt(refusal)) if part)
    kind, curl_code = ("redirect", 47) if refusal.stopped else ("refused", 22)
    return Said(why, advice(refusal), kind, curl_code)


def _explain(faults: Sequence[Fault]) -> str:
    return f"rtcli explain {faults[0].code} tells more"


def _excerpt(refusal: Refusal) -> str:
    """The start of a body in one line, of a page its title unless that says the same as the status."""
    from html import unescape

    title = _TITLE.search(refusal.text)
    is_page = refusal.text.lstrip().startswith("<")
    text = unescape(title[1]) if title else "" if is_page else refusal.text
    line = redact_url(" ".join(text.split()))
    short = line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
    if not title or not short:
        return short
    return "" if refusal.head.reason and refusal.head.reason in short else f"a page titled {short!r}"


def _secure(url: Url) -> str:
    return url.display().replace(f"{url.scheme}:", f"{SECURE.get(url.scheme, url.scheme)}:", 1)
