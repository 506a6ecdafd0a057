from pathlib import Path
from typing import get_args

import pytest

from rtcli.cli import options, output
from rtcli.cli.help import command, option
from rtcli.report import model
from rtcli.report.renderers import RENDERERS
from tests.cli.stand_in import stand_in
from tests.command import Ran, cli


@command("try-it")
@options.json
@options.color
@options.quiet
@options.output_file
@options.show_secrets
@options.fail_on
@options.level
@options.report
@option("--within", type=options.DURATION, default="5s")
@option("--max-payload", type=options.SIZE, default=64)
def command_under_test(**values: object) -> None:
    output.talk("some talk")
    output.line(" ".join(f"{name}={value}" for name, value in sorted(values.items()) if value))
    output.line(f"color={output.wants_color()}")


def run(*argv: str) -> Ran:
    with stand_in(command_under_test):
        return cli(*argv)


DEFAULTS = "fail_on=fail max_payload=64 within=5.0"


@pytest.mark.parametrize(
    ("argv", "got"),
    [
        ([], DEFAULTS),
        (["--json"], f"as_json=True {DEFAULTS}"),
        (["--show-secrets"], f"{DEFAULTS.replace('within', 'show_secrets=True within')}"),
        (["--fail-on", "never"], DEFAULTS.replace("=fail", "=never")),
        (
            ["--level", "frame.*=note", "--level", "close.one-byte=ignore"],
            DEFAULTS.replace("max", "levels={'frame.*': 'note', 'close.one-byte': 'ignore'} max"),
        ),
        (
            ["--report", "junit=a=b.xml", "--report", "text"],
            DEFAULTS.replace("within", "reports=[('junit', 'a=b.xml'), ('text', '')] within"),
        ),
        (["--within", "1m30s"], DEFAULTS.replace("5.0", "90.0")),
        (["--within", "0.25"], DEFAULTS.replace("5.0", "0.25")),
        (["--max-payload", "64KiB"], DEFAULTS.replace("64", "65536")),
    ],
)
def test_an_option_gives_its_value(argv: list[str], got: str) -> None:
    ran = run("try-it", *argv)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == got


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--fail-on", "bad"], "invalid value for '--fail-on': 'bad' is not one of 'note', 'warn', 'fail', 'never'"),
        (["--level", "x=bad"], "invalid value for '--level': x=bad: not one of note, warn, fail, ignore"),
        (["--level", "x"], "invalid value for '--level': x=: not one of note, warn, fail, ignore"),
        (["--report", "pdf=x"], f"invalid value for '--report': 'pdf' is not one of {', '.join(RENDERERS)}"),
        (["--within", "soon"], "invalid value for '--within': 'soon' is not a duration rtcli can take"),
        (["--max-payload", "1 mile"], "invalid value for '--max-payload': '1 mile' is not a size rtcli can take"),
    ],
)
def test_a_wrong_value_is_a_usage_error_that_names_the_option(argv: list[str], said: str) -> None:
    ran = run("try-it", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == f"error: {said}"


def test_a_quantity_hints_how_it_is_written() -> None:
    assert "hint: write 500ms, 2s, 1m30s" in run("try-it", "--within", "soon").err


@pytest.mark.parametrize(
    "argv",
    [
        ["--color", "always", "try-it"],
        ["try-it", "--color=always"],
        ["--color=never", "try-it", "--color=always"],
        ["--color=always", "try-it", "--color=auto"],
    ],
)
def test_color_counts_before_the_command_and_behind_it(argv: list[str]) -> None:
    assert run(*argv).out.splitlines()[-1] == "color=True"


@pytest.mark.parametrize(("argv", "talk"), [([], "some talk\n"), (["-q"], ""), (["--quiet"], "")])
def test_quiet_silences_the_talk(argv: list[str], talk: str) -> None:
    assert run("try-it", *argv).err == talk


def test_the_answer_goes_to_a_file(tmp_path: Path) -> None:
    ran = run("try-it", "-o", str(tmp_path / "answer"))
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "answer").read_text().startswith(DEFAULTS)


def test_a_file_that_cannot_be_made_is_said_with_the_code_of_usage(tmp_path: Path) -> None:
    ran = run("try-it", "-o", str(tmp_path / "no" / "answer"))
    assert ran.code == 2
    assert ran.err.startswith(f"error: output {tmp_path}/no/answer: No such file or directory\n")


def test_a_tab_press_empties_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "precious"
    file.write_text("kept")
    monkeypatch.setenv("_RTCLI_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"rtcli try-it -o {file} --fail-on ")
    assert run().out == "plain\tnote\t\nplain\twarn\t\nplain\tfail\t\nplain\tnever\t\n"
    assert file.read_text() == "kept"


def test_the_words_are_those_of_the_report() -> None:
    assert options.LEVELS == get_args(model.Level)
    assert options.OVERRIDES == get_args(model.Override)
    assert options.THRESHOLDS == get_args(model.Threshold)


def test_every_report_format_stands_in_the_help() -> None:
    page = " ".join(run("try-it", "-h").out.split())
    assert f"Write a report: {', '.join(RENDERERS)}; to stdout without a FILE" in page
