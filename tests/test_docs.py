"""What is documented runs: each command in the README prints what stands there, each example of a help page works."""

from importlib import import_module
from pathlib import Path

import pytest

from rtcli.cli.help import Command
from rtcli.cli.main import COMMANDS, root
from rtcli.exits import Exit
from tests.documents import exit_code, matches, run, serve, serves, steps

README = Path(__file__).parents[1] / "README.md"
PAGES = {"rtcli": root.examples}
for entry in COMMANDS:
    command: Command = import_module(entry.module).command
    PAGES[entry.name] = command.examples


def test_the_readme_shows_what_happens(tmp_path: Path) -> None:
    shown = list(steps(README.read_text()))
    assert shown, "the README shows no command"
    wrong = []
    for step in shown:  # in one folder and in their order: a later one may use what an earlier one wrote
        code, printed = run(step.command, tmp_path)
        if code != (exit_code(step.command) or 0) or not matches(step.shows, printed):
            wrong.append(f"README.md:{step.line}: $ {step.command}\nexits {code} and prints:\n{printed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_of_a_help_page_run(name: str, tmp_path: Path) -> None:
    for example in PAGES[name]:
        if serves(example):
            assert serve(example, tmp_path)[0] == Exit.INTERRUPTED
            continue
        code, printed = run(example, tmp_path)
        expected = exit_code(example)
        assert code in ((0, 1) if expected is None else (expected,)), f"$ {example}\nexits {code}\n{printed}"
        assert "Traceback" not in printed
