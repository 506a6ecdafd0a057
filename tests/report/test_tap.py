import re

import pytest
from hypothesis import given

from rtcli.report.model import Finding, Policy, Report
from rtcli.report.tap import render
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, FATAL, hostile_reports, judged, safe

# TAP 14: a number sign that no backslash precedes begins a directive
POINT = re.compile(r"(ok|not ok) (\d+) - ((?:[^\\#]|\\.)*?)( # SKIP)?")


def test_the_document() -> None:
    golden("report/report.tap", render(judged()))


@pytest.mark.parametrize(
    ("report", "lines"),
    [
        (EMPTY, ["Bail out! nothing was judged"]),
        (FATAL, ["Bail out! tls chat.example:443: certificate expired 3 days ago"]),
        (
            BROKEN_OFF,
            [
                "1..1",
                "ok 1 - handshake.status: 101",
                "Bail out! tls chat.example:443: certificate expired 3 days ago",
            ],
        ),
    ],
)
def test_what_went_wrong_is_never_a_pass(report: Report, lines: list[str]) -> None:
    assert render(judged(report)).splitlines() == ["TAP version 14", *lines]


@pytest.mark.parametrize(
    ("ok", "policy", "line"),
    [
        (True, Policy(), "ok 1 - frame.too-big: fact"),
        (None, Policy(), "ok 1 - frame.too-big: fact # SKIP"),
        (False, Policy(), "not ok 1 - frame.too-big: fact"),
        (False, Policy("never"), "ok 1 - frame.too-big: fact"),
        (False, Policy("warn", {"frame.*": "warn"}), "not ok 1 - frame.too-big: fact"),
    ],
)
def test_what_a_finding_becomes(ok: bool | None, policy: Policy, line: str) -> None:
    assert render(judged(Report("x", "0", (Finding("frame.too-big", ok, "fact"),)), policy)).splitlines()[2] == line


@given(hostile_reports)
def test_only_our_own_directives_count(report: Report) -> None:
    text = render(judged(report))
    assert safe(text)
    points = [line for line in text.split("\n") if line.startswith(("ok", "not ok"))]
    matches = [POINT.fullmatch(point) for point in points]
    assert [match and match[2] for match in matches] == [str(number) for number in range(1, len(points) + 1)]
    skips = [verdict.word == "skip" for verdict in judged(report).verdicts]
    assert [bool(match and match[4]) for match in matches] == skips
    others = [line for line in text.split("\n") if line and line not in points]
    assert all(re.match(r"TAP version 14$|1\.\.\d+$|Bail out! |  ", line) for line in others)
