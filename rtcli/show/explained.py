"""Rules and close codes as pages and tables: what each means, why it matters, and what to do about it."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from rtcli.report.closes import close_of
from rtcli.report.model import Rule
from rtcli.show.cells import fold
from rtcli.show.paint import Line
from rtcli.wire.close import close_name, forbidden

LABEL = 9  # cells before the prose: the longest label, and a space
PROSE = 88  # longer lines are hard to read


def rule_page(code: str, rule: Rule, width: int) -> list[Line]:
    head: Line = [(code, "title"), ("  ", ""), (rule.level, f"level.{rule.level}")]
    parts = [
        ("why", rule.why),
        ("cure", rule.cure),
        ("clause", rule.clause),
        ("shown by", rule.earned),
    ]
    return page(head, f"{rule.title[0].upper()}{rule.title[1:]}.", parts, width)


def close_page(code: int, width: int) -> list[Line]:
    close = close_of(code)
    head: Line = [(str(code), "title"), ("  ", ""), (close_name(code), ""), ("  ", ""), on_the_wire(code)]
    return page(head, close.meaning, [("cause", close.cause), ("cure", close.cure), ("clause", close.clause)], width)


def page(head: Line, lead: str, parts: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """A head, a sentence, and paragraphs behind their labels."""
    width = min(width, PROSE)
    lines: list[Line] = [head, *([(row, "")] for row in fold(lead, width)), []]
    for label, prose in parts:
        for number, row in enumerate(fold(prose, width - LABEL)):
            lines.append([(f"{'' if number else label:<{LABEL}}", "dim"), (row, "")])
    return lines


def rule_table(rules: Mapping[str, Rule], width: int | None) -> list[Line]:
    """The rules under the names of their areas; without a width no line is broken."""
    column = max(map(len, rules)) + 2
    lines: list[Line] = []
    for area, codes in groupby(rules, lambda code: code.partition(".")[0]):
        lines += [[], [(area, "title")]] if lines else [[(area, "title")]]
        for code in codes:
            rule = rules[code]
            rows = fold(rule.title, max(width - column - 8, 10)) if width else [rule.title]
            lines.append([("  ", ""), (rule.level, f"level.{rule.level}"), (f"  {code:<{column}}", ""), (rows[0], "")])
            lines += [[(" " * (column + 8), ""), (row, "")] for row in rows[1:]]
    return lines


def close_table(closes: Sequence[range]) -> list[Line]:
    """One line for each code or range of codes: its number, its name, and whether it may be sent."""
    names = {numbers(codes): close_name(codes[-1]) for codes in closes}
    column = max(map(len, names.values()))
    return [
        [(f"{number:<12}", "title"), (f"{name:<{column}}  ", ""), on_the_wire(codes[-1])]
        for codes, (number, name) in zip(closes, names.items(), strict=True)
    ]


def numbers(codes: range) -> str:
    return f"{codes[0]}" if len(codes) == 1 else f"{codes[0]}-{codes[-1]}"


def on_the_wire(code: int) -> tuple[str, str]:
    """Whether a close frame may carry the code."""
    return ("never on the wire", "level.fail") if forbidden(code) else ("may be sent", "level.ok")
