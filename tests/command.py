"""rtcli run for a test: `cli` in this process, fast and traced by coverage; `spawn` in a process of its own."""

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch


class Ran(NamedTuple):
    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def err(self) -> str:
        return self.stderr.decode()

    @property
    def documents(self) -> list[Any]:
        """Every line of stdout as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


class Stream(io.TextIOWrapper):
    """A text stream over bytes in memory, which says of itself whether it is a terminal."""

    def __init__(self, data: bytes = b"", *, tty: bool = False) -> None:
        self.memory = io.BytesIO(data)
        self.tty = tty
        super().__init__(self.memory, encoding="utf-8", newline="")

    def isatty(self) -> bool:
        return self.tty

    def taken(self) -> bytes:
        self.flush()
        return self.memory.getvalue()


@contextmanager
def streams(stdin: bytes = b"", *, tty: bool = False) -> Iterator[tuple[Stream, Stream]]:
    """stdout and stderr in memory, and stdin a file, in the place of those of pytest."""
    out, err = Stream(tty=tty), Stream(tty=tty)
    with io.TextIOWrapper(tempfile.TemporaryFile()) as file, patch.multiple(sys, stdin=file, stdout=out, stderr=err):
        file.buffer.write(stdin)
        file.buffer.seek(0)
        yield out, err


def cli(*argv: str, stdin: bytes = b"", tty: bool = False, columns: int = 80) -> Ran:
    """What `rtcli ARGV` answers: in a pipe, or with `tty` at a colour terminal so many columns wide."""
    from rtcli.cli.main import main

    terminal = {"COLUMNS": str(columns), "TERM": "xterm-256color"} if tty else {}
    with patch.dict(os.environ, terminal), streams(stdin, tty=tty) as (out, err):
        code = main(argv)
    return Ran(code, out.taken(), err.taken())


def spawn(*argv: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
    """The same in a new interpreter, with `env` added to the environment."""
    command = [sys.executable, "-m", "rtcli", *argv]
    done = subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **(env or {})}, timeout=60)
    return Ran(done.returncode, done.stdout, done.stderr)
