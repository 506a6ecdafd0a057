"""A program of another's, run in the foreground for a test: found or skipped, waited for, and ended."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.net.servers import PATIENCE_S

PATHS = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"  # servers are not on everybody's path


def found(name: str) -> str:
    """Where the program is; a test that needs one that is not here is skipped, but never on CI."""
    path = shutil.which(name, path=PATHS)
    return path or pytest.skip(f"{name} is not installed")


@contextmanager
def running(
    command: Sequence[str], port: int, *, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run it until the test is over, from when it listens at this port on; it has the folder for itself."""
    log = folder / "log"
    with log.open("wb") as into:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=into,
            stderr=into,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        _await_listening(process, port, log)
        yield port
    finally:
        _end(process)


def _await_listening(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until_s:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.01)
    raise RuntimeError(f"{process.args!r} does not listen; it says:\n{log.read_text(errors='replace')}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """It and whatever it has started: the session is its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)
            return
