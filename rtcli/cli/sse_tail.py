"""`rtcli sse tail`: an event stream, followed as browsers do, resumed, measured; and what a language model says."""

from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import connection, options, output, request_options, sse_options
from rtcli.cli.candidates import stream_targets
from rtcli.cli.help import command as named
from rtcli.cli.pasted import PastableCommand
from rtcli.cli.streams import at_hand
from rtcli.cli.written import written
from rtcli.exits import Exit

if TYPE_CHECKING:
    from rtcli.talk.plan import Streams
    from rtcli.talk.tail_plan import TailPlan


@named(
    "sse tail",
    cls=PastableCommand,
    examples=(
        "rtcli sse tail 'lab:sse/clock?every=100ms' --max-events 3",
        "rtcli sse tail 'lab:sse/ids?every=10ms' --last-event-id 5 -1 --json",
        "rtcli sse tail 'lab:sse/llm?pace=5ms' --llm",
        "rtcli sse tail lab:sse/post -d 'word by word' --no-reconnect",
        "rtcli sse tail 'lab:sse/clock?every=10ms' --until '$.n >= 3' --format '{t_s} {$.n}\\n'",
    ),
)
@click.argument("url", metavar="URL|CURL", shell_complete=stream_targets)
@sse_options.options
@request_options.options
@connection.options
@options.show_secrets
@options.json
@options.output_file
@options.color
@options.quiet
def command(url: str, **asked: Any) -> Exit:
    """Follow an event stream, resume it, read LLM token streams.

    At a terminal each event is a line with its time, gap, type, id and size; in a pipe its data alone. A stream that
    was lost is asked for again, after the time its server asked for, and goes on after the last id. --llm prints the
    text of a language model as it comes, and then how fast it came.

    URL may be lab:ROUTE, or a line that a browser's "Copy as cURL" gave, which then comes last. Exit codes: 0 after an
    end in order, or once what was asked for has come; 1 after a cut, or a token stream without its end mark; 3 where no
    stream came about.
    """
    from rtcli.cli import sse_plan, target

    context = click.get_current_context()
    with target.resolve(url, scheme="http") as found:
        plan = sse_plan.plan(context, asked, found)
        if asked["as_curl"]:
            from rtcli.cli.sse_equivalent import equivalent

            output.line(equivalent(plan, written(context)))
            return Exit.OK
        return carry_out(plan, at_hand())


def carry_out(plan: "TailPlan", streams: "Streams") -> Exit:
    import asyncio

    from rtcli.cli.refusal import show_answers
    from rtcli.session.sse import NotAStream
    from rtcli.talk.tail import tail

    try:
        return asyncio.run(tail(plan, streams))
    except NotAStream as raised:
        show_answers(raised, verbose=bool(plan.look.verbose), show_secrets=plan.look.show_secrets)
        raise
    finally:
        output.asked.begun |= streams.begun
