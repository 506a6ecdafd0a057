"""A pseudo-terminal and what a person sees on it: keys go in, and rows of a screen come out.

A terminal emulator draws what is written, scrolled-off lines included, so that a test can ask what stands where.
"""

import asyncio
import fcntl
import os
import struct
import termios
from collections.abc import Callable
from contextlib import suppress

import pyte

ROWS, COLUMNS = 30, 100
LOOK_S = 0.02  # between two looks, where nothing is drawn
DEADLINE_S = 20.0  # only what hangs meets it


class Screen:
    """`tty` is the end for the program under test; use it inside a running loop."""

    def __init__(self, rows: int = ROWS, columns: int = COLUMNS) -> None:
        self.terminal, self.tty = os.openpty()
        self._screen = pyte.HistoryScreen(columns, rows, history=1_000_000)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = asyncio.Event()
        self.raw = b""
        self.resize(rows, columns)
        asyncio.get_running_loop().add_reader(self.terminal, self._read)

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, *_raised: object) -> None:
        asyncio.get_running_loop().remove_reader(self.terminal)
        os.close(self.terminal)
        with suppress(OSError):
            os.close(self.tty)

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.tty, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    def type(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def paste(self, text: str) -> None:
        """As a terminal does that was asked to put brackets around it."""
        self.type(f"\x1b[200~{text.replace(chr(10), chr(13))}\x1b[201~")

    @property
    def rows(self) -> list[str]:
        """What is on the screen now, without the empty rows at its end."""
        rows = [row.rstrip() for row in self._screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def all_rows(self) -> list[str]:
        """What has scrolled off, too."""
        columns = range(self._screen.columns)
        above = ["".join(row[column].data for column in columns).rstrip() for row in self._screen.history.top]
        return above + self.rows

    @property
    def line(self) -> str:
        """The row the cursor is in."""
        return self._screen.display[self._screen.cursor.y].rstrip()

    async def until(self, shown: Callable[["Screen"], bool]) -> None:
        """Wait until the screen looks so, or something else that does not show on it is so."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                while not shown(self):
                    self._drawn.clear()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_S):
                            await self._drawn.wait()
        except TimeoutError:
            raise AssertionError("it never came to look so; on the screen stands:\n" + "\n".join(self.rows)) from None

    async def shows(self, text: str) -> None:
        """Wait until this text stands somewhere on the screen."""
        await self.until(lambda screen: any(text in row for row in screen.rows))

    def _read(self) -> None:
        try:
            data = os.read(self.terminal, 65536)
        except OSError:  # Linux: nobody has the other end open any more
            asyncio.get_running_loop().remove_reader(self.terminal)
            return
        self.raw += data
        self._stream.feed(data)
        self._drawn.set()
