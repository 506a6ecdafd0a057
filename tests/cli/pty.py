"""A shell in a pseudo-terminal: keys go in, and what then stands on its command line comes back.

The line is not guessed from what was drawn: at Ctrl-G the shell itself writes its editing buffer into a pipe, and as it
works off its keys in order, whatever was typed before has been acted on by then.
"""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PROMPT = "READY> "
CTRL_B = "\x02"  # the cursor one character back, in every shell
CTRL_G = b"\x07"
DEADLINE_S = 60.0  # only a hung shell meets it
ROWS, COLUMNS = 40, 120
ESCAPES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\].*?(\x07|\x1b\\)|[()].|[=>78])|[\x07\r]")  # ECMA-48, xterm, bells


class Shell:
    """One interactive shell; its start-up file has to show PROMPT and to answer Ctrl-G on descriptor $REPORT_FD."""

    def __init__(self, argv: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> None:
        self.output = b""
        self.reported = b""
        self.terminal, tty = os.openpty()
        self.report, report = os.pipe()
        fcntl.ioctl(tty, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            argv,
            stdin=tty,
            stdout=tty,
            stderr=tty,
            env={**environment, "REPORT_FD": str(report)},
            cwd=folder,
            pass_fds=(report,),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C and the hang-up reach it
        )
        os.close(tty)
        os.close(report)

    @property
    def drawn(self) -> str:
        """The text put on the terminal since keys were typed, in the order it came."""
        return ESCAPES.sub(b"", self.output).decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        self.output = b""
        os.write(self.terminal, keys.encode())

    def take(self) -> str:
        """What stands on the command line once all that was typed has been acted on; the line is empty afterwards."""
        os.write(self.terminal, CTRL_G)
        self.read_until(lambda: b"\0" in self.reported, "its command line")
        line, _, self.reported = self.reported.partition(b"\0")
        return line.decode()

    def wait_for(self, text: str) -> None:
        """Wait until the shell has drawn this text."""
        self.read_until(lambda: text in self.drawn, repr(text))

    def read_until(self, arrived: Callable[[], bool], what: str) -> None:
        end_s = time.monotonic() + DEADLINE_S
        while not arrived():
            ready, _, _ = select.select([self.terminal, self.report], [], [], max(0.0, end_s - time.monotonic()))
            assert ready, f"the shell did not show {what} in {DEADLINE_S} s; on its terminal stands:\n{self.drawn}"
            if self.report in ready:
                self.reported += os.read(self.report, 65536)
            if self.terminal in ready:
                self.output += os.read(self.terminal, 65536)  # raises EIO where the shell has ended

    def close(self) -> None:
        """Hang up, as a closed terminal window does, and leave no process behind."""
        os.close(self.terminal)
        os.close(self.report)
        try:
            self.process.wait(DEADLINE_S)
        finally:
            with suppress(ProcessLookupError, PermissionError):  # nobody is left
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
