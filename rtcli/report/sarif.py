"""A judged report as SARIF 2.1.0: what was broken as results; what could not be told or run as notifications."""

import json
from typing import Any
from urllib.parse import quote

from rtcli.report.model import Judged, Report, Rule, Verdict
from rtcli.report.text import printable, printable_lines

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"fail": "error", "warn": "warning", "note": "note"}


def render(judged: Judged) -> str:
    report = judged.report
    broken = [verdict for verdict in judged.shown if verdict.word in LEVELS]
    rules = {verdict.finding.code: verdict.rule for verdict in judged.shown}
    index = {code: place for place, code in enumerate(rules)}
    driver = {
        "name": "rtcli",
        "version": printable(report.version),
        "rules": [_rule(code, rule) for code, rule in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(judged)],
        "results": [_result(verdict, index[verdict.finding.code], report) for verdict in broken],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, rule: Rule) -> dict[str, Any]:
    said = {
        "shortDescription": rule.title,
        "fullDescription": rule.why,
        "help": f"{rule.cure} ({rule.clause})" if rule.cure else "",
    }
    texts = {key: _text(text) for key, text in said.items() if text}
    return {"id": printable(code), **texts, "defaultConfiguration": {"level": LEVELS[rule.level]}}


def _result(verdict: Verdict, index: int, report: Report) -> dict[str, Any]:
    finding = verdict.finding
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(report.target)}}
    if finding.offset is not None:
        place["region"] = {"byteOffset": finding.offset}
    return {
        "ruleId": printable(finding.code),
        "ruleIndex": index,
        "level": LEVELS[verdict.word],
        "message": _text("\n".join([finding.says, *finding.seen])),
        "locations": [{"physicalLocation": place}],
    }


def _invocation(judged: Judged) -> dict[str, Any]:
    error = judged.report.error
    told = [
        {"level": "note", "message": _text(verdict.finding.says), "descriptor": {"id": printable(verdict.finding.code)}}
        for verdict in judged.shown
        if verdict.word == "skip"
    ]
    if error is not None:
        told.append({"level": "error", "message": _text(str(error)), "descriptor": {"id": printable(error.kind)}})
    elif not judged.shown:
        told.append({"level": "error", "message": _text("nothing was judged")})
    return {
        "executionSuccessful": error is None and bool(judged.shown),
        "exitCode": int(judged.exit),
        "toolExecutionNotifications": told,
    }


def _text(text: str) -> dict[str, str]:
    return {"text": printable_lines(text)}


def _uri(target: str) -> str:
    """A URI reference, whatever a file was called."""
    return quote(target, safe=":/?#[]@!$&'()*+,;=%~", errors="backslashreplace")
