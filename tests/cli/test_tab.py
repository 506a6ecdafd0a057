"""A line in COMP_WORDS on the left, the answers to TAB on the right, for a program that takes a URL and for rtcli."""

import os
import subprocess
import sys
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.cli import tab
from rtcli.cli.completion_scripts import SCRIPTS, script
from rtcli.cli.main import COMMANDS
from rtcli.report.rules import RULES
from tests.cli.urlprog import command
from tests.command import Ran, Stream, cli

HEAVY = {"rich", "httpx", "websockets", "asyncio"}


def asked(line: str, shell: str = "bash") -> list[str]:
    """What urlprog answers to this line, a candidate a line."""
    out = Stream()
    with patch.dict(os.environ, {"COMP_WORDS": line}), patch.object(sys, "stdout", out):
        assert tab.answer(command, "urlprog", f"{shell}_complete") == 0
    return rows(out.taken().decode())


def rows(answered: str) -> list[str]:
    """A candidate a line; where there is none click ends an empty line."""
    return [] if answered == "\n" else answered.splitlines()


def rtcli(line: str, **environment: str) -> Ran:
    with patch.dict(os.environ, {"COMP_WORDS": line, "_RTCLI_COMPLETE": "zsh_complete", **environment}):
        return cli()


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("urlprog w", ["prefix\tws://\tWebSocket", "prefix\twss://\tWebSocket over TLS"]),
        ("urlprog ws://l", ["prefix\tws://localhost:\t"]),
        ("urlprog 'ws://l", ["prefix\tws://localhost:\t"]),
        ("urlprog ws://\\[", ["prefix\tws://[::1]:\t"]),
        ("urlprog ws://here ", []),
        ("urlprog --as r", ["plain\traw\t"]),
        ("urlprog --as=r", ["plain\t--as=raw\t"]),
        ("urlprog --as=one:t", ["plain\t--as=one:two:three\t"]),
        ('urlprog "two words" --as r', ["plain\traw\t"]),
        ("urlprog --a", ["plain\t--as\tWhat it is: three forms."]),
        ("urlprog -o", ["plain\t-o\tWhere to [or not]."]),
        ("urlprog -o my", ["file\t\t"]),
        ("urlprog --output=my", ["file\t--output=\t"]),
        ("urlprog --output='my fi", ["file\t--output=\t"]),
        ("urlprog --output=", ["file\t--output=\t"]),
        ("urlprog --into ", ["dir\t\t"]),
        ("urlprog --report j", ["plain\tjson\t"]),
        ("urlprog --report json=my", ["file\tjson=\t"]),
        ("urlprog --report=json=my", ["file\t--report=json=\t"]),
        ("urlprog --level=close.on", [f"prefix\t--level=close.one-byte=\t{RULES['close.one-byte'].title}"]),
        ("urlprog --level=close.one-byte=f", ["plain\t--level=close.one-byte=fail\t"]),
        ("urlprog --deflate=s", ["plain\t--deflate=server\t"]),
        ("urlprog --deflate la", ["prefix\tlab:\ta route of the embedded lab"]),
        ("urlprog --nothing=", []),
        ("urlprog --help=", []),
        ("urlprog -- la", ["prefix\tlab:\ta route of the embedded lab"]),
        ("urlprog la\\", ["prefix\tlab:\ta route of the embedded lab"]),
    ],
)
def test_the_word_at_the_end_of_the_line_is_completed(line: str, answers: list[str]) -> None:
    assert asked(line) == answers


@pytest.mark.parametrize("line", ["", "urlprog", "urlprog ", "urlprog  ''"])
def test_without_a_word_everything_is_offered_that_may_stand_first(line: str) -> None:
    assert [row.split("\t")[1] for row in asked(line)] == ["ws://", "wss://", "http://", "https://", "lab:"]


def test_every_shell_gets_the_same_answers_and_its_own_script(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for shell in SCRIPTS:
        assert asked("urlprog --as=h", shell) == ["plain\t--as=hex\t"]
        assert tab.answer(command, "urlprog", f"{shell}_source") == 0
        assert capsysbinary.readouterr().out.decode() == script(shell, "urlprog")


@pytest.mark.parametrize("instruction", ["bash", "bash_", "tcsh_complete", "1", "_"])
def test_an_instruction_that_means_nothing_is_answered_by_the_exit_code_alone(instruction: str) -> None:
    assert rtcli("rtcli ", _RTCLI_COMPLETE=instruction) == Ran(1, b"", b"")


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("rtcli compl", [f"plain\t{entry.name}\t{entry.help}" for entry in COMMANDS if entry.name == "completions"]),
        ("rtcli completions f", ["plain\tfish\t"]),
        ("rtcli ws connect --pong d", ["prefix\tdelay:\t"]),
        ("rtcli ws connect --binary-out=ba", ["plain\t--binary-out=base64\t"]),
        ("rtcli ws connect --record x", ["file\t\t"]),
        ("rtcli --color always completions f", ["plain\tfish\t"]),
        ("rtcli --color=n", ["plain\t--color=never\t"]),
        ("rtcli nothing-of-the-kind --f", []),
    ],
)
def test_rtcli_completes_its_own_words(line: str, answers: list[str]) -> None:
    assert rows(rtcli(line).out) == answers


PIECES = st.sampled_from(["explain", "completions", "--color", "--json", "-", "=", " ", ":", "'", '"', "\\", "$(", "<"])


@given(st.lists(PIECES | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)))
def test_no_line_brings_anything_but_answers(pieces: list[str]) -> None:
    ran = rtcli("rtcli " + "".join(pieces))
    assert (ran.code, ran.err) == (0, "")
    assert {row.split("\t")[0] for row in rows(ran.out)} <= {"plain", "prefix", "file", "dir"}


def test_bytes_that_are_no_text_bring_nothing_but_answers() -> None:
    assert asked(os.fsdecode(b"urlprog --report \xff\xfe=my")) == ["file\t\ufffd\ufffd=\t"]


def test_no_press_of_tab_imports_what_is_heavy() -> None:
    lines = ["rtcli ", "rtcli -", *(f"rtcli {entry.name} {word}" for entry in COMMANDS for word in ("", "-", "x"))]
    program = f"""
import os, sys
from rtcli.cli.main import main
for line in {lines}:
    os.environ.update(_RTCLI_COMPLETE="bash_complete", COMP_WORDS=line)
    assert main([]) == 0, line
    assert not {HEAVY} & sys.modules.keys(), line
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
