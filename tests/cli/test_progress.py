from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rtcli.cli import output
from rtcli.cli.progress import Progress
from tests.command import Stream, streams


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch, *, piped: bool = False) -> Iterator[Stream]:
    """stderr, at a terminal 100 columns wide."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with streams(tty=not piped) as (_out, err):
        output.begin([])
        yield err


def test_work_of_two_seconds_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with terminal(monkeypatch) as err, Progress("reading x", 100, clock=clock) as progress:
        clock.now_s = 1.99
        progress.update(99)
    assert err.taken() == b""


def test_longer_work_says_what_and_how_far_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with terminal(monkeypatch) as err, Progress("reading x", 4096, clock=clock) as progress:
        clock.now_s = 2
        progress.update(1024)
        progress.update(2048)
    shown = err.taken().decode()
    assert "reading x" in shown
    assert "2.0/4.0 KiB" in shown
    assert shown.endswith("\x1b[2K")  # ECMA-48 8.3.41: the line is erased


@pytest.mark.parametrize(
    ("piped", "quiet", "answering"), [(True, False, False), (False, True, False), (False, False, True)]
)
def test_it_shows_only_where_it_helps(
    piped: bool, quiet: bool, answering: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with terminal(monkeypatch, piped=piped) as err:
        output.asked.quiet = quiet
        output.asked.begun = answering
        with Progress("reading x", None, clock=clock) as progress:
            clock.now_s = 5
            progress.update(1)
            output.asked.quiet = output.asked.begun = False
            progress.update(2)  # decided once
    assert err.taken() == b""


def test_without_colours_it_is_still_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    clock = Clock()
    with terminal(monkeypatch) as err, Progress("reading x", 4096, clock=clock) as progress:
        clock.now_s = 2
        progress.update(1024)
    shown = err.taken().decode()
    assert "1.0/4.0 KiB" in shown
    assert "\x1b[3" not in shown
