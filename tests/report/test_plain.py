import pytest
from hypothesis import given

from rtcli.report.model import Finding, Override, Policy, Report
from rtcli.report.plain import render, summary
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, FATAL, hostile_reports, judged, safe


def test_verdicts_with_the_sum_last() -> None:
    golden("report/text.txt", render(judged()))


def test_a_run_that_broke_off_says_so_before_the_sum() -> None:
    assert render(judged(BROKEN_OFF)) == (
        "ok    handshake.status   101\n"
        "error: tls chat.example:443: certificate expired 3 days ago\n"
        "hint: renew it, or look anyway with --insecure\n"
        "1 ok\n"
    )


@pytest.mark.parametrize(
    ("report", "text"),
    [
        (FATAL, "error: tls chat.example:443: certificate expired 3 days ago\nnothing was judged\n"),
        (EMPTY, "nothing was judged\n"),
    ],
)
def test_nothing_judged_is_said(report: Report, text: str) -> None:
    assert render(judged(report)) == text


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        ({}, "2 failures, 1 warning, 1 note, 1 skipped, 1 ok in 61.4 s"),
        ({"frame.*": "warn"}, "3 warnings, 1 note, 1 skipped, 1 ok in 61.4 s"),
        ({"frame.*": "ignore"}, "1 warning, 1 note, 1 skipped, 1 ok, 2 ignored in 61.4 s"),
    ],
)
def test_the_sum(levels: dict[str, Override], text: str) -> None:
    assert summary(judged(policy=Policy(levels=levels))) == text


def test_a_cure_is_told_once() -> None:
    twice = Report("x", "0", (Finding("frame.too-big", False, "a"), Finding("frame.too-big", False, "b")))
    assert render(judged(twice)).count("hint:") == 1


def test_a_code_without_a_rule_has_no_hint() -> None:
    assert render(judged(Report("x", "9", (Finding("x.new", False, ""),)))) == "warn  x.new\n1 warning\n"


@given(hostile_reports)
def test_nothing_hostile_gets_through(report: Report) -> None:
    text = render(judged(report))
    assert safe(text)
    # A log of GitHub Actions takes a line that starts like this, indented or not, for a command.
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))
