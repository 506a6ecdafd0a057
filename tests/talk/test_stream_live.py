"""A stream at a terminal: lines on stdout, the talk of it on stderr."""

from typing import Any

from rtcli.talk.stream_live import LiveStream
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Value
from tests.talk.stream_telling import AGAIN, AT_S, event, outcome, piece, plan, response
from tests.talk.telling import BEGAN, Desk


def told(*reads: list[Value], look: dict[str, Any] | None = None, **asked: Any) -> tuple[list[str], Desk]:
    desk = Desk()
    teller = LiveStream(plan({"live": True, **(look or {})}, **asked), desk, desk.streams, began=BEGAN)
    for index, values in enumerate(reads):
        teller.arrived(values, piece(t_s=AT_S + index / 4))
    return desk.written.decode().splitlines(), desk


def test_a_read_is_a_write() -> None:
    lines, desk = told([event("a"), Comment(0, "beat"), event("b")], [Comment(0, "beat")], [event("c")])
    assert [line.split() for line in lines] == [
        ["<", "1.500", "message", "9", "a"],
        ["<", "1.500", "comment", "beat"],
        ["<", "1.500", "+0", "message", "9", "b"],
        ["<", "1.750", "comment", "beat"],
        ["<", "2.000", "+500", "ms", "message", "9", "c"],
    ]
    assert desk.writes == 3


def test_faults_are_talk() -> None:
    lines, desk = told([Fault("sse.bad-utf8", 9, "ill-formed: ff")])
    assert lines == []
    assert "sse.bad-utf8 at 9" in desk.talk[0]


def test_each_part_that_is_selected_has_a_line() -> None:
    lines, _desk = told([event('{"a":["x",{"b":1}]}'), Comment(0, ""), event("no")], select="$.a[*]")
    assert [line.rsplit("  ", 1)[-1] for line in lines] == ["x", '{"b": 1}', ""]


def test_a_limit_and_the_time_of_day() -> None:
    lines, _desk = told([event("abcdef")], look={"max_payload": 2, "timestamps": True})
    assert lines[0].endswith("ab … 4 more characters")
    assert ":13:21.500" in lines[0]


def test_the_course_of_it() -> None:
    desk = Desk()
    teller = LiveStream(plan({"live": True}), desk, desk.streams, began=BEGAN)
    teller.opened(response(), 1, AT_S)
    teller.reconnecting(AGAIN, AT_S)
    teller.note("by the way")
    teller.end(outcome(), AT_S)
    assert desk.talk == [
        "* 200 from http://***@example.com/events?token=***; HTTP/1.1 in 12.5 ms",
        "* the stream ended in order; attempt 2 in 3.00 s, to go on after '7'",
        "* by the way",
        "* the stream ended in order",
    ]
