"""The values of options that need not stand on the command line: `@FILE` and `@env:NAME` tell where they do.

`@@` at the start is one @ that means nothing.
"""

import os
import sys

from rtcli.errors import RtError

MARK = "@"
STDIN = "@-"
ENVIRONMENT = "@env:"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def content(value: str, option: str) -> bytes:
    """The bytes that the value is, or that stand where it says."""
    if value.startswith(ENVIRONMENT):
        return variable(value.removeprefix(ENVIRONMENT), option)
    place = value.removeprefix(MARK)
    if place == value or place.startswith(MARK):
        return place.encode("utf-8", "surrogateescape")
    return file(place, option)


def content_or_stdin(value: str, option: str) -> bytes:
    """The same for what is read once: it may be all of stdin."""
    return sys.stdin.buffer.read() if value == STDIN else content(value, option)


def text(value: str, option: str) -> str:
    """The same as text in UTF-8; bytes that are none are kept."""
    return content(value, option).removeprefix(BYTE_ORDER_MARK).decode("utf-8", "surrogateescape")


def credential(value: str, option: str) -> str:
    """The one line that a credential is."""
    return text(value, option).strip("\r\n")


def variable(name: str, option: str) -> bytes:
    if name not in os.environ:
        why = f"the environment has no variable {name}"
        raise RtError(f"input {option}", why, f"export it: export {name}=...", kind="unset")
    return os.environ[name].encode("utf-8", "surrogateescape")


def file(path: str, option: str) -> bytes:
    try:
        with open(path, "rb") as opened:
            return opened.read()
    except OSError as exc:
        fix = f"@ stands before the name of a file; for the text itself write {MARK}{MARK}{path}"
        raise RtError(f"input {option}", f"{path}: {exc.strerror}", fix, kind="unreadable") from exc
