"""A file in the format rtcli/record/1, written line by line: what was written survives us."""

from typing import BinaryIO

from rtcli.exits import Exit
from rtcli.talk.began import Began
from rtcli.talk.http_documents import Exchange
from rtcli.talk.private import open_private, write_all
from rtcli.wire.record import Direction, End, Opening, Transfer, Value, build_lines


class RecordFile:
    """What both recorders write; times are instants of `net.clock`."""

    def __init__(self, path: str, began: Began, *, show_secrets: bool = False) -> None:
        self.path = path
        self._began = began
        self._show_secrets = show_secrets
        self._first = True
        self._at: dict[Direction, int] = {"in": 0, "out": 0}
        self._file: BinaryIO | None = open_private(path)

    def keep_exchange(self, exchange: Exchange, t_s: float) -> None:
        """A request and the head that answered it; what passes next stands behind both."""
        started_at = self._began.date(self._began.instant_s) if self._first else None
        self._first = False
        self._at = {"in": 0, "out": 0}
        head = exchange.response.raw if exchange.response else None
        url = exchange.url.display(show_secrets=True)
        self._write(Opening(self._began.since_s(t_s), url, exchange.request, head, started_at))

    def keep_bytes(self, direction: Direction, t_s: float, data: bytes) -> None:
        self._write(Transfer(direction, self._began.since_s(t_s), self._at[direction], data))
        self._at[direction] += len(data)

    def end(self, code: Exit, cause: str | None, t_s: float) -> None:
        """Say how it ended, and let the file go."""
        self._write(End(self._began.since_s(t_s), int(code), cause))
        self.stop()

    def stop(self) -> None:
        """Keep nothing more."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, value: Value) -> None:
        if self._file is not None:
            write_all(self._file, self.path, build_lines(value, show_secrets=self._show_secrets))
