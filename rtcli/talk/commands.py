"""What is typed at the prompt, to a message or to one of the commands below: help, completion and tests read the table.

A command reads its argument first, which changes nothing, and then does what it is for; the words it gives back are
said to whoever typed it. Nothing is sent where the argument is wrong.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from rtcli.errors import RtError
from rtcli.talk import arguments
from rtcli.talk.arguments import BASE64_HEAD, encoded
from rtcli.wire.expr import Expression
from rtcli.wire.frames import BINARY, TEXT

if TYPE_CHECKING:
    from rtcli.session.ws import WebSocket
    from rtcli.talk.conversation import Talk

SIGN = "/"  # a command begins with it; two of them, and the line is sent with one

Words = Iterable[str]


class Command(NamedTuple):
    name: str
    argument: str  # as help shows it
    help: str
    read: Callable[[str], Any]  # its argument to a value, or RtError
    do: Callable[["Talk", Any], Awaitable[Words]]
    offers: tuple[str, ...] = ()  # arguments at TAB
    file: str | None = None  # what stands before a file's name, which TAB completes then
    sends: bool = False  # so it waits for those that were typed before it


class Line(NamedTuple):
    """What a line that was typed means."""

    command: Command
    value: Any


def parse_line(text: str) -> Line:
    """The command that was typed, with its argument read; text that is none is sent as it is."""
    if not text.startswith(SIGN):
        return Line(MESSAGE, text)
    if text.startswith(SIGN * 2):
        return Line(MESSAGE, text[1:])
    name, argument = split(text)
    command = find(name)
    return Line(command, command.read(argument))


def split(text: str) -> tuple[str, str]:
    """A command's name and what stands behind it."""
    name, *rest = text[1:].split(maxsplit=1)[:2] or [""]
    return name, rest[0].rstrip() if rest else ""


def named(name: str) -> Command | None:
    """The command of this name, with its sign or without."""
    bare = name.removeprefix(SIGN)
    return next((command for command in COMMANDS if command.name == bare), None)


def find(name: str) -> Command:
    """The same, or an RtError with those that are near."""
    if command := named(name):
        return command
    from difflib import get_close_matches

    bare = name.removeprefix(SIGN)
    names = [command.name for command in COMMANDS]
    near = [known for known in names if bare and known.startswith(bare)] or get_close_matches(bare, names, n=2)
    meant = f"did you mean {' or '.join(SIGN + known for known in near)}? " if near else ""
    why = f"there is no command {SIGN}{bare}, and nothing was sent"
    raise RtError("input", why, f"{meant}{SIGN}help lists them all; {SIGN * 2}{bare} sends it as text")


def _open(talk: "Talk") -> "WebSocket":
    if talk.socket is None or talk.socket.state != "open":
        raise RtError("session", "there is no open session at the moment", "wait until it is open again, or /reconnect")
    return talk.socket


async def _send_message(talk: "Talk", text: str) -> Words:
    await talk.send_all([encoded(text)], TEXT)
    return ()


async def _send_text(talk: "Talk", data: bytes) -> Words:
    await talk.send_all([data], TEXT)
    return ()


async def _send_binary(talk: "Talk", data: bytes) -> Words:
    await talk.send_all([data], BINARY)
    return ()


async def _ping(talk: "Talk", data: bytes) -> Words:
    socket, look = _open(talk), talk.plan.look
    words = () if look.control or look.frames else await _control(talk, True)
    socket.ping(data or None)
    return words


async def _pong(talk: "Talk", data: bytes) -> Words:
    _open(talk).pong(data)
    return ()


async def _close(talk: "Talk", ending: tuple[int | None, str]) -> Words:
    talk.close(*ending)
    return ()


async def _fragment(talk: "Talk", size_bytes: int | None) -> Words:
    talk.change_manner(fragment_bytes=size_bytes)
    return (
        f"messages are sent in frames of {size_bytes} bytes" if size_bytes else "each message is sent in one frame",
    )


async def _frames(talk: "Talk", wanted: bool) -> Words:
    talk.change_look(frames=wanted)
    return ("each frame is shown as a line" if wanted else "messages are shown, not their frames",)


async def _control(talk: "Talk", wanted: bool) -> Words:
    talk.change_look(control=wanted)
    return ("pings, pongs and closes are shown; /control off hides them" if wanted else "pings and pongs are hidden",)


async def _json(talk: "Talk", wanted: bool) -> Words:
    talk.change_look(json=wanted)
    return ("all is shown as JSON lines" if wanted else "JSON lines are off",)


async def _filter(talk: "Talk", wanted: Expression | None) -> Words:
    talk.change_look(filter=wanted)
    return (f"shown is what passes {wanted.text}" if wanted else "everything is shown",)


async def _record(talk: "Talk", path: str | None) -> Words:
    talk.record(path)
    return (f"recording to {path}" if path else "the recording is off",)


async def _stats(talk: "Talk", _value: None) -> Words:
    from rtcli.net.clock import now
    from rtcli.show.paint import paint
    from rtcli.show.session_stats import draw_stats
    from rtcli.talk.summary import stats_facts

    facts = stats_facts(talk.stats, now() - talk.began_s, talk.attempt)
    return paint(draw_stats(facts, talk.plan.look.width - 2), colour=False).splitlines()


async def _reconnect(talk: "Talk", _value: None) -> Words:
    talk.reconnect()
    return ()


async def _help(_talk: "Talk", command: Command | None) -> Words:
    rows = [(f"{SIGN}{each.name} {each.argument}", each.help) for each in ([command] if command else COMMANDS)]
    rows += () if command else KEYS
    width = max(len(usage) for usage, _ in rows)
    return [f"{usage:{width}} {words}" for usage, words in rows]


async def _quit(talk: "Talk", _value: None) -> Words:
    talk.close()
    return ()


def _command(argument: str) -> Command | None:
    return find(argument) if argument else None


MESSAGE = Command("", "", "a message", arguments.as_it_is, _send_message, sends=True)
SWITCHES = ("on", "off")
CODES = ("1000", "1001", "1002", "1003", "1007", "1008", "1009", "1011", "3000", "4000")
COMMANDS = (
    Command("text", "TEXT|@FILE", "send a text message", arguments.text, _send_text, ("@",), "@", sends=True),
    Command(
        "binary",
        "HEX|@FILE|base64:",
        "send a binary message",
        arguments.binary,
        _send_binary,
        offers=("@", BASE64_HEAD),
        file="@",
        sends=True,
    ),
    Command("ping", "[TEXT]", "ping, to see how long the pong takes", arguments.control, _ping, sends=True),
    Command("pong", "[TEXT]", "send a pong that nobody asked for", arguments.control, _pong, sends=True),
    Command("close", "[CODE [REASON]]", "begin the close handshake, 1000 by itself", arguments.close, _close, CODES),
    Command("fragment", "N|off", "send messages in frames of N bytes", arguments.fragment, _fragment, ("off",)),
    Command("frames", "on|off", "show each frame as a line", arguments.switch, _frames, SWITCHES),
    Command("control", "on|off", "show pings, pongs and closes", arguments.switch, _control, SWITCHES),
    Command("json", "on|off", "show everything as JSON lines", arguments.switch, _json, SWITCHES),
    Command("filter", "[EXPR]", "show only what passes, as $.type == 'x'; alone: all", arguments.expression, _filter),
    Command("record", "FILE|off", "add what passes to a file", arguments.path, _record, offers=("off",), file=""),
    Command("stats", "", "what passed so far", arguments.nothing, _stats),
    Command("reconnect", "", "close, and open a new session", arguments.nothing, _reconnect),
    Command("help", "[COMMAND]", "this list", _command, _help),
    Command("quit", "", "close 1000 and leave", arguments.nothing, _quit),
)
KEYS = (
    ("//TEXT", "send a line that begins with a slash"),
    ("Enter", "send; while brackets of JSON are open, a new line"),
    ("Enter, on an empty line", "send what stands above it in any case"),
    ("Alt-Enter", "a new line; lines pasted together are one message"),
    ("Up, Ctrl-R", "typed before: kept per host, secrets and all"),
    ("Ctrl-D, on an empty line", "close 1000 and leave"),
    ("Ctrl-C", "close 1000 and exit 130; again: leave at once"),
)
