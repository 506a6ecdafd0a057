"""A line on stderr that says how far long work has come: only at a terminal, and only after two seconds."""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from rtcli.cli import output

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

PATIENCE_S = 2.0


class Progress:
    """Told how many bytes are done, as often as one likes; where the total is not known it shows no end."""

    def __init__(self, what: str, total_bytes: int | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.what = what
        self.total_bytes = total_bytes
        self.clock = clock
        self.due = clock() + PATIENCE_S
        self.bar: Bar | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self.bar:
            self.bar.stop()

    def update(self, done_bytes: int) -> None:
        if self.clock() >= self.due:
            self.due = float("inf")  # decided once
            self.bar = drawn(self.what, self.total_bytes) if would_be_seen() else None
        if self.bar:
            self.bar.update(self.bar.task_ids[0], completed=done_bytes)


def would_be_seen() -> bool:
    """Somebody looks, asked for no silence, and sees no answer scroll by on the same terminal."""
    answering = output.at_terminal(sys.stdout) and output.asked.begun
    return output.at_terminal(sys.stderr) and not output.asked.quiet and not answering


def drawn(what: str, total_bytes: int | None) -> "Bar":
    from rich import progress

    bar = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(binary_units=True),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
        console=output.console(sys.stderr),
        transient=True,  # it leaves nothing behind
    )
    bar.add_task(what, total=total_bytes)
    bar.start()
    return bar
