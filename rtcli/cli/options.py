"""The options that several commands share, each written once: one name, one default, one sentence everywhere."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from rtcli.cli import output
from rtcli.cli.help import option

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
LEVELS = ("note", "warn", "fail")
OVERRIDES = (*LEVELS, "ignore")
THRESHOLDS = (*LEVELS, "never")


def all_of(decorators: Sequence[Decorator]) -> Decorator:
    """Options as one decorator, in the order in which the help has them."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for one in reversed(decorators):
            command = one(command)
        return command

    return decorate


def set_color(_context: click.Context, _param: click.Parameter, value: str) -> None:
    if value != "auto":  # before the command name or behind it: either counts
        output.asked.color = value


def set_quiet(_context: click.Context, _param: click.Parameter, value: bool) -> None:
    output.asked.quiet = value


def set_file(context: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value and not context.resilient_parsing:  # a TAB press must not empty the file
        output.redirect(value)


def pick_reports(_context: click.Context, param: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """`FORMAT=FILE` as (format, file), the file empty for stdout."""
    from rtcli.report.renderers import RENDERERS

    pairs = [value.partition("=")[::2] for value in values]
    for name, _file in pairs:
        if name not in RENDERERS:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(RENDERERS)}", param=param)
    return pairs


def pick_levels(_context: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`CODE=LEVEL` as a dictionary; whether there is such a code, the rules say."""
    levels = dict(value.partition("=")[::2] for value in values)
    for code, level in levels.items():
        if level not in OVERRIDES:
            raise click.BadParameter(f"{code}={level}: not one of {', '.join(OVERRIDES)}", param=param)
    return levels


class Quantity(click.ParamType[float]):
    """A duration in seconds or a size in bytes, with or without its unit."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from rtcli.errors import RtError
        from rtcli.wire import quantity

        if not isinstance(value, str):
            return value
        parse: Callable[[str], float] = getattr(quantity, f"parse_{self.name}")
        try:
            return parse(value)
        except RtError as exc:
            option = param.get_error_hint(ctx) if param else self.name
            raise RtError("usage", f"invalid value for {option}: {exc.why}", exc.fix, kind="usage") from exc


DURATION = Quantity("duration")
SIZE = Quantity("size")

json: Decorator = option("--json", "as_json", is_flag=True, group="Output", help="Print JSON, one object a line.")
color: Decorator = option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    callback=set_color,
    expose_value=False,
    group="Output",
    help="Colour the output; auto: at a terminal, and as NO_COLOR and FORCE_COLOR say.",
)
quiet: Decorator = option(
    "-q",
    "--quiet",
    is_flag=True,
    callback=set_quiet,
    expose_value=False,
    group="Output",
    help="Keep stderr for errors: no progress, no summary, no remarks.",
)
output_file: Decorator = option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    callback=set_file,
    expose_value=False,
    group="Output",
    help="Write the answer to FILE (mode 0600) instead of stdout.",
)
show_secrets: Decorator = option(
    "--show-secrets", is_flag=True, group="Output", help="Show credentials, which are *** otherwise."
)
fail_on: Decorator = option(
    "--fail-on",
    type=click.Choice(THRESHOLDS),
    default="fail",
    group="Verdict",
    help="Exit 1 where a finding is at or over this level.",
)


def level(command: Callable[..., Any]) -> Callable[..., Any]:
    from rtcli.cli.candidates import rule_levels

    return option(
        "--level",
        "levels",
        metavar="CODE=LEVEL",
        multiple=True,
        callback=pick_levels,
        shell_complete=rule_levels(OVERRIDES),
        group="Verdict",
        help="Judge a rule, or an area such as frame.*, as note, warn, fail or ignore; repeatable.",
    )(command)


def report(command: Callable[..., Any]) -> Callable[..., Any]:
    from rtcli.cli.candidates import report_formats
    from rtcli.report.renderers import RENDERERS

    return option(
        "--report",
        "reports",
        metavar="FORMAT[=FILE]",
        multiple=True,
        callback=pick_reports,
        shell_complete=report_formats(RENDERERS),
        group="Output",
        help=f"Write a report: {', '.join(RENDERERS)}; to stdout without a FILE; repeatable.",
    )(command)
