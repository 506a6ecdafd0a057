"""What is asked about an event stream, and what the one or two requests showed that were sent to find out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from rtcli.probe.stream_facts import StreamFacts
from rtcli.report.model import Finding


@dataclass(frozen=True, slots=True)
class Question:
    seconds: float = 10.0  # for each look
    origin: str | None = None  # of the page that is to read it
    credentials: bool = False  # whether that page sends cookies
    resume: bool = True
    http: str = "auto"  # what was offered, of `request.VERSIONS`
    method: str = "GET"


@dataclass(slots=True)
class Examination:
    first: StreamFacts = field(default_factory=StreamFacts)
    second: StreamFacts = field(default_factory=StreamFacts)
    purpose: Literal["resume", "plain"] | None = None  # of the second request
    untried: str = "the look was broken off"  # why the resume was not tried, or came to nothing


Findings = Iterator[Finding]


def found(code: str, breach: str | None, fine: str, *seen: str) -> Finding:
    """Broken, with what shows it; or kept."""
    return Finding(code, True, fine) if breach is None else Finding(code, False, breach, tuple(filter(None, seen)))


def unsure(code: str, why: str) -> Finding:
    return Finding(code, None, why)


def ms(seconds: float) -> str:
    """`12 ms`, `2.05 s`: as exact as anybody needs it."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.3g} s"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
