"""A pattern as people write it, `/regex/flags`, to a compiled one; text that is not written so is no pattern."""

import re

from rtcli.errors import RtError
from rtcli.wire.expr import FLAGS

_WRITTEN = re.compile(rf"/(.+)/([{''.join(FLAGS)}]*)", re.DOTALL)


def compile_pattern(text: str, where: str) -> re.Pattern[str] | None:
    """The regex that `text` is, or None where it is text; `where` names the option it was given to."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    try:
        return re.compile(written[1], sum(FLAGS[letter] for letter in set(written[2])))
    except (re.error, OverflowError, RecursionError) as error:
        fix = "Python's syntax of regular expressions holds; without the slashes it is plain text"
        raise RtError(where, f"{text!r} is no regex that Python takes: {error}", fix, kind="bad-pattern") from error
