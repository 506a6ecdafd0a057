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

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, float, list[str]]] = []

    @contextmanager
    def phase(self, name: str) -> Iterator[list[str]]:
        """Time what is done inside; words added to the list that it gives become what the span says."""
        start_s, words = now(), list[str]()
        self._open.append((name, start_s, words))
        try:
            yield words
        except BaseException as error:
            says = getattr(error, "why", "") or str(error) or ", ".join(words)
            self.append(Span(name, start_s, now(), says, ok=False))
            raise
        else:
            self.append(Span(name, start_s, now(), ", ".join(words)))
        finally:
            self._open.pop()

    @property
    def current(self) -> Span | None:
        """The phase that is open, or the last one where it failed: what was going on when time ran out."""
        if self._open:
            name, start_s, words = self._open[-1]
            return Span(name, start_s, now(), ", ".join(words), ok=False)
        return self[-1] if self and not self[-1].ok else None
