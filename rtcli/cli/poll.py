"""`rtcli poll`: the older way to hear what is new, by asking again and again; measured, to be compared."""

from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import connection, options, output, paging, request_options, shown
from rtcli.cli.candidates import stream_targets
from rtcli.cli.help import command as named
from rtcli.cli.help import option
from rtcli.cli.options import Decorator, all_of
from rtcli.cli.streams import at_hand
from rtcli.cli.written import heed_choices
from rtcli.exits import Exit

if TYPE_CHECKING:
    from rtcli.cli.target import Target
    from rtcli.talk.plan import Streams
    from rtcli.talk.poll_plan import PollPlan

OPTIONS: tuple[Decorator, ...] = (
    option("-1", "--one-message", is_flag=True, group="End", help="End after one message: --max-messages 1."),
    option(
        "--max-messages", type=shown.COUNT, metavar="N", group="End", help="End after N messages that were to be shown."
    ),
    shown.UNTIL,
    option(
        "--long",
        is_flag=True,
        group="Polling",
        help="Long polling: the server holds its answer until there is something new, and is asked again at once.",
    ),
    *paging.OPTIONS,
    option(
        "--max-retries",
        type=click.IntRange(min=0),
        metavar="N",
        aliases=("--retry-max",),
        group="Polling",
        help="Bear N failures in a row at most; exit code 1 then.",
    ),
    option(
        "-v", "--verbose", count=True, show_default=False, group="Shown", help="Show request, answer and their timing."
    ),
    option("-0", "--null", is_flag=True, group="Shown", help="End each message with NUL instead of a line feed."),
    *shown.LOOK,
)


@named(
    "poll",
    examples=(
        "rtcli poll lab:poll --since since --next '$.next' --items '$.items' --interval 1s -1",
        "rtcli poll lab:long-poll --long --since since --next '$.next' --items '$.items' --max-messages 2 --stats",
        "rtcli poll lab:poll --interval 100ms --max-messages 2 --json",
    ),
)
@click.argument("url", metavar="URL", shell_complete=stream_targets)
@all_of(OPTIONS)
@request_options.options
@connection.options
@options.show_secrets
@options.json
@options.output_file
@options.color
@options.quiet
def command(url: str, **asked: Any) -> Exit:
    """Ask again and again what is new, by polling or long polling.

    In a pipe each message is a line; at a terminal it has its time, gap and size. An answer that is empty, 204 or 304
    says that there is nothing new. ETag and Retry-After are heeded, and a failure after the first answer is borne: the
    next request then comes later each time. Exit codes: 0 once what was asked for has come; 1 where it did not, or
    after too many failures; 3 where the first request failed.
    """
    from rtcli.cli import target

    with target.resolve(url, scheme="http") as found:
        return carry_out(plan(asked, found), at_hand())


def plan(asked: dict[str, Any], found: "Target") -> "PollPlan":
    from rtcli.talk.poll_plan import PollPlan
    from rtcli.talk.tail_plan import StreamLook, TailPlan

    heed_choices(asked, (("as_json", "template"),))
    if asked["one_message"] and asked["max_messages"] not in (None, 1):
        raise click.UsageError("give one of -1 and --max-messages")
    stream = TailPlan(
        request=request_options.asker(asked, found.url),
        way=connection.way(asked, found.ca_pem),
        max_retries=asked["max_retries"],
        max_time_s=asked["max_time"],
        max_events=1 if asked["one_message"] else asked["max_messages"],
        until=shown.condition(asked["until"], "--until"),
        filter=shown.condition(asked["filter"], "--filter"),
        select=shown.path(asked["select"], "--select"),
        look=StreamLook(**shown.look(asked)),
    )
    return PollPlan(stream, paging.paging(asked), long=asked["long"], interval_s=asked["interval"])


def carry_out(plan: "PollPlan", streams: "Streams") -> Exit:
    import asyncio

    from rtcli.cli.refusal import show_answers
    from rtcli.session.sse import NotAStream
    from rtcli.talk.poll import poll

    look = plan.stream.look
    try:
        return asyncio.run(poll(plan, streams))
    except NotAStream as raised:
        show_answers(raised, verbose=bool(look.verbose), show_secrets=look.show_secrets)
        raise
    finally:
        output.asked.begun |= streams.begun
