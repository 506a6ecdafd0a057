"""`rtcli replay`: what a record sent, sent again; and whether the answers are the same."""

import sys
from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import connection, options, output, request
from rtcli.cli.candidates import targets
from rtcli.cli.help import command as named
from rtcli.cli.help import option
from rtcli.exits import Exit

if TYPE_CHECKING:
    from rtcli.cli.target import Target
    from rtcli.talk.plan import Plan
    from rtcli.talk.replay import Pace, Replayed
    from rtcli.talk.transcript import Transcript

SCHEMA = "rtcli/replay/1"


@named(
    "replay",
    examples=(
        "rtcli ws connect lab:echo -d hello -1 --record session.jsonl",
        "rtcli replay session.jsonl lab:echo",
        "rtcli replay session.jsonl lab:echo --speed 0 --ignore time --json",
    ),
)
@click.argument("file", type=click.File("rb"))
@click.argument("url", required=False, shell_complete=targets)
@option(
    "--speed",
    type=click.FloatRange(0),
    default=1.0,
    metavar="N",
    group="Replay",
    help="Send N times as fast as it was; 0 waits for nothing.",
)
@option("--step", is_flag=True, group="Replay", help="Send each message after a line on stdin (Enter).")
@option(
    "--wait",
    "wait_s",
    type=options.DURATION,
    default="2s",
    metavar="TIME",
    group="Replay",
    help="Wait through so much silence for answers that are missing.",
)
@option(
    "--ignore",
    "ignored",
    metavar="NAME",
    multiple=True,
    group="Replay",
    help="Compare JSON without the members of this name; repeatable.",
)
@request.options
@connection.options
@options.show_secrets
@options.json
@options.output_file
@options.color
@options.quiet
def command(file: Any, url: str | None, **asked: Any) -> Exit:
    """Send again what was recorded, and compare the answers.

    Of an event stream the request is sent again, and the data of as many events compared as the record has.

    Without a URL it goes where the record was made. Credentials are not in a record: give them anew (-H, -u, -b). It
    keeps the times between the messages, unless --speed or --step says otherwise. Exit codes: 0 where the answers are
    the same, 1 where they are not, 3 where no session came about.
    """
    from rtcli.cli import target
    from rtcli.talk.replay import Pace
    from rtcli.talk.transcript import read_transcript

    transcript = read_transcript(file, file.name)
    pace = Pace(asked["speed"], asked["step"], asked["wait_s"])
    is_stream = transcript.kind == "sse"
    with target.resolve(url or transcript.target, scheme="http" if is_stream else "ws") as found:
        if is_stream:
            replayed = ask_again(transcript, asked, found)
        else:
            replayed = carry_out(transcript, plan(transcript, asked, found), pace, asked["ignored"])
    tell(replayed, as_json=asked["as_json"])
    return Exit.FOUND if replayed.changes else Exit.OK


def plan(transcript: "Transcript", asked: dict[str, Any], found: "Target") -> "Plan":
    from rtcli.cli import elsewhere
    from rtcli.session.asked import Asked
    from rtcli.talk.plan import Ends, Plan

    user = request.with_password(asked["user"])

    def ask() -> Asked:
        return Asked(
            found.url,
            headers=request.fields(asked),
            subprotocols=transcript.subprotocols,
            user=user and elsewhere.credential(user, "--user"),
            cookie=request.cookie(asked, found.url),
            user_agent=asked["user_agent"],
            redirects=asked["max_redirs"] if asked["location"] else 0,
        )

    return Plan(ask, connection.way(asked, found.ca_pem), ends=Ends(max_time_s=asked["max_time"]))


def carry_out(transcript: "Transcript", plan: "Plan", pace: "Pace", ignored: tuple[str, ...]) -> "Replayed":
    import asyncio
    import io

    from rtcli.cli.refusal import show_refusal
    from rtcli.session.opening import Refused
    from rtcli.talk.plan import Streams
    from rtcli.talk.replay import replay

    words = f"{len(transcript.sent)} messages to send, {len(transcript.received)} answers to expect"
    output.talk(f"replay: {words}{'; Enter sends the next' if pace.step else ''}")
    stdin = sys.stdin.fileno() if pace.step else 0
    colour = output.wants_color(sys.stderr)
    streams = Streams(stdin, io.BytesIO(), output.talk, output.complain, colour=colour)
    try:
        return asyncio.run(replay(transcript, plan, streams, pace, ignored=ignored))
    except Refused as refused:
        show_refusal(refused, verbose=False, show_secrets=plan.look.show_secrets)
        raise


def ask_again(transcript: "Transcript", asked: dict[str, Any], found: "Target") -> "Replayed":
    """The request of a recorded stream, with the credentials that the flags give."""
    import asyncio

    from rtcli.cli import elsewhere
    from rtcli.cli.refusal import show_answers
    from rtcli.session.request import Request
    from rtcli.session.sse import NotAStream
    from rtcli.talk.stream_replay import replay_stream

    output.talk(f"replay: {len(transcript.received)} events to expect")
    user = request.with_password(asked["user"])
    kept = [("Content-Type", value) for value in transcript.asked_with("Content-Type")]
    again = Request(
        found.url,
        transcript.method,
        (*kept, *request.fields(asked)),
        transcript.body or None,
        user=user and elsewhere.credential(user, "--user"),
        cookie=request.cookie(asked, found.url),
        user_agent=asked["user_agent"] or None,
    )
    way, wait_s = connection.way(asked, found.ca_pem), asked["wait_s"]
    try:
        return asyncio.run(replay_stream(transcript, again, way, wait_s=wait_s, ignored=asked["ignored"]))
    except NotAStream as refused:
        show_answers(refused, verbose=False, show_secrets=asked["show_secrets"])
        raise


def tell(replayed: "Replayed", *, as_json: bool) -> None:
    """What changed; for people with a sum that comes last."""
    from rtcli.show.paint import paint
    from rtcli.show.replayed import document, draw_changes

    same = replayed.expected - sum(change.kind != "extra" for change in replayed.changes)
    if as_json:
        exit_code = int(Exit.FOUND if replayed.changes else Exit.OK)
        changes = [document(change) for change in replayed.changes]
        sums = {"sent": replayed.sent, "expected": replayed.expected, "received": len(replayed.received), "same": same}
        output.emit({"type": "replay", "schema": SCHEMA, **sums, "changes": changes, "exit_code": exit_code})
        return
    output.write(paint(draw_changes(replayed.changes), output.wants_color()))
    came = len(replayed.received)
    output.line(f"{replayed.sent} sent, {replayed.expected} answers expected, {came} came, {same} the same")
