"""The flags that say how polling goes from one answer to the next, and where its messages stand."""

from typing import TYPE_CHECKING, Any

import click

from rtcli.cli.help import option
from rtcli.cli.options import DURATION, Decorator

if TYPE_CHECKING:
    from rtcli.session.poll import Paging

OPTIONS: tuple[Decorator, ...] = (
    option("--interval", type=DURATION, metavar="TIME", default="2s", group="Polling", help="Ask so often."),
    option(
        "--since",
        metavar="NAME",
        group="Polling",
        help="The query parameter that says what was seen; --next tells where its value comes from.",
    ),
    option("--next", "next_path", metavar="PATH", group="Polling", help="Where it stands in an answer: a JSONPath."),
    option(
        "--items",
        metavar="PATH",
        group="Polling",
        show_default="elements of an array, lines of JSON, or else the body as a whole",
        help="Where the messages stand in an answer: a JSONPath.",
    ),
)


def paging(asked: dict[str, Any]) -> "Paging":
    from rtcli.session.poll import Paging
    from rtcli.wire.expr import compile_path

    if (asked["since"] is None) != (asked["next_path"] is None):
        raise click.UsageError("--since and --next go together: the parameter, and where its value comes from")
    return Paging(
        asked["since"],
        asked["next_path"] and compile_path(asked["next_path"], where="input --next"),
        asked["items"] and compile_path(asked["items"], where="input --items"),
    )
