import asyncio
import errno
import json
import signal
from importlib.resources import files
from unittest.mock import patch

import click
import jsonschema
import pytest

from rtcli.cli import options, output
from rtcli.cli.ending import Terminated, terminable, without_secret
from rtcli.cli.help import command
from rtcli.errors import RtError
from rtcli.exits import Exit
from tests.cli.stand_in import stand_in
from tests.command import Ran, cli

SCHEMA = json.loads((files("rtcli") / "schemas" / "error-1.json").read_text())


def ending(raised: BaseException, *argv: str) -> Ran:
    """How `rtcli try-it` ends that raises this."""

    @command("try-it")
    @options.json
    def body(as_json: bool) -> None:
        raise raised

    with stand_in(body):
        return cli("try-it", *argv)


def grouped(raised: BaseException) -> BaseException:
    return BaseExceptionGroup("tasks", [BaseExceptionGroup("tasks", [raised])])


FAR = RtError("tls chat.example:443", "certificate expired", "renew it", "expired", Exit.UNREACHED, 60)
BARE = RtError("input", "empty")

ENDINGS: list[tuple[BaseException, int, str]] = [
    (FAR, 3, "error: tls chat.example:443: certificate expired\nhint: renew it\n"),
    (BARE, 2, "error: input: empty\n"),
    (grouped(FAR), 3, "error: tls chat.example:443: certificate expired\nhint: renew it\n"),
    (click.UsageError("Give a FILE\nor two."), 2, "error: give a FILE or two\nhint: see rtcli try-it --help\n"),
    (click.FileError("x", "gone"), 2, "error: could not open file 'x': gone\nhint: see rtcli --help\n"),
    (KeyboardInterrupt(), 130, ""),
    (grouped(KeyboardInterrupt()), 130, ""),
    (click.Abort(), 130, ""),
    (Terminated(), 143, ""),
    (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
    (
        OSError(errno.ENOSPC, "No space left on device"),
        2,
        "error: output: No space left on device\nhint: write to another place\n",
    ),
]


@pytest.mark.parametrize(("raised", "code", "said"), ENDINGS)
def test_an_ending_is_a_code_and_two_lines_at_most(raised: BaseException, code: int, said: str) -> None:
    ran = ending(raised)
    assert (ran.code, ran.out, ran.err) == (code, "", said)


@pytest.mark.parametrize(("raised", "code", "said"), ENDINGS)
def test_with_json_it_is_one_document_as_well(raised: BaseException, code: int, said: str) -> None:
    ran = ending(raised, "--json")
    (document,) = ran.documents
    jsonschema.validate(document, SCHEMA)
    assert list(document) == ["type", "schema", "error", "exit_code"]
    assert document["exit_code"] == ran.code == code
    assert ran.err == said


def test_the_document_has_every_key_and_no_prefix_of_usage() -> None:
    assert ending(FAR, "--json").documents[0]["error"] == {
        "stage": "tls",
        "kind": "expired",
        "says": "tls chat.example:443: certificate expired",
        "hint": "renew it",
        "curl_code": 60,
    }
    assert ending(BARE, "--json").documents[0]["error"] == {
        "stage": "input",
        "kind": "bad-input",
        "says": "input: empty",
        "hint": None,
        "curl_code": None,
    }
    assert cli("--nope", "--json").documents[0]["error"]["says"] == "no such option '--nope'"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--nope"], "error: no such option '--nope'\nhint: see rtcli --help\n"),
        (["-x"], "error: no such option '-x'\nhint: see rtcli --help\n"),
        (["try-it", "--jsn"], "error: no such option '--jsn'\nhint: did you mean --json? see rtcli try-it --help\n"),
        (["try-it", "a", "b"], "error: got unexpected extra arguments (a b)\nhint: see rtcli try-it --help\n"),
        (
            ["try-it", "--json=1"],
            "error: option '--json' does not take a value\nhint: see rtcli try-it --help\n",
        ),
        (
            ["--color", "red"],
            "error: invalid value for '--color': 'red' is not one of 'auto', 'always', 'never'\n"
            "hint: see rtcli --help\n",
        ),
        (["--color"], "error: option '--color' requires an argument\nhint: see rtcli --help\n"),
        (["\x1b[31m"], "error: no such command '\\x1b[31m'\nhint: see rtcli --help\n"),
    ],
)
def test_a_wrong_command_line_is_2_and_two_lines(argv: list[str], said: str) -> None:
    @command("try-it")
    @options.json
    def body(as_json: bool) -> None:
        raise AssertionError("never run")

    with stand_in(body):
        ran = cli(*argv)
    assert (ran.code, ran.out, ran.err) == (2, "", said)


def test_lines_already_written_are_closed_by_one_error_without_schema() -> None:
    @command("try-it")
    @options.json
    def body(as_json: bool) -> None:
        output.emit({"type": "frame", "schema": "rtcli/try-it/1"})
        raise BARE

    with stand_in(body):
        ran = cli("try-it", "--json")
    assert [line["type"] for line in ran.documents] == ["frame", "error"]
    assert "schema" not in ran.documents[1]


def test_an_answer_that_was_closed_gets_no_second_ending() -> None:
    @command("try-it")
    @options.json
    def body(as_json: bool) -> None:
        output.emit({"type": "end", "schema": "rtcli/try-it/1", "exit_code": 130})
        raise KeyboardInterrupt

    with stand_in(body):
        ran = cli("try-it", "--json")
    assert (ran.code, [line["type"] for line in ran.documents]) == (130, ["end"])


def test_a_bug_shows_its_traceback_and_asks_for_a_report() -> None:
    ran = ending(ZeroDivisionError("by \x1b[31mzero"), "--json")
    trace, error, hint = ran.err.rpartition("error: ")[0], *ran.err.splitlines()[-2:]
    assert ran.code == 70
    assert trace.startswith("Traceback (most recent call last):\n")
    assert "raise raised" in trace
    assert "\x1b" not in ran.err
    assert error == "error: rtcli: this is a bug: ZeroDivisionError: by \\u001b[31mzero"
    assert hint.startswith("hint: report it with the lines above; rtcli 0.")
    assert hint.endswith("; rtcli try-it --json")
    assert ran.documents[0]["error"]["kind"] == "bug"


def test_two_errors_at_once_are_a_bug() -> None:
    assert ending(ExceptionGroup("tasks", [FAR, BARE])).code == 70


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("Authorization: Bearer abc", "Authorization: ***"),
        ("cookie:a=b", "cookie: ***"),
        ("Accept: text/html", "Accept: text/html"),
        ("wss://me:pw@chat.example/?room=1&token=abc", "wss://***@chat.example/?room=1&token=***"),
        ("--json", "--json"),
    ],
)
def test_a_bug_report_holds_no_secret(word: str, shown: str) -> None:
    assert without_secret(word) == shown


def test_sigterm_is_met_as_an_exception_while_a_command_runs() -> None:
    with terminable(), pytest.raises(Terminated):
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.parametrize(("code", "expected"), [(None, 0), (4, 4), ("text", 0)])
def test_a_command_that_exits_by_itself_says_nothing_more(code: int | str | None, expected: int) -> None:
    ran = ending(SystemExit(code), "--json")
    assert (ran.code, ran.out, ran.err) == (expected, "", "")


def test_streams_that_cannot_be_written_any_more_are_given_up() -> None:
    with patch.object(output, "complain", side_effect=BrokenPipeError), patch.object(output, "abandon") as abandon:
        assert ending(FAR).code == 3
    abandon.assert_called_once_with()


def test_an_interrupted_task_group_ends_as_interrupted() -> None:
    async def run() -> None:
        async with asyncio.TaskGroup():
            raise Terminated

    def body() -> None:
        asyncio.run(run())

    with stand_in(body):
        assert cli("try-it").code == 143


def test_colours_repeat_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert ending(FAR).err == (
        "\x1b[1;31merror:\x1b[0m tls chat.example:443: certificate expired\n\x1b[1;36mhint:\x1b[0m renew it\n"
    )
