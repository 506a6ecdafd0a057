"""Options that were written on the left, whether they go together on the right."""

from typing import Any

import click
import pytest

from rtcli.cli.written import flag, heed_choices, heed_needs, written


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("max_events", "--max-events"), ("as_json", "--json"), ("one_event", "-1"), ("tls12", "--tlsv1.2")],
)
def test_an_option_is_called_as_people_write_it(name: str, spelled: str) -> None:
    assert flag(name) == spelled


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"stall": None, "llm": None}, ""),
        ({"stall": None, "llm": "auto"}, ""),
        ({"stall": 0.0, "llm": "auto"}, ""),
        ({"stall": 0.0, "llm": None}, "--stall is for --llm"),
        ({"stall": 1.0, "llm": False}, "--stall is for --llm"),
    ],
)
def test_what_means_nothing_by_itself(asked: dict[str, Any], says: str) -> None:
    assert complaint(lambda: heed_needs(asked, [("stall", "llm")])) == says


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"a": None, "b": False, "c": ()}, ""),
        ({"a": "", "b": False, "c": ()}, ""),
        ({"a": "x", "b": True, "c": ()}, "give one of --a and --b"),
        ({"a": "x", "b": True, "c": ("y",)}, "give one of --a, --b and --c"),
    ],
)
def test_what_excludes_each_other(asked: dict[str, Any], says: str) -> None:
    assert complaint(lambda: heed_choices(asked, [("a", "b", "c")])) == says


def complaint(heed: Any) -> str:
    try:
        heed()
    except click.UsageError as raised:
        return raised.message
    return ""


def test_only_what_somebody_wrote_is_written() -> None:
    command = click.Command("x", params=[click.Option(["--a"]), click.Option(["--b"], default="1")])
    with command.make_context("x", ["--a", "2"]) as context:
        assert written(context) == ["a"]
