"""Where output goes: the one place that knows the streams, their width and colour, and how loud the talk may be.

stdout is the answer, stderr the talk. It writes what it is given and never decides what is said.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from rtcli.errors import RtError

OUTPUT = ("-o", "--output")  # whose value stands behind them
PIPE_COLUMNS = 80  # how wide a page is where no terminal says
SIGNS = {"error": "1;31", "hint": "1;36"}  # ECMA-48 8.3.117: bold with red, bold with cyan


class Asked:
    """What the command line asks of the streams, and how far the answer has got."""

    color = "auto"
    quiet = False
    begun = False  # something stands on stdout
    ended = False  # the closing line of JSON stands there too
    replaced: TextIO | None = None  # the stdout that -o FILE took the place of

    def __init__(self, argv: Iterable[str] = ()) -> None:
        self.words = tuple(argv)
        self.json = asks_for_json(self.words)


def begin(argv: Iterable[str]) -> None:
    """Forget the run before this one; a shell may have closed a stream (`>&-`), which Python then lacks."""
    global asked
    asked = Asked(argv)
    sys.stdout = sys.stdout or open(os.devnull, "w")
    sys.stderr = sys.stderr or open(os.devnull, "w")
    sys.stdin = sys.stdin or open(os.devnull)


def asks_for_json(argv: Iterable[str]) -> bool:
    """Whether --json stands among the options: known before they are parsed, so that their errors are JSON too."""
    for word in argv:
        if word in ("--json", "--"):
            return word == "--json"
    return False


asked = Asked()


def end() -> None:
    """Let every byte out while a closed pipe can still be met quietly, and give stdout back."""
    flush()
    if asked.replaced:
        sys.stdout.close()
        sys.stdout, asked.replaced = asked.replaced, None


def flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def abandon() -> None:
    """Send what the streams still hold to nowhere, so that their last flush at shutdown complains to nobody."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError):  # held in memory, or closed: nothing to flush
            continue
    os.close(nowhere)


def at_terminal(stream: TextIO | None = None) -> bool:
    return (stream or sys.stdout).isatty()


def wants_color(stream: TextIO | None = None) -> bool:
    """By --color, then NO_COLOR, FORCE_COLOR and TERM=dumb, then by whether somebody looks (no-color.org)."""
    if asked.color != "auto":
        return asked.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and at_terminal(stream)


def width(stream: TextIO | None = None) -> int:
    """How many columns there are: by COLUMNS, by the terminal itself, or 80 in a pipe."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns):
        return int(columns)
    try:  # os alone: shutil would import bz2 and lzma for the same answer
        return os.get_terminal_size((stream or sys.stdout).fileno()).columns or PIPE_COLUMNS
    except (OSError, ValueError):
        return PIPE_COLUMNS


def write(data: bytes | str) -> None:
    """Put it on stdout at once, what its encoding lacks as an escape; whoever has much to say does it in batches."""
    if isinstance(data, str):
        data = data.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    asked.begun = asked.begun or bool(data)
    sys.stdout.flush()  # text that was printed before
    left = memoryview(data)
    while left:  # unbuffered (PYTHONUNBUFFERED=1), a write may take a part only
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()


def heed_reader() -> None:
    """Raise BrokenPipeError if whoever read stdout has left; for those who have nothing to write for long."""
    import select

    if not hasattr(select, "poll"):
        return
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)  # a reader that has left is told of without being asked for
    except (OSError, ValueError):  # stdout is in memory, or closed
        return
    if any(event & select.POLLERR for _, event in poll.poll(0)):
        raise BrokenPipeError("the reader of stdout has left")


def line(text: str = "") -> None:
    """Put one line, or several, on stdout."""
    write(f"{text}\n")


def emit(document: Mapping[str, object]) -> None:
    """Put one line of JSON on stdout, in ASCII: so nothing a peer sent can reach a terminal raw."""
    import json

    asked.ended = asked.ended or document["type"] in ("end", "error")
    write(json.dumps(document, separators=(",", ":")).encode() + b"\n")


def talk(text: str) -> None:
    """Say a line on stderr, unless -q asked for silence."""
    if not asked.quiet:
        print(text, file=sys.stderr, flush=True)


def passing(text: str) -> None:
    """Say a line on stderr that gives way to the next, or to none: for people at a terminal, unless -q keeps it."""
    if at_terminal(sys.stderr) and not asked.quiet and os.environ.get("TERM") != "dumb":
        print(f"\r\x1b[K{text[: width(sys.stderr) - 1]}", end="", file=sys.stderr, flush=True)  # ECMA-48 8.3.41: EL


def complain(word: str, text: str) -> None:
    """Say `error: ...` or `hint: ...` on stderr, whatever -q asked."""
    head = f"\x1b[{SIGNS[word]}m{word}:\x1b[0m" if wants_color(sys.stderr) else f"{word}:"
    print(head, text, file=sys.stderr, flush=True)


def console(stream: TextIO | None = None) -> "Console":
    """A rich console that keeps to what was asked; the 16 colours of the terminal's own theme."""
    from rich.console import Console

    color = wants_color(stream)
    return Console(
        file=stream or sys.stdout,
        width=width(stream),
        force_terminal=color or at_terminal(stream),
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
    )


def open_private(path: str) -> BinaryIO:
    """A new file nobody else may read: it may hold payloads."""
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    except OSError as exc:
        raise unwritable(f"output {path}", exc) from exc


def unwritable(where: str, exc: OSError) -> "RtError":
    from rtcli.errors import RtError  # on use: a help page should not pay for dataclasses

    return RtError(where, exc.strerror or str(exc), "write to another place", kind="unwritable")


def is_input(path: str) -> bool:
    """Whether a word of the command line, other than the one behind -o, names this file too."""
    if not os.path.isfile(path):
        return False
    others = [word for before, word in zip(("", *asked.words), asked.words, strict=False) if before not in OUTPUT]
    return any(os.path.exists(word) and os.path.samefile(word, path) for word in others)


def redirect(path: str) -> None:
    """Let the answer go to a file from here on: it is stdout for everybody, until the end."""
    import io

    if is_input(path):
        from rtcli.errors import RtError

        why = "it is also named as input, and would be emptied before it is read"
        raise RtError(f"output {path}", why, "write to another file", kind="same-file")
    file = io.TextIOWrapper(open_private(path), encoding="utf-8")
    if asked.replaced:
        sys.stdout.close()
    asked.replaced = asked.replaced or sys.stdout
    sys.stdout = file
