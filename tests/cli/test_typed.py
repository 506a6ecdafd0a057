import os
import pty
import termios
import tty
from collections.abc import Iterator
from threading import Thread
from typing import NamedTuple

import pytest

from rtcli.cli.typed import LOCAL, erased, typed
from tests.command import streams


class Terminal(NamedTuple):
    keyboard: int
    screen: int


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    keyboard, screen = pty.openpty()
    mode = termios.tcgetattr(screen)
    mode[LOCAL] &= ~termios.ECHO  # nobody empties the screen here
    termios.tcsetattr(screen, termios.TCSANOW, mode)
    yield Terminal(keyboard, screen)
    os.close(keyboard)
    os.close(screen)


def taken(terminal: Terminal, keys: bytes) -> tuple[list[bytes], str]:
    """What comes of these keys, read by read to the end, and what was said."""
    with streams() as (_out, err), typed(terminal.screen) as stream:
        os.write(terminal.keyboard, keys)
        lines = []
        while line := stream.read(10):
            lines.append(line)
        assert stream.read(10) == b""
    return lines, err.taken().decode()


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        (b"8105\n\x04", b"8105\n"),
        (b"8105\x04", b"8105"),
        (b"\x04", b""),
        (b"81\n05\r\x04", b"81\n05\n"),
        (b"8x\x7f1\x7f\x7f\x7f\x7f91\n\x7f05\x04left over", b"91\n05"),
    ],
)
def test_lines_come_as_they_were_meant(terminal: Terminal, keys: bytes, lines: bytes) -> None:
    came, said = taken(terminal, keys)
    assert (b"".join(came), said) == (lines, "\n")


def test_a_line_may_be_longer_than_terminals_allow(terminal: Terminal) -> None:
    line = b"61" * 10_000 + b"\n"

    def paste() -> None:
        with os.fdopen(os.dup(terminal.keyboard), "wb") as keys:
            keys.write(line)

    with streams(), typed(terminal.screen) as stream:
        pasting = Thread(target=paste)
        pasting.start()
        assert stream.read(10) == line
        pasting.join()


def test_the_terminal_gets_its_mode_back(terminal: Terminal) -> None:
    before = termios.tcgetattr(terminal.screen)
    with pytest.raises(KeyboardInterrupt), typed(terminal.screen):
        assert not termios.tcgetattr(terminal.screen)[LOCAL] & termios.ICANON
        raise KeyboardInterrupt
    assert termios.tcgetattr(terminal.screen) == before


def test_a_terminal_that_hangs_up_ends_it(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    tty.setraw(terminal.screen)
    monkeypatch.setattr(os, "read", lambda _fd, _size: b"")
    with streams(), typed(terminal.screen) as stream:
        assert stream.read(10) == b""


@pytest.mark.parametrize(
    ("line", "left"),
    [(b"ab\x7f\x7fc", b"c"), (b"\x7fa", b"a"), (b"a\n\x7fb", b"a\nb"), (b"a\x7f\x7f\x7f", b""), (b"abc", b"abc")],
)
def test_a_backspace_takes_back_what_is_on_its_line(line: bytes, left: bytes) -> None:
    assert erased(bytearray(line)) == left
