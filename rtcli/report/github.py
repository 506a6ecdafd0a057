"""A judged report for GitHub Actions: workflow commands that annotate the run, and the page of its step summary.

GitHub keeps 10 annotations of each kind for a step; the page holds the others.
"""

from collections import Counter
from collections.abc import Iterator

from rtcli.report import markdown
from rtcli.report.model import Judged
from rtcli.report.plain import fact, hint, summary
from rtcli.report.text import printable, printable_lines

COMMANDS = {"fail": "error", "warn": "warning", "note": "notice"}  # the most severe first
KEPT = 10


def render(judged: Judged) -> str:
    """The annotations, the most severe first, and the sum as a plain line of the log."""
    used: Counter[str] = Counter()
    lines = []
    for command, title, message in _annotations(judged):
        used[command] += 1
        if used[command] <= KEPT:
            lines.append(f"::{command} title={_property(title)}::{_data(message)}")
    left = sum(used.values()) - len(lines)
    more = f"; {left} more in the step summary" if left else ""
    return "\n".join([*lines, f"{summary(judged)}{more}", ""])


def step_summary(judged: Judged) -> str:
    """What belongs into the file that GITHUB_STEP_SUMMARY names."""
    return markdown.render(judged)


def _annotations(judged: Judged) -> Iterator[tuple[str, str, str]]:
    error = judged.report.error
    if error is not None:
        yield "error", "rtcli could not finish", f"{error}\nhint: {error.fix}" if error.fix else str(error)
    elif not judged.shown:
        yield "error", "rtcli", "nothing was judged"
    for word, command in COMMANDS.items():
        for verdict in judged.shown:
            if verdict.word == word:
                cure = hint(verdict)
                message = fact(verdict) + (f"\nhint: {cure}" if cure else "")
                yield command, verdict.finding.code, message


def _data(text: str) -> str:
    """What stands behind the second `::`."""
    return printable_lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return printable(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
