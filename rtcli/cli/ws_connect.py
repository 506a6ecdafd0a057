"""`rtcli ws connect`: a WebSocket to talk to, by hand at a prompt, from a pipe, or by steps that send and expect."""

import os
from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import connection, options, output, request, ws_options
from rtcli.cli.candidates import targets
from rtcli.cli.help import command as named
from rtcli.cli.pasted import PastableCommand
from rtcli.cli.streams import at_hand
from rtcli.cli.written import written
from rtcli.exits import Exit

if TYPE_CHECKING:
    from rtcli.talk.conversation import Source
    from rtcli.talk.plan import Plan, Streams


@named(
    "ws connect",
    cls=PastableCommand,
    examples=(
        "rtcli ws connect lab:echo",
        "rtcli ws connect lab:echo -d hello -1",
        "printf 'one\\ntwo\\n' | rtcli ws connect lab:echo",
        "rtcli ws connect lab:json --max-messages 3 --json",
        """rtcli ws connect lab:chat -d hello --expect '{"text": "hello"}' --within 2s""",
        "rtcli ws connect lab:close --expect-close 1000",
    ),
)
@click.argument("url", metavar="URL|CURL", required=False, shell_complete=targets)
@ws_options.options
@request.options
@connection.options
@options.show_secrets
@options.json
@options.output_file
@options.color
@options.quiet
def command(url: str | None, **asked: Any) -> Exit:
    """Talk to a WebSocket endpoint, at a prompt or from a pipe.

    At a terminal you type at a prompt, where /help lists commands. From a pipe each line is a message; at its end what
    is on its way still comes (--drain), then the session is closed. Messages go to stdout, one a line.

    With -d or --expect these steps run in the order in which they are written, and stdin is not read unless
    --stdin-as, --one-shot or -0 asks for it. After -d alone a terminal shows the prompt.

    URL may be lab:ROUTE, or a line that a browser's "Copy as cURL" gave, which then comes last. Exit codes: 0 after a
    clean end, 1 after any other or for an expectation that was not met, 3 where no session came about.
    """
    from rtcli.cli import target, ws_plan

    context = click.get_current_context()
    if (url is None) == (asked["connect"] is None):
        raise click.UsageError("where to? Give one URL, such as ws://localhost:8765 or lab:echo")
    with target.resolve(url or asked["connect"], scheme="ws") as found:
        plan = ws_plan.plan(context, asked, found)
        if asked["as_curl"] or asked["as_websocat"]:
            from rtcli.cli.ws_equivalent import equivalent

            output.line(equivalent(plan, written(context), websocat=asked["as_websocat"]))
            return Exit.OK
        streams = at_hand()
        return carry_out(plan, streams, prompt(plan, streams, found.name))


def carry_out(plan: "Plan", streams: "Streams", source: "Source | None") -> Exit:
    import asyncio

    from rtcli.cli.refusal import show_refusal
    from rtcli.session.opening import Refused
    from rtcli.talk.run import run

    try:
        return asyncio.run(run(plan, streams, source=source))
    except Refused as refused:
        show_refusal(refused, verbose=bool(plan.look.verbose), show_secrets=plan.look.show_secrets)
        raise
    finally:
        output.asked.begun |= streams.begun


def prompt(plan: "Plan", streams: "Streams", name: str) -> "Source | None":
    """A prompt where somebody sits who has anything left to say; otherwise the plan tells what is read."""
    from rtcli.talk.plan import Send

    ends = plan.ends.max_messages or plan.ends.until
    scripted = any(not isinstance(step, Send) for step in plan.steps) or (plan.steps and ends)
    if plan.echo or scripted or not plan.look.live:
        return None
    from rtcli.talk.prompt import PromptSource, possible

    if not isinstance(streams.stdout, int) or not possible(streams.stdin, streams.stdout, os.environ):
        return None
    import rtcli.talk.editor  # noqa: F401 -- it takes long, and later a message would have to wait for it

    return PromptSource(name, stdin=streams.stdin, stdout=streams.stdout)
