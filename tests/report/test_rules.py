import re
from collections import Counter
from pathlib import Path

import pytest

import rtcli.wire
from rtcli.report import rules
from rtcli.report.model import LEVELS, Rule
from rtcli.report.rules import RULES, close, deflate, frame, handshake, http, message, record, sse
from tests.golden import golden

AREAS = (frame, message, deflate, close, http, handshake, sse, record)
CLAUSE = re.compile(r"(RFC \d{4}|WHATWG HTML|WHATWG WebSockets) \d+(\.\d+)*(, \d+(\.\d+)*)*|rtcli/record/1")
EARNED_BY_SPECIMEN = ("frame", "message", "deflate", "close")


def test_no_code_is_in_two_areas() -> None:
    assert Counter(code for area in AREAS for code in area.RULES) == Counter(dict.fromkeys(RULES, 1))


def test_every_area_is_in_the_table() -> None:
    modules = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert modules == {area.__name__.rpartition(".")[2] for area in AREAS}


def test_names_and_levels_are_a_promise() -> None:
    golden("report/rules.txt", "".join(f"{code:<34} {rule.level}\n" for code, rule in sorted(RULES.items())))


@pytest.mark.parametrize(("code", "rule"), RULES.items())
def test_a_rule_is_whole_and_reads_well(code: str, rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", code)
    assert rule.level in LEVELS
    assert not rule.title.endswith(".") and len(rule.title) <= 75
    assert all(CLAUSE.fullmatch(clause) for clause in rule.clause.split("; ")), rule.clause
    assert rule.why.endswith(".") and rule.why.count(". ") <= 2
    assert rule.cure[0].islower() and not rule.cure.endswith(".") and len(rule.cure) <= 250
    assert (rule.title + rule.why + rule.cure).isascii()


@pytest.mark.parametrize(("code", "rule"), RULES.items())
def test_a_rule_names_what_provokes_it(code: str, rule: Rule) -> None:
    if code.partition(".")[0] in EARNED_BY_SPECIMEN:
        assert rule.earned == f"specimen:{code}"
    else:
        assert re.fullmatch(r"test:tests/wire/test_[a-z0-9_]+\.py", rule.earned)


def test_every_fault_that_the_wire_can_report_has_its_rule() -> None:
    sources = "".join(path.read_text() for path in Path(rtcli.wire.__path__[0]).glob("*.py"))
    areas = "|".join({code.partition(".")[0] for code in RULES})
    used = set(re.findall(rf'"((?:{areas})\.[a-z0-9-]+)"', sources))
    assert "frame.masked-by-server" in used
    assert used <= RULES.keys(), used - RULES.keys()
