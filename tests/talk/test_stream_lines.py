"""What is said on stderr of a stream."""

from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.stream_lines import StreamTalk
from rtcli.talk.tail_plan import StreamLook
from rtcli.wire.fault import Fault
from tests.golden import golden
from tests.talk.stream_telling import AGAIN, AT_S, answer, event, outcome, response
from tests.talk.telling import BEGAN, SECURE, Desk

MOVED = answer(302, "Found", fields=((b"location", b"/events"),))


def talking(**look: Any) -> tuple[StreamTalk, Desk]:
    desk = Desk()
    return StreamTalk(StreamLook(**look), desk.streams, began=BEGAN), desk


def test_a_pipe_is_not_told_of_an_opening() -> None:
    talk, desk = talking()
    talk.opened(response())
    assert desk.talk == []


def test_people_are_told_in_one_line() -> None:
    talk, desk = talking(live=True)
    coded = answer(fields=((b"Content-Encoding", b"gzip"),), version="HTTP/2", start_s=100.1)
    talk.opened(response(coded, answer(302)))
    assert desk.talk == ["* 200 from http://***@example.com/events?token=***; HTTP/2 in 112 ms; gzip"]


def test_secrets_are_shown_where_that_is_asked_for() -> None:
    talk, desk = talking(live=True, show_secrets=True)
    talk.opened(response())
    assert "u:p@" in desk.talk[0]


def test_all_that_was_said() -> None:
    talk, desk = talking(verbose=1, width=80)
    talk.opened(response(answer(facts=SECURE, start_s=100.02), MOVED))
    golden("talk/stream-opening.txt", desk.talk[0] + "\n")


def test_faults_and_nothing_else() -> None:
    talk, desk = talking()
    talk.passed([event("a"), event("b")])
    assert desk.talk == []
    talk.passed([event("a"), Fault("sse.bad-utf8", 9, "ill-formed: \x1b")])
    assert "sse.bad-utf8 at 9 (0x9): ill-formed: \\u001b" in desk.talk[0]


def test_a_reconnect() -> None:
    talk, desk = talking()
    talk.reconnecting(AGAIN)
    talk.reconnecting(AGAIN._replace(last_event_id="", delay_s=0.25))
    assert desk.talk == [
        "* the stream ended in order; attempt 2 in 3.00 s, to go on after '7'",
        "* the stream ended in order; attempt 2 in 250 ms",
    ]


@pytest.mark.parametrize(
    ("cause", "look", "is_said"),
    [
        ("eof", {}, False),
        ("eof", {"live": True}, True),
        ("no-content", {"verbose": 1}, True),
        ("time-limit", {}, False),
        ("reset", {}, True),
        ("retries-spent", {}, True),
        ("enough", {"live": True, "verbose": 1}, False),
        ("interrupted", {"live": True}, False),
    ],
)
def test_an_end(cause: str, look: dict[str, Any], is_said: bool) -> None:
    talk, desk = talking(**look)
    talk.end(outcome(cause, "this is why"), AT_S)
    assert desk.talk == ["* this is why"] * is_said


def test_an_end_by_an_error_is_said_by_others() -> None:
    talk, desk = talking(live=True)
    talk.end(outcome("reset", error=RtError("stream x", "no")), AT_S)
    assert desk.talk == []


def test_failures_and_statistics() -> None:
    talk, desk = talking(stats=True)
    talk.end(outcome(failures=("expected 3 events; 2\x1b came",), exit=Exit.FOUND), AT_S)
    assert desk.warnings == [("error", "expected 3 events; 2\\u001b came")]
    assert desk.talk[0].startswith("── stream · 1.50 s ──")
