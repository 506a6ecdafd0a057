"""Whole commands that poll, in virtual time: answers in a row, when each was asked for, and what came of it."""

import asyncio
import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.way import Way
from rtcli.session.poll import Paging, Poller
from rtcli.session.request import Request
from rtcli.session.retry import Backoff
from rtcli.talk import poll as module
from rtcli.talk.outlet import Outlet
from rtcli.talk.plan import Streams
from rtcli.talk.poll_plan import PollPlan
from rtcli.talk.tail_plan import StreamLook, TailPlan
from rtcli.wire.expr import compile_expression, compile_path
from tests import vloop
from tests.session.test_poll import URL, body
from tests.talk.scene import at_once
from tests.talk.stream_scene import REFUSED, Came, Connection, FakeResponse, answered

SCHEMA = json.loads((files("rtcli") / "schemas" / "poll-1.json").read_text())
NOTHING = body(b"[]")
ONE, TWO = body(b"[1]"), body(b"[2,3]")
REFUSAL = Connection(error=REFUSED)
Play = Callable[..., Came]


@dataclass
class FakeClient:
    answers: list[Connection]
    came: Came

    async def send(self, request: Request, *, keep: bool = False) -> FakeResponse:
        self.came.requests.append(request)
        self.came.asked_s.append(now())
        it, start_s = self.answers.pop(0), now()
        await asyncio.sleep(it.head_s)
        if it.error is not None:
            raise it.error
        return FakeResponse(answered(request, it, start_s), it.steps)

    async def close(self) -> None: ...


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Play:
    def play(*answers: Connection, look: dict[str, Any] | None = None, long: bool = False, **asked: Any) -> Came:
        came = Came()
        paging = Paging(items=asked.pop("items", None))
        stream = TailPlan(lambda: Request(URL), Way(), look=StreamLook(**(look or {})), **asked)
        plan = PollPlan(stream, paging, long=long)
        monkeypatch.setattr(module, "Client", lambda *_args, **_settings: FakeClient([*answers], came))
        monkeypatch.setattr(module, "in_thread", at_once)
        monkeypatch.setattr(module, "Backoff", partial(Backoff, random=lambda: 0.5))
        path = tmp_path / "out"

        async def main(streams: Streams) -> None:
            try:
                came.exit = await module.poll(plan, streams)
            except Exception as error:
                came.error = error
            came.ended_s = now()

        with path.open("wb") as out:
            warn = lambda word, text: came.warnings.append(f"{word}: {text}")  # noqa: E731
            vloop.run(main(Streams(stdout=out.fileno(), talk=came.talk.append, warn=warn)))
        came.out = path.read_bytes()
        return came

    return play


def test_it_is_asked_at_intervals_until_enough_has_come(play: Play) -> None:
    came = play(NOTHING, ONE, NOTHING, TWO, max_events=2)
    assert (came.exit, came.out, came.talk) == (Exit.OK, b"1\n2\n", [])
    assert came.asked_s == [0.0, 2.0, 4.0, 6.0]


def test_an_answer_that_takes_longer_than_the_interval_delays_the_next(play: Play) -> None:
    came = play(Connection([b"[]"], head_s=3.0), ONE, max_events=1)
    assert came.asked_s == [0.0, 3.0]


def test_a_server_that_holds_its_answers_is_asked_again_at_once(play: Play) -> None:
    held = Connection([], 204, (), head_s=25.0)
    came = play(held, ONE, held, TWO, max_events=3, long=True)
    assert (came.asked_s, came.talk) == ([0.0, 25.0, 25.0, 50.0], [])


def test_a_server_that_does_not_is_spared(play: Play) -> None:
    came = play(NOTHING, NOTHING, ONE, max_events=1, long=True)
    assert came.asked_s == [0.0, 2.0, 4.0]
    assert came.talk == ["* the server does not hold its answers: where one is empty, the next request waits 2s"]


def test_retry_after_is_heeded(play: Play) -> None:
    came = play(body(b"[]", fields=[(b"Retry-After", b"9")]), ONE, max_events=1)
    assert came.asked_s == [0.0, 9.0]


def test_a_first_failure_is_the_end(play: Play) -> None:
    came = play(REFUSAL)
    assert came.error is REFUSED and REFUSED.exit is Exit.UNREACHED


def test_later_ones_are_borne_and_each_is_waited_out_longer(play: Play) -> None:
    busy = body(status=503, fields=[(b"Retry-After", b"10")])
    came = play(NOTHING, REFUSAL, busy, ONE, max_events=1)
    assert (came.exit, came.asked_s) == (Exit.OK, [0.0, 2.0, 4.5, 15.5])
    assert came.talk[0] == "* connect example.com:80: refused; attempt 1 in 2.50 s"


def test_until_too_many_have_come_in_a_row(play: Play) -> None:
    again = RtError("connect example.com:80", "refused", kind="refused", exit=Exit.UNREACHED)
    came = play(NOTHING, *[Connection(error=again)] * 2, max_retries=1)
    assert came.error is again and again.exit is Exit.FOUND
    assert came.talk[-1].endswith("--max-retries allows no more than 1 in a row")


@pytest.mark.parametrize(
    ("asked", "exit", "says"),
    [
        ({}, Exit.OK, []),
        ({"max_events": 1}, Exit.FOUND, ["error: expected 1 event; none came"]),
    ],
)
def test_a_time_limit_ends_it(play: Play, asked: dict[str, Any], exit: Exit, says: list[str]) -> None:
    came = play(*[NOTHING] * 3, max_time_s=5.0, **asked)
    assert (came.exit, came.warnings, came.ended_s) == (exit, says, 5.0)


def test_a_limit_before_the_first_answer_is_an_error(play: Play) -> None:
    came = play(Connection([b"1"], head_s=9.0), max_time_s=5.0)
    assert isinstance(came.error, RtError) and came.error.kind == "time-limit"


def test_ctrl_c_leaves_with_what_came(play: Play) -> None:
    came = play(body(b"[1]", lambda: os.kill(os.getpid(), signal.SIGINT)), NOTHING, look={"stats": True})
    assert came.exit is Exit.INTERRUPTED


def test_filter_and_until_look_into_the_messages(play: Play) -> None:
    came = play(TWO, body(b"[4,5,6]"), filter=compile_expression("$ > 2"), until=compile_expression("$ == 5"))
    assert came.out == b"3\n4\n5\n"


def test_statistics_are_said_at_the_end(play: Play) -> None:
    came = play(ONE, body(status=304), REFUSAL, TWO, max_events=3, look={"stats": True, "verbose": 1})
    text = " ".join(" ".join(came.talk).split())
    assert "messages 3 in 4 requests, 1.33 requests a message" in text
    assert "empty 1 answers with nothing new, 1 of them 304" in text
    assert "failed 1 requests without an answer that could be used" in text
    assert "* 304 in 0 µs: nothing new" in text


def test_each_line_of_json_keeps_to_the_schema(play: Play) -> None:
    look = {"json": True, "max_payload": 1}
    came = play(body(b'["ab"]'), REFUSAL, NOTHING, TWO, max_events=3, look=look, select="$")
    documents = [json.loads(line) for line in came.lines]
    for document in documents:
        jsonschema.validate(document, SCHEMA)
    kinds = [document["type"] for document in documents]
    assert kinds == ["open", "poll", "message", "retry", "poll", "poll", "message", "message", "end"]
    assert [("schema" in document) for document in documents] == [True, *[False] * 8]
    assert documents[2] | {"t_s": 0} == {
        "type": "message",
        "t_s": 0,
        "data": "a",
        "gap_ms": None,
        "size_bytes": 2,
        "payload_cut": True,
        "selected": [],
    }
    assert documents[-1]["stats"]["gaps_ms"]["count"] == 1


def test_an_error_makes_the_last_line_itself(play: Play) -> None:
    assert play(REFUSAL, look={"json": True}).out == b""
    came = play(NOTHING, NOTHING, look={"json": True}, long=True, max_time_s=3.0)
    assert came.talk[0].startswith("* the server does not hold")


def test_items_are_found_by_their_path(play: Play) -> None:
    came = play(body(b'{"a":[1,2]}'), items=compile_path("$.a"), max_events=2)
    assert came.out == b"1\n2\n"


def test_nothing_is_asked_while_the_reader_has_too_much(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    class Held(module.Polls):
        async def go_on(self, poller: Poller) -> None:
            self.hold(True)
            asyncio.get_running_loop().call_later(5.0, self.hold, False)
            await super().go_on(poller)

    monkeypatch.setattr(module, "Polls", Held)
    assert play(ONE, max_events=1).asked_s == [5.0]


def test_it_ends_with_its_reader(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def watch(_outlet: Outlet) -> None:
        await asyncio.sleep(3.0)
        raise BrokenPipeError

    monkeypatch.setattr(Outlet, "watch", watch)
    came = play(NOTHING, NOTHING)
    assert (came.ended_s, came.asked_s) == (3.0, [0.0, 2.0])
