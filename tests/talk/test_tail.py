"""Whole commands over event streams in virtual time, and some over the real lab."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.lab.embedded import running
from rtcli.net.way import Way
from rtcli.session.request import Request
from rtcli.session.sse import NotAStream, Patience
from rtcli.talk.plan import Streams
from rtcli.talk.tail import tail
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.expr import compile_expression
from rtcli.wire.url import parse_target
from tests.talk.stream_scene import REFUSED, RESET, URL, Connection, StreamScene

STOP = Connection(status=204)
CLOCK = Connection([step for n in range(1, 11) for step in (b"id: %d\ndata: %d\n\n" % (n, n), 1.0)])


def test_no_content_is_the_end(stream_scene: StreamScene) -> None:
    came = stream_scene.play(STOP, look={"live": True})
    assert came.exit is Exit.OK
    assert came.talk == ["* 204 No Content: nothing more will come"]


def test_events_are_what_stands_on_stdout(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection([b"data: a\n\nda", b"ta: b\n", b"data: c\n\n: d\n\n"]), reconnect=False)
    assert came.out == b"a\nb\nc\n"
    assert came.begun
    assert came.talk == []


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ({"max_events": 1}, ["1"]),
        ({"max_events": 3}, ["1", "2", "3"]),
        ({"until": compile_expression("data == 2")}, ["1", "2"]),
    ],
)
def test_enough_is_enough(stream_scene: StreamScene, asked: dict[str, Any], lines: list[str]) -> None:
    came = stream_scene.play(CLOCK, **asked)
    assert (came.exit, came.lines) == (Exit.OK, lines)
    assert came.ended_s == len(lines) - 1


def test_what_was_asked_for_and_did_not_come(stream_scene: StreamScene) -> None:
    came = stream_scene.play(CLOCK, max_events=11, reconnect=False)
    assert came.exit is Exit.FOUND
    assert came.warnings == ["error: expected 11 events; 10 came"]


class TestTime:
    def test_an_open_stream_may_end_so(self, stream_scene: StreamScene) -> None:
        came = stream_scene.play(CLOCK, max_time_s=2.5, look={"live": True})
        assert (came.exit, len(came.lines), came.ended_s) == (Exit.OK, 3, 2.5)
        assert came.talk[-1] == "* the 2.5s that -m allows are over"

    def test_a_stream_has_to_come_in_time(self, stream_scene: StreamScene) -> None:
        came = stream_scene.play(Connection(head_s=60.0), max_time_s=2.0)
        assert isinstance(came.error, RtError)
        assert (came.error.exit, came.error.kind, came.error.curl_code) == (Exit.UNREACHED, "time-limit", 28)
        assert came.ended_s == 2.0

    @pytest.mark.parametrize(("end", "code"), [((), Exit.OK), ((RESET,), Exit.FOUND)])
    def test_between_streams_the_last_one_counts(self, stream_scene: StreamScene, end: Any, code: Exit) -> None:
        came = stream_scene.play(Connection([b"data: a\n\n", *end]), max_time_s=2.0)
        assert (came.exit, came.ended_s) == (code, 2.0)

    def test_silence_is_a_loss(self, stream_scene: StreamScene) -> None:
        quiet = Connection([b"data: a\n\n", 60.0])
        came = stream_scene.play(quiet, STOP, patience=Patience(read_timeout_s=5.0))
        assert came.asked_s == [0.0, 8.0]
        assert came.talk == ["* no byte for 5s; attempt 2 in 3.00 s"]

    def test_silence_without_reconnecting(self, stream_scene: StreamScene) -> None:
        beats = Connection([b"data: a\n\n", 4.0, b":\n", 4.0, b":\n"])
        came = stream_scene.play(beats, patience=Patience(event_timeout_s=5.0), reconnect=False)
        assert (came.exit, came.ended_s) == (Exit.FOUND, 5.0)
        assert came.talk == ["* no event for 5s"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)])
def test_a_signal_leaves_with_what_there_is(stream_scene: StreamScene, number: signal.Signals, code: Exit) -> None:
    stopped = Connection([b"data: a\n\n", lambda: signal.raise_signal(number), 60.0])
    came = stream_scene.play(stopped, max_events=5, look={"stats": True})
    assert came.exit is code
    assert came.lines == ["a"]
    assert came.warnings == []  # nobody waited for the rest
    assert "stream" in came.talk[0]


def interrupted_request() -> Request:
    signal.raise_signal(signal.SIGINT)
    return Request(URL)


def test_a_signal_before_any_stream(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection(head_s=60.0), request=interrupted_request)
    assert came.exit is Exit.INTERRUPTED
    assert came.talk == []


def test_an_error_that_a_signal_comes_before_is_not_said(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection(error=REFUSED), request=interrupted_request)
    assert came.exit is Exit.INTERRUPTED


def test_a_mistake_of_ours_is_raised(stream_scene: StreamScene) -> None:
    def later() -> None:
        asyncio.get_running_loop().call_soon(dict[str, str]().pop, "bug")

    came = stream_scene.play(Connection([later, 60.0]))
    assert isinstance(came.error, KeyError)


def test_a_reader_that_leaves_ends_it(stream_scene: StreamScene) -> None:
    read_end, write_end = os.pipe()
    leaving = Connection([b"data: a\n\n", lambda: os.close(read_end), 60.0])
    try:
        came = stream_scene.play(leaving, stdout=write_end)
    finally:
        os.close(write_end)
    assert isinstance(came.error, BrokenPipeError)


async def follow(url: str, out: Path, **asked: Any) -> Exit:
    """Over a real link."""
    target = parse_target(url, default_scheme="http")
    with out.open("wb") as file:
        plan = TailPlan(**{"request": lambda: Request(target), "way": Way(), **asked})
        return await tail(plan, Streams(stdout=file.fileno()))


def test_over_real_links(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running() as (host, port):
        url = f"http://{host}:{port}/sse/repeats?every=0.01&count=2"
        assert asyncio.run(follow(url, out, max_events=5)) is Exit.OK
        assert [json.loads(line)["n"] for line in out.read_text().splitlines()] == [1, 2, 1, 2, 1]
        assert asyncio.run(follow(f"http://{host}:{port}/sse/cut-chunk", out, reconnect=False)) is Exit.FOUND
        with pytest.raises(NotAStream, match="404 Not Found"):
            asyncio.run(follow(f"http://{host}:{port}/sse/404", out))
