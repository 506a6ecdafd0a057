"""A judged report as the lines people read: word, code and fact, the cure beneath, and the sum last."""

from collections.abc import Iterator
from typing import NamedTuple

from rtcli.report.model import Judged, Verdict, Word
from rtcli.report.text import printable

CODE_LIMIT = 60
COUNTED: dict[Word, tuple[str, str]] = {  # one, many
    "fail": ("failure", "failures"),
    "warn": ("warning", "warnings"),
    "note": ("note", "notes"),
    "skip": ("skipped", "skipped"),
    "ok": ("ok", "ok"),
    "ignored": ("ignored", "ignored"),
}


class Row(NamedTuple):
    word: Word
    code: str
    says: str
    beneath: tuple[str, ...]  # evidence, each line behind a word: a log must not take it for a command


def render(judged: Judged) -> str:
    table = list(rows(judged))
    width = max((len(row.code) for row in table), default=0)
    lines = []
    for row in table:
        lines.append(f"{row.word:<4}  {row.code:<{width}}   {row.says}".rstrip())
        lines += [" " * (width + 9) + line for line in row.beneath]
    return "\n".join([*lines, *error_lines(judged), summary(judged), ""])


def rows(judged: Judged) -> Iterator[Row]:
    """The verdicts, safe to print; what to do about a rule follows its first breach only."""
    cured: set[str] = set()
    for verdict in judged.shown:
        code = printable(verdict.finding.code, CODE_LIMIT)
        beneath = [f"seen: {printable(line)}" for line in verdict.finding.seen]
        if (cure := hint(verdict)) and code not in cured:
            cured.add(code)
            beneath.append(f"hint: {cure}")
        yield Row(verdict.word, code, fact(verdict), tuple(beneath))


def fact(verdict: Verdict) -> str:
    """What was seen, and where if it has a place."""
    offset = verdict.finding.offset
    place = "" if offset is None else f"at byte {offset}: "
    return place + printable(verdict.finding.says, None)


def hint(verdict: Verdict) -> str:
    """The cure and the clause of a rule that was broken."""
    if verdict.word in ("ok", "skip") or not verdict.rule.cure:
        return ""
    return printable(f"{verdict.rule.cure} ({verdict.rule.clause})", None)


def error_lines(judged: Judged) -> list[str]:
    """What ended the run early, as everywhere: the error, then the hint."""
    error = judged.report.error
    if error is None:
        return []
    lines = [f"error: {printable(str(error), None)}"]
    return [*lines, f"hint: {printable(error.fix, None)}"] if error.fix else lines


def summary(judged: Judged) -> str:
    """How many of each, the most severe first: `1 warning, 1 skipped, 11 ok in 61.4 s`."""
    counts = [f"{count} {COUNTED[word][count != 1]}" for word, count in judged.counts.items() if count]
    elapsed = judged.report.elapsed_s
    took = "" if elapsed is None else f" in {elapsed:.1f} s"
    return f"{', '.join(counts) or 'nothing was judged'}{took}"
