import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from rtcli.cli import output
from rtcli.errors import RtError
from tests.command import Stream, cli, streams


@contextmanager
def run(*, tty: bool = False) -> Iterator[tuple[Stream, Stream]]:
    """A run has begun, with both streams in memory."""
    with streams(tty=tty) as pair:
        output.begin([])
        yield pair


@pytest.mark.parametrize(
    ("words", "json"),
    [
        ([], False),
        (["explain", "1006", "--json"], True),
        (["--json", "--", "x"], True),
        (["x", "--", "--json"], False),
        (["--jsonx"], False),
    ],
)
def test_json_is_known_before_the_options_are_parsed(words: list[str], json: bool) -> None:
    with streams():
        output.begin(words)
    assert output.asked.json is json


def test_a_run_begins_afresh() -> None:
    with run():
        output.write(b"x")
        output.asked.quiet = True
    with run():
        assert (output.asked.quiet, output.asked.begun, output.asked.color) == (False, False, "auto")


def test_streams_that_the_shell_closed_swallow_what_they_get() -> None:
    with patch.multiple(sys, stdin=None, stdout=None, stderr=None):
        output.begin([])
        output.write(b"into nothing")
        output.talk("into nothing")
        output.end()
        assert sys.stdin.read() == ""
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            stream.close()


@pytest.mark.parametrize(
    ("color", "environment", "tty", "wanted"),
    [
        ("auto", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "", "TERM": "xterm"}, False, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours_follow_what_was_asked(
    color: str, environment: dict[str, str], tty: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with run():
        output.asked.color = color
        assert output.wants_color(Stream(tty=tty)) is wanted


def test_colours_are_a_matter_of_each_stream() -> None:
    with run(tty=True):
        assert output.wants_color()
        assert not output.wants_color(Stream())


@pytest.mark.parametrize(("columns", "width"), [(None, 80), ("132", 132), ("0", 80), ("wide", 80), ("٣", 80)])
def test_the_width_is_the_one_that_is_known(columns: str | None, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    with run():
        assert output.width() == width


@pytest.mark.parametrize(("columns", "width"), [(97, 97), (0, 80)])
def test_a_terminal_is_asked_for_its_width(columns: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _number: os.terminal_size((columns, 24)))
    with open(os.devnull, "w") as stream:
        assert output.width(stream) == width


def test_text_and_bytes_come_out_in_their_order() -> None:
    with run() as (out, _err):
        print("first")
        output.write(b"second\n")
        output.line("third")
        output.line()
    assert out.taken() == b"first\nsecond\nthird\n\n"


def test_what_the_encoding_lacks_is_an_escape() -> None:
    memory = io.BytesIO()
    with run(), patch.object(sys, "stdout", io.TextIOWrapper(memory, encoding="ascii")):
        output.line("café")
        assert memory.getvalue() == b"caf\\xe9\n"


def test_json_is_ascii_so_that_no_terminal_can_be_reached() -> None:
    with run() as (out, _err):
        output.emit({"type": "message", "text": "\x1b]0;\u202e\x9b\ud800é"})
        assert (output.asked.begun, output.asked.ended) == (True, False)
    assert out.taken() == b'{"type":"message","text":"\\u001b]0;\\u202e\\u009b\\ud800\\u00e9"}\n'


@pytest.mark.parametrize("kind", ["end", "error"])
def test_the_closing_line_is_noticed(kind: str) -> None:
    with run():
        output.emit({"type": kind})
        assert output.asked.ended


def test_talk_is_silenced_and_complaints_are_not() -> None:
    with run() as (_out, err):
        output.talk("loud")
        output.asked.quiet = True
        output.talk("not heard")
        output.complain("error", "heard")
    assert err.taken() == b"loud\nerror: heard\n"


@pytest.mark.parametrize(
    ("tty", "quiet", "term", "written"),
    [
        (True, False, "xterm", "\r\x1b[Kwaiting\r\x1b[K"),
        (True, True, "xterm", ""),
        (True, False, "dumb", ""),
        (False, False, "xterm", ""),
    ],
)
def test_a_passing_line_is_for_people_at_a_terminal(
    tty: bool, quiet: bool, term: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    with streams(tty=tty) as (_out, err):
        output.begin(())
        output.asked.quiet = quiet
        output.passing("waiting")
        output.passing("")
        assert err.taken().decode() == written


def test_a_console_keeps_to_what_was_asked() -> None:
    with run() as (out, err):
        output.console().print("[bold]:smile: 10.0.0.1[/bold]", style="red")
        output.asked.color = "always"
        output.console(sys.stderr).print("red", style="red")
    assert out.taken() == b"[bold]:smile: 10.0.0.1[/bold]\n"
    assert err.taken() == b"\x1b[31mred\x1b[0m\n"


def test_a_file_takes_the_place_of_stdout_until_the_end(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    with run(tty=True) as (out, _err):
        output.redirect(str(file))
        assert not output.at_terminal()
        output.line("café")
        output.end()
        output.line("after")
    assert file.read_bytes() == b"caf\xc3\xa9\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert out.taken() == b"after\n"


def test_the_last_of_two_files_wins(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    with run() as (out, _err):
        output.redirect(str(one))
        first = sys.stdout
        output.redirect(str(two))
        output.line("text")
        output.end()
        assert first.closed
        assert sys.stdout is out
    assert (one.read_bytes(), two.read_bytes()) == (b"", b"text\n")


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(RtError) as raised:
        output.open_private(str(tmp_path / "missing" / "file"))
    assert raised.value.kind == "unwritable"
    assert str(raised.value).endswith("missing/file: No such file or directory")


def test_an_error_without_words_is_said_by_its_own() -> None:
    assert output.unwritable("output x", OSError("odd")).why == "odd"


def test_abandoned_streams_flush_into_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with file.open("w") as stream, run(), patch.object(sys, "stdout", stream):
        stream.write("never seen")
        output.abandon()
    assert file.read_bytes() == b""


def test_an_input_is_not_emptied_by_the_output(tmp_path: Path) -> None:
    path = tmp_path / "capture.bin"
    path.write_bytes(b"\x81\x02hi")
    for argv in (("-o", str(path)), ("--output", str(path)), (f"--output={path}",)):
        ran = cli("inspect-frame", str(path), *argv)
        assert (ran.code, path.read_bytes()) == (2, b"\x81\x02hi")
        assert "also named as input" in ran.err
    other = tmp_path / "shown.txt"
    other.write_text("old")
    assert cli("inspect-frame", str(path), "-o", str(other)).code == 0
    assert "hi" in other.read_text() and "old" not in other.read_text()


class Sluggish(io.RawIOBase):
    """An unbuffered stream that takes three bytes at a time."""

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.taken += bytes(data[:3])
        return min(len(data), 3)


def test_a_stream_that_takes_a_part_gets_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Sluggish()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=raw, flush=lambda: None, encoding="utf-8"))
    output.write("all of it")
    assert raw.taken == b"all of it"
