"""`rtcli explain`: what a finding or a close code means, out of the tables; for people or as JSON."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import click

from rtcli.cli import options, output
from rtcli.cli.candidates import explainable
from rtcli.cli.help import command as new_command

if TYPE_CHECKING:
    from rtcli.report.model import Rule
    from rtcli.show.paint import Line

EXAMPLES = ("rtcli explain frame.masked-by-server", "rtcli explain 1006", "rtcli explain close", "rtcli explain --json")
CLOSES = "closes"  # the name of the table of close codes
HIGHEST_CLOSE = 0xFFFF  # RFC 6455 5.5.1: a code is an unsigned integer of two bytes
RULE_KEYS = ("level", "title", "clause", "why", "cure", "earned")
CLOSE_KEYS = ("meaning", "cause", "cure", "clause")


class Chosen(NamedTuple):
    rules: dict[str, "Rule"]
    closes: list[range]  # a close code, or a range of them that mean the same


@new_command("explain", examples=EXAMPLES)
@click.argument("name", required=False, shell_complete=explainable)
@options.json
@options.output_file
@options.color
def command(name: str | None, as_json: bool) -> None:
    """Say what a finding or close code means and how to cure it.

    NAME is a rule (frame.masked-by-server), an area of rules (frame), a close code (1006), or `closes` for all of
    those. Without a NAME: the table of all rules.
    """
    from rtcli.show.paint import paint

    chosen = choose(name)
    if as_json:
        output.emit(document(chosen))
    else:
        output.write(paint(drawn(chosen), output.wants_color()))


def choose(name: str | None) -> Chosen:
    """The rules and close codes that a name stands for."""
    from rtcli.errors import RtError
    from rtcli.report.rules import RULES

    if name in (CLOSES, "close codes"):
        return Chosen({}, all_closes())
    if name is not None and name.isascii() and name.isdigit() and int(name) <= HIGHEST_CLOSE:
        return Chosen({}, [range(int(name), int(name) + 1)])
    rules = {code: rule for code, rule in RULES.items() if name in (None, code, area(code))}
    if rules:
        return Chosen(rules, [])
    from difflib import get_close_matches

    near = get_close_matches(str(name), [*RULES, *map(area, RULES), CLOSES], n=2)
    hint = f"did you mean {' or '.join(dict.fromkeys(near))}? " if near else ""
    why = f"no rule, area or close code is called {name!r}"
    raise RtError("usage", why, f"{hint}rtcli explain shows all names", kind="unknown-name")


def area(code: str) -> str:
    return code.partition(".")[0]


def all_closes() -> list[range]:
    """Every code that has a name, and between them the ranges that have one."""
    from rtcli.wire.close import CLOSE_NAMES, RANGES

    named = [range(code, code + 1) for code in CLOSE_NAMES]
    firsts = [first for first, _name, _may_be_sent in RANGES] + [HIGHEST_CLOSE + 1]
    ranges = [range(*pair) for pair, (_first, name, _may_be_sent) in zip(pairwise(firsts), RANGES, strict=True) if name]
    return sorted(named + ranges, key=lambda codes: (codes.start, -len(codes)))


def drawn(chosen: Chosen) -> "list[Line]":
    """One thing as a page, several as a table."""
    from rtcli.show import explained

    width = output.width()
    if len(chosen.closes) == 1:
        return explained.close_page(chosen.closes[0][0], width)
    if chosen.closes:
        return explained.close_table(chosen.closes)
    if len(chosen.rules) == 1:
        return [line for item in chosen.rules.items() for line in explained.rule_page(*item, width)]
    return explained.rule_table(chosen.rules, width if output.at_terminal() else None)


def document(chosen: Chosen) -> dict[str, object]:
    from rtcli.report.closes import close_of
    from rtcli.wire.close import close_name, forbidden

    rules = [{"code": code, **{name: getattr(rule, name) for name in RULE_KEYS}} for code, rule in chosen.rules.items()]
    closes = [
        {
            "first": codes[0],
            "last": codes[-1],
            "name": close_name(codes[-1]),
            "may_be_sent": not forbidden(codes[-1]),
            **{name: getattr(close_of(codes[-1]), name) for name in CLOSE_KEYS},
        }
        for codes in chosen.closes
    ]
    return {"type": "explain", "schema": "rtcli/explain/1", "rules": rules, "closes": closes}
