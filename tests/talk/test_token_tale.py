"""Whole token streams of the lab, in no time, to what is measured and found; and what the lab does not send."""

import json
from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.lab.routes import ROUTES
from rtcli.lab.shapes import SHAPES
from rtcli.report.rules.llm import RULES
from rtcli.talk.token_tale import MOST_KEPT, TokenTale
from rtcli.wire.llm.values import Delta, Failure, Finish, Usage
from rtcli.wire.sse import Comment, Event, UnknownField, Value
from tests.talk.tokens import arriving, begun, broken, told

shapes = pytest.mark.parametrize("shape", SHAPES)
EARNING = [route.name for route in ROUTES.values() if route.earns in RULES]


def events(*documents: Any) -> list[Value]:
    return [Event(0, 0, "message", each if isinstance(each, str) else json.dumps(each), None, "") for each in documents]


def chat(text: str, index: int = 0, finish: str | None = None) -> Any:
    return {"choices": [{"index": index, "delta": {"content": text}, "finish_reason": finish}]}


@shapes
def test_an_honest_stream_is_measured_and_earns_nothing(shape: str) -> None:
    outcome = told(f"sse/llm?shape={shape}&tokens=40&first=2s&pace=50ms")
    facts = outcome.facts
    assert broken(outcome) == set()
    assert (facts.shape, facts.ended, facts.looks_like, facts.not_json) == (shape, True, None, 0)
    assert facts.first_token_s == pytest.approx(2.0)
    assert facts.first_event_s == pytest.approx(2.0 if shape == "gemini" else 0.0)
    assert facts.last_token_s == facts.duration_s == pytest.approx(2.0 + 39 * 0.05)
    chunks = 41 if shape == "mcp" else 40  # its result repeats what was said on the way
    assert (facts.chunks, facts.reads, facts.between.count) == (chunks, 40, 39)
    assert facts.tokens == chunks
    assert facts.is_counted == (shape != "mcp")
    assert facts.tokens_per_s == pytest.approx((chunks - 1) / (39 * 0.05))
    assert all(value == pytest.approx(0.05) for value in facts.between.percentiles_s.values())
    assert facts.longest_silence_s == pytest.approx(0.05)


@pytest.mark.parametrize("route", EARNING)
def test_each_misdeed_earns_its_finding_and_no_other(route: str) -> None:
    assert broken(told(route)) == {ROUTES[route].earns}


@shapes
@pytest.mark.parametrize("route", ["sse/llm-no-end", "sse/llm-no-end?missing=mark", "sse/llm-error", "sse/llm-stall"])
def test_it_does_so_in_every_shape(route: str, shape: str) -> None:
    name, _, query = route.partition("?")
    assert broken(told(f"{name}?shape={shape}&{query}")) == {ROUTES[name].earns}


@shapes
def test_what_is_held_to_the_end_is_known_by_its_lateness_alone(shape: str) -> None:
    assert broken(told(f"sse/llm-at-once?shape={shape}")) == {"llm.at-once"}
    assert broken(told(f"sse/llm-at-once?shape={shape}&first=0s&pace=1ms")) == set()  # perhaps a cache has it


@shapes
def test_a_stream_that_is_whole_needs_no_more_and_one_that_is_not_does(shape: str) -> None:
    whole, half, failed = begun(), begun(), begun()
    for values, piece in arriving(f"sse/llm?shape={shape}&tokens=4"):
        assert not whole.enough
        whole.arrived(values, piece.t_s)
    for values, piece in arriving(f"sse/llm-no-end?shape={shape}&tokens=4"):
        half.arrived(values, piece.t_s)
    for values, piece in arriving(f"sse/llm-error?shape={shape}&tokens=4"):
        failed.arrived(values, piece.t_s)
    assert (whole.enough, whole.exit) == (shape != "gemini", Exit.OK)  # of Gemini another candidate may go on
    assert (half.enough, half.exit) == (False, Exit.FOUND)
    assert (failed.enough, failed.exit) == (True, Exit.FOUND)


def test_the_shape_is_what_it_is_told_to_be() -> None:
    told_wrong = told("sse/llm?shape=anthropic", "openai")
    assert (told_wrong.facts.shape, told_wrong.facts.looks_like) == ("openai", "anthropic")
    assert broken(told_wrong) == {"llm.no-end-mark"}
    assert told("sse/llm?shape=anthropic", "anthropic").facts.looks_like is None


def test_roles_pings_and_empty_pieces_are_no_tokens() -> None:
    stream = begun()
    opening = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}
    name = {"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"name": "look_up", "arguments": ""}}]}}]}
    assert stream.arrived([Comment(0, "ping")], 101.0) == []
    assert stream.arrived(events(opening), 102.0) == []
    assert stream.arrived(events(name), 103.0) == [Delta("tool", "", "0.0", "look_up")]
    assert stream.token_s is None
    stream.arrived(events(chat("a")), 104.0)
    facts = stream.end(105.0).facts
    assert (facts.first_event_s, facts.first_token_s, facts.chunks) == (2.0, 4.0, 1)
    assert facts.tokens_per_s is None


def test_chunks_of_one_read_came_at_one_time() -> None:
    stream = begun()
    stream.arrived(events(chat("a"), chat("b")), 101.0)
    stream.arrived(events(chat("c"), chat("d"), "[DONE]"), 102.0)
    facts = stream.end(102.0).facts
    assert (facts.chunks, facts.reads, facts.between.count, facts.characters) == (4, 2, 1, 4)
    assert facts.between.course_s == [1.0]
    assert facts.tokens_per_s == 3.0


def test_answers_side_by_side_are_counted() -> None:
    stream = begun()
    stream.arrived(events(*(chat("a", index, "stop") for index in range(3)), "[DONE]"), 101.0)
    facts = stream.end(101.0).facts
    assert stream.has_choices
    assert facts.choices == 3
    assert facts.finishes == (Finish("stop", "0"), Finish("stop", "1"), Finish("stop", "2"))


def test_parts_of_one_answer_are_not() -> None:
    stream = begun()
    stream.arrived(events({"type": "text-delta", "id": "b1", "delta": "a"}), 101.0)
    assert not stream.has_choices
    assert stream.end(101.0).facts.choices == 1


def test_a_silence_is_heard_up_to_the_end() -> None:
    stream = begun(stall_s=5.0)
    stream.arrived(events(chat("a")), 150.0)  # however long the first one took
    stream.arrived(events(chat("b")), 156.0)
    stream.arrived(events("[DONE]"), 163.0)
    outcome = stream.end(163.0)
    assert (outcome.facts.silences, outcome.facts.longest_silence_s) == (2, 7.0)
    assert broken(outcome) == {"llm.stall"}


def test_usage_is_put_together() -> None:
    stream = begun()
    start = {"type": "message_start", "message": {"model": "m-1", "usage": {"input_tokens": 12, "output_tokens": 1}}}
    stream.arrived(events(start, {"type": "message_delta", "delta": {}, "usage": {"output_tokens": 40}}), 101.0)
    facts = stream.end(101.0).facts
    assert (facts.usage, facts.model) == (Usage(12, 40), "m-1")


def test_an_error_in_fields_nobody_knows_is_one() -> None:
    stream = begun("gemini")
    stream.arrived(
        [UnknownField(0, "{", ""), UnknownField(2, '"error"', '{"message": "off"}'), UnknownField(3, "}", "")], 101.0
    )
    assert stream.end(101.0).facts.failures == (Failure("off"),)


def test_a_peer_may_send_any_number_of_anything() -> None:
    stream = begun()
    for number in range(3 * MOST_KEPT):
        document = {**chat("a", number, "stop"), "error": "off", "sequence_number": 2 * number}
        stream.arrived(events(document), 101.0)
    facts = stream.end(101.0).facts
    kept = (len(facts.finishes), len(facts.failures), len(facts.gaps), facts.choices)
    assert kept == (MOST_KEPT,) * 4


def test_nothing_at_all() -> None:
    outcome = begun().end(101.0)
    assert broken(outcome) == {"llm.no-end-mark"}
    assert (outcome.facts.first_event_s, outcome.facts.first_token_s, outcome.facts.tokens) == (None, None, 0)


def test_where_there_was_no_stream_nothing_can_be_said() -> None:
    stream = TokenTale(None, stall_s=10.0)
    assert stream.exit is None
    assert stream.end(101.0).facts.duration_s == 0.0
