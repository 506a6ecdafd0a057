"""The lines typed at a prompt, kept per host from one session to the next: one JSON string a line, the oldest first.

They are kept as they were typed, secrets and all: hence a file for each host that nobody else may read. What cannot
be kept is not, and that is no reason to stop.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

MOST_LINES = 1000
MOST_LINE_BYTES = 64 << 10  # a line beyond is not kept


def history_path(host: str, environment: Mapping[str, str]) -> Path:
    """Where the lines for a host are, by the XDG Base Directory Specification: a relative path in it counts as none."""
    state = Path(environment.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():
        state = Path(environment.get("HOME") or "~").expanduser() / ".local" / "state"
    name = quote(host, safe="")
    return state / "rtcli" / "history" / (name if name.strip(".") else f"host-{name}")


class History:
    """One file; `problem` says why nothing is kept."""

    def __init__(self, path: Path, most_lines: int = MOST_LINES) -> None:
        self.path, self.most_lines = path, most_lines
        self.problem = ""

    def read(self) -> list[str]:
        """The last lines; a file that has grown to twice as many is cut to them."""
        try:
            written = self.path.read_bytes().splitlines()
            lines = [line for line in map(_parse, written[-self.most_lines :]) if line is not None]
            if len(written) > 2 * self.most_lines:
                self._replace(lines)
        except FileNotFoundError:
            return []
        except OSError as exc:
            self._give_up(exc)
            return []
        return lines

    def add(self, line: str) -> None:
        """Append in one write, so that two sessions with one host do not tear each other's lines."""
        written = _write(line)
        if self.problem or len(written) > MOST_LINE_BYTES:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.fchmod(file, 0o600)
                os.write(file, written)
            finally:
                os.close(file)
        except OSError as exc:
            self._give_up(exc)

    def _replace(self, lines: list[str]) -> None:
        shorter = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        shorter.touch(mode=0o600)
        shorter.write_bytes(b"".join(map(_write, lines)))
        shorter.replace(self.path)

    def _give_up(self, exc: OSError) -> None:
        self.problem = f"what is typed is not kept: {self.path}: {exc.strerror}"


def _write(line: str) -> bytes:
    return json.dumps(line).encode() + b"\n"  # in ASCII: lone surrogates too


def _parse(written: bytes) -> str | None:
    try:
        line = json.loads(written)
    except ValueError:
        return None
    return line if isinstance(line, str) else None
