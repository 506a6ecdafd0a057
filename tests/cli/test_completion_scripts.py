"""The scripts at work: keys typed at a real bash, zsh and fish on the left, the command line they lead to on the right.

A shell that is not installed is skipped, but fails where CI=true. There is no PowerShell here: of its script only the
text is looked at.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rtcli.cli.completion_scripts import SCRIPTS, script
from rtcli.report.rules import RULES
from tests.cli.pty import CTRL_B, PROMPT, Shell

ROOT = Path(__file__).parents[2]
PROGRAMS = {"rtcli": "rtcli", "urlprog": "tests.cli.urlprog"}  # and the module that each of them is
BASH_COMPLETION = Path("/usr/share/bash-completion/bash_completion")

BASH = f"""
PS1='{PROMPT}'
bind -x '"\\C-g": printf "%s\\0" "$READLINE_LINE" >&$REPORT_FD; READLINE_LINE='
"""
OLD_BASH = """
enable -n compopt
complete() { [[ $* != *nosort* ]] && builtin complete "$@"; }
"""
ZSH = f"""
PS1='{PROMPT}'
report() {{ printf '%s\\0' "$BUFFER" >&$REPORT_FD; BUFFER= }}
zle -N report
bindkey -e
bindkey '^G' report
fpath=(~/functions $fpath)
autoload -Uz compinit && compinit -D -u
"""
FISH = f"""
set -g fish_greeting
function fish_prompt; echo -n '{PROMPT}'; end
function report; printf '%s\\0' (commandline | string collect) >&$REPORT_FD; commandline -r ''; end
bind \\cg report
"""


class Way(NamedTuple):
    """A shell, and a way for it to come by the scripts."""

    argv: str
    start: str  # the text of its start-up file
    script: str = "{}"  # where under HOME the script of a program lies

    @property
    def shell(self) -> str:
        return self.argv.split()[0]


START_FILES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": "config/fish/config.fish"}
BASH_ARGV, ZSH_ARGV = "bash --noprofile --rcfile .bashrc -i", "zsh -d -i"
SOURCED = "source ~/rtcli\nsource ~/urlprog\n"
EVALUATED = 'eval "$(<~/rtcli)"\neval "$(<~/urlprog)"\n'
MAIN_WAYS = {
    "bash": Way(BASH_ARGV, BASH + SOURCED),
    "zsh": Way(ZSH_ARGV, ZSH, "functions/_{}"),
    "fish": Way("fish -i", FISH, "config/fish/completions/{}.fish"),
}
ALL_WAYS = MAIN_WAYS | {
    "bash-completion": Way(BASH_ARGV, f"{BASH}source {BASH_COMPLETION}\n", "data/bash-completion/completions/{}"),
    "old bash": Way(BASH_ARGV, BASH + OLD_BASH + SOURCED),
    "zsh eval": Way(ZSH_ARGV, ZSH + EVALUATED),
}

EVERYWHERE = [  # keys, and the command line that they lead to
    ("rtcli compl\t", "rtcli completions "),
    ("rtcli --color=al\t", "rtcli --color=always "),
    ("urlprog ws:\t", "urlprog ws://"),
    ("rtcli ws con\twss:\t", "rtcli ws connect wss://"),
    ("urlprog ws:\tlo\t", "urlprog ws://localhost:"),
    ("urlprog --as=one:t\t", "urlprog --as=one:two:three "),
    ("urlprog --into=su\t", "urlprog --into=sub\\ dir/"),
]
WORDS = [
    ("rtcli completions po\t", "rtcli completions powershell "),
    ("rtcli --col\t", "rtcli --color "),
    ("rtcli --color al\t", "rtcli --color always "),
    ("rtcli --color=never compl\t", "rtcli --color=never completions "),
    ("rtcli explain frame.masked\t", "rtcli explain frame.masked-by-server "),
    ("rtcli explain 1006\t", "rtcli explain 1006 "),
    ("rtcli nosuch --x=\t", "rtcli nosuch --x="),
    ("urlprog wss://1\t", "urlprog wss://127.0.0.1:"),
    ("urlprog htt\ts:\tl\t", "urlprog https://localhost:"),
    ("urlprog la\t", "urlprog lab:"),
    ('urlprog "ws:\t', 'urlprog "ws://'),
    ("urlprog 'two words\t", "urlprog 'two words"),
    ("urlprog $(\t", "urlprog $("),
    ("urlprog gopher:\t", "urlprog gopher:"),
    ("urlprog --as one:t\t", "urlprog --as one:two:three "),
    ("urlprog --deflate=c\t", "urlprog --deflate=client "),
    ("urlprog --deflate ws:\tl\t", "urlprog --deflate ws://localhost:"),
    ("urlprog --report=j\t", "urlprog --report=json "),
    ("urlprog --level close.on\tf\t", "urlprog --level close.one-byte=fail "),
    ("urlprog ws: --as hex" + 9 * CTRL_B + "\t", "urlprog ws:// --as hex"),
    ("FOO=1 urlprog ws:\tl\t", "FOO=1 urlprog ws://localhost:"),
    ("true | urlprog ws:\tl\t", "true | urlprog ws://localhost:"),
    ("~/bin/urlprog ws:\tl\t", "~/bin/urlprog ws://localhost:"),
]
PATHS = [
    ("urlprog --output my\t", "urlprog --output my\\ file.bin "),
    ("urlprog -o my\t", "urlprog -o my\\ file.bin "),
    ("urlprog --output=my\t", "urlprog --output=my\\ file.bin "),
    ('urlprog --output "my\t', 'urlprog --output "my file.bin" '),
    ("urlprog --output ~/my\t", "urlprog --output ~/my\\ file.bin "),
    ("urlprog --output su\tin\t", "urlprog --output sub\\ dir/inner.bin "),
    ("urlprog --output=su\tin\t", "urlprog --output=sub\\ dir/inner.bin "),
    ("urlprog --into su\t", "urlprog --into sub\\ dir/"),
    ("urlprog --report json=my\t", "urlprog --report json=my\\ file.bin "),
    ("urlprog --report=json=my\t", "urlprog --report=json=my\\ file.bin "),
    ("urlprog < my\t", "urlprog < my\\ file.bin "),
]
LISTS = [
    ("rtcli \t\t", ["explain", "completions"]),
    ("rtcli completions \t\t", ["bash", "zsh", "fish", "powershell"]),
    ("urlprog -\t\t", ["--as", "-o", "--output", "--into"]),
    ("urlprog w\t\t\t", ["ws://", "wss://"]),
    ("urlprog ws:\t\t\t", ["localhost:", "127.0.0.1:", "[::1]:"]),
]
DESCRIPTIONS = [
    ("rtcli \t\t", ["Say what a finding", "Print the completion script"]),
    ("rtcli explain frame.mask\t\t", [RULES["frame.masked-by-server"].title]),
    ("urlprog -\t\t", ["What it is: three forms.", "Where to [or not]."]),
    ("urlprog w\t\t", ["WebSocket", "WebSocket over TLS"]),
]


def need(found: object, what: str) -> None:
    if not found and os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed")
    if not found:
        pytest.skip(f"{what} is not installed")


def has_readline_variables() -> bool:
    """Whether this bash lets a key of ours see the command line (4.0; macOS has 3.2)."""
    said = subprocess.run(["bash", "-c", "echo ${BASH_VERSINFO[0]}"], capture_output=True, text=True)
    return int(said.stdout) >= 4


def furnish(home: Path, way: Way) -> None:
    """The programs, the scripts, the start-up file, and files to be completed."""
    texts = {START_FILES[way.shell]: way.start, "my file.bin": "", "sub dir/inner.bin": ""}
    for program, module in PROGRAMS.items():
        texts[way.script.format(program)] = script(way.shell, program)
        texts[f"bin/{program}"] = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n'
    for name, text in texts.items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o700)


@pytest.fixture(scope="module")
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    way: Way = request.param
    need(shutil.which(way.shell), way.shell)
    need(way.shell != "bash" or has_readline_variables(), "bash 4 or later")
    need(str(BASH_COMPLETION) not in way.start or BASH_COMPLETION.exists(), str(BASH_COMPLETION))
    home = tmp_path_factory.mktemp("home")
    furnish(home, way)
    environment = {
        "HOME": str(home),
        "INPUTRC": os.devnull,
        "LANG": "C.UTF-8",
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "ZDOTDIR": str(home),
    }
    started = Shell(way.argv.split(), environment=environment, folder=home)
    try:
        started.wait_for(PROMPT)
        yield started
    finally:
        started.close()


COMPLAINT = re.compile(r"\b[Ee]rror\b|Traceback")  # as a word: a shell may list commands such as lwp-mirror


def in_shells(ways: dict[str, Way]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("shell", ways.values(), ids=ways.keys(), indirect=True)


def completed(shell: Shell, keys: str) -> str:
    """The command line after these keys; the shell may have drawn what it likes, but no complaint."""
    shell.type(keys)
    line = shell.take()
    assert not COMPLAINT.search(shell.drawn), shell.drawn
    return line


def list_after(shell: Shell, keys: str, texts: list[str]) -> None:
    """Have the shell list its candidates, and find these texts there."""
    shell.type(keys)
    try:
        for text in texts:
            shell.wait_for(text)
    finally:
        shell.take()


@in_shells(ALL_WAYS)
@pytest.mark.parametrize(("keys", "line"), EVERYWHERE)
def test_the_script_works_however_it_is_installed(shell: Shell, keys: str, line: str) -> None:
    assert completed(shell, keys) == line


@in_shells(MAIN_WAYS)
@pytest.mark.parametrize(("keys", "line"), WORDS)
def test_words_are_completed(shell: Shell, keys: str, line: str) -> None:
    assert completed(shell, keys) == line


@in_shells(MAIN_WAYS)
@pytest.mark.parametrize(("keys", "line"), PATHS)
def test_paths_are_completed_and_quoted_by_the_shell_itself(shell: Shell, keys: str, line: str) -> None:
    assert completed(shell, keys) == line


@in_shells(MAIN_WAYS)
@pytest.mark.parametrize(("keys", "texts"), LISTS)
def test_two_tabs_list_what_is_possible(shell: Shell, keys: str, texts: list[str]) -> None:
    list_after(shell, keys, texts)


@in_shells({name: MAIN_WAYS[name] for name in ("zsh", "fish")})
@pytest.mark.parametrize(("keys", "texts"), DESCRIPTIONS)
def test_what_is_listed_is_described(shell: Shell, keys: str, texts: list[str]) -> None:
    list_after(shell, keys, texts)


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_program_of_another_name_gets_a_script_of_its_own(shell: str) -> None:
    text = script(shell, "url-prog")
    assert "_URL_PROG_COMPLETE" in text and f"{shell}_complete" in text
    assert "rtcli" not in text.lower()
