"""A stream over its connections: what is kept of it, how it is left, and what that comes to."""

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.body import Piece
from rtcli.session.sse import Patience
from rtcli.talk import tail as module
from rtcli.talk.outlet import BOUND_BYTES
from rtcli.talk.stream_bare import BareStream
from rtcli.talk.stream_teller import StreamOutcome
from rtcli.wire.sse import Event, Value
from tests.talk.stream_scene import RESET, Connection, Step, StreamScene

STOP = Connection(status=204)
ONE = b"id: 1\ndata: one\n\n"


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


Script = list[Step]
ENDS: dict[str, tuple[Script, dict[str, Any], tuple[str, Exit], float]] = {  # and for how long the stream was open
    "eof": ([ONE, 1.0], {"reconnect": False}, ("eof", Exit.OK), 1.0),
    "cut": ([ONE, 1.0, RESET], {"reconnect": False}, ("reset", Exit.FOUND), 1.0),
    "silence": ([ONE, 9.0], {"reconnect": False, "patience": Patience(5.0)}, ("read-timeout", Exit.FOUND), 5.0),
    "enough": ([ONE, 9.0], {"max_events": 1}, ("enough", Exit.OK), 0.0),
    "not enough": ([ONE], {"max_events": 2, "reconnect": False}, ("eof", Exit.FOUND), 0.0),
    "time": ([ONE, 9.0], {"max_time_s": 5.0}, ("time-limit", Exit.OK), 5.0),
    "time after a cut": ([ONE, 1.0, RESET], {"max_time_s": 2.0}, ("reset", Exit.FOUND), 1.0),
    "spent": ([ONE, 1.0], {"max_retries": 0}, ("retries-spent", Exit.FOUND), 1.0),
    "Ctrl-C": ([ONE, 2.0, interrupt, 9.0], {"max_events": 2}, ("interrupted", Exit.INTERRUPTED), 2.0),
}


@pytest.mark.parametrize(("steps", "asked", "end", "open_s"), ENDS.values(), ids=ENDS.keys())
def test_ends(
    stream_scene: StreamScene, steps: Script, asked: dict[str, Any], end: tuple[str, Exit], open_s: float
) -> None:
    outcomes: list[StreamOutcome] = []
    stream_scene.monkeypatch.setattr(BareStream, "end", lambda _it, outcome, _t_s: outcomes.append(outcome))
    came = stream_scene.play(Connection(steps), **asked)
    assert (outcomes[0].ending.cause, outcomes[0].ending.exit) == end
    assert came.exit is end[1]
    assert outcomes[0].last_event_id == "1"
    assert outcomes[0].stats.open_s == open_s


class TestState:
    def test_an_id_is_kept_over_runs(self, stream_scene: StreamScene, tmp_path: Path) -> None:
        state = str(tmp_path / "state")
        first = stream_scene.play(Connection([b"id: 7\ndata: a\n\n"]), reconnect=False, state=state)
        second = stream_scene.play(STOP, state=state)
        assert first.last_event_ids + second.last_event_ids == [None, "7"]

    def test_what_was_cut_off_comes_again(self, stream_scene: StreamScene, tmp_path: Path) -> None:
        state = str(tmp_path / "state")
        stream_scene.play(Connection([b"id: 1\ndata: a\n\nid: 2\ndata: b\n\n"]), max_events=1, state=state)
        assert stream_scene.play(STOP, state=state).last_event_ids == ["1"]

    def test_the_user_knows_better(self, stream_scene: StreamScene, tmp_path: Path) -> None:
        state = str(tmp_path / "state")
        stream_scene.play(Connection([b"id: 7\ndata: a\n\n"]), reconnect=False, state=state)
        assert stream_scene.play(STOP, state=state, last_event_id="3").last_event_ids == ["3"]

    def test_each_target_has_its_own(self, stream_scene: StreamScene, tmp_path: Path) -> None:
        state = str(tmp_path / "state")
        stream_scene.play(Connection([b"id: 7\ndata: a\n\n"]), reconnect=False, state=state, name="lab:sse/ids")
        assert stream_scene.play(STOP, state=state).last_event_ids == [None]
        assert stream_scene.play(STOP, state=state, name="lab:sse/ids").last_event_ids == ["7"]

    def test_a_file_of_another_kind_ends_it(self, stream_scene: StreamScene, tmp_path: Path) -> None:
        (tmp_path / "state").write_text("{")
        came = stream_scene.play(STOP, state=str(tmp_path / "state"))
        assert isinstance(came.error, RtError)
        assert came.error.exit is Exit.USAGE
        assert came.requests == []


def test_nothing_is_read_that_nobody_takes(stream_scene: StreamScene) -> None:
    block = b"data: %s\n\n" % (b"x" * 65_000)
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    left = [100]
    got = bytearray()

    def count() -> None:
        left[0] -= 1

    def take() -> None:
        with suppress(BlockingIOError):
            got.extend(os.read(read_end, 1 << 20))
        if len(got) < 100 * 65_001:
            asyncio.get_running_loop().call_later(1.0, take)

    def look() -> None:
        assert left[0] * len(block) > 4 * BOUND_BYTES
        take()

    flood: list[Step] = [lambda: asyncio.get_running_loop().call_later(60.0, look)]
    flood += [step for _ in range(100) for step in (block, count)]
    patience = Patience(event_timeout_s=5.0)  # silence of our own making is no timeout
    try:
        came = stream_scene.play(Connection(flood), stdout=write_end, reconnect=False, patience=patience)
        got += os.read(read_end, 1 << 20)  # the pipe holds the end of it
    finally:
        os.close(read_end)
        os.close(write_end)
    assert came.exit is Exit.OK
    assert left == [0]
    assert len(got) == 100 * 65_001


class Verdict(BareStream):
    """A teller that takes `end` for the end mark."""

    enough = False

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        super().arrived(values, piece)
        self.enough = any(isinstance(value, Event) and value.data == "end" for value in values)

    def verdict(self) -> Exit | None:
        return Exit.OK if self.enough else Exit.FOUND


@pytest.mark.parametrize(
    ("steps", "asked", "code"),
    [
        ([b"data: end\n\n", 60.0], {}, Exit.OK),
        ([b"data: a\n\n"], {}, Exit.FOUND),
        ([b"data: a\n\n", RESET], {}, Exit.FOUND),
        ([b"data: a\n\n", 60.0], {"max_time_s": 5.0}, Exit.OK),
    ],
)
def test_a_judge_decides(stream_scene: StreamScene, steps: list[Step], asked: dict[str, Any], code: Exit) -> None:
    stream_scene.monkeypatch.setattr(module, "choose", Verdict)
    came = stream_scene.play(Connection(steps), llm="auto", **asked)
    assert came.exit is code


def test_files_are_kept(stream_scene: StreamScene, tmp_path: Path) -> None:
    record, har = tmp_path / "record", tmp_path / "har"
    refused = Connection(status=503)
    came = stream_scene.play(Connection([ONE]), refused, record=str(record), har=str(har))
    assert isinstance(came.error, RtError)
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [line["type"] for line in lines] == ["open", "bytes", "open", "end"]
    assert (lines[-1]["exit_code"], lines[-1]["cause"]) == (3, "not-a-stream")
    assert len(json.loads(har.read_text())["log"]["entries"]) == 2


def test_where_to_go_on_is_looked_up_once(stream_scene: StreamScene) -> None:
    assert stream_scene.play(Connection([ONE]), STOP, last_event_id="3").last_event_ids == ["3", "1"]
