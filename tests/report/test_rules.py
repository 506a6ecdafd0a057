import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import rtcli.wire
from rtcli.lab.routes import ROUTES
from rtcli.report import rules
from rtcli.report.model import LEVELS, Rule
from rtcli.report.rules import RULES, close, deflate, frame, handshake, http, llm, message, record, sse, stream
from tests.golden import golden
from tests.specimens import SPECIMENS

HOUSE = Path(rtcli.__file__).parent.parent
AREAS = (frame, message, deflate, close, http, handshake, stream, sse, llm, record)
CLAUSE = re.compile(
    r"(RFC \d{4}|WHATWG HTML|WHATWG WebSockets) \d+(\.\d+)*(, \d+(\.\d+)*)*|rtcli/record/1|the provider's protocol"
    r"|nginx proxy_buffering|Fetch CORS check"
)
HAVE_SPECIMENS = ("frame", "message", "deflate", "close")
EARNS: dict[str, Callable[[str, str], bool]] = {  # whether what a rule names earns its code
    "lab": lambda name, code: ROUTES[name].earns == code,
    "specimen": lambda name, code: code in SPECIMENS[name].faults,
    "test": lambda name, code: f'"{code}"' in (HOUSE / name).read_text(),
}


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
    kind, _, name = rule.earned.partition(":")
    assert EARNS[kind](name, code), rule.earned


def test_a_finding_that_a_route_of_the_lab_earns_is_a_rule_that_says_so() -> None:
    shown = {code for code, rule in RULES.items() if rule.earned.startswith("lab:")}
    assert {route.earns for route in ROUTES.values() if route.earns} == shown


def test_each_fault_in_captured_frames_has_a_specimen() -> None:
    assert {code for code in RULES if code.partition(".")[0] in HAVE_SPECIMENS} == SPECIMENS.keys()


def test_every_fault_that_the_wire_can_report_has_its_rule() -> None:
    sources = "".join(path.read_text() for path in Path(rtcli.wire.__path__[0]).glob("*.py"))
    areas = "|".join({code.partition(".")[0] for code in RULES})
    used = set(re.findall(rf'"((?:{areas})\.[a-z0-9-]+)"', sources))
    assert "frame.masked-by-server" in used
    assert used <= RULES.keys(), used - RULES.keys()
