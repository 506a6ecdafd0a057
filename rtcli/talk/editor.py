"""The line editor itself: keys, completion, history and drawing, as prompt_toolkit does them.

It asks the terminal for nothing, such as where its cursor stands: answers would come in between what is typed.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOBase
from typing import Protocol, TextIO, cast

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.history import History as Remembered
from prompt_toolkit.input import Input
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from rtcli.talk.commands import COMMANDS, SIGN, named
from rtcli.talk.draft import is_complete, message_of
from rtcli.talk.history import History

SIZE = (24, 80)  # rows and columns of a terminal that says nothing
STYLE = Style.from_dict({"bottom-toolbar": "noreverse", "bottom-toolbar.text": "reverse", "prompt": "bold"})


class Desk(Protocol):
    """Who works at the editor."""

    def take(self, line: str) -> None:
        """A line was entered."""

    def leave(self) -> None:
        """Ctrl-D on an empty line."""

    def interrupt(self) -> None:
        """Ctrl-C."""


class Screen(TextIOBase):
    """What is drawn, kept until it may go out: in one write with what belongs to it."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write, self._kept = write, bytearray()
        self.held = False

    def write(self, text: str) -> int:
        self.put(text.encode("utf-8", "replace"))
        return len(text)

    def put(self, data: bytes) -> None:
        self._kept += data

    def flush(self) -> None:
        if self._kept and not self.held:
            self._write(bytes(self._kept))
            self._kept.clear()


class Terminal(Vt100_Output):
    """The terminal on a file descriptor; what is drawn on it goes out by `write`."""

    def __init__(self, fd: int, write: Callable[[bytes], None]) -> None:
        self.screen = Screen(write)
        super().__init__(cast(TextIO, self.screen), lambda: size_of(fd), enable_cpr=False)

    def get_rows_below_cursor_position(self) -> int:
        return 1  # at least; the prompt takes what it needs


def size_of(fd: int) -> Size:
    try:
        columns, rows = os.get_terminal_size(fd)
    except OSError:
        columns = rows = 0
    return Size(rows or SIZE[0], columns or SIZE[1])


@contextmanager
def opened(desk: Desk, history: History, *, stdin: int, terminal: Terminal) -> Iterator["Editor"]:
    """The editor, whose keys come from `stdin`."""
    with open(stdin, encoding="utf-8", errors="surrogateescape", closefd=False) as keyboard:
        yield Editor(desk, history, input=Vt100Input(keyboard), output=terminal)


class Editor:
    """One prompt, up from `run` until that is cancelled."""

    def __init__(self, desk: Desk, history: History, *, input: Input, output: Terminal) -> None:
        self.toolbar = ""
        self._screen = output.screen
        self._desk = desk
        self._session = PromptSession[None](
            "> ",
            multiline=True,  # Enter is ours, and decides
            prompt_continuation=". ",
            history=Kept(history),
            completer=Commands(),
            complete_while_typing=Condition(self._is_command),
            key_bindings=keys(desk),
            bottom_toolbar=lambda: self.toolbar,
            style=STYLE,
            include_default_pygments_style=False,
            color_depth=ColorDepth.DEPTH_1_BIT,  # bold and reverse are enough, and no colours where none are wanted
            enable_suspend=True,
            erase_when_done=True,
            input=input,
            output=output,
        )
        self._session.default_buffer.accept_handler = self._accept
        self._app = self._session.app
        self._app.before_render += self._shrink
        self._app.after_render += self._let_out
        self._was_command = False

    async def run(self) -> None:
        """Edit lines; signals and mistakes stay with whoever runs it. EOFError: the terminal has gone."""
        try:
            await self._app.run_async(handle_sigint=False, set_exception_handler=False)
        finally:  # what was being typed when the session ended is not lost
            self._session.default_buffer.append_to_history()

    @property
    def columns(self) -> int:
        return self._app.output.get_size().columns

    def refresh(self) -> None:
        """Draw what has changed."""
        self._app.invalidate()

    def paint(self, data: bytes) -> None:
        """Put these lines in its place and draw it anew below them, in one write."""
        if self._app.is_running:
            self._lift()
        self._screen.put(data)
        self._screen.flush()  # unless it is held until the prompt is drawn
        self._app.invalidate()

    def _shrink(self, _app: object) -> None:
        """Give back the room of the menu: what is drawn over keeps its height."""
        is_command = self._is_command()
        if self._was_command and not is_command:
            self._lift()
        self._was_command = is_command

    def _lift(self) -> None:
        self._screen.held = True
        self._app.renderer.erase()

    def _let_out(self, _app: object) -> None:
        self._screen.held = False
        self._screen.flush()

    def _accept(self, buffer: Buffer) -> bool:
        if text := message_of(buffer.text):
            self._desk.take(text)
        return False

    def _is_command(self) -> bool:
        text = self._session.default_buffer.text
        return text.startswith(SIGN) and not text.startswith(SIGN * 2) and "\n" not in text


def keys(desk: Desk) -> KeyBindings:
    """The keys that mean something else here than in any line editor."""
    bindings = KeyBindings()
    in_line = has_focus(DEFAULT_BUFFER)
    is_empty = Condition(lambda: not get_app().current_buffer.text)

    @bindings.add("enter", filter=in_line)
    def enter(event: KeyPressEvent) -> None:
        if is_complete(event.current_buffer.text):
            event.current_buffer.validate_and_handle()
        else:
            event.current_buffer.newline()

    @bindings.add("escape", "enter", filter=in_line)
    def begin_line(event: KeyPressEvent) -> None:
        event.current_buffer.newline()

    @bindings.add("c-d", filter=in_line & is_empty)
    def leave(_event: KeyPressEvent) -> None:
        desk.leave()

    @bindings.add("c-c")
    def interrupt(_event: KeyPressEvent) -> None:
        desk.interrupt()

    return bindings


class Commands(Completer):
    """Commands and their arguments, at TAB and as they are typed."""

    def __init__(self) -> None:
        self._files = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor
        if not typed.startswith(SIGN) or typed.startswith(SIGN * 2):
            return
        name, blank, argument = typed.partition(" ")
        command = named(name)
        if not blank:
            yield from (
                Completion(usage.rstrip() if not known.argument else usage, -len(name), display_meta=known.help)
                for known in COMMANDS
                if (usage := f"{SIGN}{known.name} ").startswith(name)
            )
        elif command is not None:
            yield from (Completion(offer, -len(argument)) for offer in command.offers if offer.startswith(argument))
            if command.file is not None and argument.startswith(command.file):
                path = Document(argument.removeprefix(command.file))
                yield from self._files.get_completions(path, complete_event)


class Kept(Remembered):
    """The history of a host, as the editor walks through it."""

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def load_history_strings(self) -> Iterable[str]:
        return reversed(self._history.read())

    def store_string(self, string: str) -> None:
        self._history.add(string)
