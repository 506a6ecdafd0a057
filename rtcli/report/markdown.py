"""A judged report as a Markdown page: the sum, the verdicts with the most severe first, and what to do."""

import re
from collections.abc import Iterator, Sequence

from rtcli.report.model import WORDS, Judged, Verdict
from rtcli.report.plain import error_lines, fact, hint, summary
from rtcli.report.text import printable

TABLE_BYTES = 900_000  # GitHub shows no step summary over 1 MiB
CELL = 300
ACTIVE = re.compile(r"[\\`*_\[\]<>|~&$]|:(?=//)")  # what begins markup, HTML, a table cell, a formula or a link


def render(judged: Judged) -> str:
    shown = sorted(judged.shown, key=lambda verdict: WORDS.index(verdict.word))
    blocks = [f"## rtcli: {_escaped(judged.report.target)}", f"**{summary(judged)}**"]
    if judged.report.error is not None:
        blocks.append("\n>\n".join(f"> {_escaped(line)}" for line in error_lines(judged)))
    if shown:
        blocks.append("\n".join(["| verdict | finding | what was seen |", "|---|---|---|", *_rows(shown)]))
    if cures := {verdict.finding.code: hint(verdict) for verdict in shown if hint(verdict)}:
        blocks.append("### What to do")
        blocks.append("\n".join(f"- **{_escaped(code)}**: {_escaped(cure)}" for code, cure in cures.items()))
    return "\n\n".join(blocks) + "\n"


def _rows(shown: Sequence[Verdict]) -> Iterator[str]:
    room = TABLE_BYTES
    for place, verdict in enumerate(shown):
        row = _row(verdict)
        room -= len(row.encode()) + 1
        if room < 0:
            yield f"| | | and {len(shown) - place} more |"
            return
        yield row


def _row(verdict: Verdict) -> str:
    seen = "<br>".join(map(_escaped, (fact(verdict), *verdict.finding.seen[:3])))
    return f"| {verdict.word} | {_escaped(verdict.finding.code)} | {seen} |"


def _escaped(text: str) -> str:
    return ACTIVE.sub(r"\\\g<0>", printable(text, CELL))
