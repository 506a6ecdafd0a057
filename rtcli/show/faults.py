"""Faults joined with their rules, as lines: level, code, what was seen; title, cure and clause once for each code."""

from collections.abc import Iterable

from rtcli.report.rules import RULES
from rtcli.report.text import printable
from rtcli.show.cells import fold
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.wire.fault import Fault

LEVELS = ("fail", "warn", "note")  # the most severe first


def level(code: str) -> str:
    """How bad a fault is by the table of rules; one that is not in it counts as the worst."""
    return RULES[code].level if code in RULES else "fail"


def draw_faults(faults: Iterable[Fault], look: Look) -> list[Line]:
    """Each fault beside its level; what to do about it follows the first of its kind."""
    return [line for fault in faults for line in _draw_fault(fault, look)]


def _draw_fault(fault: Fault, look: Look) -> list[Line]:
    code, grade = fault.code, level(fault.code)
    style = f"level.{grade}"
    said = f"{code} at {fault.offset:,} (0x{fault.offset:x}): {printable(fault.says)}"
    first, *more = fold(said, look.room)
    rows: list[Line] = [[(first[: len(code)], style), (first[len(code) :], "")], *([(words, "")] for words in more)]
    head = look.block(grade, style, rows)
    rule = RULES.get(code)
    if rule is None or look.terse or code in look.explained:
        return head
    look.explained.add(code)
    see = f"{rule.clause}; more: rtcli explain {code}"
    return [
        *head,
        *look.prose("", "", rule.title),
        *look.prose("cure", "dim", rule.cure),
        *look.prose("see", "dim", see),
    ]
