"""Commands as documents show them, run in a shell: `$ command`, then what it prints.

`# exits N` at the end of a command is the exit code it should have. A line of dots stands for any lines, an ellipsis
character within a line for any text.
"""

import os
import re
import shlex
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXITS = re.compile(r"#\s*exits (\d+)")
CONTINUED = "\\\n"


class Step(NamedTuple):
    line: int  # of the command in the document
    command: str
    shows: str


def steps(document: str) -> Iterator[Step]:
    """Every command in the console blocks of a Markdown text, with the output shown beneath it."""
    for block in BLOCK.finditer(document):
        line = document.count("\n", 0, block.start(1)) + 1
        for part in re.split(r"^(?=\$ )", block[1], flags=re.MULTILINE):
            if part.startswith("$ "):
                command = re.match(r"\$ ((?:.*\\\n)*.*)\n", part)
                assert command, part
                yield Step(line, command[1], part[command.end() :])
            line += part.count("\n")


def exit_code(command: str) -> int | None:
    """The one a command says it has."""
    said = EXITS.search(command)
    return int(said[1]) if said else None


def serves(command: str) -> bool:
    """Whether it goes on until it is interrupted."""
    return bool(re.match(r"rtcli lab(?!.* --list)", command))


def environment() -> dict[str, str]:
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    return {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}


def serve(command: str, folder: Path) -> tuple[int, str]:
    """The same of a server, on a free port, that is interrupted once it has said where it is."""
    words = [*shlex.split(command), "--port", "0"]
    server = subprocess.Popen(
        words, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    with server:
        assert server.stdout is not None
        first = server.stdout.readline()
        server.send_signal(signal.SIGINT)
        printed = first + server.stdout.read()
    return server.returncode, printed.decode(errors="replace")


def run(command: str, folder: Path) -> tuple[int, str]:
    """The exit code of a pipeline and all it printed, as one would see it."""
    shell = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(
        shell,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    return done.returncode, done.stdout.decode(errors="replace")


def matches(shown: str, printed: str) -> bool:
    """Whether that is what was printed, blank lines at the end aside."""
    pattern = "".join(
        "(?:.*\n)*" if line.strip() in ("...", "…") else re.escape(line).replace("…", ".*") + "\n"
        for line in shown.rstrip("\n").split("\n")
    )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None
