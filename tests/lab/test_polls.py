"""The feed by poll, long-poll and event stream: the same items in each."""

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.feed import Feed
from rtcli.lab.server import Lab
from rtcli.wire.sse import Comment
from tests.lab.raw import LEAVE, Address, Step
from tests.lab.streaming import Answer, Secure, data, fetch, running_secure, values

KEPT = 20
PAST = 50  # items that there were before the tests began


@pytest.fixture(scope="module")
def slow() -> Iterator[Address]:
    """Within this test no more items come."""
    with running(Lab(feed=Feed(3600.0, time.time() - 3600.0 * (PAST + 0.5), KEPT))) as address:
        yield address


@pytest.fixture(scope="module")
def fast() -> Iterator[Address]:
    with running(Lab(feed=Feed(0.02, time.time() - 0.02 * PAST, 100_000))) as address:
        yield address


@pytest.fixture(scope="module")
def secure() -> Iterator[Secure]:
    with running_secure(Lab(feed=Feed(0.02, time.time() - 0.02 * PAST, 100_000))) as secure:
        yield secure


def document(answer: Answer) -> Any:
    assert (answer.head.status, answer.faults) == (200, [])
    assert answer.field("Content-Type") == "application/json"
    assert answer.field("Cache-Control") == "no-store"
    return json.loads(answer.body)


def numbers(answer: Answer) -> list[int]:
    return [item["n"] for item in document(answer)["items"]]


@pytest.mark.parametrize(
    ("since", "found"),
    [(0, range(31, 51)), (30, range(31, 51)), (45, range(46, 51)), (50, range(0)), (99, range(0))],
)
@pytest.mark.parametrize(
    "way", ["poll?", "long-poll?wait=1ms&", "feed?as=poll&", "feed?as=long-poll&wait=1ms&", "feed?"]
)
def test_what_is_new_since_a_number(slow: Address, way: str, since: int, found: range) -> None:
    answer = fetch(slow, f"{way}since={since}")
    assert numbers(answer) == list(found)
    assert document(answer)["next"] == PAST


def test_before_there_is_anything_there_is_an_empty_list() -> None:
    with running(Lab(feed=Feed(3600.0))) as address:
        assert document(fetch(address, "poll")) == {"items": [], "next": 0}


def test_the_stamp_of_an_item_is_when_it_came(fast: Address) -> None:
    item = document(fetch(fast, "poll"))["items"][0]
    assert 0.5 < time.time() - item["t"] and item["n"] == 1


def test_a_long_poll_waits_for_the_next_item(fast: Address) -> None:
    """By a client of the standard library, over one connection; nothing is missed, nothing comes twice."""
    connection = http.client.HTTPConnection(*fast, timeout=10)
    connection.request("GET", "/poll")
    seen, number = [], json.loads(connection.getresponse().read())["next"]
    for _ in range(5):
        connection.request("GET", f"/long-poll?since={number}")
        answer = json.loads(connection.getresponse().read())
        assert answer["items"]
        seen += [item["n"] for item in answer["items"]]
        number = answer["next"]
    connection.close()
    assert seen == list(range(seen[0], seen[0] + len(seen)))


@pytest.mark.parametrize(
    ("query", "line"),
    [("as=sse&", "X: none"), ("", "Accept: text/event-stream"), ("", "Accept: text/event-stream, */*")],
)
def test_the_feed_is_an_event_stream_to_who_asks_for_one(slow: Address, query: str, line: str) -> None:
    answer = fetch(slow, f"feed?{query}since=47", line, steps=(Step(b"id: 50\n", LEAVE.says),))
    assert answer.field("Content-Type") == "text/event-stream"
    assert [json.loads(each)["n"] for each in data(answer.body)] == [48, 49, 50]


def test_the_id_of_the_last_event_counts_for_more_than_the_address(slow: Address) -> None:
    steps = (Step(b"id: 50\n", LEAVE.says),)
    answer = fetch(slow, "feed?as=sse&since=40", "Last-Event-ID: 48", steps=steps)
    assert [json.loads(each)["n"] for each in data(answer.body)] == [49, 50]
    assert [value.text for value in values(answer.body) if isinstance(value, Comment)] == ["resumed behind 48"]


def test_all_ways_have_the_same_items(slow: Address) -> None:
    polled = document(fetch(slow, "feed?since=40"))["items"]
    stream = fetch(slow, "feed?as=sse&since=40", steps=(Step(b"id: 50\n", LEAVE.says),))
    assert [json.loads(each) for each in data(stream.body)] == polled


def test_over_http2_it_is_the_same_feed(secure: Secure) -> None:
    with secure.client() as client:
        polled = client.get("/poll?since=10").json()
        waited = client.get(f"/long-poll?since={polled['next']}").json()
        with client.stream("GET", "/feed?since=10", headers={"Accept": "text/event-stream"}) as stream:
            lines = (line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: "))
            items = [json.loads(next(lines)) for _ in range(len(polled["items"]) + len(waited["items"]))]
    assert items == polled["items"] + waited["items"]
