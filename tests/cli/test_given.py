import sys
from pathlib import Path
from typing import Any

import click
import pytest

from rtcli.cli import typed
from rtcli.cli.given import Given, open_file
from rtcli.errors import RtError
from tests.command import Stream, streams

NOTHING = {"hex_digits": None, "base64": None, "form": None}


@pytest.mark.parametrize(
    ("file", "asked", "given"),
    [
        (None, {}, Given("stdin")),
        ("-", {"form": "hex"}, Given("stdin", "hex")),
        ("stdin", {}, Given("stdin", path="stdin")),
        ("a.bin", {"form": "raw"}, Given("a.bin", "raw", path="a.bin")),
        (None, {"hex_digits": "8100"}, Given("--hex", "hex", text="8100")),
        (None, {"hex_digits": ""}, Given("--hex", "hex", text="")),
        (None, {"base64": "gQA="}, Given("--base64", "base64", text="gQA=")),
    ],
)
def test_what_was_given(file: str | None, asked: dict[str, Any], given: Given) -> None:
    assert Given.chosen(file, NOTHING | asked) == given


@pytest.mark.parametrize(
    ("file", "asked", "why"),
    [
        ("a.bin", {"hex_digits": "8100"}, "give one of FILE, --hex and --base64"),
        ("-", {"base64": "gQA="}, "give one of FILE, --hex and --base64"),
        (None, {"hex_digits": "8100", "base64": "gQA="}, "give one of FILE, --hex and --base64"),
        (None, {"hex_digits": "8100", "form": "hex"}, "--hex says the form already: leave out --as"),
    ],
)
def test_one_input_and_one_form(file: str | None, asked: dict[str, Any], why: str) -> None:
    with pytest.raises(click.UsageError, match=why):
        Given.chosen(file, NOTHING | asked)


def test_a_string_a_file_and_a_pipe_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x81\x00")
    with Given("a", path=str(path)).open() as stream:
        assert stream.read(10) == b"\x81\x00"
    with Given("--hex", text="81\udcff").open() as stream:
        assert stream.read(10) == b"81\xff"
    with streams(b"from a pipe"), Given("stdin").open() as stream:
        assert stream.read(100) == b"from a pipe"


def test_a_pipe_is_left_open() -> None:
    with streams(b"from a pipe"):
        with Given("stdin").open():
            pass
        assert not sys.stdin.closed


@pytest.mark.parametrize("name", ["no such file", "0123", "81:05"])
def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RtError) as raised:
        Given(name, path=name).open()
    assert (raised.value.where, raised.value.why) == (f"input {name}", "No such file or directory")
    assert (raised.value.kind, raised.value.exit) == ("unreadable", 2)
    assert raised.value.fix == (
        "give a FILE, - for standard input, or the bytes themselves with --hex or --base64"
        if name == "no such file"
        else f"for the bytes that these digits are: --hex '{name}'"
    )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(RtError, match="handshake here: Is a directory"):
        open_file("handshake here", str(tmp_path), "give a file")


def test_at_a_terminal_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(Stream):
        def fileno(self) -> int:
            return 7

    monkeypatch.setattr(typed, "typed", lambda terminal: f"typed at {terminal}")
    with streams() as (_out, err):
        monkeypatch.setattr(sys, "stdin", Terminal(tty=True))
        assert Given("stdin").is_typed
        assert str(Given("stdin").open()) == "typed at 7"
        assert not Given("--hex", text="").is_typed
        assert not Given("a", path="a").is_typed
    assert err.taken() == b"reading from the terminal: paste, then press Ctrl-D\n"
