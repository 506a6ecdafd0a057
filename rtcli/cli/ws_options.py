"""The flags of a WebSocket session: what is sent and expected, when it ends, how it behaves, what of it is shown."""

import math

import click

from rtcli.cli import output, shown
from rtcli.cli.frame_values import Pong
from rtcli.cli.help import option
from rtcli.cli.options import DURATION, SIZE, Decorator, Quantity, all_of

INPUT_FORMS = ("text", "binary", "hex", "base64", "frames", "json-lines")
BINARY_FORMS = ("raw", "hex", "base64", "hexdump")
CODE = click.IntRange(1000, 4999)


class Patience(Quantity):
    """A duration, or `forever`."""

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        return math.inf if value == "forever" else super().convert(value, param, ctx)


def be_plain(_context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        output.asked.color = "never"


OPTIONS: tuple[Decorator, ...] = (
    option(
        "-d",
        "--send",
        metavar="TEXT",
        multiple=True,
        aliases=("--data", "--execute"),
        group="Send and expect",
        help="Send this message, or the one in @FILE, @- or @env:NAME; repeatable.",
    ),
    option(
        "--expect",
        metavar="TEXT|/REGEX/|JSON",
        multiple=True,
        group="Send and expect",
        help="Wait for a message that is this text, that a pattern is found in, or that this JSON is a part of.",
    ),
    option(
        "--within",
        type=DURATION,
        metavar="TIME",
        multiple=True,
        group="Send and expect",
        help="How long the expectation before it may take; 5s where none is given.",
    ),
    option(
        "--expect-close",
        type=CODE,
        metavar="CODE",
        multiple=True,
        group="Send and expect",
        help="Wait for the server to close with CODE: this alone then decides the exit code.",
    ),
    option(
        "--on-connect",
        metavar="TEXT",
        multiple=True,
        group="Send and expect",
        help="Send this first on every connection, also after --reconnect; repeatable.",
    ),
    option(
        "--reply",
        metavar="PATTERN=TEXT",
        multiple=True,
        group="Send and expect",
        help="Answer TEXT to each message that PATTERN, which is text or a /regex/, is found in; repeatable.",
    ),
    option("--heartbeat", metavar="TEXT", group="Send and expect", help="Send this message over and over."),
    option(
        "--heartbeat-every",
        type=DURATION,
        metavar="TIME",
        default="30s",
        group="Send and expect",
        help="How often --heartbeat is sent.",
    ),
    option("--echo", is_flag=True, group="Send and expect", help="Send every message back; stdin is not read."),
    option("--binary", is_flag=True, group="Input", help="Send binary messages instead of text."),
    option(
        "--stdin-as",
        type=click.Choice(INPUT_FORMS),
        group="Input",
        show_default="text",
        help="What a line of stdin is; frames is raw bytes that are sent as they are.",
    ),
    option("--one-shot", is_flag=True, group="Input", help="All of stdin is one message."),
    option(
        "-0",
        "--null",
        is_flag=True,
        aliases=("--null-terminated",),
        group="Input",
        help="Messages end with NUL instead of a line feed, in stdin and on stdout.",
    ),
    option("-1", "--one-message", is_flag=True, group="End", help="End after one message: --max-messages 1."),
    option("--max-messages", type=shown.COUNT, metavar="N", group="End", help="End after N messages were received."),
    shown.UNTIL,
    option(
        "--drain",
        type=Patience("duration"),
        metavar="TIME|forever",
        default="2s",
        aliases=("-w", "--wait", "--eof-wait"),
        group="End",
        help="When all is sent, close after so much silence.",
    ),
    option("--no-close", is_flag=True, hidden=True),  # websocat's: --drain forever
    option(
        "--close-timeout",
        type=DURATION,
        metavar="TIME",
        default="5s",
        group="End",
        help="How long the other half of the close handshake may take.",
    ),
    option(
        "-s",
        "--subprotocol",
        "subprotocols",
        metavar="NAME",
        multiple=True,
        aliases=("--protocol", "--subprotocols"),
        group="Session",
        help="Offer this subprotocol; repeatable.",
    ),
    option("--origin", metavar="URL", group="Session", help="Say that a page of this origin asks."),
    option(
        "--deflate",
        metavar="on|off|PARAMS",
        bare="on",
        default="on",
        group="Session",
        help="Offer permessage-deflate, with PARAMS as in its header.",
    ),
    option("--fragment", type=SIZE, metavar="BYTES", group="Session", help="Send messages in frames of so many bytes."),
    option("--ping-interval", type=DURATION, metavar="TIME", group="Session", help="Ping so often."),
    option(
        "--ping-timeout",
        type=DURATION,
        metavar="TIME",
        group="Session",
        help="Break off where a ping has had no answer for so long.",
    ),
    option(
        "--pong",
        type=Pong(),
        metavar="auto|off|wrong|delay:TIME",
        default="auto",
        group="Session",
        help="How pings are answered: at once, never, with other bytes, or late.",
    ),
    option(
        "--max-message",
        type=SIZE,
        metavar="BYTES",
        default="64MiB",
        group="Session",
        help="Take no larger frame or message.",
    ),
    option("--lenient", is_flag=True, group="Session", help="Go on after faults, in the handshake and in frames."),
    option("--reconnect", is_flag=True, group="Session", help="Open it again whenever it breaks."),
    option("--retry-max", type=shown.COUNT, metavar="N", group="Session", help="Try N times in a row at most."),
    option(
        "--retry-delay",
        type=DURATION,
        metavar="TIME",
        default="1s",
        group="Session",
        help="Wait up to TIME before the first try, and up to twice as long before each further one.",
    ),
    option(
        "-v",
        "--verbose",
        count=True,
        show_default=False,
        group="Shown",
        help="Show the handshake and its timing; -vv the bytes too.",
    ),
    option("--frames", is_flag=True, group="Shown", help="Show each frame with its flags."),
    option("-P", "--show-ping-pong", "control", is_flag=True, group="Shown", help="Show pings, pongs and closes."),
    option(
        "--binary-out",
        type=click.Choice(BINARY_FORMS),
        group="Shown",
        show_default="hexdump at a terminal, raw in a pipe",
        help="How binary messages are written.",
    ),
    *shown.OPTIONS,
    option("--as-websocat", is_flag=True, group="Kept", help="Print the websocat command that does the same."),
    option("-c", "--connect", metavar="URL", hidden=True),  # wscat's, for the argument
    option("--no-color", is_flag=True, hidden=True, expose_value=False, callback=be_plain),
    option(
        "-t",
        "--text",
        "--slash",
        "--exit-on-eof",
        "--http1.1",
        "as_it_is",
        is_flag=True,
        hidden=True,
        expose_value=False,
    ),
)
options = all_of(OPTIONS)
