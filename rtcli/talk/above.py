"""Output that goes above a prompt: gathered, and written together with the prompt drawn anew below it.

It stands in the place of an outlet. While no prompt is up it only passes on; while one is, a terminal that takes
nothing makes it gather until it is full, and what is typed never waits behind more than one piece.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stderr
from io import TextIOBase
from typing import Protocol, TextIO

from rtcli.net.clock import now

REPAINT_S = 0.05  # between two pieces
PIECE_BYTES = 64 << 10  # so that in a flood the prompt is to be seen more often than not
BOUND_BYTES = 1 << 20  # gathered; whoever makes more is paused, until a piece's worth is left


class Outlet(Protocol):
    on_full: Callable[[bool], None]

    @property
    def kept_bytes(self) -> int: ...

    def write(self, data: bytes, /) -> None: ...


class Prompt(Protocol):
    """What is drawn below."""

    def paint(self, data: bytes) -> None:
        """Put these lines in its place and draw it anew below them, in one write."""


class Above:
    """Where the writing of others and that of a prompt meet."""

    terminal = True  # prompts are for people

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._prompt: Prompt | None = None
        self._gathered = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        self._painted_s = -REPAINT_S
        self._full = False

    def write(self, data: bytes, /) -> None:
        """Lines for the reader."""
        if self._prompt is None:
            self._outlet.write(data)
            return
        self._gathered += data
        if data and self._timer is None:
            self._wait(max(0.0, self._painted_s + REPAINT_S - now()))
        if len(self._gathered) > BOUND_BYTES:
            self._tell_full(True)

    @contextmanager
    def below(self, prompt: Prompt) -> Iterator[None]:
        """While the body lasts, this prompt is up."""
        self._prompt = prompt
        try:
            yield
        finally:
            self._prompt = None
            self._stop_waiting()
            self._outlet.write(bytes(self._gathered))
            self._gathered.clear()
            self._tell_full(False)

    def _wait(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._paint)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _paint(self) -> None:
        assert self._prompt
        self._timer = None
        if self._outlet.kept_bytes:
            self._wait(REPAINT_S)
            return
        self._prompt.paint(self._piece())
        self._painted_s = now()
        if self._gathered:
            self._wait(REPAINT_S)
        if len(self._gathered) < PIECE_BYTES:
            self._tell_full(False)

    def _piece(self) -> bytes:
        """As many lines as are written at once; a prompt needs the last of them to be whole."""
        end = len(self._gathered)
        if end > PIECE_BYTES:
            end = self._gathered.find(b"\n", PIECE_BYTES) + 1 or end
        piece = bytes(self._gathered[:end])
        del self._gathered[:end]
        return piece if piece.endswith(b"\n") else piece + b"\n"

    def _tell_full(self, is_full: bool) -> None:
        if self._full != is_full:
            self._full = is_full
            self._outlet.on_full(is_full)


class Aside(TextIOBase):
    """A terminal's stderr that is written above the prompt."""

    encoding = "utf-8"

    def __init__(self, terminal: TextIO, above: Above) -> None:
        self._terminal, self._above = terminal, above

    def write(self, text: str) -> int:
        self._above.write(text.encode("utf-8", "backslashreplace"))
        return len(text)

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._terminal.fileno()


def said_above(above: Above) -> AbstractContextManager[object]:
    """While the body lasts, whatever is said on stderr goes above the prompt; in a file it is not in the way."""
    terminal = sys.stderr
    return redirect_stderr(Aside(terminal, above)) if terminal.isatty() else nullcontext()
