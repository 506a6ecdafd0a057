"""Token streams: their text, their pace, and the ways in which they fail."""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.shapes import FAILURE, SHAPES
from rtcli.lab.tokens import HANDLERS, TEXT, words
from rtcli.wire.llm.reader import TokenReader
from rtcli.wire.llm.values import Usage
from tests.lab.raw import Address
from tests.lab.streaming import Recorder, Secure, data, fetch, record, running_secure

# the text in one event of each shape, as its readers look for it
TEXT_IN: dict[str, Callable[[Any], str]] = {
    "openai": lambda document: "".join(choice["delta"].get("content", "") for choice in document["choices"]),
    "responses": lambda document: document["delta"] if document["type"] == "response.output_text.delta" else "",
    "anthropic": lambda document: document["delta"]["text"] if document["type"] == "content_block_delta" else "",
    "gemini": lambda document: document["candidates"][0]["content"]["parts"][0]["text"],
    "vercel": lambda document: document["delta"] if document["type"] == "text-delta" else "",
    "mcp": lambda document: document["params"]["message"] if "params" in document else "",
}
END_MARKS = {
    "openai": "[DONE]",
    "responses": '"response.completed"',
    "anthropic": '"message_stop"',
    "gemini": '"finishReason"',
    "vercel": "[DONE]",
    "mcp": '"result"',
}
shapes = pytest.mark.parametrize("shape", SHAPES)


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


@pytest.fixture(scope="module")
def secure() -> Iterator[Secure]:
    with running_secure() as secure:
        yield secure


def texts(shape: str, body: bytes) -> list[str]:
    documents = (json.loads(each) for each in data(body) if each.startswith("{"))
    return [text for text in map(TEXT_IN[shape], documents) if text]


def arrivals(shape: str, recorded: Recorder) -> list[float]:
    """When there was text."""
    return [at_s for at_s, piece in recorded.sent if texts(shape, piece)]


def test_every_word_of_the_text_is_a_token_and_the_text_begins_anew_at_its_end() -> None:
    size = len(TEXT.split())
    assert "".join(words(size)) == TEXT.strip()
    assert words(size + 2)[size:] == [" A", " stream"]
    assert words(0) == []


@shapes
def test_a_whole_reply_over_the_wire(lab: Address, shape: str) -> None:
    answer = fetch(lab, f"sse/llm?shape={shape}&tokens=12&first=1ms&pace=0s")
    assert (answer.head.status, answer.field("Content-Type"), answer.faults) == (200, "text/event-stream", [])
    assert texts(shape, answer.body) == words(12)
    assert END_MARKS[shape] in data(answer.body)[-1]


def test_the_fields_of_a_shape_are_in_the_head(lab: Address) -> None:
    for route in ("sse/llm", "sse/llm-no-end", "sse/llm-error", "sse/llm-at-once"):
        answer = fetch(lab, f"{route}?shape=vercel&tokens=2&first=0s&pace=0s")
        assert answer.field("X-Vercel-AI-UI-Message-Stream") == "v1"


@shapes
def test_a_reply_keeps_its_pace_and_its_opening_is_no_token(shape: str) -> None:
    recorded = record(HANDLERS, f"sse/llm?shape={shape}&tokens=4&first=2s&pace=500ms")
    assert arrivals(shape, recorded) == [2.0, 2.5, 3.0, 3.5]
    assert (recorded.began_s, recorded.ended_s) == (0.0, 3.5)
    assert (recorded.sent[0].at_s == 0.0) == (shape != "gemini")


@shapes
def test_no_token_at_all_is_a_reply_as_well(shape: str) -> None:
    recorded = record(HANDLERS, f"sse/llm?shape={shape}&tokens=0&first=2s")
    assert texts(shape, recorded.bytes) == []
    assert recorded.ended_s == 2.0


@shapes
def test_without_its_end_mark_only_the_last_event_is_missing(lab: Address, shape: str) -> None:
    whole = data(fetch(lab, f"sse/llm?shape={shape}&tokens=6&first=0s&pace=0s").body)
    answer = fetch(lab, f"sse/llm-no-end?shape={shape}&tokens=6&first=0s&pace=0s&missing=mark")
    assert answer.faults == []  # to HTTP it is a clean end
    assert len(data(answer.body)) == len(whole) - 1
    assert texts(shape, answer.body) == words(6)
    assert not [each for each in data(answer.body) if END_MARKS[shape] in each]


@shapes
def test_a_reply_may_stop_half_way_and_end_cleanly(lab: Address, shape: str) -> None:
    answer = fetch(lab, f"sse/llm-no-end?shape={shape}&tokens=6&first=0s&pace=0s")
    assert answer.faults == []
    assert texts(shape, answer.body) == words(3)
    assert texts(shape, answer.pieces[-1]) == words(3)[-1:]


@shapes
def test_an_error_takes_the_place_of_the_rest(lab: Address, shape: str) -> None:
    answer = fetch(lab, f"sse/llm-error?shape={shape}&tokens=6&first=0s&pace=0s")
    assert answer.faults == []
    assert texts(shape, b"".join(answer.pieces[:-1])) == words(3)
    assert FAILURE.encode() in answer.pieces[-1]
    assert END_MARKS[shape].encode() not in answer.body


@shapes
def test_held_to_the_end_a_reply_comes_whole_when_it_would_have_ended(shape: str) -> None:
    asked = f"?shape={shape}&tokens=4&first=2s&pace=500ms"
    held = record(HANDLERS, f"sse/llm-at-once{asked}")
    assert held.began_s == 0.0
    assert [at_s for at_s, _ in held.sent] == [3.5]
    assert texts(shape, held.bytes) == words(4)


@shapes
def test_a_reply_may_stand_still_in_its_midst(shape: str) -> None:
    recorded = record(HANDLERS, f"sse/llm-stall?shape={shape}&tokens=40&first=2s&pace=500ms&pause=15s")
    came = arrivals(shape, recorded)
    pauses = [round(later - before, 6) for before, later in pairwise(came)]
    assert sorted(pauses) == [0.5] * 38 + [15.5]
    assert texts(shape, recorded.bytes) == words(40)


@pytest.mark.parametrize("shape", sorted(SHAPES.keys() - {"mcp"}))
def test_usage_is_what_it_is_asked_to_be(shape: str) -> None:
    recorded = record(HANDLERS, f"sse/llm-usage?shape={shape}&tokens=6&usage=5")
    reader = TokenReader()
    said = [value for event in data(recorded.bytes) for value in reader.read("", event)]
    assert [value for value in said if isinstance(value, Usage)][-1].output_tokens == 5
    assert texts(shape, recorded.bytes) == words(6)


def test_some_numbered_events_are_lost() -> None:
    numbers = [json.loads(event)["sequence_number"] for event in data(record(HANDLERS, "sse/llm-gap?tokens=4").bytes)]
    assert numbers == [0, 1, 2, 3, 4, 5, 8, 9, 10, 11]


@shapes
def test_over_http2_a_reply_is_the_same(secure: Secure, shape: str) -> None:
    with secure.client() as client:
        answer = client.post(f"/sse/llm?shape={shape}&tokens=12&first=0s&pace=0s", json={"stream": True})
    assert (answer.http_version, answer.status_code) == ("HTTP/2", 200)
    assert texts(shape, answer.content) == words(12)
