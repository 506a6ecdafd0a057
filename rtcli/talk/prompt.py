"""A prompt at a terminal: what is typed becomes messages and commands, and what arrives goes above it.

Lines wait their turn where they send, so that a session that is being opened again gets them in order; a command that
sends nothing is done at once. prompt_toolkit is imported on use.
"""

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rtcli.errors import RtError
from rtcli.net.clock import now
from rtcli.report.text import printable, printable_lines
from rtcli.show.amounts import amount
from rtcli.show.cells import fold
from rtcli.talk.above import Above, Outlet, said_above
from rtcli.talk.commands import Line, Words, parse_line
from rtcli.talk.history import History, history_path
from rtcli.talk.toolbar import Toolbar

if TYPE_CHECKING:
    from rtcli.talk.conversation import Talk

DUMB = ("", "dumb", "unknown")
TOOLBAR_S = 0.25


def possible(stdin: int, stdout: object, environment: Mapping[str, str]) -> bool:
    """Whether there is a terminal on both sides, of a kind whose cursor can be moved."""
    is_capable = os.name == "posix" and environment.get("TERM", "") not in DUMB
    return is_capable and isinstance(stdout, int) and os.isatty(stdin) and os.isatty(stdout)


class PromptSource:
    """A source that a person types at; what is to be read meanwhile is written to what `over` gives."""

    def __init__(
        self, host: str, *, stdin: int = 0, stdout: int = 1, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._stdin, self._stdout = stdin, stdout
        self._history = History(history_path(host, environment))
        self._turn = asyncio.Lock()
        self._waiting = 0  # messages whose turn it is not yet, or that nobody takes

    def over(self, outlet: Outlet) -> Above:
        """What to write to in the place of this outlet."""
        import rtcli.talk.editor  # noqa: F401  now, since it takes a tenth of a second, in which a session goes unread

        self._outlet, self._above = outlet, Above(outlet)
        return self._above

    async def run(self, talk: "Talk") -> None:
        """Until the conversation is over, and this is cancelled."""
        from rtcli.talk.editor import Terminal, opened

        self._talk = talk
        terminal = Terminal(self._stdout, self._outlet.write)
        with opened(self, self._history, stdin=self._stdin, terminal=terminal) as self._editor:
            with self._above.below(self._editor), said_above(self._above):
                async with asyncio.TaskGroup() as self._group:
                    self._group.create_task(self._follow())
                    await self._edit()

    def take(self, line: str) -> None:
        """A line was entered."""
        self._group.create_task(self._obey(line))

    def leave(self) -> None:
        """Ctrl-D: behind what was entered before it."""
        self.take("/quit")

    def interrupt(self) -> None:
        """Ctrl-C: behind what was entered before it, too."""
        asyncio.get_running_loop().call_soon(self._talk.interrupted)

    def say(self, *lines: str) -> None:
        """Words of ours, above the prompt."""
        self._above.write("".join(f"* {line}\n" for line in lines).encode("utf-8", "replace"))

    async def _edit(self) -> None:
        try:
            await self._editor.run()
        except EOFError:
            self._talk.close()
        finally:
            if self._waiting:
                self.say(f"{amount(self._waiting, 'line')} not sent")

    async def _follow(self) -> None:
        """Keep the line below up to date, and others informed of how wide the terminal is."""
        toolbar, columns, problem = Toolbar(), self._editor.columns, ""
        while True:
            if problem != self._history.problem:
                problem = self._history.problem
                self.say(printable(problem, None))
            if columns != self._editor.columns:
                columns = self._editor.columns
                self._talk.change_look(width=columns)
            text = toolbar.text(self._talk, now(), waiting=self._waiting, width=columns)
            if text != self._editor.toolbar:
                self._editor.toolbar = text
                self._editor.refresh()
            await asyncio.sleep(TOOLBAR_S)

    async def _obey(self, text: str) -> None:
        try:
            self.say(*[printable(words, None) for words in await self._do(parse_line(text))])
        except RtError as error:
            self.say(*complaint(error, self._editor.columns - len("* ")))

    async def _do(self, line: Line) -> Words:
        command, value = line
        if not command.sends:
            return await command.do(self._talk, value)
        self._waiting += 1
        try:
            async with self._turn:
                return await command.do(self._talk, value)
        finally:
            self._waiting -= 1


def complaint(error: RtError, width: int) -> list[str]:
    """What is wrong with a line that was typed, and what to do; what was typed needs no place."""
    why = error.why if error.where == "input" else str(error)
    return [*printable_lines(f"error: {why}").split("\n"), *fold(printable(f"hint: {error.fix}", None), width)]
