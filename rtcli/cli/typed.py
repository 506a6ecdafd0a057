"""What is typed or pasted at a terminal as a stream, its lines of any length: a terminal by itself hands over 4,095
bytes of each, fewer on some systems, and drops the rest without a word. Ctrl-D ends it, wherever it is pressed."""

import os
import re
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from rtcli.cli import output

BLOCK_BYTES = 64 * 1024
CTRL_D = b"\x04"
LOCAL, CHARACTERS = 3, 6  # where termios keeps the local flags and the control characters
ERASED = re.compile(rb"(?:[^\n\x7f]|^)\x7f|(?<=\n)\x7f")  # a character and the backspace behind it


@contextmanager
def typed(terminal: int) -> Iterator[BinaryIO]:
    """The stream that a terminal is, which gets its own mode back afterwards."""
    before = termios.tcgetattr(terminal)
    mode = termios.tcgetattr(terminal)
    mode[LOCAL] &= ~termios.ICANON  # bytes come as they are typed, and the limit of a line is gone
    mode[CHARACTERS][termios.VMIN], mode[CHARACTERS][termios.VTIME] = 1, 0
    termios.tcsetattr(terminal, termios.TCSADRAIN, mode)
    try:
        yield cast(BinaryIO, Typed(terminal))
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


class Typed:
    """Line by line, so that a backspace can still take something back."""

    def __init__(self, terminal: int) -> None:
        self.terminal = terminal
        self._line = bytearray()
        self._ended = False

    def read(self, _size: int) -> bytes:
        """The next complete lines, or whatever there is at the end."""
        while not self._ended and b"\n" not in self._line:
            data, end, _ = os.read(self.terminal, BLOCK_BYTES).partition(CTRL_D)
            self._ended = bool(end) or not data
            self._line = erased(self._line + data)
            if self._ended:
                output.talk("")  # what follows is not to stand behind the ^D
        size = len(self._line) if self._ended else self._line.rindex(b"\n") + 1
        lines, self._line = bytes(self._line[:size]), self._line[size:]
        return lines


def erased(line: bytearray) -> bytearray:
    """The line after its backspaces have done their work."""
    while b"\x7f" in line:
        line = bytearray(ERASED.sub(b"", line))
    return line
