"""Live lines of a stream."""

from datetime import UTC, datetime

import pytest

from rtcli.show.look import Look
from rtcli.show.stream import StreamLines, StreamPage
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Event, Retry, UnknownField, Value
from tests.golden import golden

VALUES: list[Value] = [
    Retry(0, 3000),
    Event(14, 31, "message", '{"n": 1, "ok": true}', "1", "1"),
    Event(45, 20, "update", "two\nlines", None, "1"),
    Comment(65, "keep-alive\x1b[2J"),
    UnknownField(70, "a", "b"),
    Fault("sse.unknown-field", 70, "a field named 'a'"),
    Event(80, 1_234_567, "a-type-of-many-more-letters-than-are-shown", "\x1b]0;x\x07", "an-id-that-is-long", "x"),
    Event(90, 30, "message", '{"n": 2}', "2", "2"),
]


def drawn(page: StreamPage) -> str:
    lines = StreamLines(page)
    return lines.batch(VALUES, 0.25, None) + lines.batch(VALUES[-1:], 75.5, 75.25) + lines.batch(VALUES[:1], 76.0, None)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("80", StreamPage()),
        ("80-colour", StreamPage(colour=True)),
        ("80-pretty", StreamPage(pretty=True)),
        ("45", StreamPage(Look(width=45, max_payload=5))),
        ("80-time", StreamPage(began=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))),
    ],
)
def test_pages(name: str, page: StreamPage) -> None:
    text = drawn(page)
    golden(f"show/stream-{name}.txt", text)
    assert page.colour or "\x1b" not in text


def test_nothing_is_nothing() -> None:
    assert StreamLines(StreamPage()).batch([], 1.0, None) == ""
