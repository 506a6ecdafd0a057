"""`rtcli compare`: one feed as WebSocket, event stream, by polling and by long polling, measured side by side."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import connection, options, output, paging, request, shown
from rtcli.cli.candidates import stream_targets, targets
from rtcli.cli.help import command as named
from rtcli.cli.help import option
from rtcli.cli.options import DURATION, Decorator, all_of
from rtcli.exits import Exit

if TYPE_CHECKING:
    from rtcli.session.request import Request
    from rtcli.talk.compare_plan import ComparePlan, Side
    from rtcli.wire.url import Url

FEED = "lab:feed"
SCHEMES = {"ws": "ws", "sse": "http", "poll": "http", "long-poll": "http"}  # that each way speaks
NAMES = {way: way.replace("-", "_") for way in SCHEMES}  # of the options
LAB_PAGING = {"since": "since", "next_path": "$.next", "items": "$.items"}
LAB_SENT = "$.t"
LAB_DOUBT = "the lab's send times are rounded to 1 ms"
PROGRESS = "comparing"
OPTIONS: tuple[Decorator, ...] = (
    option("--ws", metavar="URL", group="Ways", shell_complete=targets, help="The feed as a WebSocket."),
    option("--sse", metavar="URL", group="Ways", shell_complete=stream_targets, help="The feed as an event stream."),
    option("--poll", metavar="URL", group="Ways", shell_complete=stream_targets, help="The feed to be polled."),
    option("--long-poll", metavar="URL", group="Ways", shell_complete=stream_targets, help="The same by long polling."),
    option("--in-turn", is_flag=True, group="Ways", help="One way after the other; else all at once."),
    option(
        "--for", "for_s", type=DURATION, metavar="TIME", default="5s", group="End", help="Follow each way for so long."
    ),
    option("--max-messages", type=shown.COUNT, metavar="N", group="End", help="End each way after N messages."),
    option(
        "--sent",
        metavar="PATH",
        group="Messages",
        help="Where a message has the time at which it was sent, as a number since 1970 or ISO 8601: a JSONPath.",
    ),
    *paging.OPTIONS,
)


@named(
    "compare",
    examples=(
        "rtcli compare lab:feed --for 3s --interval 1s",
        "rtcli compare lab:feed --max-messages 2 --interval 500ms --json",
        "rtcli compare --ws 'lab:clock?every=50ms' --sse 'lab:sse/clock?every=50ms' --sent '$.t' --for 500ms",
    ),
)
@click.argument("target", metavar="[lab:feed]", required=False)
@all_of(OPTIONS)
@request.options
@connection.options
@options.show_secrets
@options.json
@options.output_file
@options.color
@options.quiet
def command(target: str | None, **asked: Any) -> Exit:
    """Measure WebSocket, event stream and polling side by side.

    Each way follows the same feed for the same time, in a thread of its own: how late messages are, what it takes to
    open, and what each costs in requests, bytes on the wire and CPU. Exit codes: 0 where all ways were measured, 4
    where some were not, 3 where none came about.
    """
    with plan(target, asked) as found:
        return carry_out(found, as_json=asked["as_json"], show_secrets=asked["show_secrets"])


@contextmanager
def plan(target: str | None, asked: dict[str, Any]) -> "Iterator[ComparePlan]":
    """For as long as the lab serves it, where it does."""
    from rtcli.talk.compare_plan import ComparePlan
    from rtcli.wire.expr import compile_path

    is_lab = target is not None
    given = {way: asked[name] for way, name in NAMES.items() if asked[name] is not None}
    if is_lab == bool(given):
        raise click.UsageError(f"give {FEED}, or the feed's URLs by {', '.join(f'--{way}' for way in NAMES)}")
    if target is not None and target.partition("?")[0] != FEED:
        raise click.UsageError(f"only {FEED} can be had in every way; give other URLs by --ws, --sse and so on")
    sent = asked["sent"] or (LAB_SENT if is_lab else None)
    with ExitStack() as stack:
        yield ComparePlan(
            sides=tuple(lab_sides(target, asked, stack) if target else sides(given, asked, stack)),
            for_s=min(asked["for_s"], asked["max_time"] or asked["for_s"]),
            max_messages=asked["max_messages"],
            in_turn=asked["in_turn"],
            sent=compile_path(sent, where="input --sent") if sent else None,
            paging=paging.paging(asked | LAB_PAGING if is_lab else asked),
            interval_s=asked["interval"],
            doubts=(LAB_DOUBT,) if is_lab else (),
        )


def lab_sides(target: str, asked: dict[str, Any], stack: ExitStack) -> "Iterator[Side]":
    """All ways to one feed."""
    from rtcli.cli.target import resolve, spoken
    from rtcli.session.poll import with_parameter
    from rtcli.talk.compare_plan import Side

    found = stack.enter_context(resolve(target, scheme="ws"))
    way = connection.way(asked, found.ca_pem)
    for kind, scheme in SCHEMES.items():
        url = spoken(found.url, scheme)
        yield Side(kind, asking(asked, url if kind == "ws" else with_parameter(url, "as", kind)), way)


def sides(given: dict[str, str], asked: dict[str, Any], stack: ExitStack) -> "Iterator[Side]":
    from rtcli.cli.target import resolve
    from rtcli.talk.compare_plan import Side

    for kind, url in given.items():
        found = stack.enter_context(resolve(url, scheme=SCHEMES[kind]))
        yield Side(kind, asking(asked, found.url), connection.way(asked, found.ca_pem))


def asking(asked: dict[str, Any], url: "Url") -> "Request":
    """What the flags of a request say, for any of the ways."""
    from rtcli.cli import elsewhere
    from rtcli.session.request import Request

    user = request.with_password(asked["user"])
    return Request(
        url,
        headers=request.fields(asked),
        user=user and elsewhere.credential(user, "--user"),
        cookie=request.cookie(asked, url),
        user_agent=asked["user_agent"] or None,
        redirects=asked["max_redirs"] if asked["location"] else 0,
    )


def carry_out(plan: "ComparePlan", *, as_json: bool, show_secrets: bool) -> Exit:
    import asyncio

    return asyncio.run(run(plan, as_json=as_json, show_secrets=show_secrets))


async def run(plan: "ComparePlan", *, as_json: bool, show_secrets: bool) -> Exit:
    from rtcli.net.clock import now
    from rtcli.show.comparison import draw_comparison
    from rtcli.show.paint import paint
    from rtcli.talk.began import began_at
    from rtcli.talk.compare import Contest
    from rtcli.talk.compare_facts import comparison_document, doubts, way_facts
    from rtcli.talk.waiting import told

    contest, began = Contest(plan), began_at(now())
    with told(PROGRESS, plan.for_s * (len(plan.sides) if plan.in_turn else 1), output.passing):
        tallies = await contest.run()
    code = contest.exit_code(tallies)
    if as_json:
        output.emit(comparison_document(plan, tallies, began=began, end_s=now(), code=code, show_secrets=show_secrets))
        return code
    lines = draw_comparison([way_facts(tally) for tally in tallies], doubts(plan, tallies), output.width())
    output.write(paint(lines, output.wants_color()))
    return code
