"""How a session ended to lines: one for a close in order; for a break what ended it, what was going on, and a hint."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from rtcli.report.closes import close_of
from rtcli.report.text import printable
from rtcli.show.amounts import amount, duration
from rtcli.show.http import OWN
from rtcli.show.paint import Line
from rtcli.wire.close import close_name
from rtcli.wire.fault import Fault

IN_ORDER = (1000, 1001, 1005)  # codes that need no hint
ABNORMAL, NO_STATUS = 1006, 1005
IDLE_S = 10.0  # where nothing passed for so long before a break, an idle limit is the likely cause
WHO = {"client": "us", "server": "the server", "network": "the network"}


class Mortem(Protocol):
    """How a session ended."""

    @property
    def by(self) -> str: ...
    @property
    def code(self) -> int | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def clean(self) -> bool: ...
    @property
    def cause(self) -> str: ...
    @property
    def silence_in_s(self) -> float: ...
    @property
    def silence_out_s(self) -> float: ...
    @property
    def pings_unanswered(self) -> int: ...
    @property
    def half_frame_bytes(self) -> int: ...
    @property
    def faults(self) -> Sequence[Fault]: ...
    @property
    def duration_s(self) -> float: ...


CAUSES = {  # what ended a session that was not closed in order, and what to do where that is known by itself
    "close": ("the close handshake was not finished in order", ""),
    "fin": ("the other side ended TCP (FIN) without a close frame", ""),
    "reset": ("the connection was reset (RST) without a close frame", ""),
    "tls-close": ("the other side ended TLS (close_notify) without a close frame", ""),
    "tls-cut": (
        "TCP ended under TLS, without close_notify and without a close frame",
        "whoever cut it did not hold the TLS keys, or crashed: look at what stands between, then at the server",
    ),
    "tls-error": (
        "TLS broke in the midst of the session",
        "bytes were changed or lost on the way: look at proxies that inspect TLS",
    ),
    "ping-timeout": (
        "a ping of ours was not answered in time",
        "the server hangs, does not answer pings, or is cut off: --ping-timeout sets how long is waited",
    ),
    "close-timeout": (
        "the close handshake was not answered in time",
        "let the server answer a close frame with its own, then end TCP",
    ),
    "protocol-error": ("we ended it because of a protocol error", ""),
    "aborted": ("we ended it without a close handshake", ""),
}


def close_words(mortem: Mortem) -> str:
    """`closed by the server: 1008 policy violation "bye"`."""
    said = code_words(mortem.code, mortem.reason)
    return f"closed by {WHO.get(mortem.by, mortem.by)}{f': {said}' if said else ' without a code'}"


def code_words(code: int | None, reason: str) -> str:
    """A close code with its name, and the reason that came with it; nothing where there was no code."""
    if code is None or code == NO_STATUS:
        return ""
    return f"{code} {close_name(code)}" + (f' "{printable(reason, None)}"' if reason else "")


def in_order(mortem: Mortem) -> bool:
    """Whether there is nothing to explain."""
    return mortem.clean and mortem.code in IN_ORDER


def draw_mortem(mortem: Mortem) -> list[Line]:
    """One line, and where the session did not end in order what there is to know and to do."""
    if mortem.clean:
        hint = "" if in_order(mortem) or mortem.code is None else close_of(mortem.code).cure
        return [_own(close_words(mortem)), *_hint(hint)]
    what, cure = CAUSES.get(mortem.cause, (mortem.cause, ""))
    said = code_words(mortem.code, mortem.reason)
    if mortem.cause == "protocol-error" and mortem.faults:
        fault = mortem.faults[0]
        said, cure = f"{fault.code}, {fault.says}", f"rtcli explain {fault.code} tells more; --lenient goes on"
    style = "" if mortem.cause == "aborted" else "level.fail"
    lines = [_own(f"broken off after {duration(mortem.duration_s)}: {what}{f': {said}' if said else ''}", style)]
    lines.append(_own("; ".join(_circumstances(mortem))))
    return lines if mortem.cause == "aborted" else [*lines, *_hint(cure or _likely_cure(mortem))]


def _circumstances(mortem: Mortem) -> Iterator[str]:
    yield f"last byte received {duration(mortem.silence_in_s)} before, sent {duration(mortem.silence_out_s)} before"
    if mortem.pings_unanswered:
        yield f"{amount(mortem.pings_unanswered, 'ping')} unanswered"
    if mortem.half_frame_bytes:
        yield f"{amount(mortem.half_frame_bytes, 'byte')} of a frame that never was complete"
    if mortem.faults and mortem.cause != "protocol-error":
        yield f"seen before: {', '.join(dict.fromkeys([fault.code for fault in mortem.faults]))}"


def _likely_cure(mortem: Mortem) -> str:
    idle_s = min(mortem.silence_in_s, mortem.silence_out_s)
    if idle_s >= IDLE_S:
        return (
            f"nothing passed for {duration(idle_s)}: a limit on idle links is likely, and --ping-interval keeps it away"
        )
    return close_of(mortem.code or ABNORMAL).cure


def _hint(words: str) -> list[Line]:
    return [[OWN, (" hint:", "level.note"), (f" {words}", "")]] if words else []


def _own(words: str, style: str = "") -> Line:
    return [OWN, (" ", ""), (printable(words, None), style)]
