"""A judged report as the JSON document rtcli/report/1, and the report read back from it.

Verdicts are written for those who only read; reading back takes the facts alone, so that they can be judged anew.
"""

import json
import math
from types import UnionType
from typing import Any, NoReturn

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.report.model import LEVELS, Finding, Judged, Report, Rule, Verdict

SCHEMA = "rtcli/report/1"
PROSE = ("title", "clause", "why", "cure")  # `earned` is a promise of our own tests, and stays here


def render(judged: Judged) -> str:
    return json.dumps(document(judged), indent=2, allow_nan=False) + "\n"


def document(judged: Judged) -> dict[str, Any]:
    report = judged.report
    return {
        "type": "report",
        "schema": SCHEMA,
        "version": report.version,
        "target": report.target,
        "started_at": report.started_at,
        "elapsed_s": report.elapsed_s,
        "error": _error(report.error),
        "facts": dict(report.facts),
        "findings": [_finding(verdict) for verdict in judged.verdicts],
        "rules": {verdict.finding.code: _rule(verdict.rule) for verdict in judged.verdicts},
        "policy": {"fail_on": judged.policy.fail_on, "levels": dict(judged.policy.levels)},
        "counts": judged.counts,
        "exit_code": int(judged.exit),
    }


def _finding(verdict: Verdict) -> dict[str, Any]:
    finding = verdict.finding
    return {
        "code": finding.code,
        "verdict": verdict.word,
        "ok": finding.ok,
        "says": finding.says,
        "seen": list(finding.seen),
        "offset": finding.offset,
    }


def _rule(rule: Rule) -> dict[str, str]:
    return {"level": rule.level, **{name: getattr(rule, name) for name in PROSE}}


def _error(error: RtError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    return {
        "stage": error.stage,
        "kind": error.kind,
        "where": error.where,
        "says": str(error),
        "hint": error.fix or None,
        "curl_code": error.curl_code,
        "exit_code": int(error.exit),
    }


def parse_report(text: str | bytes, source: str = "report") -> Report:
    """The report in such a document: its facts and findings, not the verdicts they were given then."""
    try:
        fields = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        if (schema := _take(fields, "schema", str, "")) != SCHEMA:
            raise ValueError(f"its schema is {schema!r}, not {SCHEMA!r}")
        return _read_report(fields)
    except (ValueError, OverflowError, RecursionError) as exc:
        raise RtError(f"input {source}", f"not a saved report: {exc}", "save one with --report json=FILE") from exc


def _read_report(fields: object) -> Report:
    error, elapsed = _take(fields, "error", dict | None), _take(fields, "elapsed_s", int | float | None)
    rules = _take(fields, "rules", dict, {})
    return Report(
        target=_take(fields, "target", str),
        version=_take(fields, "version", str),
        findings=tuple(map(_read_finding, _take(fields, "findings", list))),
        started_at=_take(fields, "started_at", str | None),
        elapsed_s=None if elapsed is None else float(elapsed),
        facts=_take(fields, "facts", dict, {}),
        error=None if error is None else _read_error(error),
        rules={code: _read_rule(rule) for code, rule in rules.items()},
    )


def _read_finding(fields: object) -> Finding:
    seen, offset = _take(fields, "seen", list, []), _take(fields, "offset", int | None)
    if offset is not None and offset < 0:
        raise ValueError("'offset' is below 0")
    return Finding(
        code=_take(fields, "code", str),
        ok=_take(fields, "ok", bool | None),
        says=_take(fields, "says", str),
        seen=tuple(_take({"seen": line}, "seen", str) for line in seen),
        offset=offset,
    )


def _read_rule(fields: object) -> Rule:
    level = LEVELS.get(_take(fields, "level", str, ""), "warn")  # a later rtcli may know other levels
    return Rule(level, **{name: _take(fields, name, str, "") for name in PROSE}, earned="")


def _read_error(fields: object) -> RtError:
    where = _take(fields, "where", str)
    return RtError(
        where,
        _take(fields, "says", str).removeprefix(f"{where}: "),
        _take(fields, "hint", str | None) or "",
        kind=_take(fields, "kind", str),
        exit=Exit(_take(fields, "exit_code", int)),
        curl_code=_take(fields, "curl_code", int | None),
    )


def _take(fields: object, key: str, kind: type | UnionType, default: object = None) -> Any:
    """What stands under a key, as long as it is of the kind it has to be."""
    value = fields.get(key, default) if isinstance(fields, dict) else None
    if not isinstance(value, kind):
        raise ValueError(f"{key!r} is missing or not of the right type")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _finite(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise ValueError(f"{digits} is too large")
    return number
