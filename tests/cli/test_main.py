import os
import signal
import subprocess
import sys
from importlib import import_module

import click
import pytest

from rtcli import __version__
from rtcli.cli import main, output
from rtcli.cli.help import Command
from rtcli.errors import RtError
from rtcli.exits import Exit
from tests.cli.stand_in import stand_in
from tests.command import Ran, cli, spawn
from tests.golden import golden


@pytest.mark.parametrize("entry", main.COMMANDS, ids=lambda entry: entry.name)
def test_the_table_says_what_the_command_says(entry: main.Entry) -> None:
    command: Command = import_module(entry.module).command
    assert command.name == entry.name
    assert command.help
    sentence = " ".join(command.help.split("\n\n")[0].split()).removesuffix(".")
    assert sentence.partition(": ")[0] == entry.help
    assert len(entry.help) <= 60
    assert command.examples, "a help page ends with examples"


@pytest.mark.parametrize("argv", [[], ["-h"], ["--help"], ["help"]])
def test_help_is_the_answer_to_nothing_too(argv: list[str]) -> None:
    ran = cli(*argv)
    assert (ran.code, ran.err) == (0, "")
    golden("cli/help.txt", ran.out)


@pytest.mark.parametrize("argv", [["explain", "-h"], ["explain", "--help"], ["help", "explain"]])
def test_every_command_has_its_page(argv: list[str]) -> None:
    ran = cli(*argv)
    assert (ran.code, ran.err) == (0, "")
    golden("cli/help-explain.txt", ran.out)


def test_a_page_follows_the_terminal_up_to_100_columns() -> None:
    narrow, wide, widest = (cli("-h", tty=True, columns=columns).out for columns in (60, 100, 200))
    assert max(map(len, narrow.splitlines())) <= 62  # a long first column leaves ten for its text
    assert 80 < max(map(len, wide.splitlines())) <= 100
    assert wide == widest


@pytest.mark.parametrize("argv", [["ws"], ["ws", "-h"], ["help", "ws"]])
def test_the_first_of_two_words_shows_what_can_follow(argv: list[str]) -> None:
    ran = cli(*argv)
    assert (ran.code, ran.err) == (0, "")
    golden("cli/help-ws.txt", ran.out)


def test_every_first_word_is_said_what_it_stands_for() -> None:
    assert main.FAMILIES.keys() == {entry.name.split()[0] for entry in main.COMMANDS if " " in entry.name}


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_the_version_is_the_same_through_either_door(flag: str) -> None:
    assert spawn(flag).out == cli(flag).out == f"rtcli {__version__}\n"


def test_an_exit_code_comes_back() -> None:
    with stand_in(lambda: Exit.UNMEASURED):
        assert cli("try-it").code == 4


def test_clicks_own_exit_is_one_too() -> None:
    with stand_in(lambda: click.get_current_context().exit(5)):
        assert cli("try-it").code == 5


def test_nothing_escapes() -> None:
    def body() -> None:
        raise RtError("dns nowhere.example", "no such name", "check the spelling", "no-such-name", Exit.UNREACHED, 6)

    with stand_in(body):
        ran = cli("try-it")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "error: dns nowhere.example: no such name\nhint: check the spelling\n"


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        ("explainn", "no such command 'explainn'", "did you mean explain? see rtcli --help"),
        ("connect", "no such command 'connect'", "did you mean ws connect? see rtcli --help"),
        ("wss", "no such command 'wss'", "did you mean ws or sse? see rtcli --help"),
        ("ws conect lab:echo", "no such command 'conect'", "did you mean connect? see rtcli ws --help"),
        ("ws ws", "no such command 'ws'", "see rtcli ws --help"),
        ("lab:echo", "a URL is no command; to talk to it: rtcli ws connect URL", "see rtcli --help"),
        ("http://a.example/", "a URL is no command; to talk to it: rtcli sse tail URL", "see rtcli --help"),
        (
            "ws wss://a.example/?token=1",
            "a URL is no command; to talk to it: rtcli ws connect URL",
            "see rtcli ws --help",
        ),
    ],
)
def test_an_unknown_command_is_answered_with_the_near_ones(words: str, says: str, hint: str) -> None:
    assert cli(*words.split()) == Ran(2, b"", f"error: {says}\nhint: {hint}\n".encode())


def test_a_tab_press_reads_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RTCLI_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "rtcli ex")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert cli().out == "plain\texplain\tSay what a finding or close code means and how to cure it\n"


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("rtcli w", f"plain\tws\t{main.FAMILIES['ws']}\n"),
        ("rtcli ws ", "plain\tconnect\tTalk to a WebSocket endpoint, at a prompt or from a pipe\n"),
        ("rtcli ws x", "\n"),
        ("rtcli ws nonsense x", "\n"),
        ("rtcli ws connect lab:ec", "plain\tlab:echo\tsends every message back\n"),
        ("rtcli ws connect --expect-", "plain\t--expect-close\tWait for the server to close with CODE: this alone"),
    ],
)
def test_a_tab_press_goes_by_both_words(line: str, offers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RTCLI_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    assert cli().out.startswith(offers)


def test_a_tab_press_behind_nonsense_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RTCLI_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "rtcli nonsense --version ")
    ran = cli()
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_unwinds_the_command_and_is_then_as_it_was(number: signal.Signals, code: int) -> None:
    before = signal.getsignal(number)
    unwound = []

    def body() -> None:
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        finally:
            unwound.append(True)
            output.line("what was found so far")

    with stand_in(body):
        ran = cli("try-it")
    assert (ran.code, ran.out, ran.err) == (code, "what was found so far\n", "")
    assert unwound == [True]
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["explain"], ["explain", "--json"], ["explain", "1006"]])
def test_a_reader_that_went_away_ends_it_quietly(argv: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as stdout:
        command = [sys.executable, "-m", "rtcli", *argv]
        ran = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, timeout=60)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["explain"], ["explain", "--json"]])
def test_a_full_disk_is_said_and_no_bug(argv: list[str]) -> None:
    with open("/dev/full", "wb") as stdout:
        command = [sys.executable, "-m", "rtcli", *argv]
        ran = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60)
    assert ran.returncode == 2
    assert ran.stderr == "error: output: No space left on device\nhint: write to another place\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_the_shell_closed_is_no_bug(closed: str) -> None:
    ran = subprocess.run(["sh", "-c", f'"$0" -m rtcli explain 1006 {closed}', sys.executable], capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, b"")
