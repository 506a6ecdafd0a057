import json
from importlib.resources import files

import jsonschema
import pytest

from rtcli.report.rules import RULES
from rtcli.wire.close import CLOSE_NAMES
from tests.command import cli
from tests.golden import golden

SCHEMA = json.loads((files("rtcli") / "schemas" / "explain-1.json").read_text())


@pytest.mark.parametrize("name", ["frame.masked-by-server", "1006", "2500", "4123", "closes", "frame"])
def test_what_it_says(name: str) -> None:
    ran = cli("explain", name)
    assert (ran.code, ran.err) == (0, "")
    golden(f"cli/explain-{name}.txt", ran.out)


def test_without_a_name_every_rule_is_there() -> None:
    ran = cli("explain")
    assert ran.code == 0
    for code, rule in RULES.items():
        assert f"  {code} " in ran.out
        assert rule.title in ran.out, "no line is cut in a pipe"


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_at_a_terminal_the_table_keeps_to_its_width(columns: int) -> None:
    ran = cli("--color=never", "explain", tty=True, columns=columns)
    assert max(map(len, ran.out.splitlines())) <= columns


def test_colours_change_no_word() -> None:
    assert "\x1b[" in cli("explain", "frame.masked-by-server", tty=True).out
    plain = cli("--color=never", "explain", "frame.masked-by-server", tty=True)
    assert plain.out == cli("explain", "frame.masked-by-server").out


@pytest.mark.parametrize("code", [*RULES, *map(str, CLOSE_NAMES), "0", "999", "1016", "2999", "3999", "5000", "65535"])
def test_every_name_has_a_page_with_a_cure_and_a_clause(code: str) -> None:
    page = cli("explain", code).out
    assert page.startswith(f"{code}  ")
    assert "\ncure     " in page
    assert "\nclause   " in page


@pytest.mark.parametrize(("code", "sent"), [("1000", True), ("1005", False), ("1006", False), ("1015", False)])
def test_a_close_code_says_whether_it_may_be_sent(code: str, sent: bool) -> None:
    head = cli("explain", code).out.splitlines()[0]
    assert head.endswith("may be sent" if sent else "never on the wire")


def test_close_codes_go_by_two_names_and_cover_every_number() -> None:
    assert cli("explain", "closes").out == cli("explain", "close codes").out
    (document,) = cli("explain", "closes", "--json").documents
    numbers = [number for close in document["closes"] for number in range(close["first"], close["last"] + 1)]
    assert set(numbers) == set(range(0x10000))


@pytest.mark.parametrize(
    ("argv", "rules", "closes"),
    [
        ([], len(RULES), 0),
        (["frame"], sum(code.startswith("frame.") for code in RULES), 0),
        (["frame.masked-by-server"], 1, 0),
        (["1006"], 0, 1),
    ],
)
def test_json_is_one_document_by_its_schema(argv: list[str], rules: int, closes: int) -> None:
    (document,) = cli("explain", *argv, "--json").documents
    jsonschema.validate(document, SCHEMA)
    assert list(document) == ["type", "schema", "rules", "closes"]
    assert (len(document["rules"]), len(document["closes"])) == (rules, closes)


def test_json_holds_the_whole_rule() -> None:
    (document,) = cli("explain", "frame.masked-by-server", "--json").documents
    rule = RULES["frame.masked-by-server"]
    assert document["rules"] == [
        {
            "code": "frame.masked-by-server",
            "level": rule.level,
            "title": rule.title,
            "clause": rule.clause,
            "why": rule.why,
            "cure": rule.cure,
            "earned": rule.earned,
        }
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("frame.masked-by-servr", "did you mean frame.masked-by-server or frame.unmasked-by-client? "),
        ("handshke", "did you mean handshake? "),
        ("clsoes", "did you mean closes or close? "),
        ("70000", ""),
        ("-1", None),
        ("١٠٠٦", ""),
        ("", ""),
    ],
)
def test_an_unknown_name_is_2_with_the_near_ones(name: str, hint: str | None) -> None:
    ran = cli("explain", "--", name)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: no rule, area or close code is called {name!r}\n")
    assert hint is None or ran.err.endswith(f"\nhint: {hint}rtcli explain shows all names\n")
