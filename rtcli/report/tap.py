"""A judged report as TAP 14: a test point for each finding, with the cure beneath what is not ok."""

import json

from rtcli.report.model import Judged, Verdict
from rtcli.report.plain import fact
from rtcli.report.text import printable


def render(judged: Judged) -> str:
    shown, error = judged.shown, judged.report.error
    lines = ["TAP version 14"]
    if shown:  # a plan of 1..0 would count as a pass
        lines.append(f"1..{len(shown)}")
    for number, verdict in enumerate(shown, 1):
        lines += _point(number, verdict)
    if error is not None or not shown:
        lines.append(f"Bail out! {printable(str(error or 'nothing was judged'), None)}")
    return "\n".join([*lines, ""])


def _point(number: int, verdict: Verdict) -> list[str]:
    word = "not ok" if verdict.fails else "ok"
    directive = " # SKIP" if verdict.word == "skip" else ""
    line = f"{word} {number} - {_escaped(verdict.finding.code)}: {_escaped(fact(verdict))}{directive}"
    return [line] if verdict.word in ("ok", "skip") else [line, *_diagnostic(verdict)]


def _diagnostic(verdict: Verdict) -> list[str]:
    """A YAML block; its strings are JSON's, which YAML reads alike."""
    fields = {"severity": verdict.word, "clause": verdict.rule.clause, "cure": verdict.rule.cure}
    lines = [f"{key}: {_quoted(value)}" for key, value in fields.items()]
    seen = [f"  - {_quoted(line)}" for line in verdict.finding.seen]
    lines += ["seen:", *seen] if seen else []
    return [f"  {line}" for line in ("---", *lines, "...")]


def _escaped(text: str) -> str:
    """A description in which nothing is taken for a directive."""
    return printable(text, None).replace("\\", "\\\\").replace("#", "\\#")


def _quoted(text: str) -> str:
    return json.dumps(printable(text, None), ensure_ascii=False)
