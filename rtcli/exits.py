"""The exit codes of every command, and which one wins when several apply."""

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    OK = 0  # all that was asked for was measured, and nothing is at or over --fail-on
    FOUND = 1  # a finding at or over it, an expectation not met, a session that ended badly
    USAGE = 2  # the command line, or a file given, is wrong
    UNREACHED = 3  # never got through: name, connection, proxy, TLS, refused upgrade, time limit
    UNMEASURED = 4  # nothing failed, but something asked for could not be measured
    NOTHING = 5  # nothing was selected to run
    BUG = 70  # a bug in rtcli: the only case with a traceback
    INTERRUPTED = 130  # Ctrl-C
    CLOSED_PIPE = 141  # the reader of our output went away
    TERMINATED = 143  # SIGTERM


PRECEDENCE = (
    Exit.INTERRUPTED,
    Exit.TERMINATED,
    Exit.CLOSED_PIPE,
    Exit.BUG,
    Exit.USAGE,
    Exit.FOUND,
    Exit.UNREACHED,
    Exit.UNMEASURED,
    Exit.NOTHING,
)


def worst(codes: Iterable[Exit]) -> Exit:
    """The one exit code that stands for all of them."""
    seen = set(codes)
    return next((code for code in PRECEDENCE if code in seen), Exit.OK)
