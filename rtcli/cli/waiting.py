"""Work that takes a known time, attended: progress at a terminal, and what ended it early: Ctrl-C, a limit, an error.

What the work has found by then is kept by whoever started it.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from rtcli.cli import output
from rtcli.cli.progress import PATIENCE_S, would_be_seen
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.signals import heeding
from rtcli.wire.quantity import format_duration

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

TICK_S = 0.25
ENDINGS = {Exit.INTERRUPTED: ("interrupted", "interrupted"), Exit.TERMINATED: ("terminated", "terminated")}
CURL_TIMEOUT = 28


class Step(NamedTuple):
    says: str  # what is done now
    done_s: float
    total_s: float | None  # at most; None where nobody knows


async def attend(
    work: Coroutine[Any, Any, None], step: Callable[[], Step], *, limit_s: float | None = None
) -> RtError | None:
    """Carry it out, and give what ended it early."""
    ended: list[RtError] = []

    async def carry_out() -> None:
        try:
            async with asyncio.timeout(limit_s):
                await work
        except TimeoutError:
            why = f"--max-time {format_duration(limit_s or 0.0)} is over"
            ended.append(RtError("run", why, "give it more time", "timeout", Exit.UNREACHED, CURL_TIMEOUT))
        except RtError as error:
            ended.append(error)

    def stop(code: Exit) -> None:
        says, kind = ENDINGS[code]
        ended.append(RtError("run", says, kind=kind, exit=code))
        doing.cancel()

    async with asyncio.TaskGroup() as group:
        doing = group.create_task(carry_out())
        watching = group.create_task(watch(step))
        doing.add_done_callback(lambda _: watching.cancel())
        with heeding(stop), suppress(asyncio.CancelledError):
            await asyncio.wait([doing])
    return ended[0] if ended else None


async def watch(step: Callable[[], Step]) -> None:
    """Show each step from the third second on, for as long as this is not cancelled."""
    await asyncio.sleep(PATIENCE_S)
    if not would_be_seen():
        return
    bar = drawn()
    task = bar.add_task("", total=None)
    bar.start()
    try:
        while True:
            says, done_s, total_s = step()
            bar.update(task, description=says, completed=min(done_s, total_s or done_s), total=total_s)
            await asyncio.sleep(TICK_S)
    finally:
        bar.stop()


def drawn() -> "Bar":
    from rich import progress

    return progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.TimeRemainingColumn(),
        console=output.console(sys.stderr),
        transient=True,  # it leaves nothing behind
    )
