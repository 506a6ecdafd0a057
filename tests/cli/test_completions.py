"""The command that prints the scripts, and the copies of them that stand in completions/."""

from pathlib import Path

import pytest

from rtcli.cli.completion_scripts import SCRIPTS
from rtcli.cli.completions import PLACES
from rtcli.exits import Exit
from tests.command import Ran, cli

COPIES = Path(__file__).parents[2] / "completions"


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_copy_in_completions_is_what_the_command_prints(shell: str) -> None:
    copy = (COPIES / SCRIPTS[shell]).read_bytes()
    assert cli("completions", shell) == Ran(0, copy, b""), f"`make completions` writes completions/{SCRIPTS[shell]}"


def test_no_copy_is_of_a_script_that_is_no_more() -> None:
    assert {file.name for file in COPIES.iterdir()} == set(SCRIPTS.values())


@pytest.mark.parametrize("shell", SCRIPTS)
def test_whoever_looks_at_the_script_is_told_where_it_belongs(shell: str) -> None:
    ran = cli("completions", shell, tty=True)
    assert ran.out == (COPIES / SCRIPTS[shell]).read_text()
    assert ran.err.endswith(f"hint:\x1b[0m {PLACES[shell]}\n")


@pytest.mark.parametrize(
    ("login_shell", "hint"),
    [
        ("/bin/zsh", "your login shell is zsh: rtcli completions zsh"),
        ("/usr/local/bin/fish", "your login shell is fish: rtcli completions fish"),
        ("/bin/tcsh", "rtcli completions bash"),
        ("", "rtcli completions bash"),
    ],
)
def test_without_a_shell_the_shells_are_named(login_shell: str, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", login_shell)
    said = f"error: which shell? One of bash, zsh, fish, powershell\nhint: {hint}\n"
    assert cli("completions") == Ran(Exit.USAGE, b"", said.encode())


def test_a_shell_without_a_script_is_refused() -> None:
    ran = cli("completions", "tcsh")
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish', 'powershell'" in ran.err
