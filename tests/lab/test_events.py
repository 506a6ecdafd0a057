"""Events as bytes, and schedules played when they are due."""

import pytest

from rtcli.lab.events import Timed, build_event, compact, on_time, play
from rtcli.lab.exchange import EVENT_STREAM
from tests import vloop
from tests.lab.streaming import Recorder


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (build_event("one"), b"data: one\n\n"),
        (build_event(""), b"data: \n\n"),
        (build_event("two\nlines"), b"data: two\ndata: lines\n\n"),
        (build_event("x", id=7, type="tick"), b"event: tick\nid: 7\ndata: x\n\n"),
        (build_event("x", id="", line_end="\r\n"), b"id: \r\ndata: x\r\n\r\n"),
        (build_event("\u2028é"), "data: \u2028é\n\n".encode()),
    ],
)
def test_an_event_is_a_field_a_line(built: bytes, expected: bytes) -> None:
    assert built == expected


def test_json_is_compact_and_keeps_its_letters() -> None:
    assert compact({"a": [1, "é"], "b": None}) == '{"a":[1,"é"],"b":null}'


def test_a_stream_is_played_on_time_and_what_is_empty_is_not_sent() -> None:
    exchange = Recorder("sse/clock")
    pieces = [Timed(0.0, b"a"), Timed(1.5, b""), Timed(2.0, b"b"), Timed(2.0, b"c"), Timed(60.0, b"d")]
    vloop.run(play(exchange, pieces, ("x-more", "yes")))
    assert exchange.sent == [(0.0, b"a"), (2.0, b"b"), (2.0, b"c"), (60.0, b"d")]
    assert (exchange.began_s, exchange.ended_s) == (0.0, 60.0)
    assert exchange.fields == {**dict(EVENT_STREAM), "x-more": "yes"}


def test_what_is_overdue_comes_at_once() -> None:
    exchange = Recorder("sse/clock")

    async def slowly() -> list[float]:
        got = []
        async for piece in on_time(exchange, [Timed(1.0, b""), Timed(2.0, b""), Timed(9.0, b"")]):
            await exchange.pause(5.0)
            got.append(piece.at_s)
        await exchange.end()
        return got

    assert vloop.run(slowly()) == [1.0, 2.0, 9.0]
    assert exchange.ended_s == 16.0
