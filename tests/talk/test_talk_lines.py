"""What is said on stderr of a session whose messages are on stdout."""

from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.session.stats import Flow, Stats
from rtcli.talk.plan import Look
from rtcli.talk.talk_lines import TalkLines
from rtcli.talk.teller import Outcome
from rtcli.wire.fault import Fault
from rtcli.wire.frames import PING, PONG, TEXT
from rtcli.wire.plain import Bulk, Heard
from tests.talk.telling import BEGAN, SECURE, Desk, frame, message, mortem, opened

AT_S = BEGAN.instant_s + 1.5
FAULT = Fault("frame.reserved-bits", 7, "RSV bits are 010")


def lines(desk: Desk, **settings: Any) -> TalkLines:
    return TalkLines(Look(**settings), desk.streams, began=BEGAN)


def said(desk: Desk) -> str:
    return "\n".join(desk.talk)


def test_nothing_is_said_of_a_session_in_order() -> None:
    desk = Desk()
    talk = lines(desk)
    talk.opened(opened())
    talk.passed([message(b"a"), Bulk(TEXT, [b"b"], 1), frame(TEXT, b"a"), frame(PING)], "server", AT_S)
    talk.ponged(b"", 0.1)
    talk.closed(mortem())
    talk.end(Outcome(Stats(), mortem(), Exit.OK), AT_S)
    assert desk.talk == []
    assert desk.warnings == []


def test_the_handshake_is_drawn_where_it_is_asked_for() -> None:
    desk = Desk()
    lines(desk, verbose=1).opened(opened(SECURE))
    for words in ("> GET /chat?token=*** HTTP/1.1", "< HTTP/1.1 101", "TLSv1.3", "permessage-deflate", "upgrade"):
        assert words in said(desk)
    assert "s3cret" not in said(desk)
    lines(desk, verbose=1, show_secrets=True).opened(opened())
    assert "s3cret" in said(desk)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, []),
        ({"control": True}, ["ping", "pong"]),
        ({"frames": True}, ["text", "ping", "pong"]),
    ],
)
def test_frames_and_control_frames(settings: dict[str, Any], words: list[str]) -> None:
    desk = Desk()
    items: list[Heard] = [frame(TEXT, b"a"), message(b"a"), frame(PING, b"p"), frame(PONG, b"p")]
    lines(desk, **settings).passed(items, "server", AT_S)
    assert [row.split()[2] for row in said(desk).splitlines()] == words


def test_dumps() -> None:
    desk = Desk()
    lines(desk, verbose=2).passed([frame(TEXT, b"a"), message(b"a")], "server", AT_S)
    assert "opcode  0x1  text" in said(desk)


def test_faults_are_said_in_any_case() -> None:
    desk = Desk()
    lines(desk).passed([FAULT], "server", AT_S)
    assert "frame.reserved-bits" in said(desk)


@pytest.mark.parametrize(
    ("settings", "other", "words"),
    [
        ({}, {}, ""),
        ({"verbose": 1}, {}, "closed by the server: 1000 normal closure"),
        ({"control": True}, {}, "closed by the server: 1000 normal closure"),
        ({}, {"code": 1008, "reason": "by\x1b"}, 'closed by the server: 1008 policy violation "by\\u001b"'),
        ({}, {"clean": False, "code": None, "cause": "reset"}, "the connection was reset"),
    ],
)
def test_how_it_ended(settings: dict[str, Any], other: dict[str, Any], words: str) -> None:
    desk = Desk()
    lines(desk, **settings).closed(mortem(**other))
    assert words in said(desk)
    assert bool(desk.talk) is bool(words)


def test_notes_and_reconnects_are_safe_to_print() -> None:
    desk = Desk()
    talk = lines(desk)
    talk.note("a \x1b")
    talk.reconnecting(3, 0.25, "reset\n")
    assert desk.talk == ["* a \\u001b", "* reset\\n; attempt 3 in 250 ms"]


def test_expectations_that_were_not_met_are_errors() -> None:
    desk = Desk()
    lines(desk).end(Outcome(Stats(), None, Exit.FOUND, ("expected\x1b\n  this", "and that")), AT_S)
    assert desk.warnings == [("error", "expected\\u001b\n  this"), ("error", "and that")]


def test_statistics_count_the_sessions_that_were_opened() -> None:
    desk = Desk()
    talk = lines(desk, stats=True)
    talk.opened(opened())
    talk.opened(opened())
    talk.end(Outcome(Stats(received=Flow(messages=3, frames=4)), mortem(), Exit.OK), AT_S)
    assert "session · 1.50 s · 1 reconnect" in said(desk)
    assert "messages in 4 frames" in said(desk)


def test_people_are_told_of_every_session() -> None:
    desk = Desk()
    talk = lines(desk, live=True)
    talk.opened(opened())
    talk.closed(mortem())
    assert len(desk.talk) == 2
