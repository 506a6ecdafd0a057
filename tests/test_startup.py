"""What a start must not pay for: the modules that were imported by the time rtcli had answered."""

import os
import subprocess
import sys

import pytest

from rtcli.cli.main import COMMANDS

HEAVY = {"rich", "httpx", "httpcore", "websockets", "asyncio", "ssl", "socket", "cryptography", "prompt_toolkit"}
WASTE = {"shutil", "bz2", "lzma", "dataclasses", "importlib.metadata", "json", "subprocess", "difflib"}
RUN = """
import sys
from rtcli.__main__ import main
code = main()
print("\\0", *sys.modules, file=sys.stderr)
sys.exit(code)
"""
PRESSES = (  # a line, the cursor at its end
    "rtcli ",
    "rtcli ex",
    "rtcli --",
    "rtcli inspect-frame ",
    "rtcli inspect-frame --",
    "rtcli inspect-frame --from ",
    "rtcli make-frame --",
    "rtcli make-frame --opcode ",
    "rtcli explain ",
    "rtcli report --",
    "rtcli report --report ",
    "rtcli report --level frame.",
    "rtcli completions ",
    "rtcli lab --",
    "rtcli lab --only ",
    "rtcli lab --only=sse/",
    "rtcli ws ",
    "rtcli ws connect ",
    "rtcli ws connect --",
    "rtcli ws connect lab:",
    "rtcli ws connect lab:echo --pong ",
    "rtcli ws connect lab:echo --record ",
)


def imported(*argv: str, **environment: str) -> set[str]:
    """The modules in memory at the end, once the command has ended well."""
    command = [sys.executable, "-c", RUN, *argv]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.rpartition("\0")[2].split())


def test_the_version_is_answered_before_click() -> None:
    modules = imported("--version")
    assert not modules & (HEAVY | WASTE | {"click", "rtcli.cli", "re", "typing"})


@pytest.mark.parametrize("argv", [[], ["--help"]])
def test_help_imports_no_command_and_nothing_heavy(argv: list[str]) -> None:
    modules = imported(*argv)
    assert not modules & (HEAVY | WASTE)
    assert {name for name in modules if name.startswith("rtcli.")} == {
        "rtcli.__main__",
        "rtcli.cli",
        "rtcli.cli.help",
        "rtcli.cli.main",
        "rtcli.cli.options",
        "rtcli.cli.output",
    }


@pytest.mark.parametrize("command", [entry.name for entry in COMMANDS])
def test_no_command_pays_for_libraries_by_its_help(command: str) -> None:
    assert not imported(*command.split(), "--help") & HEAVY


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.parametrize("line", PRESSES)
def test_no_tab_press_imports_anything_heavy(line: str, shell: str) -> None:
    words = line.split(" ")
    modules = imported(_RTCLI_COMPLETE=f"{shell}_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert not modules & HEAVY
