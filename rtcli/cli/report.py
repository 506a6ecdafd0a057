"""`rtcli report`: a saved report judged again, or shown in another form; and how every command hands reports out."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from rtcli.cli import options, output
from rtcli.cli.help import command as named

if TYPE_CHECKING:
    from rtcli.report.model import Judged, Override, Policy, Threshold

STDOUT = ("", "-")


@named(
    "report",
    examples=(
        "rtcli inspect-frame --hex '81 82 37 fa 21 3d 5f 93' --report json=saved.json",
        "rtcli report saved.json --fail-on warn",
        "rtcli report saved.json --level 'frame.*=note' --report markdown --report junit=results.xml",
    ),
)
@click.argument("file", metavar="FILE|-", type=click.Path(allow_dash=True))
@options.fail_on
@options.level
@options.report
@options.json
@options.output_file
@options.color
@options.quiet
def command(
    file: str, reports: list[tuple[str, str]], *, fail_on: "Threshold", levels: dict[str, "Override"], as_json: bool
) -> int:
    """Judge a saved report again, or show it in another format.

    FILE is what --report json=FILE of any command wrote. What counts is --fail-on and --level as given here, not as
    they were then.
    """
    from rtcli.report.json import parse_report
    from rtcli.report.model import judge
    from rtcli.report.rules import RULES

    report = parse_report(read(file), file)
    codes = [*RULES, *(finding.code for finding in report.findings)]
    judged = judge(report, RULES, policy(fail_on, levels, codes=codes))
    answer(judged, reports, as_json=as_json)
    return judged.exit


def answer(judged: "Judged", reports: list[tuple[str, str]], *, as_json: bool) -> None:
    """The reports that were asked for; where none has stdout and no JSON was asked for, the one for people."""
    if as_json:
        from rtcli.report.json import document

        output.emit(document(judged))
    elif all(target not in STDOUT for _name, target in reports):
        reports = [("text", ""), *reports]
    hand_out(judged, reports)


def read(file: str) -> bytes:
    from rtcli.errors import RtError

    try:
        if file == "-":
            return sys.stdin.buffer.read()
        with open(file, "rb") as stream:
            return stream.read()
    except OSError as exc:
        why = exc.strerror or "cannot be read"
        raise RtError(f"input {file}", why, "name a file that --report json=FILE wrote", kind="unreadable") from exc


def policy(fail_on: "Threshold", levels: Mapping[str, "Override"], *, codes: Iterable[str]) -> "Policy":
    """What --fail-on and --level ask for; a --level that would change nothing is a mistake."""
    from rtcli.report.model import Policy

    asked = Policy(fail_on, levels)
    if strays := asked.strays(codes):
        raise click.BadParameter(f"no rule is called {strays[0]!r}; see rtcli explain", param_hint="--level")
    return asked


def hand_out(judged: "Judged", reports: Iterable[tuple[str, str]]) -> None:
    """Each report to its file, or to stdout; there text is for people, and everything else for a machine."""
    from rtcli.report.renderers import RENDERERS

    for name, target in reports:
        if name == "text" and target in STDOUT and (output.at_terminal() or output.wants_color()):
            from rtcli.report.console import draw

            output.console().print(draw(judged))
            continue
        page = RENDERERS[name].render(judged).encode()
        if target in STDOUT:
            output.write(page)
        else:
            save(target, page)
        if name == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
            from rtcli.report.github import step_summary

            save(summary, step_summary(judged).encode(), append=True)  # what earlier steps wrote there stays


def save(path: str, page: bytes, *, append: bool = False) -> None:
    try:
        with open(path, "ab") if append else output.open_private(path) as stream:
            stream.write(page)
    except OSError as exc:
        raise output.unwritable(f"output {path}", exc) from exc
