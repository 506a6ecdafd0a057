"""The command as a whole: what it hands on, what it says of an opening that failed, and when there is a prompt."""

from pathlib import Path

import pytest

from rtcli.cli import output
from rtcli.talk import prompt
from rtcli.talk.prompt import PromptSource
from tests.cli.planning import planned
from tests.command import Ran, Stream, cli
from tests.golden import golden


def test_the_help_page() -> None:
    golden("cli/help-ws-connect.txt", cli("ws", "connect", "--help").out)


def test_what_comes_back_is_the_answer() -> None:
    assert cli("ws", "connect", "lab:echo", "-d", "hello", "-1") == Ran(0, b"hello\n", b"")


def test_stdin_is_sent_line_by_line() -> None:
    assert cli("ws", "connect", "lab:echo", "--max-messages", "2", stdin=b"one\ntwo\n") == Ran(0, b"one\ntwo\n", b"")


def test_the_lab_is_reached_over_tls_too() -> None:
    assert cli("ws", "connect", "lab:echo?tls", "-d", "hello", "-1") == Ran(0, b"hello\n", b"")


def test_the_answer_can_go_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answer"
    assert cli("ws", "connect", "lab:echo", "-d", "hello", "-1", "-o", str(file)) == Ran(0, b"", b"")
    assert file.read_bytes() == b"hello\n"


def test_an_expectation_that_is_not_met_is_told() -> None:
    ran = cli("ws", "connect", "lab:echo", "-d", "hello", "--expect", "hallo", "--within", "100ms")
    assert (ran.code, ran.out) == (1, "hello\n")
    assert "expected hallo" in ran.err and "hello" in ran.err


def test_a_refusal_is_shown_before_the_error() -> None:
    ran = cli("ws", "connect", "lab:ws/403")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("< HTTP/1.1 403 Forbidden\n< Content-Type: application/json\n")
    assert "\nerror: upgrade 127.0.0.1:" in ran.err


def test_with_v_the_whole_attempt_is_shown() -> None:
    ran = cli("ws", "connect", "lab:ws/403", "-v", "-H", "Cookie: a=1")
    assert ran.err.startswith("> GET /ws/403 HTTP/1.1\n")
    assert "> Cookie: ***\n" in ran.err
    assert "> Cookie: a=1\n" in cli("ws", "connect", "lab:ws/403", "-v", "-H", "Cookie: a=1", "--show-secrets").err


def test_where_nothing_answered_the_error_is_all() -> None:
    ran = cli("ws", "connect", "lab:ws/never-answers", "--connect-timeout", "50ms")
    assert ran.code == 3
    assert ran.err.startswith("error: upgrade 127.0.0.1:")


@pytest.mark.parametrize(
    ("stdin", "types"),
    [(b"", ["error"]), (b"\xff\n", ["open", "close", "error"])],
    ids=["refused", "what comes from stdin is no text"],
)
def test_only_the_first_line_of_json_names_a_schema(stdin: bytes, types: list[str]) -> None:
    documents = cli("ws", "connect", "lab:echo" if stdin else "lab:ws/403", "--json", stdin=stdin).documents
    assert [document["type"] for document in documents] == types
    assert ["schema" in document for document in documents] == [index == 0 for index in range(len(types))]


@pytest.mark.parametrize(
    ("argv", "begins"),
    [(["--as-curl"], "# what comes behind"), (["--as-websocat"], "printf '%s\\n' hi | websocat "), ([], "hi\n")],
)
def test_the_same_in_another_tool_is_printed_and_not_done(argv: list[str], begins: str) -> None:
    ran = cli("ws", "connect", "lab:echo", "-d", "hi", "-1", *argv)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(begins)


@pytest.mark.parametrize(
    ("argv", "is_prompted"),
    [
        ([], True),
        (["-d", "hello"], True),
        (["-1"], True),
        (["--until", "$.done"], True),
        (["-d", "hello", "-1"], False),
        (["-d", "hello", "--until", "$.done"], False),
        (["-d", "hello", "--expect", "hello"], False),
        (["--expect-close", "1000"], False),
        (["--echo"], False),
        (["--json"], False),
        (["--format", "{text}"], False),
    ],
)
def test_there_is_a_prompt_where_something_is_left_to_say(
    argv: list[str], is_prompted: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(prompt, "possible", lambda *_streams: True)
    monkeypatch.setattr(output, "at_terminal", lambda *_stream: True)
    monkeypatch.setattr(Stream, "fileno", lambda _stream: 1)
    assert isinstance(planned(*argv).source, PromptSource) == is_prompted


def test_there_is_no_prompt_where_no_cursor_can_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt, "possible", lambda *_streams: False)
    assert planned(tty=True).source is None
