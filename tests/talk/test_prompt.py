"""A prompt in a pseudo-terminal: keys on the left, what is seen and asked of the conversation on the right."""

import asyncio
import fcntl
import os
import subprocess
import sys
import termios
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.lab import embedded
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.talk.conversation import Talk
from rtcli.talk.outlet import Outlet
from rtcli.talk.plan import Look, Plan, Send, Stay, Streams
from rtcli.talk.prompt import DUMB, PromptSource, complaint, possible
from rtcli.talk.run import run
from rtcli.wire.url import parse_target
from tests.screen import Screen
from tests.talk.asked import Conversation

ENTER, CTRL_C, CTRL_D, UP = "\r", "\x03", "\x04", "\x1b[A"
ENVIRONMENTS = (
    ({"TERM": "xterm-256color"}, True),
    *(({"TERM": name}, False) for name in DUMB),
    ({}, False),
)


@dataclass
class Room:
    """Somebody at a prompt."""

    screen: Screen
    talk: Conversation
    write: Callable[[bytes], None]  # what a teller does


def prompted(folder: Path, work: Callable[[Room], Awaitable[None]], *, left: str = "") -> list[Any]:
    """Do this at a prompt, which leaves this text behind; gives what the conversation was asked."""

    async def main(talk: Conversation) -> None:
        with Screen() as screen:
            outlet = Outlet(screen.tty)
            environment = {"XDG_STATE_HOME": str(folder)}
            source = PromptSource("chat.example", stdin=screen.tty, stdout=screen.tty, environment=environment)
            above = source.over(outlet)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(source.run(cast(Talk, talk)))
                await screen.shows("/help")
                await work(Room(screen, talk, above.write))
                running.cancel()
            await outlet.flush()
            outlet.close()
            await screen.until(lambda screen: not any(row.startswith((">", "open")) for row in screen.rows))
            await screen.until(lambda screen: left in "\n".join(screen.rows))

    talk = Conversation(look=Look(control=True))
    asyncio.run(main(talk))
    return talk.did


@pytest.mark.parametrize(("environment", "expected"), ENVIRONMENTS)
def test_a_terminal_that_can_move_its_cursor_has_a_prompt(environment: dict[str, str], expected: bool) -> None:
    terminal, tty = os.openpty()
    read_end, write_end = os.pipe()
    assert possible(tty, tty, environment) is expected
    assert not possible(read_end, tty, environment)
    assert not possible(tty, write_end, environment)
    assert not possible(tty, sys.stdout, environment)
    for fd in (terminal, tty, read_end, write_end):
        os.close(fd)


def test_lines_are_done_in_order_and_answers_stand_above(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        room.screen.type("hello" + ENTER + "/fragment 3" + ENTER + "/hepl" + ENTER + "/filter $.a ==" + ENTER)
        await room.screen.shows("^")
        room.screen.type(CTRL_D + CTRL_C)
        await room.screen.until(lambda _screen: len(room.talk.did) == 4)
        assert room.screen.rows == [
            "* messages are sent in frames of 3 bytes",
            "* error: there is no command /hepl, and nothing was sent",
            "* hint: did you mean /help? /help lists them all; //hepl sends it as text",
            "* error: /filter: column 7: a number, a word or a string with both its quotes is expected here",
            "*   $.a ==",
            "*         ^",
            "* hint: a test is FIELD ==, !=, <, >, <= or >= VALUE, or FIELD =~ /regex/; join tests by and, or,",
            "* not and parentheses",
            ">",
            "open   in 0, 0 B   out 0, 0 B   /help",
        ]

    did = prompted(tmp_path, work)
    assert did == [("send", [b"hello"], 1), ("change_manner", ("fragment_bytes", 3)), ("close",), ("interrupted",)]


def test_a_flood_tears_nothing_that_is_typed_and_nothing_is_lost(tmp_path: Path) -> None:
    lines = [f"< {number:6d} {'x' * (number % 150)}" for number in range(2_000)]

    async def work(room: Room) -> None:
        typed = "typed while lines arrive"
        for start in range(0, len(lines), 200):
            room.write("".join(f"{line}\n" for line in lines[start : start + 200]).encode())
            if start % 400 == 0 and typed:
                room.screen.type(typed[0])
                typed = typed[1:]
            await asyncio.sleep(0.005)
        await room.screen.until(lambda screen: screen.rows[-3].startswith(lines[-1][:10]))
        assert room.screen.line == f"> {'typed while lines arrive'.removesuffix(typed)}"
        room.screen.type(typed + ENTER)
        await room.screen.until(lambda _screen: bool(room.talk.did))
        rows = [line[at : at + 100].rstrip() for line in lines for at in range(0, len(line), 100)]
        assert room.screen.all_rows[: len(rows)] == rows

    assert prompted(tmp_path, work) == [("send", [b"typed while lines arrive"], 1)]


def test_what_nobody_takes_waits_and_commands_do_not(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        room.talk.takes.clear()
        room.screen.type("one" + ENTER + "two" + ENTER + "/close" + ENTER)
        await room.screen.shows("2 waiting to be sent")
        assert room.talk.did == [("close", 1000, "")]
        room.talk.takes.set()
        await room.screen.until(lambda _screen: len(room.talk.did) == 3)
        room.talk.takes.clear()
        room.screen.type("lost" + ENTER)
        await room.screen.shows("1 waiting to be sent")

    did = prompted(tmp_path, work)
    assert did[1:] == [("send", [b"one"], 1), ("send", [b"two"], 1)]


def test_lines_that_were_not_sent_are_told_of(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        room.talk.takes.clear()
        room.screen.type("lost" + ENTER + "half a line")
        await room.screen.shows("1 waiting to be sent")
        await room.screen.shows("half a line")

    prompted(tmp_path, work, left="* 1 line not sent")

    async def again(room: Room) -> None:
        room.screen.type(UP)
        await room.screen.until(lambda screen: screen.line == "> half a line")

    prompted(tmp_path, again)


def test_a_new_width_is_passed_on(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        room.screen.resize(20, 60)
        await room.screen.until(lambda _screen: bool(room.talk.did))

    assert prompted(tmp_path, work) == [("look", ("width", 60))]


def test_the_line_below_changes_with_what_passes(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        room.talk.stats.received.messages = 7
        await room.screen.shows("in 7, 0 B")

    prompted(tmp_path, work)


def test_what_cannot_be_kept_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "rtcli").touch()

    async def work(room: Room) -> None:
        await room.screen.shows("* what is typed is not kept")
        room.screen.type("hello" + ENTER)
        await room.screen.until(lambda _screen: bool(room.talk.did))
        assert sum("not kept" in row for row in room.screen.all_rows) == 1

    prompted(tmp_path, work)


def test_a_terminal_that_goes_away_closes() -> None:
    async def main() -> None:
        with Screen() as screen:
            read_end, write_end = os.pipe()
            talk = Conversation()
            source = PromptSource("a", stdin=read_end, stdout=screen.tty, environment={"XDG_STATE_HOME": "/dev/null"})
            source.over(Outlet(screen.tty))
            os.close(write_end)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(source.run(cast(Talk, talk)))
                await screen.until(lambda _screen: bool(talk.did))
                running.cancel()
            os.close(read_end)
            assert talk.did == [("close",)]

    asyncio.run(main())


def test_a_complaint_names_the_place_unless_it_is_the_line_itself() -> None:
    assert complaint(RtError("input", "wrong", "right it"), 80) == ["error: wrong", "hint: right it"]
    assert complaint(RtError("input a\x1b", "x", "find it"), 10) == ["error: input a\\u001b: x", "hint: find", "it"]


@contextmanager
def at_terminal(screen: Screen) -> Iterator[None]:
    with open(screen.tty, "w", closefd=False) as terminal, redirect_stderr(terminal):
        yield


def conversed(route: str, work: Callable[[Screen], Awaitable[None]], folder: Path, **plan: Any) -> Exit:
    """A whole conversation with the lab, at a terminal."""

    async def main(port: int) -> Exit:
        with Screen() as screen, at_terminal(screen):
            streams = Streams(screen.tty, screen.tty, lambda text: print(text, file=sys.stderr, flush=True))
            asked = Asked(parse_target(f"ws://127.0.0.1:{port}/{route}"))
            look = Look(live=True, width=100)
            source = PromptSource(
                "lab", stdin=screen.tty, stdout=screen.tty, environment={"XDG_STATE_HOME": str(folder)}
            )
            async with asyncio.TaskGroup() as group:
                running = group.create_task(run(Plan(lambda: asked, Way(), look=look, **plan), streams, source=source))
                await screen.shows("/help")
                await work(screen)
                code = await running
            return code

    with embedded.running() as (_host, port):
        return asyncio.run(main(port))


def too_long(folder: Path) -> str:
    """What makes the chat close 1009."""
    (folder / "long").write_text("x" * 20_000)
    return f"/text @{folder}/long{ENTER}"


def test_a_first_message_and_then_by_hand(tmp_path: Path) -> None:
    async def work(screen: Screen) -> None:
        await screen.until(lambda screen: any("text         5  first" in row and row[0] == "<" for row in screen.rows))
        screen.type("second" + ENTER)
        await screen.until(lambda screen: any("text         6  second" in row and row[0] == "<" for row in screen.rows))
        screen.type("/ping" + ENTER)
        await screen.shows("rtt ")
        screen.type(CTRL_D)

    assert conversed("echo", work, tmp_path, steps=(Send(b"first"),)) is Exit.OK


def test_ctrl_c_closes_in_order_and_exits_130(tmp_path: Path) -> None:
    async def work(screen: Screen) -> None:
        screen.type("half a li" + CTRL_C)
        await screen.shows("closed by us: 1000")

    assert conversed("echo", work, tmp_path) is Exit.INTERRUPTED


def test_a_second_ctrl_c_does_not_wait_for_the_server(tmp_path: Path) -> None:
    async def work(screen: Screen) -> None:
        screen.type(CTRL_C)
        await screen.shows("closing ")
        screen.type(CTRL_C)

    assert conversed("ws/never-closes", work, tmp_path) is Exit.INTERRUPTED


def test_the_prompt_ends_with_the_session(tmp_path: Path) -> None:
    async def work(screen: Screen) -> None:
        screen.type(too_long(tmp_path) + "half a li")
        await screen.shows("closed by the server: 1009")
        await screen.until(lambda screen: not any(row.startswith(("> h", "open", "clos")) for row in screen.rows))

    assert conversed("chat", work, tmp_path) is Exit.FOUND


def test_while_it_is_opened_again_lines_wait(tmp_path: Path) -> None:
    async def work(screen: Screen) -> None:
        screen.type(too_long(tmp_path))
        await screen.shows("reconnecting ")
        screen.type("later" + ENTER)
        await screen.shows("1 waiting to be sent")
        screen.type("/reconnect" + ENTER)
        await screen.until(lambda screen: any('"text":"later"' in row for row in screen.rows))
        screen.type("/quit" + ENTER)

    stay = Stay(reconnect=True, delay_s=86_400.0, delay_max_s=86_400.0)
    assert conversed("chat", work, tmp_path, stay=stay) is Exit.OK


def test_another_look_in_mid_session_still_inflates(tmp_path: Path) -> None:
    async def work(screen: Screen) -> None:
        for keys, shown in (("hello hello", "11  hello hello"), ("/frames on", "each frame"), ("hello hello", "F1··M")):
            screen.type(keys + ENTER)
            await screen.shows(shown)
        await screen.until(lambda screen: sum("  hello hello" in row for row in screen.rows) == 4)
        screen.type(CTRL_D)

    assert conversed("echo", work, tmp_path) is Exit.OK


def test_the_command_leaves_the_terminal_as_it_found_it(tmp_path: Path) -> None:
    async def main() -> None:
        with Screen() as screen:
            before = termios.tcgetattr(screen.tty)
            environment = {**os.environ, "TERM": "xterm", "XDG_STATE_HOME": str(tmp_path), "NO_COLOR": "1"}
            process = subprocess.Popen(
                [sys.executable, "-m", "rtcli", "ws", "connect", "lab:echo"],
                stdin=screen.tty,
                stdout=screen.tty,
                stderr=screen.tty,
                env=environment,
                start_new_session=True,
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that a new size is told by SIGWINCH
            )
            try:
                await screen.shows("/help")
                screen.resize(20, 60)
                screen.paste('{\n "a": 1\n}')
                await screen.shows(". }")
                screen.type(ENTER)
                await screen.until(lambda screen: sum('{\\n "a": 1\\n}' in row for row in screen.rows) == 2)
                screen.type("unfinished" + CTRL_C)
                await screen.until(lambda _screen: process.poll() is not None)
            finally:
                process.kill()
            assert process.wait() == Exit.INTERRUPTED
            await screen.until(lambda screen: screen.rows[-1] == "* closed by us: 1000 normal closure")
            assert termios.tcgetattr(screen.tty) == before
            assert b"\x1b[6n" not in screen.raw

    asyncio.run(main())
