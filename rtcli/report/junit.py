"""A judged report as JUnit XML: a test case for each finding, and never an empty suite that would count as a pass."""

import xml.etree.ElementTree as ET

from rtcli.report.model import Judged, Verdict
from rtcli.report.plain import hint
from rtcli.report.text import printable


def render(judged: Judged) -> str:
    report = judged.report
    cases = [_case(verdict) for verdict in judged.shown]
    if report.error is not None:
        cases.append(_error_case(str(report.error), report.error.kind, report.error.fix))
    elif not cases:
        cases.append(_error_case("nothing was judged", "nothing-selected", ""))
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
        "time": f"{report.elapsed_s or 0:.3f}",
    }
    root = ET.Element("testsuites", {"name": "rtcli", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": printable(report.target, None), **counts})
    if report.started_at is not None:
        suite.set("timestamp", printable(report.started_at))
    suite.extend(cases)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(verdict: Verdict) -> ET.Element:
    finding = verdict.finding
    code, says = printable(finding.code), printable(finding.says, None)
    place = "" if finding.offset is None else f" at byte {finding.offset}"
    case = ET.Element("testcase", {"classname": code.partition(".")[0], "name": f"{code}{place}"})
    details = "\n".join([says, *(printable(line) for line in finding.seen), hint(verdict)]).rstrip()
    if verdict.fails:
        ET.SubElement(case, "failure", {"message": says, "type": verdict.word}).text = details
    elif verdict.word == "skip":
        ET.SubElement(case, "skipped", {"message": says})
    elif verdict.word != "ok":
        ET.SubElement(case, "system-out").text = f"{verdict.word}: {details}"
    return case


def _error_case(message: str, kind: str, details: str) -> ET.Element:
    case = ET.Element("testcase", {"classname": "rtcli", "name": "run"})
    error = ET.SubElement(case, "error", {"message": printable(message, None), "type": printable(kind)})
    error.text = printable(details, None)
    return case
