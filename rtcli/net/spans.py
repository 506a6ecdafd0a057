"""The phases of a connection as spans of time: what began when, ended when, and what it came to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from rtcli.net.clock import now


class Span(NamedTuple):
    name: str  # name, connect, proxy, tls, upgrade
    start_s: float  # on the clock of `net.clock`
    end_s: float
    says: str = ""  # 127.0.0.1:8765, TLS 1.3 AES-256-GCM; the error where it failed
    ok: bool = True


class Spans(list[Span]):
    """The phases so far, in the order in which they ended."""

    @contextmanager
    def phase(self, name: str) -> Iterator[list[str]]:
        """Time what is done inside; words added to the list that it gives become what the span says."""
        start_s, words = now(), list[str]()
        try:
            yield words
        except BaseException as error:
            self.append(Span(name, start_s, now(), getattr(error, "why", "") or str(error), ok=False))
            raise
        self.append(Span(name, start_s, now(), ", ".join(words)))
