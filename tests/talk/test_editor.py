"""Keys in a pseudo-terminal on the left; the line on the screen, and what is handed to the desk, on the right."""

import asyncio
import os
import termios
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rtcli.talk.editor import SIZE, Editor, Terminal, opened, size_of
from rtcli.talk.history import History
from tests.screen import Screen

ENTER = "\r"
ALT_ENTER = "\x1b\r"
CTRL_C = "\x03"
CTRL_D = "\x04"
UP = "\x1b[A"
TAB = "\t"
CLEAR = "\x15"


class Desk:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def take(self, line: str) -> None:
        self.heard.append(line)

    def leave(self) -> None:
        self.heard.append("left")

    def interrupt(self) -> None:
        self.heard.append("interrupted")

    editor: Editor


Work = Callable[[Screen, Desk], Awaitable[None]]


@asynccontextmanager
async def edited(folder: Path, desk: Desk) -> AsyncIterator[Screen]:
    """An editor that is up; gives its screen."""
    with Screen() as screen:
        history = History(folder / "history")
        write = lambda data: (os.write(screen.tty, data), None)[1]  # noqa: E731
        with opened(desk, history, stdin=screen.tty, terminal=Terminal(screen.tty, write)) as desk.editor:
            desk.editor.toolbar = "a toolbar"
            async with asyncio.TaskGroup() as group:
                running = group.create_task(desk.editor.run())
                await screen.shows("a toolbar")
                yield screen
                running.cancel()


def edit(folder: Path, work: Work) -> list[str]:
    """Do this at an editor; gives what the desk heard."""
    desk = Desk()

    async def main() -> None:
        async with edited(folder, desk) as screen:
            await work(screen, desk)

    asyncio.run(main())
    return desk.heard


TYPED: tuple[tuple[str, list[str]], ...] = (
    ("hello" + ENTER, ["hello"]),
    (ENTER + ENTER, []),
    (" " + ENTER, [" "]),
    ("a" + ENTER + "b" + ENTER, ["a", "b"]),
    ('{"a":' + ENTER + "1}" + ENTER, ['{"a":\n1}']),
    ('{"a":' + ENTER + ENTER, ['{"a":']),
    ("one" + ALT_ENTER + "two" + ENTER, ["one\ntwo"]),
    ("hello\x7f\x7fp" + ENTER, ["help"]),
    ("/text {" + ENTER, ["/text {"]),
    ("a" + CTRL_C, ["interrupted"]),
    (CTRL_C + CTRL_C, ["interrupted", "interrupted"]),
    ("grüße 🦊" + ENTER, ["grüße 🦊"]),
)


@pytest.mark.parametrize(("keys", "heard"), TYPED)
def test_keys_become_lines(keys: str, heard: list[str], tmp_path: Path) -> None:
    async def work(screen: Screen, desk: Desk) -> None:
        screen.type(keys + CLEAR + CTRL_D)
        await screen.until(lambda _screen: "left" in desk.heard)

    assert edit(tmp_path, work) == [*heard, "left"]


def test_a_paste_of_several_lines_is_one_message(tmp_path: Path) -> None:
    async def work(screen: Screen, desk: Desk) -> None:
        screen.paste('{\n\t"a": [\n  1\n ]\n}\n')
        await screen.shows(". }")
        assert desk.heard == []
        screen.type(ENTER + CTRL_D)
        await screen.until(lambda _screen: "left" in desk.heard)

    assert edit(tmp_path, work) == ['{\n\t"a": [\n  1\n ]\n}', "left"]


def test_ctrl_d_leaves_only_an_empty_line(tmp_path: Path) -> None:
    async def work(screen: Screen, desk: Desk) -> None:
        screen.type("ab\x01" + CTRL_D + ENTER + CTRL_D)  # as in a shell: the character under the cursor
        await screen.until(lambda _screen: "left" in desk.heard)

    assert edit(tmp_path, work) == ["b", "left"]


def test_earlier_lines_come_back_and_are_found(tmp_path: Path) -> None:
    async def work(screen: Screen, desk: Desk) -> None:
        for line in ("first", "second"):
            screen.type(line + ENTER)
            await screen.until(lambda screen: desk.heard[-1:] == [line] and screen.line == ">")  # noqa: B023
        screen.type(UP)
        await screen.until(lambda screen: screen.line == "> second")
        screen.type(UP + ENTER)
        await screen.until(lambda screen: len(desk.heard) == 3 and screen.line == ">")
        screen.type("\x12eco")
        await screen.shows("> second")
        screen.type(ENTER + ENTER)
        await screen.until(lambda _screen: len(desk.heard) == 4)

    assert edit(tmp_path, work) == ["first", "second", "first", "second"]


def test_lines_are_kept_for_the_next_session(tmp_path: Path) -> None:
    async def first(screen: Screen, desk: Desk) -> None:
        screen.type("hello" + ENTER + CTRL_D)
        await screen.until(lambda _screen: "left" in desk.heard)

    async def second(screen: Screen, desk: Desk) -> None:
        screen.type(UP)
        await screen.shows("> hello")
        screen.type(ENTER + CTRL_D)
        await screen.until(lambda _screen: "left" in desk.heard)

    assert edit(tmp_path, first) == edit(tmp_path, second) == ["hello", "left"]


COMPLETED = (
    ("/frag", "> /fragment"),
    ("/fragment", "> /fragment"),
    ("/hel", "> /help"),
    ("/sta", "> /stats"),
    ("/frames of", "> /frames off"),
    ("/record o", "> /record off"),
    ("/record n", "> /record notes.txt"),
    ("/binary b", "> /binary base64:"),
    ("/binary @n", "> /binary @notes.txt"),
    ("/text @n", "> /text @notes.txt"),
)
NOT_COMPLETED = ("/nothing x", "/frames on x", "//fra", "fra", "/fra\x1b\r/")


@pytest.mark.parametrize(("typed", "line"), COMPLETED)
def test_tab_completes(typed: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.txt").touch()
    monkeypatch.chdir(tmp_path)

    async def work(screen: Screen, _desk: Desk) -> None:
        screen.type(typed)
        await screen.until(lambda screen: screen.line == f"> {typed}" and len(list(filter(None, screen.rows))) > 2)
        screen.type(TAB)
        await screen.until(lambda screen: screen.line == line)

    edit(tmp_path, work)


@pytest.mark.parametrize("typed", NOT_COMPLETED)
def test_nothing_else_is_completed(typed: str, tmp_path: Path) -> None:
    async def work(screen: Screen, _desk: Desk) -> None:
        screen.type(typed)
        await screen.until(lambda screen: screen.line[2:] == typed.rpartition("\r")[2])
        screen.type(TAB + ".")
        await screen.until(lambda screen: screen.line[2:] == typed.rpartition("\r")[2] + ".")

    edit(tmp_path, work)


def test_commands_are_offered_as_they_are_typed_and_their_room_is_given_back(tmp_path: Path) -> None:
    async def work(screen: Screen, _desk: Desk) -> None:
        screen.type("/")
        await screen.shows("send a text message")
        await screen.until(lambda screen: len(screen.rows) > 6)
        screen.type("\x7f")
        await screen.until(lambda screen: screen.rows == [">", "a toolbar"])

    edit(tmp_path, work)


def test_lines_are_painted_above_what_is_being_typed(tmp_path: Path) -> None:
    async def work(screen: Screen, desk: Desk) -> None:
        screen.type('{"half":' + ENTER + "a line")
        await screen.shows("a line")
        for number in range(3):
            desk.editor.paint(b"< line %d\n" % number)
            await screen.shows(f"line {number}")
        desk.editor.toolbar = "another"
        desk.editor.refresh()
        await screen.shows("another")
        assert screen.rows == ["< line 0", "< line 1", "< line 2", '> {"half":', ". a line", "another"]
        assert desk.editor.columns == 100

    edit(tmp_path, work)


def test_before_and_after_it_is_up_lines_are_just_written(tmp_path: Path) -> None:
    async def main() -> None:
        written: list[bytes] = []
        with Screen() as screen:
            with opened(
                Desk(), History(tmp_path / "h"), stdin=screen.tty, terminal=Terminal(screen.tty, written.append)
            ) as editor:
                editor.paint(b"< a line\n")
                editor.refresh()
                assert written[-1] == b"< a line\n"

    asyncio.run(main())


def test_what_is_erased_and_what_is_drawn_instead_is_one_write(tmp_path: Path) -> None:
    writes: list[bytes] = []

    async def work(screen: Screen, desk: Desk) -> None:
        screen.type("typed")
        await screen.shows("typed")
        before = screen.raw
        desk.editor.paint(b"< a line\n")
        await screen.until(lambda screen: screen.rows == ["< a line", "> typed", "a toolbar"])
        written = screen.raw.removeprefix(before)
        assert written.index(b"< a line") < written.index(b"typed")
        writes.append(written)

    edit(tmp_path, work)
    assert b"\x1b[6n" not in writes[0]  # the terminal is asked for nothing


def test_it_leaves_the_terminal_as_it_was_and_the_screen_without_itself(tmp_path: Path) -> None:
    desk = Desk()

    async def main() -> None:
        with Screen() as outer:
            before = termios.tcgetattr(outer.tty)
            write = lambda data: (os.write(outer.tty, data), None)[1]  # noqa: E731
            with opened(desk, History(tmp_path / "h"), stdin=outer.tty, terminal=Terminal(outer.tty, write)) as editor:
                desk.editor = editor
                async with asyncio.TaskGroup() as group:
                    task = group.create_task(editor.run())
                    await outer.until(lambda screen: screen.line == ">")
                    assert termios.tcgetattr(outer.tty) != before
                    outer.type("half a l")
                    await outer.shows("half a l")
                    task.cancel()
            await outer.until(lambda screen: screen.rows == [])
            assert termios.tcgetattr(outer.tty) == before

    asyncio.run(main())


def test_a_terminal_that_goes_away_ends_the_input(tmp_path: Path) -> None:
    async def main() -> None:
        with Screen() as screen:
            desk = Desk()
            write = lambda data: (os.write(screen.tty, data), None)[1]  # noqa: E731
            read_end, write_end = os.pipe()
            with opened(desk, History(tmp_path / "h"), stdin=read_end, terminal=Terminal(screen.tty, write)) as editor:
                os.close(write_end)
                with pytest.raises(EOFError):
                    await editor.run()
            os.close(read_end)

    asyncio.run(main())


def test_a_terminal_that_does_not_say_how_large_it_is() -> None:
    read_end, write_end = os.pipe()
    assert size_of(read_end) == SIZE
    os.close(read_end)
    os.close(write_end)
