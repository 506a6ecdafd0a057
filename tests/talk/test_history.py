"""Lines typed for one host, read back in the next session; what cannot be kept disturbs nobody."""

import os
from pathlib import Path

import pytest

from rtcli.talk.history import MOST_LINE_BYTES, History, history_path

PATHS = (
    ({"XDG_STATE_HOME": "/state", "HOME": "/home/me"}, "chat.example", "/state/rtcli/history/chat.example"),
    ({"XDG_STATE_HOME": "", "HOME": "/home/me"}, "chat.example", "/home/me/.local/state/rtcli/history/chat.example"),
    ({"XDG_STATE_HOME": "relative", "HOME": "/home/me"}, "a", "/home/me/.local/state/rtcli/history/a"),
    ({"XDG_STATE_HOME": "/state"}, "::1", "/state/rtcli/history/%3A%3A1"),
    ({"XDG_STATE_HOME": "/state"}, "../../etc", "/state/rtcli/history/..%2F..%2Fetc"),
    ({"XDG_STATE_HOME": "/state"}, "..", "/state/rtcli/history/host-.."),
    ({"XDG_STATE_HOME": "/state"}, "", "/state/rtcli/history/host-"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rtcli" / "history" / "chat.example"


@pytest.mark.parametrize(("environment", "host", "path"), PATHS)
def test_each_host_has_its_file(environment: dict[str, str], host: str, path: str) -> None:
    assert str(history_path(host, environment)) == path


def test_without_a_home_it_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert history_path("a", {}) == tmp_path / ".local/state/rtcli/history/a"


def test_what_was_typed_comes_back_to_the_letter(path: Path) -> None:
    typed = ['{"a":\n 1}', "ä\u2028b", "\udc80", "/ping", ""]
    for line in typed:
        History(path).add(line)
    assert History(path).read() == typed


def test_nobody_else_may_read_it(path: Path) -> None:
    History(path).add("hello")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    History(path).add("hello")
    assert path.stat().st_mode & 0o777 == 0o600


def test_there_is_none_at_first(path: Path) -> None:
    history = History(path)
    assert history.read() == []
    assert not history.problem


def test_the_last_lines_are_kept(path: Path) -> None:
    history = History(path, most_lines=3)
    for number in range(6):
        history.add(str(number))
    assert history.read() == ["3", "4", "5"]
    assert len(path.read_bytes().splitlines()) == 6  # not written anew each time
    history.add("6")
    assert history.read() == ["4", "5", "6"]
    assert len(path.read_bytes().splitlines()) == 3
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == [path.name]


def test_a_line_that_is_none_is_passed_over(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b'"a"\n"half a li\n7\n\xff\n"b"\n')
    assert History(path).read() == ["a", "b"]


def test_a_huge_line_is_not_kept(path: Path) -> None:
    History(path).add("x" * MOST_LINE_BYTES)
    assert History(path).read() == []


def test_where_it_cannot_be_kept_that_is_said_and_goes_on(path: Path) -> None:
    path.mkdir(parents=True)
    history = History(path)
    assert history.read() == []
    assert history.problem == f"what is typed is not kept: {path}: Is a directory"
    history.add("hello")  # tries no more

    history = History(path / "below" / "a" / "file")
    (path / "below").touch()
    history.add("hello")
    assert history.problem.endswith(": Not a directory")
