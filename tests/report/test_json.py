import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rtcli
from rtcli.errors import RtError
from rtcli.report.json import document, parse_report, render
from rtcli.report.model import Finding, Policy, Report, judge
from rtcli.report.rules import RULES
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, ERROR, FATAL, REPORT, hostile_reports, judged, safe

SCHEMA = json.loads(Path(rtcli.__file__).with_name("schemas").joinpath("report-1.json").read_text())


def minimal(**fields: Any) -> bytes:
    whole = {"schema": "rtcli/report/1", "version": "0", "target": "x", "findings": [], **fields}
    return json.dumps({key: value for key, value in whole.items() if value != "absent"}).encode()


def test_the_document() -> None:
    golden("report/report.json", render(judged()))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [REPORT, BROKEN_OFF, FATAL, EMPTY])
def test_it_keeps_to_its_schema(report: Report) -> None:
    policy = Policy("warn", {"frame.*": "note", "sse.bad-utf8": "ignore"})
    jsonschema.validate(json.loads(render(judged(report, policy))), SCHEMA)


@given(hostile_reports)
def test_whatever_was_saved_is_read_back(report: Report) -> None:
    text = render(judged(report))
    jsonschema.validate(json.loads(text), SCHEMA)
    assert safe(text) and text.isascii()
    again = parse_report(text)
    assert (again.target, again.version, again.findings, again.facts) == (
        report.target,
        report.version,
        report.findings,
        report.facts,
    )
    assert (again.started_at, again.elapsed_s) == (report.started_at, report.elapsed_s)
    assert (again.error is None) == (report.error is None)
    assert render(judged(again)) == text


def test_an_error_comes_back_whole() -> None:
    error = parse_report(render(judged(BROKEN_OFF))).error
    assert error is not None and vars(error) == vars(ERROR)


def test_another_policy_gives_other_verdicts_from_the_same_file() -> None:
    saved = render(judged())
    assert judged(parse_report(saved)).exit == 1
    assert judged(parse_report(saved), Policy("never")).exit == 4
    assert judged(parse_report(saved), Policy("never", {"resume.*": "ignore"})).exit == 0


def test_a_newer_rtcli_brings_its_rules_along() -> None:
    newer = {"level": "fail", "title": "new", "clause": "RFC 9999 1", "why": "Why.", "cure": "cure", "more": 1}
    finding = {"code": "frame.new", "ok": False, "says": "x", "more": 1}
    report = parse_report(minimal(findings=[finding], rules={"frame.new": newer}, more=1))
    (verdict,) = judge(report, RULES).verdicts
    assert (verdict.word, verdict.rule.cure) == ("fail", "cure")


@pytest.mark.parametrize("rule", [{}, {"level": "catastrophe"}])
def test_a_level_that_is_not_known_is_a_warning(rule: dict[str, str]) -> None:
    report = parse_report(minimal(findings=[{"code": "x.y", "ok": False, "says": ""}], rules={"x.y": rule}))
    assert judge(report, RULES).verdicts[0].word == "warn"


def test_a_finding_that_does_not_say_whether_is_no_pass() -> None:
    report = parse_report(minimal(findings=[{"code": "frame.too-big", "says": ""}]))
    assert report.findings == (Finding("frame.too-big", None, ""),)


@pytest.mark.parametrize(
    ("saved", "why"),
    [
        (b"", "Expecting value"),
        (b"hello", "Expecting value"),
        (b"\xff\xfe\xff", "decode"),
        (b"[" * 100_000, "recursion"),
        (b"[]", "'schema' is missing"),
        (b"{}", "its schema is ''"),
        (minimal(schema="rtcli/report/2"), "its schema is 'rtcli/report/2'"),
        (minimal(target="absent"), "'target'"),
        (minimal(version=1), "'version'"),
        (minimal(findings="absent"), "'findings'"),
        (minimal(findings=[1]), "'seen'"),
        (minimal(findings=[{"code": "x", "ok": "yes", "says": ""}]), "'ok'"),
        (minimal(findings=[{"code": "x", "ok": True, "says": "", "seen": [1]}]), "'seen'"),
        (minimal(findings=[{"code": "x", "ok": True, "says": "", "offset": 1.5}]), "'offset'"),
        (minimal(findings=[{"code": "x", "ok": True, "says": "", "offset": -1}]), "'offset'"),
        (minimal(elapsed_s="1"), "'elapsed_s'"),
        (minimal(elapsed_s=10**400), "too large"),
        (minimal(elapsed_s="E").replace(b'"E"', b"1e999"), "1e999 is too large"),
        (minimal(facts={"x": "E"}).replace(b'"E"', b"NaN"), "NaN is not JSON"),
        (minimal(rules={"x": 1}), "'level'"),
        (minimal(error=1), "'error'"),
        (minimal(error={"where": "x"}), "'says'"),
        (minimal(error={"where": "x", "says": "", "kind": "", "exit_code": 99}), "99"),
    ],
)
def test_what_is_not_a_saved_report_is_said(saved: bytes, why: str) -> None:
    with pytest.raises(RtError) as caught:
        parse_report(saved, "old.json")
    assert caught.value.where == "input old.json" and caught.value.exit == 2
    assert why in caught.value.why and caught.value.fix


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(sorted(document(judged(BROKEN_OFF)))), json_values)
def test_any_value_in_any_place_is_read_or_refused(key: str, value: Any) -> None:
    saved = json.dumps({**document(judged(BROKEN_OFF)), key: value})
    try:
        report = parse_report(saved)
    except RtError as error:
        assert error.exit == 2
    else:
        render(judged(report))


@given(st.binary())
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(RtError):
        parse_report(data)
