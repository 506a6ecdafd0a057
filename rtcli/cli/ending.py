"""How a run ends that raised: with an exit code, at most two lines on stderr, and with --json a document on stdout.

Only a bug in rtcli shows a traceback.
"""

import errno
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import click

from rtcli import __version__
from rtcli.cli import output
from rtcli.errors import RtError
from rtcli.exits import Exit

USAGE = "usage"  # the stage of a wrong command line, which its message need not name
QUIET = (Exit.INTERRUPTED, Exit.TERMINATED, Exit.CLOSED_PIPE)  # whoever did it knows it


class Terminated(KeyboardInterrupt):
    """SIGTERM: a command meets it as it meets Ctrl-C, writes the result so far, and raises it again."""


@contextmanager
def terminable() -> Iterator[None]:
    """While a command runs, SIGTERM unwinds it instead of ending the process at once."""
    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def terminate(_signal: int, _frame: object) -> NoReturn:
    raise Terminated


def single_leaf(raised: BaseException) -> BaseException:
    """What a task group wrapped, where it wrapped one thing alone."""
    while isinstance(raised, BaseExceptionGroup) and len(raised.exceptions) == 1:
        raised = raised.exceptions[0]
    return raised


def exit_code(raised: BaseException, argv: Sequence[str]) -> int:
    """Say what went wrong, and give its exit code."""
    raised = single_leaf(raised)
    if isinstance(raised, SystemExit):
        return raised.code if isinstance(raised.code, int) else Exit.OK
    error = as_error(raised) or bug(raised, argv)
    try:
        if error.exit is Exit.BUG:
            show_traceback(raised)
        if error.exit not in QUIET:
            say(error)
        if output.asked.json and not output.asked.ended:
            output.emit(document(error))
        output.flush()
    except OSError:  # whoever was to read it is gone
        output.abandon()
    return error.exit


def as_error(raised: BaseException) -> RtError | None:
    """One of ours, whatever it was; None for what nobody foresaw."""
    match raised:
        case RtError():
            return raised
        case click.ClickException():
            return usage_error(raised)
        case Terminated():
            return RtError("run", "terminated", kind="terminated", exit=Exit.TERMINATED)
        case KeyboardInterrupt() | click.Abort():
            return RtError("run", "interrupted", kind="interrupted", exit=Exit.INTERRUPTED)
        case BrokenPipeError():
            return RtError("output", "its reader went away", kind="closed-pipe", exit=Exit.CLOSED_PIPE)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG):  # only writing can meet these
            return output.unwritable("output", raised)
    return None


def usage_error(raised: click.ClickException) -> RtError:
    """click's sentence without its capital, its full stop and its line breaks; its near misses as the hint."""
    near = getattr(raised, "possibilities", None) or ()
    sentence = raised.message if near else raised.format_message()
    sentence = " ".join(sentence.split()).removesuffix(".")
    context = getattr(raised, "ctx", None)
    help_page = f"see {context.command_path if context else 'rtcli'} --help"
    hint = f"did you mean {' or '.join(near)}? {help_page}" if near else help_page
    return RtError(USAGE, sentence[:1].lower() + sentence[1:], hint, kind=USAGE)


def bug(raised: BaseException, argv: Sequence[str]) -> RtError:
    """A mistake of ours: its hint holds what a report of it needs besides the traceback."""
    import platform
    import shlex

    versions = f"rtcli {__version__}, Python {platform.python_version()}, {platform.platform()}"
    command_line = shlex.join(["rtcli", *map(without_secret, argv)])
    why = f"this is a bug: {type(raised).__name__}: {raised}"
    return RtError("rtcli", why, f"report it with the lines above; {versions}; {command_line}", "bug", Exit.BUG)


def show_traceback(raised: BaseException) -> None:
    import traceback

    from rtcli.report.text import printable_lines

    print(printable_lines("".join(traceback.format_exception(raised)).rstrip()), file=sys.stderr, flush=True)


def without_secret(word: str) -> str:
    """A word of the command line as strangers may read it: a header, or something with a URL in it."""
    from rtcli.wire.secrets import MASK, is_secret_header, redact_url

    name, colon, _value = word.partition(":")
    return f"{name}: {MASK}" if colon and is_secret_header(name) else redact_url(word)


def say(error: RtError) -> None:
    """The two lines; names and words of a peer in them are shown with escapes."""
    from rtcli.report.text import printable

    output.complain("error", printable(sentence(error), None))
    if error.fix:
        output.complain("hint", printable(error.fix, None))


def sentence(error: RtError) -> str:
    return error.why if error.stage == USAGE else str(error)


def document(error: RtError) -> dict[str, object]:
    """The same for a machine; `schema` stands on the first line only, so not behind lines already written."""
    schema = {} if output.asked.begun else {"schema": "rtcli/error/1"}
    cause = {
        "stage": error.stage,
        "kind": error.kind,
        "says": sentence(error),
        "hint": error.fix or None,
        "curl_code": error.curl_code,
    }
    return {"type": "error", **schema, "error": cause, "exit_code": int(error.exit)}
