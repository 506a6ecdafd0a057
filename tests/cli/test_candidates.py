"""What TAB offers for URLs, rules, levels and formats."""

import click
import pytest

from rtcli.cli import candidates
from rtcli.lab.routes import ROUTES
from rtcli.report.rules import RULES

CONTEXT = click.Context(click.Command("rtcli"))
PARAM = click.Argument(["word"])


def values(complete: "candidates.Complete", word: str) -> list[str]:
    return [item.value for item in complete(CONTEXT, PARAM, word)]


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("", ["ws://", "wss://", "http://", "https://", "lab:"]),
        ("w", ["ws://", "wss://"]),
        ("wss", ["wss://"]),
        ("l", ["lab:"]),
        ("example.org", []),
        ("ws:", ["ws://localhost:", "ws://127.0.0.1:", "ws://[::1]:"]),
        ("wss:/", ["wss://localhost:", "wss://127.0.0.1:", "wss://[::1]:"]),
        ("http://l", ["http://localhost:"]),
        ("https://[", ["https://[::1]:"]),
        ("ws://localhost:80", []),
        ("lab:sil", ["lab:silent"]),
        ("lab:ws/mas", ["lab:ws/masked"]),
        ("lab:silent?", ["lab:silent?origin="]),
        ("lab:silent?origin=any&o", ["lab:silent?origin=any&origin="]),
        ("lab:sse/clo", []),
        ("gopher:", []),
    ],
)
def test_a_url_gets_its_scheme_then_a_host_of_this_machine(word: str, offered: list[str]) -> None:
    assert values(candidates.targets, word) == offered


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("", ["http://", "https://", "lab:"]),
        ("ws", []),
        ("http:", ["http://localhost:", "http://127.0.0.1:", "http://[::1]:"]),
        ("lab:sse/clo", ["lab:sse/clock", "lab:sse/closed-at-once"]),
        ("lab:sse/clock?every=1s&c", ["lab:sse/clock?every=1s&count="]),
        ("lab:sse/clok?", []),
        ("lab:silent", []),
    ],
)
def test_for_a_stream_what_answers_http_is_offered(word: str, offered: list[str]) -> None:
    assert values(candidates.stream_targets, word) == offered


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("100", [str(code) for code in range(1000, 1010)]),
        ("frame.m", [code for code in RULES if code.startswith("frame.m")]),
        ("nothing-of-the-kind", []),
    ],
)
def test_what_can_be_explained_is_offered(word: str, offered: list[str]) -> None:
    assert values(candidates.explainable, word) == offered


def test_every_route_of_the_lab_is_offered_with_its_title() -> None:
    items: dict[str, str | None] = {}
    for complete in (candidates.targets, candidates.stream_targets):
        items |= {item.value: item.help for item in complete(CONTEXT, PARAM, "lab:")}
    assert items == {f"lab:{name}": route.title for name, route in ROUTES.items() if name}
    assert values(candidates.lab_routes, "") == [name for name in ROUTES if name]


def test_without_a_word_every_rule_is_offered_with_its_title() -> None:
    items = {item.value: item.help for item in candidates.explainable(CONTEXT, PARAM, "")}
    assert items["1006"] == "abnormal closure"
    assert {code: items[code] for code in RULES} == {code: rule.title for code, rule in RULES.items()}


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("close.on", ["close.one-byte="]),
        ("close.one-byte=", ["close.one-byte=note", "close.one-byte=fail"]),
        ("frame.*=f", ["frame.*=fail"]),
    ],
)
def test_a_rule_is_followed_by_its_level(word: str, offered: list[str]) -> None:
    assert values(candidates.rule_levels(["note", "fail"]), word) == offered


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("", [("plain", "json"), ("plain", "junit"), ("plain", "text")]),
        ("j", [("plain", "json"), ("plain", "junit")]),
        ("junit=", [("file", "")]),
        ("junit=a=b", [("file", "a=b")]),
    ],
)
def test_a_format_is_followed_by_its_file(word: str, offered: list[tuple[str, str]]) -> None:
    items = candidates.report_formats(["json", "junit", "text"])(CONTEXT, PARAM, word)
    assert [(item.type, item.value) for item in items] == offered
