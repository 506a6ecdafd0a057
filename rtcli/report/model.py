"""Findings, the rules they break and the policy of whoever asks, joined into verdicts and one exit code.

The three stay apart: a probe says whether, a rule how bad, a policy what of it counts. So a report that was saved
can be judged again under another policy, long after and far from the network.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rtcli.errors import RtError
from rtcli.exits import Exit, worst

Level = Literal["note", "warn", "fail"]
Override = Literal["note", "warn", "fail", "ignore"]
Threshold = Literal["note", "warn", "fail", "never"]
Word = Literal["fail", "warn", "note", "skip", "ok", "ignored"]

LEVELS: dict[str, Level] = {"note": "note", "warn": "warn", "fail": "fail"}
WORDS: tuple[Word, ...] = ("fail", "warn", "note", "skip", "ok", "ignored")  # the most severe first
SEVERITY = {"note": 1, "warn": 2, "fail": 3, "never": 4}


@dataclass(frozen=True, slots=True)
class Finding:
    code: str  # key into the table of rules; never reused
    ok: bool | None  # None: could not tell, and `says` why not
    says: str  # the measured fact, with number and unit
    seen: tuple[str, ...] = ()  # evidence: header line, hexdump row, instant
    offset: int | None = None  # of the first byte at fault, where bytes were judged


@dataclass(frozen=True, slots=True)
class Rule:
    level: Level
    title: str  # the fault in a few words
    clause: str  # where the standard says so
    why: str  # what breaks, and in whose hands
    cure: str  # what to change, and on which side
    earned: str  # what provokes it: "lab:ROUTE", "specimen:NAME" or "test:FILE"


@dataclass(frozen=True, slots=True)
class Report:
    target: str  # what was judged: a URL without its secrets, the name of a file
    version: str  # of the rtcli that looked
    findings: tuple[Finding, ...] = ()
    started_at: str | None = None  # RFC 3339, given in: nothing here looks at a clock
    elapsed_s: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)  # what was measured, as plain JSON
    error: RtError | None = None  # what ended the run early
    rules: Mapping[str, Rule] = field(default_factory=dict)  # brought along by a saved report


@dataclass(frozen=True, slots=True)
class Policy:
    fail_on: Threshold = "fail"
    levels: Mapping[str, Override] = field(default_factory=dict)  # by code, or by area: "frame.*"

    def level(self, code: str, rule: Rule) -> Override:
        """How bad a breach of this rule is here: by its code, else by its area, else by the rule itself."""
        return self.levels.get(code) or self.levels.get(_area(code)) or rule.level

    def strays(self, codes: Iterable[str]) -> list[str]:
        """What `levels` names that is neither one of these codes nor the area of one."""
        known = {name for code in codes for name in (code, _area(code))}
        return [name for name in self.levels if name not in known]


@dataclass(frozen=True, slots=True)
class Verdict:
    word: Word
    finding: Finding
    rule: Rule
    fails: bool  # at or over what the policy fails on


@dataclass(frozen=True, slots=True)
class Judged:
    report: Report
    policy: Policy
    verdicts: tuple[Verdict, ...]  # one for each finding, in its order

    @property
    def shown(self) -> tuple[Verdict, ...]:
        """All but those the policy ignores."""
        return tuple(verdict for verdict in self.verdicts if verdict.word != "ignored")

    @property
    def counts(self) -> dict[Word, int]:
        """How many verdicts of each word, the most severe first."""
        tally = Counter(verdict.word for verdict in self.verdicts)
        return {word: tally[word] for word in WORDS}

    @property
    def exit(self) -> Exit:
        codes = [] if self.report.error is None else [self.report.error.exit]
        if any(verdict.fails for verdict in self.verdicts):
            codes.append(Exit.FOUND)
        if any(verdict.word == "skip" for verdict in self.verdicts):
            codes.append(Exit.UNMEASURED)
        if not self.shown:
            codes.append(Exit.NOTHING)
        return worst(codes)


def judge(report: Report, rules: Mapping[str, Rule], policy: Policy | None = None) -> Judged:
    """Join the findings with their rules under a policy; a code no rule is known for is shown as it is."""
    policy = policy or Policy()
    return Judged(report, policy, tuple(_verdict(finding, report, rules, policy) for finding in report.findings))


def _area(code: str) -> str:
    return f"{code.partition('.')[0]}.*"


def _verdict(finding: Finding, report: Report, rules: Mapping[str, Rule], policy: Policy) -> Verdict:
    rule = rules.get(finding.code) or report.rules.get(finding.code) or Rule("warn", finding.code, "", "", "", "")
    level = policy.level(finding.code, rule)
    if level == "ignore":
        return Verdict("ignored", finding, rule, False)
    if finding.ok is not False:
        return Verdict("ok" if finding.ok else "skip", finding, rule, False)
    return Verdict(level, finding, rule, SEVERITY[level] >= SEVERITY[policy.fail_on])
