"""The flags that live clients share, asked of both."""

from typing import Any

import pytest

from rtcli.cli import shown
from rtcli.errors import RtError
from tests.cli.planning import planned, tailed


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--json"],
        ["--format", "{t_s}"],
        ["-0", "--timestamps", "--pretty", "--stats", "-v"],
        ["--max-payload", "1KiB", "--show-secrets", "--color", "never"],
    ],
)
def test_both_clients_look_alike(argv: list[str], tty: bool) -> None:
    one: Any = planned(*argv, tty=tty).plan.look
    other: Any = tailed(*argv, tty=tty)[0].look
    names = ("json", "template", "separator", "live", "colour", "width", "verbose", "timestamps", "pretty", "stats")
    for name in (*names, "max_payload", "show_secrets"):
        assert getattr(one, name) == getattr(other, name), name


def test_a_test_is_compiled_and_a_path_looked_at() -> None:
    found = shown.condition("$.a > 1", "--until")
    assert found is not None and found.matches({"data": '{"a": 2}'})
    assert shown.condition(None, "--until") is None
    assert shown.path("$.a", "--select") == "$.a"
    assert shown.path(None, "--select") is None


@pytest.mark.parametrize("look", [shown.condition, shown.path])
def test_what_cannot_be_read_is_a_wrong_command_line(look: Any) -> None:
    with pytest.raises(RtError, match="input --flag: column "):
        look("$.[", "--flag")
