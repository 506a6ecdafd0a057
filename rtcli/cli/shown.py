"""The flags that the live clients share, whatever they speak: what is shown of a session, and what is kept of it."""

from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import output
from rtcli.cli.help import option
from rtcli.cli.options import SIZE, Decorator

if TYPE_CHECKING:
    from rtcli.wire.expr import Expression

COUNT = click.IntRange(min=1)
FILE = click.Path(dir_okay=False)

UNTIL: Decorator = option("--until", metavar="TEST", group="End", help="End after the first that passes this test.")
LOOK: tuple[Decorator, ...] = (
    option("--timestamps", is_flag=True, group="Shown", help="Show the time of day of each."),
    option("--pretty", is_flag=True, group="Shown", help="Break JSON into lines."),
    option("--filter", metavar="TEST", group="Shown", help="Show only those that pass this test."),
    option("--select", metavar="PATH", group="Shown", help="Show only what this JSONPath selects in each."),
    option("--max-payload", type=SIZE, metavar="BYTES", group="Shown", help="Show so much of each at most."),
    option(
        "--format",
        "template",
        metavar="TEMPLATE",
        group="Shown",
        help="Write each by a template of the keys that --json has, such as '{t_s} {$.user.name}\\n'.",
    ),
    option("--stats", is_flag=True, group="Shown", help="Say at the end, on stderr, what has passed."),
)
OPTIONS: tuple[Decorator, ...] = (
    *LOOK,
    option("--record", metavar="FILE", type=FILE, group="Kept", help="Keep all that passes in FILE, for a replay."),
    option("--har", metavar="FILE", type=FILE, group="Kept", help="Keep the session as HAR, for a browser's tools."),
    option("--as-curl", is_flag=True, group="Kept", help="Print the curl command that does the same, and no more."),
)


def look(asked: dict[str, Any]) -> dict[str, Any]:
    """What the look of any live client says."""
    return {
        "json": asked["as_json"],
        "template": asked["template"],
        "separator": b"\0" if asked["null"] else b"\n",
        "live": output.at_terminal() and not asked["as_json"] and not asked["template"],
        "colour": output.wants_color(),
        "width": output.width(),
        "verbose": asked["verbose"],
        "timestamps": asked["timestamps"],
        "pretty": asked["pretty"],
        "stats": asked["stats"],
        "max_payload": asked["max_payload"],
        "show_secrets": asked["show_secrets"],
    }


def condition(written: str | None, option: str) -> "Expression | None":
    from rtcli.wire.expr import compile_expression

    return None if written is None else compile_expression(written, where=f"input {option}")


def path(written: str | None, option: str) -> str | None:
    """A JSONPath, as it was written; RtError where it is none."""
    from rtcli.wire.expr import compile_path

    if written is not None:
        compile_path(written, where=f"input {option}")
    return written
