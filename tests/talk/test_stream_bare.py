"""Data in a pipe: what one read brought is one write."""

from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.session.body import Piece
from rtcli.talk.stream_bare import BareStream
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Value
from tests.talk.stream_telling import AGAIN, AT_S, event, outcome, piece, plan, response
from tests.talk.telling import BEGAN, Desk

TWO = [event("a", id="1"), event("é\nb", "update")]


def told(
    *reads: list[Value], terminal: bool = False, look: dict[str, Any] | None = None, **asked: Any
) -> tuple[bytes, Desk]:
    desk = Desk(terminal)
    teller = BareStream(plan(look, **asked), desk, desk.streams, began=BEGAN)
    for index, values in enumerate(reads):
        teller.arrived(values, piece(t_s=AT_S + index))
    return desk.written, desk


@pytest.mark.parametrize(
    ("look", "asked", "written"),
    [
        ({}, {}, "a\né\nb\n"),
        ({"separator": b"\0"}, {}, "a\0é\nb\0"),
        ({"timestamps": True}, {}, "2023-11-14T22:13:21.500Z\ta\n2023-11-14T22:13:21.500Z\té\nb\n"),
        ({"max_payload": 2}, {}, "a\né\n"),
        ({"template": "{event}:{data:>3}:{gap_ms}\\n"}, {}, "message:  a:\nupdate:é\nb:0.0\n"),
        ({"template": "{time} {last_event_id}|"}, {}, "2023-11-14T22:13:21.500Z 1|2023-11-14T22:13:21.500Z |"),
    ],
)
def test_events(look: dict[str, Any], asked: dict[str, Any], written: str) -> None:
    out, desk = told([*TWO], look=look, **asked)
    assert out.decode() == written
    assert desk.writes == 1


def test_json_in_data() -> None:
    data = event('{"a":[1,2],"b":"x"}')
    assert told([data], look={"pretty": True})[0] == b'{\n  "a": [\n    1,\n    2\n  ],\n  "b": "x"\n}\n'
    assert told([data], select="$.a[*]")[0] == b"1\n2\n"
    assert told([data, event("no")], select="$.b", look={"timestamps": True})[0].endswith(b"\tx\n")


def test_a_terminal_in_the_place_of_the_pipe_is_safe() -> None:
    assert told([event("\x1b[2J\nb")], terminal=True)[0] == b"\\u001b[2J\nb\n"
    assert told([event("\x1b")], terminal=True, look={"template": "{data}\\n"})[0] == b"\\u001b\n"


def test_what_is_no_event_is_nothing_but_faults() -> None:
    fault = Fault("sse.bad-utf8", 9, "ill-formed: ff")
    out, desk = told([Comment(0, "beat")], [fault, event("a")])
    assert out == b"a\n"
    assert len(desk.talk) == 1
    assert "sse.bad-utf8 at 9" in desk.talk[0]


def test_a_template_is_written_for_events() -> None:
    with pytest.raises(RtError, match="there is no key 'text'") as raised:
        told(look={"template": "{text}"})
    assert "data" in raised.value.fix


def test_the_course_of_it() -> None:
    desk = Desk()
    teller = BareStream(plan(), desk, desk.streams, began=BEGAN)
    teller.opened(response(), 1, AT_S)
    teller.arrived([], Piece(AT_S, b"", 0, [], []))
    teller.reconnecting(AGAIN, AT_S)
    teller.note("by the way")
    teller.end(outcome(), AT_S)
    assert desk.written == b""
    assert desk.talk == [
        "* the stream ended in order; attempt 2 in 3.00 s, to go on after '7'",
        "* by the way",
    ]
