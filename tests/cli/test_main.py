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
from tests.command import cli, spawn
from tests.golden import golden


@pytest.mark.parametrize("entry", main.COMMANDS, ids=lambda entry: entry.name)
def test_the_table_says_what_the_command_says(entry: main.Entry) -> None:
    command: Command = import_module(f"rtcli.cli.{entry.name.replace('-', '_')}").command
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


def test_an_unknown_command_is_answered_with_the_near_ones() -> None:
    ran = cli("explan")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: no such command 'explan'\nhint: did you mean explain? see rtcli --help\n"


def test_a_tab_press_reads_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RTCLI_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "rtcli ex")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert cli().out == "plain\texplain\tSay what a finding or close code means and how to cure it\n"


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
