"""Recorded streams asked for again: the same events, others, fewer, and none."""

import asyncio
from collections.abc import Iterator

import pytest

from rtcli.lab.embedded import running
from rtcli.net.way import Way
from rtcli.session.request import Request
from rtcli.session.sse import NotAStream
from rtcli.talk.replay import Replayed
from rtcli.talk.stream_replay import replay_stream
from rtcli.talk.transcript import Passed, Transcript
from rtcli.wire.frames import TEXT
from rtcli.wire.url import parse_target


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    with running() as (host, port):
        yield f"http://{host}:{port}"


def again(url: str, *data: str, wait_s: float = 5.0) -> Replayed:
    then = Transcript(url, "sse", received=[Passed(0.0, TEXT, each.encode()) for each in data], sessions=1)
    return asyncio.run(replay_stream(then, Request(parse_target(url)), Way(), wait_s=wait_s, ignored=("t",)))


def test_the_same_events(lab: str) -> None:
    done = again(f"{lab}/sse/clock?every=10ms", '{"n": 1}', '{"n": 2, "t": 0}')
    assert (done.sent, done.expected, len(done.received), done.changes) == (1, 2, 2, ())


def test_other_events(lab: str) -> None:
    done = again(f"{lab}/sse/clock?every=10ms", '{"n": 1}', '{"n": 3}')
    assert [change.says for change in done.changes] == [("$.n: expected 3, got 2",)]


@pytest.mark.parametrize("route", ["sse/closed-at-once", "sse/no-heartbeat"])
def test_events_that_do_not_come(lab: str, route: str) -> None:
    done = again(f"{lab}/{route}", "one", "two", "three", wait_s=0.05)
    assert "missing" in [change.kind for change in done.changes]


def test_what_is_no_stream_any_more(lab: str) -> None:
    with pytest.raises(NotAStream, match="404 Not Found"):
        again(f"{lab}/sse/404", "one")
