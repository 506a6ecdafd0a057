"""What is typed on the left, what the conversation is asked to do and what is said on the right."""

from pathlib import Path
from typing import Any, cast

import pytest

from rtcli.errors import RtError
from rtcli.talk.commands import COMMANDS, KEYS, SIGN, find, parse_line, split
from rtcli.talk.conversation import Talk
from rtcli.talk.plan import Look
from rtcli.wire.frames import BINARY, TEXT
from tests.talk.asked import Conversation
from tests.vloop import run


def typed(line: str, asked: Conversation) -> list[str]:
    """Do it; gives what is said."""

    async def do() -> list[str]:
        command, value = parse_line(line)
        return list(await command.do(cast(Talk, asked), value))

    return run(do())


DONE: tuple[tuple[str, list[tuple[Any, ...]], list[str]], ...] = (
    ("hello", [("send", [b"hello"], TEXT)], []),
    (" /help", [("send", [b" /help"], TEXT)], []),
    ("//etc/hosts", [("send", [b"/etc/hosts"], TEXT)], []),
    ("/text /etc/hosts", [("send", [b"/etc/hosts"], TEXT)], []),
    ("/text", [("send", [b""], TEXT)], []),
    ("/text {\n}", [("send", [b"{\n}"], TEXT)], []),
    ("/binary 00 ff", [("send", [b"\0\xff"], BINARY)], []),
    ("/ping", [("ping", None)], []),
    ("/ping are you there", [("ping", b"are you there")], []),
    ("/pong", [("pong", b"")], []),
    ("/pong x", [("pong", b"x")], []),
    ("/close", [("close", 1000, "")], []),
    ("/close 4000 see you", [("close", 4000, "see you")], []),
    ("/close 1005", [("close", None, "")], []),
    ("/fragment 3", [("change_manner", ("fragment_bytes", 3))], ["messages are sent in frames of 3 bytes"]),
    ("/fragment off", [("change_manner", ("fragment_bytes", None))], ["each message is sent in one frame"]),
    ("/frames on", [("look", ("frames", True))], ["each frame is shown as a line"]),
    ("/frames off", [("look", ("frames", False))], ["messages are shown, not their frames"]),
    ("/control on", [("look", ("control", True))], ["pings, pongs and closes are shown; /control off hides them"]),
    ("/control off", [("look", ("control", False))], ["pings and pongs are hidden"]),
    ("/json", [("look", ("json", True))], ["all is shown as JSON lines"]),
    ("/json off", [("look", ("json", False))], ["JSON lines are off"]),
    ("/filter", [("look", ("filter", None))], ["everything is shown"]),
    ("/record a.jsonl", [("record", "a.jsonl")], ["recording to a.jsonl"]),
    ("/record off", [("record", None)], ["the recording is off"]),
    ("/reconnect", [("reconnect",)], []),
    ("/quit", [("close",)], []),
)
UNKNOWN = (
    ("/hepl", "did you mean /help? /help lists them all; //hepl sends it as text"),
    ("/fr", "did you mean /fragment or /frames? /help lists them all; //fr sends it as text"),
    ("/", "/help lists them all; // sends it as text"),
    ("/etc/hosts", "/help lists them all; //etc/hosts sends it as text"),
    ("/help me", "/help lists them all; //me sends it as text"),
)


@pytest.mark.parametrize(("line", "did", "said"), DONE)
def test_a_line_does_what_it_says(line: str, did: list[tuple[Any, ...]], said: list[str]) -> None:
    asked = Conversation(look=Look(control=True))
    assert typed(line, asked) == said
    assert asked.did == did


def test_a_filter_is_compiled_and_repeated() -> None:
    asked = Conversation()
    assert typed("/filter $.type == 'x'", asked) == ["shown is what passes $.type == 'x'"]
    assert asked.plan.look.filter.text == "$.type == 'x'"


def test_a_ping_shows_its_pong() -> None:
    asked = Conversation()
    assert typed("/ping", asked) == ["pings, pongs and closes are shown; /control off hides them"]
    assert asked.did == [("look", ("control", True)), ("ping", None)]
    asked = Conversation(look=Look(frames=True))
    assert typed("/ping", asked) == []


@pytest.mark.parametrize("state", [None, "closing", "closed"])
def test_a_ping_needs_an_open_session(state: str | None) -> None:
    asked = Conversation(state)
    with pytest.raises(RtError, match="no open session"):
        typed("/ping", asked)
    assert asked.did == []


@pytest.mark.parametrize(("line", "fix"), UNKNOWN)
def test_an_unknown_command_is_said_and_nothing_sent(line: str, fix: str) -> None:
    with pytest.raises(RtError) as caught:
        parse_line(line)
    assert caught.value.fix == fix
    assert caught.value.why.endswith(", and nothing was sent")


def test_a_wrong_argument_does_nothing() -> None:
    asked = Conversation()
    with pytest.raises(RtError):
        typed("/frames maybe", asked)
    assert asked.did == []


def test_help_lists_every_command_and_key_in_a_terminal_of_80_columns() -> None:
    lines = typed("/help", Conversation())
    assert [line.split()[0] for line in lines] == [
        *(SIGN + command.name for command in COMMANDS),
        *(key.split()[0] for key, _ in KEYS),
    ]
    assert max(map(len, lines)) <= 78
    assert typed("/help ping", Conversation()) == ["/ping [TEXT] ping, to see how long the pong takes"]
    assert typed("/help /ping", Conversation()) == typed("/help ping", Conversation())


def test_stats_are_those_of_the_end() -> None:
    asked = Conversation()
    asked.stats.received.messages = 3
    lines = typed("/stats", asked)
    assert any("received" in line and "3" in line for line in lines)


def test_a_command_is_found_with_its_sign_or_without() -> None:
    assert find("/ping") is find("ping")
    assert split("/close  4000  see you ") == ("close", "4000  see you")
    assert split("/") == ("", "")


def test_files_are_read_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "big.json").write_text("{}")
    asked = Conversation()
    typed(f"/text @{tmp_path}/big.json", asked)
    typed(f"/binary @{tmp_path}/big.json", asked)
    assert asked.did == [("send", [b"{}"], TEXT), ("send", [b"{}"], BINARY)]
