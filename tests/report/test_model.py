import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.report.model import WORDS, Finding, Level, Override, Policy, Report, Rule, Threshold, judge

RULES = {
    "frame.bad": Rule("fail", "a bad frame", "RFC 6455 5.2", "It breaks.", "mend it", "specimen:frame.bad"),
    "sse.odd": Rule("warn", "an odd field", "WHATWG HTML 9.2.6", "It is lost.", "drop it", "test:x"),
    "sse.hint": Rule("note", "worth knowing", "", "It may matter.", "", "test:x"),
}
BROKEN = {
    "fail": Finding("frame.bad", False, ""),
    "warn": Finding("sse.odd", False, ""),
    "note": Finding("sse.hint", False, ""),
}
FINE = Finding("frame.bad", True, "")
UNKNOWN = Finding("sse.odd", None, "")


def report(*findings: Finding, error: RtError | None = None) -> Report:
    return Report("x", "0", findings, error=error)


@pytest.mark.parametrize(
    ("finding", "word"),
    [
        (FINE, "ok"),
        (UNKNOWN, "skip"),
        (BROKEN["fail"], "fail"),
        (BROKEN["warn"], "warn"),
        (BROKEN["note"], "note"),
    ],
)
def test_a_finding_says_whether_and_its_rule_how_bad(finding: Finding, word: str) -> None:
    (verdict,) = judge(report(finding), RULES).verdicts
    assert (verdict.word, verdict.rule) == (word, RULES[finding.code])


@pytest.mark.parametrize(
    ("levels", "word"),
    [
        ({}, "fail"),
        ({"frame.bad": "note"}, "note"),
        ({"frame.*": "warn"}, "warn"),
        ({"frame.*": "warn", "frame.bad": "fail"}, "fail"),
        ({"frame.bad": "ignore"}, "ignored"),
        ({"frame.*": "ignore", "frame.bad": "warn"}, "warn"),
        ({"sse.*": "note", "frame": "note"}, "fail"),
    ],
)
def test_a_policy_overrides_by_code_before_area(levels: dict[str, Override], word: str) -> None:
    (verdict,) = judge(report(BROKEN["fail"]), RULES, Policy(levels=levels)).verdicts
    assert verdict.word == word


@pytest.mark.parametrize(
    ("level", "fail_on", "code"),
    [
        ("note", "note", 1),
        ("note", "warn", 0),
        ("warn", "note", 1),
        ("warn", "warn", 1),
        ("warn", "fail", 0),
        ("fail", "warn", 1),
        ("fail", "fail", 1),
        ("fail", "never", 0),
    ],
)
def test_what_is_at_or_over_the_threshold_fails(level: Level, fail_on: Threshold, code: int) -> None:
    judged = judge(report(FINE, BROKEN[level]), RULES, Policy(fail_on))
    assert judged.exit == code
    assert [verdict.fails for verdict in judged.verdicts] == [False, code == 1]


LOST = RtError("dns chat.example", "no such name", exit=Exit.UNREACHED)


@pytest.mark.parametrize(
    ("judged_report", "levels", "code"),
    [
        (report(FINE), {}, Exit.OK),
        (report(), {}, Exit.NOTHING),
        (report(UNKNOWN), {}, Exit.UNMEASURED),
        (report(FINE, UNKNOWN, BROKEN["warn"]), {}, Exit.UNMEASURED),
        (report(UNKNOWN, BROKEN["fail"]), {}, Exit.FOUND),
        (report(BROKEN["fail"]), {"frame.*": "ignore"}, Exit.NOTHING),
        (report(FINE, UNKNOWN), {"sse.odd": "ignore"}, Exit.OK),
        (report(error=LOST), {}, Exit.UNREACHED),
        (report(FINE, error=LOST), {}, Exit.UNREACHED),
        (report(BROKEN["fail"], error=LOST), {}, Exit.FOUND),
    ],
)
def test_the_exit_code(judged_report: Report, levels: dict[str, Override], code: Exit) -> None:
    assert judge(judged_report, RULES, Policy(levels=levels)).exit == code


def test_counts_name_every_word_and_leave_nothing_out() -> None:
    judged = judge(report(FINE, FINE, *BROKEN.values(), UNKNOWN), RULES, Policy(levels={"frame.bad": "ignore"}))
    assert judged.counts == {"fail": 0, "warn": 1, "note": 1, "skip": 1, "ok": 0, "ignored": 3}
    assert tuple(judged.counts) == WORDS
    assert len(judged.shown) == 3


def test_a_code_from_a_newer_report_keeps_the_rule_it_brought() -> None:
    newer = Rule("fail", "something new", "RFC 9999 1", "Why.", "cure", "")
    brought = Report("x", "9", (Finding("frame.new", False, ""),), rules={"frame.new": newer})
    (verdict,) = judge(brought, RULES).verdicts
    assert (verdict.word, verdict.rule) == ("fail", newer)


def test_our_own_rule_wins_over_the_one_brought_along() -> None:
    old = Rule("note", "as it was", "", "", "", "")
    (verdict,) = judge(Report("x", "0", (BROKEN["fail"],), rules={"frame.bad": old}), RULES).verdicts
    assert (verdict.word, verdict.rule) == ("fail", RULES["frame.bad"])


def test_a_code_nobody_knows_is_a_warning_under_its_own_name() -> None:
    (verdict,) = judge(report(Finding("no-dot", False, "")), RULES).verdicts
    assert (verdict.word, verdict.rule.title) == ("warn", "no-dot")


def test_strays_are_overrides_that_nothing_answers_to() -> None:
    policy = Policy(levels={"frame.bad": "note", "sse.*": "note", "frame.bda": "note", "sse": "note", "sss.*": "note"})
    assert policy.strays(RULES) == ["frame.bda", "sse", "sss.*"]
