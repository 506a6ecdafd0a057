"""`rtcli sse check`: an event stream looked at for a while, and judged."""

from typing import Any

import click

from rtcli.cli import connection, options, output, request_options
from rtcli.cli.candidates import stream_targets
from rtcli.cli.help import command as named
from rtcli.cli.help import option
from rtcli.cli.options import DURATION
from rtcli.cli.pasted import PastableCommand
from rtcli.exits import Exit


def pick_origin(_context: click.Context, param: click.Parameter, value: str | None) -> str | None:
    import re

    if value is not None and not re.fullmatch(r"null|[a-z][a-z0-9+.-]*://[^/?#\s@]+", value):
        raise click.BadParameter("an origin is scheme, host and port, such as https://app.example", param=param)
    return value


@named(
    "sse check",
    cls=PastableCommand,
    examples=(
        "rtcli sse check 'lab:sse/ids?every=100ms' --for 1s",
        "rtcli sse check 'lab:sse/other-origin?every=10ms' --for 1s --origin https://app.example",
        "rtcli sse check 'lab:sse/jumps?every=10ms' --for 1s --fail-on warn",
        "rtcli sse check 'lab:sse/clock?every=100ms' --for 1s --report junit",
    ),
)
@click.argument("url", metavar="URL|CURL", shell_complete=stream_targets)
@option(
    "--for",
    "seconds",
    type=DURATION,
    metavar="TIME",
    default="10s",
    group="Questions",
    help="Follow the stream for so long, and as long at most when it is asked for again.",
)
@option(
    "--origin",
    metavar="ORIGIN",
    callback=pick_origin,
    group="Questions",
    help="Can a page of this origin read it? Sent as Origin.",
)
@option(
    "--with-credentials",
    is_flag=True,
    group="Questions",
    help="Can that page read it with its cookies?",
)
@option(
    "--no-resume",
    is_flag=True,
    group="Questions",
    help="Do not ask a second time, behind the last id.",
)
@request_options.options
@connection.options
@options.fail_on
@options.level
@options.json
@options.report
@options.output_file
@options.color
@options.quiet
def command(url: str, **asked: Any) -> Exit:
    """Judge an event stream: head, caches, pace, ids, resumption.

    It is followed for some seconds, and then asked for once more to go on behind the last id, unless it came by another
    method than GET. What is on the way is judged by the signs it leaves. Exit codes: 1 where a finding is at or over
    --fail-on, 3 where no answer came, 4 where something could not be told.
    """
    from rtcli.cli import report, target
    from rtcli.cli.sse_look import filled_in, looked_at
    from rtcli.report.model import judge
    from rtcli.report.rules import RULES

    policy = report.policy(asked["fail_on"], asked["levels"], codes=RULES)
    with target.resolve(url, scheme="http") as found:
        looked = looked_at(found, filled_in(click.get_current_context(), asked, found))
    judged = judge(looked, RULES, policy)
    if looked.findings:
        report.answer(judged, asked["reports"], as_json=asked["as_json"])
        output.asked.ended = asked["as_json"]
    else:
        report.hand_out(judged, asked["reports"])
    if looked.error:
        raise looked.error
    return judged.exit
