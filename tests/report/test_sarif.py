"""SARIF's own schema is 3,500 lines; what is held here is what it and the readers of such files demand of ours."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given

from rtcli.report.model import Finding, Policy, Report
from rtcli.report.sarif import render
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, FATAL, hostile_reports, judged, safe


def run(report: Report, policy: Policy | None = None) -> Any:
    return json.loads(render(judged(report, policy)))["runs"][0]


def test_the_document() -> None:
    golden("report/report.sarif", render(judged()))


@pytest.mark.parametrize(
    ("report", "successful", "notes"),
    [
        (EMPTY, False, [("error", "nothing was judged")]),
        (FATAL, False, [("error", "tls chat.example:443: certificate expired 3 days ago")]),
        (BROKEN_OFF, False, [("error", "tls chat.example:443: certificate expired 3 days ago")]),
        (Report("x", "0", (Finding("a.b", None, "no ids"),)), True, [("note", "no ids")]),
        (Report("x", "0", (Finding("a.b", False, "bad"),)), True, []),
    ],
)
def test_what_could_not_be_told_is_a_notification(
    report: Report, successful: bool, notes: list[tuple[str, str]]
) -> None:
    (invocation,) = run(report)["invocations"]
    told = [(note["level"], note["message"]["text"]) for note in invocation["toolExecutionNotifications"]]
    assert (invocation["executionSuccessful"], told) == (successful, notes)
    assert invocation["exitCode"] == judged(report).exit


def test_only_what_was_broken_is_a_result_at_the_level_of_the_policy() -> None:
    findings = (Finding("frame.too-big", True, ""), Finding("frame.too-big", False, "big", offset=7))
    (result,) = run(Report("dir/a b.bin", "0", findings), Policy(levels={"frame.*": "note"}))["results"]
    assert (result["ruleId"], result["level"]) == ("frame.too-big", "note")
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "dir/a%20b.bin"}, "region": {"byteOffset": 7}}}
    ]


@given(hostile_reports)
def test_its_parts_fit_each_other_whatever_a_peer_said(report: Report) -> None:
    text = render(judged(report))
    assert safe(text) and text.isascii()
    document = json.loads(text)
    assert document["version"] == "2.1.0" and document["$schema"].endswith("sarif-2.1.0.json")
    (only,) = document["runs"]
    rules = only["tool"]["driver"]["rules"]
    for rule in rules:
        assert isinstance(rule["id"], str) and rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("note", "warning", "error")
        assert isinstance(result["message"]["text"], str)
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].isascii()
        assert " " not in place["artifactLocation"]["uri"]
        assert place.get("region", {"byteOffset": 0})["byteOffset"] >= 0


def test_a_url_stays_a_url() -> None:
    result = run(Report("wss://chat.example/a?b=c#d", "0", (Finding("a.b", False, ""),)))["results"][0]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert urlsplit(uri).geturl() == "wss://chat.example/a?b=c#d"
