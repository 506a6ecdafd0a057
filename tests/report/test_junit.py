import xml.etree.ElementTree as ET

import pytest
from hypothesis import given

from rtcli.report.junit import render
from rtcli.report.model import Finding, Policy, Report
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, FATAL, hostile_reports, judged, safe


def suite(report: Report, policy: Policy | None = None) -> ET.Element:
    element = ET.fromstring(render(judged(report, policy)).encode()).find("testsuite")
    assert element is not None
    return element


def test_the_document() -> None:
    golden("report/junit.xml", render(judged()))


@pytest.mark.parametrize(
    ("report", "message", "kind"),
    [
        (EMPTY, "nothing was judged", "nothing-selected"),
        (FATAL, "tls chat.example:443: certificate expired 3 days ago", "certificate-expired"),
        (BROKEN_OFF, "tls chat.example:443: certificate expired 3 days ago", "certificate-expired"),
    ],
)
def test_what_went_wrong_is_never_an_empty_suite(report: Report, message: str, kind: str) -> None:
    element = suite(report)
    error = element.findall("testcase")[-1].find("error")
    assert error is not None and (error.get("message"), error.get("type")) == (message, kind)
    assert element.get("errors") == "1"
    assert element.get("tests") == str(len(report.findings) + 1)


@pytest.mark.parametrize(
    ("ok", "policy", "child"),
    [
        (True, Policy(), None),
        (None, Policy(), "skipped"),
        (False, Policy(), "failure"),
        (False, Policy("never"), "system-out"),
        (False, Policy(levels={"frame.*": "warn"}), "system-out"),
        (False, Policy("warn", {"frame.*": "warn"}), "failure"),
    ],
)
def test_what_a_finding_becomes(ok: bool | None, policy: Policy, child: str | None) -> None:
    case = suite(Report("x", "0", (Finding("frame.too-big", ok, "fact"),)), policy)[0]
    assert [element.tag for element in case] == ([child] if child else [])


@given(hostile_reports)
def test_it_is_xml_whatever_a_peer_said(report: Report) -> None:
    text = render(judged(report))
    assert safe(text)
    root = ET.fromstring(text.encode())
    cases = root.findall("testsuite/testcase")
    assert root.get("tests") == str(len(cases)) != "0"
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert root.get(name) == str(len(root.findall(f"testsuite/testcase/{tag}")))
