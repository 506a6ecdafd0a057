"""What stands below the prompt, for what passed until when."""

from types import SimpleNamespace
from typing import cast

import pytest

from rtcli.session.stats import Stats
from rtcli.talk.conversation import Talk
from rtcli.talk.toolbar import Toolbar, fitting, size, state


def talk(socket: str | None = "open") -> Talk:
    session = socket and SimpleNamespace(state=socket)
    return cast(Talk, SimpleNamespace(stats=Stats(), socket=session, leaving=False))


STATES = (
    (None, "connecting"),
    ("open", "open"),
    ("closing", "closing"),
    ("closed", "reconnecting"),
)


@pytest.mark.parametrize(("socket", "words"), STATES)
def test_the_state_is_a_word(socket: str | None, words: str) -> None:
    assert state(talk(socket)) == words


def test_a_session_that_we_leave_is_not_opened_again() -> None:
    here = talk("closed")
    here.leaving = True
    assert state(here) == "closed"


def test_rates_are_the_mean_of_the_last_seconds() -> None:
    toolbar, here = Toolbar(), talk()
    assert toolbar.text(here, 10.0) == "open   in 0, 0 B   out 0, 0 B   /help"
    here.stats.received.messages, here.stats.received.bytes = 1000, 20_000
    assert toolbar.text(here, 10.5) == "open   in 1,000, 20.0 kB (2,000/s, 40.0 kB/s)   out 0, 0 B   /help"
    here.stats.sent.messages, here.stats.sent.bytes = 4, 44
    assert toolbar.text(here, 12.0, width=100) == (
        "open   in 1,000, 20.0 kB (500/s, 10.0 kB/s)   out 4, 44 B (2/s, 22 B/s)   /help"
    )
    assert toolbar.text(here, 12.5) == "open   in 1,000, 20.0 kB   out 4, 44 B (2/s, 22 B/s)   /help"
    assert toolbar.text(here, 15.0) == "open   in 1,000, 20.0 kB   out 4, 44 B   /help"


def test_the_latest_round_trip_and_what_waits_are_shown() -> None:
    here = talk()
    here.stats.rtt.add(0.25)
    here.stats.rtt.add(0.0123)
    assert Toolbar().text(here, 0.0, waiting=2) == (
        "open   2 waiting to be sent   rtt 12.3 ms   in 0, 0 B   out 0, 0 B   /help"
    )


def test_what_finds_no_room_is_left_out() -> None:
    assert fitting(["open", "in 12", "out 7"], 12) == "open   in 12"
    assert fitting(["open", "in 12", "out 7"], 11) == "open"
    assert fitting(["reconnecting"], 5) == "reco…"


SIZES = (
    (0, "0 B"),
    (999, "999 B"),
    (999.5, "1.00 kB"),
    (12_345, "12.3 kB"),
    (1_234_567, "1.23 MB"),
    (999_600, "1.00 MB"),
    (5e15, "5000 TB"),
)


@pytest.mark.parametrize(("size_bytes", "words"), SIZES)
def test_sizes_have_three_digits(size_bytes: float, words: str) -> None:
    assert size(size_bytes) == words
