"""Whole token streams for people and for pipes: in virtual time, and over the real lab."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.lab.embedded import running
from rtcli.lab.shapes import SHAPES
from rtcli.lab.tokens import words
from rtcli.net.way import Way
from rtcli.session.request import Request
from rtcli.talk.llm import LlmTeller, StallWatch
from rtcli.talk.plan import Streams
from rtcli.talk.stream_teller import Judge
from rtcli.talk.tail import tail
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.url import parse_target
from tests import vloop
from tests.golden import golden
from tests.lab.raw import Address
from tests.talk.stream_scene import Came, Connection, StreamScene
from tests.talk.stream_telling import AGAIN, AT_S, event, outcome, piece, plan, response
from tests.talk.telling import BEGAN, Desk
from tests.talk.tokens import connection

HALF = "A stream is a promise kept"
CHOICES = [
    {"choices": [{"index": index, "delta": {"content": text}}]} for index, text in ((0, "a"), (1, "b"), (0, "c"))
]


class Memory:
    """A stdout."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes, /) -> None:
        self.data += data


def told(came: Came) -> str:
    """What stands on a screen: the text, then the talk."""
    return "\n".join([came.out.decode(), *came.talk, f"exits {came.exit}", ""])


@pytest.mark.parametrize("shape", SHAPES)
def test_a_pipe_gets_the_answer_and_a_line_feed(stream_scene: StreamScene, shape: str) -> None:
    came = stream_scene.play(connection(f"sse/llm?shape={shape}&tokens=6"), llm="auto")
    assert came.out.decode() == f"{HALF}\n"
    assert (came.exit, came.warnings, len(came.talk)) == (Exit.OK, [], 1)
    assert came.talk[0].startswith(f"── tokens · {shape} ")


@pytest.mark.parametrize(
    ("route", "exit"),
    [
        ("sse/llm?shape=anthropic", Exit.OK),
        ("sse/llm-no-end?shape=responses", Exit.FOUND),
        ("sse/llm-error?shape=gemini", Exit.FOUND),
        ("sse/llm-stall?shape=vercel", Exit.OK),
        ("sse/llm-at-once?shape=mcp", Exit.OK),
        ("sse/llm-usage", Exit.OK),
        ("sse/llm-gap", Exit.OK),
    ],
)
def test_what_a_person_sees(stream_scene: StreamScene, route: str, exit: Exit) -> None:
    came = stream_scene.play(connection(route), llm="auto", look={"live": True})
    assert came.exit is exit
    name = route.removeprefix("sse/").partition("?")[0]
    golden(f"talk/{name}.txt", told(came))


@pytest.mark.parametrize(
    ("asked", "exit", "ended_s"),
    [
        ({}, Exit.FOUND, 3600.0),
        ({"max_time_s": 5.0}, Exit.OK, 5.0),
        ({"max_events": 1}, Exit.OK, 0.0),  # as much as was asked for
    ],
)
def test_a_stream_that_stays_open_is_waited_for(
    stream_scene: StreamScene, asked: dict[str, Any], exit: Exit, ended_s: float
) -> None:
    chunk = f"data: {json.dumps(CHOICES[0])}\n\n".encode()
    came = stream_scene.play(Connection([chunk, 3600.0]), llm="auto", **asked)
    assert (came.exit, came.ended_s) == (exit, ended_s)


def test_the_end_mark_is_the_end_though_the_connection_stays(stream_scene: StreamScene) -> None:
    chunk = f"data: {json.dumps(CHOICES[0])}\n\n".encode()
    came = stream_scene.play(Connection([chunk, b"data: [DONE]\n\n"]), llm="auto")
    assert (came.exit, came.out, came.ended_s) == (Exit.OK, b"a\n", 0.0)


def test_a_stream_that_stands_still_says_so_on_a_screen(stream_scene: StreamScene) -> None:
    steps = connection("sse/llm-stall?tokens=6&pause=25s")
    came = stream_scene.play(steps, llm="auto", look={"live": True})
    assert came.out == b"A stream is a\n promise kept\n"
    assert came.talk[1:3] == ["* no token for 10.0 s", "* no token for 20.0 s"]
    silent = stream_scene.play(connection("sse/llm-stall?tokens=6&pause=25s"), llm="auto")
    assert len(silent.talk) == 1


def test_of_answers_side_by_side_a_pipe_gets_the_first(stream_scene: StreamScene) -> None:
    body = "".join([f"data: {json.dumps(each)}\n\n" for each in CHOICES]) + "data: [DONE]\n\n"
    came = stream_scene.play(Connection([body.encode()]), llm="auto")
    assert came.out == b"ac\n"
    assert came.talk[0] == "* only one answer is on stdout; with --json all are, also those of choice 1"


def test_nothing_was_opened(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection(status=204), llm="auto")
    assert (came.exit, came.out, came.talk) == (Exit.OK, b"", [])


def test_a_shape_that_does_not_fit_is_said(stream_scene: StreamScene) -> None:
    came = stream_scene.play(connection("sse/llm?shape=anthropic&tokens=4"), llm="openai")
    assert came.exit is Exit.FOUND
    assert "shape     anthropic  is what the events look like, not openai as told" in came.talk[0]


def teller(desk: Desk, **look: Any) -> LlmTeller:
    return LlmTeller(plan(look, llm="auto"), desk, desk.streams, began=BEGAN)


def test_it_is_a_judge() -> None:
    desk = Desk()
    pipe = teller(desk)
    assert isinstance(pipe, Judge)
    pipe.opened(response(), 1, AT_S)
    pipe.arrived([event(json.dumps(CHOICES[0]))], piece())
    assert (pipe.enough, pipe.verdict()) == (False, Exit.FOUND)
    pipe.arrived([event("[DONE]")], piece())
    assert (pipe.enough, pipe.verdict()) == (True, Exit.OK)


def test_talk_begins_a_line_on_a_screen_and_none_in_a_pipe() -> None:
    async def say(desk: Desk, **look: Any) -> None:
        it = teller(desk, **look)
        it.opened(response(), 1, AT_S)
        it.arrived([event(json.dumps(CHOICES[0]))], piece())
        it.note("by the way")
        it.reconnecting(AGAIN, AT_S)
        it.end(outcome(), AT_S)

    screen, pipe = Desk(), Desk()
    vloop.run(say(screen, live=True))
    vloop.run(say(pipe))
    assert (screen.written, pipe.written) == (b"a\n", b"a\n")
    assert screen.talk[1:3] == pipe.talk[:2] == ["* by the way", pipe.talk[1]]


def test_words_that_are_no_text_are_written_all_the_same() -> None:
    desk = Desk()
    teller(desk).arrived([event('{"choices":[{"delta":{"content":"\\ud83d"}}]}')], piece())
    assert desk.written == b"?"


def test_a_watch_says_each_time_that_nothing_moves() -> None:
    said: list[float] = []

    async def watch() -> None:
        it = StallWatch(10.0, said.append)
        it.close()
        it.moved(0.0)
        await asyncio.sleep(6)
        it.moved(6.0)
        await asyncio.sleep(25)
        it.moved(31.0)
        await asyncio.sleep(2)
        it.close()
        await asyncio.sleep(100)

    vloop.run(watch())
    assert said == [10.0, 20.0]


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("route", "count", "exit"), [("llm", 12, Exit.OK), ("llm-no-end", 6, Exit.FOUND), ("llm-error", 6, Exit.FOUND)]
)
def test_over_the_real_lab(lab: Address, shape: str, route: str, count: int, exit: Exit) -> None:
    url = parse_target("http://{}:{}/sse/{}?shape={}&tokens=12&first=0s&pace=0s".format(*lab, route, shape))
    memory, talk = Memory(), list[str]()
    asked = TailPlan(request=lambda: Request(url), way=Way(), llm="auto")
    code = asyncio.run(tail(asked, Streams(stdout=memory, talk=talk.append)))
    assert code is exit
    text = "".join(words(count))
    assert memory.data.decode() == ("" if shape == "mcp" and exit else f"{text}\n")
    assert talk[-1].startswith(f"── tokens · {shape} ")
