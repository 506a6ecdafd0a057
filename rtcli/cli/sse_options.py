"""The flags of an event stream: when it ends, how it comes back, what is borne, what of it is shown."""

import click

from rtcli.cli import shown
from rtcli.cli.help import option
from rtcli.cli.options import DURATION, SIZE, Decorator, all_of

LLM_SHAPES = ("auto", "openai", "responses", "anthropic", "gemini", "vercel", "mcp")

OPTIONS: tuple[Decorator, ...] = (
    option("-1", "--one-event", is_flag=True, group="End", help="End after one event: --max-events 1."),
    option(
        "--max-events", type=shown.COUNT, metavar="N", group="End", help="End after N events that were to be shown."
    ),
    shown.UNTIL,
    option(
        "--no-reconnect",
        is_flag=True,
        group="Reconnection",
        help="End with the connection: exit code 0 where it ended in order, 1 where it was cut.",
    ),
    option(
        "--max-retries",
        type=click.IntRange(min=0),
        metavar="N",
        aliases=("--retry-max",),
        group="Reconnection",
        help="Come back N times in a row at most; exit code 1 then.",
    ),
    option(
        "--retry-on",
        metavar="STATUS,...",
        multiple=True,
        group="Reconnection",
        help="Wait these statuses out, such as 5xx,429, as long as Retry-After says.",
    ),
    option("--retry-post", is_flag=True, group="Reconnection", help="Send again what is not safe to repeat: a POST."),
    option(
        "--last-event-id", metavar="ID", group="Reconnection", help="Ask to go on after the event that had this id."
    ),
    option(
        "--state",
        metavar="FILE",
        type=shown.FILE,
        group="Reconnection",
        help="Keep the last id in FILE, and go on after it at the next run.",
    ),
    option(
        "--read-timeout",
        type=DURATION,
        metavar="TIME",
        group="Patience",
        help="Take the connection for lost where no byte comes for so long.",
    ),
    option(
        "--event-timeout",
        type=DURATION,
        metavar="TIME",
        group="Patience",
        help="Take the connection for lost where no event comes for so long.",
    ),
    option("--max-line", type=SIZE, metavar="BYTES", default="16MiB", group="Patience", help="Take no longer line."),
    option("--max-event", type=SIZE, metavar="BYTES", default="64MiB", group="Patience", help="Take no larger event."),
    option(
        "--llm",
        metavar="SHAPE",
        type=click.Choice(LLM_SHAPES),
        bare="auto",
        group="Tokens",
        help=f"Read the stream of a language model as text, and measure it: {', '.join(LLM_SHAPES)}.",
    ),
    option(
        "--stall",
        type=DURATION,
        metavar="TIME",
        group="Tokens",
        show_default="10s",
        help="Say that the model stalls where no token comes for so long.",
    ),
    option(
        "-v", "--verbose", count=True, show_default=False, group="Shown", help="Show request, answer and their timing."
    ),
    option(
        "--event", "events", metavar="NAME", multiple=True, group="Shown", help="Show events of this type; repeatable."
    ),
    option("--raw", is_flag=True, group="Shown", help="Show the bytes as they come, with the borders of chunks."),
    option("-0", "--null", is_flag=True, group="Shown", help="End each event with NUL instead of a line feed."),
    *shown.OPTIONS,
)
options = all_of(OPTIONS)
