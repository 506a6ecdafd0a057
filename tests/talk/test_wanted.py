"""Which events are seen, and which is the last."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.wanted import Wanted
from rtcli.wire.expr import compile_expression
from rtcli.wire.sse import Comment, Event, Value
from tests.talk.stream_telling import AT_S, event, plan
from tests.talk.telling import BEGAN

HEART = Comment(0, "heart")
A, B, C = event("1", "a"), event("2", "b"), event("3", "a")


def wanted(**asked: Any) -> Wanted:
    return Wanted(plan(**asked), BEGAN)


def test_without_wishes_all_is_wanted() -> None:
    values: list[Value] = [A, HEART, B]
    it = wanted()
    assert it.pick(values, AT_S) == (values, values)
    assert (it.shown, it.reached, it.missing()) == (2, False, None)


@pytest.mark.parametrize(
    ("most", "reads", "left", "reached"),
    [
        (2, [[A, B, C]], [[A, B]], True),
        (2, [[A], [HEART, B, HEART]], [[A], [HEART, B]], True),
        (3, [[A, B]], [[A, B]], False),
        (2, [[A], [HEART]], [[A], [HEART]], False),
        (2, [[A, B]], [[A, B]], True),
    ],
)
def test_so_many_events(most: int, reads: list[list[Value]], left: list[list[Value]], reached: bool) -> None:
    it = wanted(max_events=most)
    assert [it.pick(values, AT_S) for values in reads] == [(values, values) for values in left]
    assert it.reached is reached


def test_types_hide_others_which_do_not_count() -> None:
    it = wanted(events=("a", "c"), max_events=2)
    assert it.pick([B, A, HEART, B, C, B], AT_S) == ([B, A, HEART, B, C], [A, HEART, C])
    assert (it.shown, it.reached, it.missing()) == (2, True, None)


def test_a_filter_sees_the_document_of_each_event() -> None:
    it = wanted(filter=compile_expression("data == 3 or gap_ms > 400"))
    assert it.pick([A, C], AT_S) == ([A, C], [C])
    assert it.pick([B], AT_S + 0.5) == ([B], [B])
    assert it.shown == 2


def test_the_last_is_known_by_what_it_is_also_where_it_is_hidden() -> None:
    it = wanted(events=("b",), until=compile_expression("data == 3"))
    assert it.pick([A, B, C, A], AT_S) == ([A, B, C], [B])
    assert it.reached
    assert it.missing() is None


@pytest.mark.parametrize(
    ("asked", "reads", "says"),
    [
        ({"max_events": 3}, [], "expected 3 events; none came"),
        ({"max_events": 1}, [], "expected 1 event; none came"),
        ({"max_events": 3}, [[A, B]], "expected 3 events; 2 came"),
        ({"max_events": 3, "events": ("b",)}, [[A, B]], "expected 3 events; 1 came"),
        ({"until": "data == 9"}, [], "expected an event that passes data == 9; none came"),
        ({"until": "data == 9"}, [[A, B]], "expected an event that passes data == 9; none of the 2 that came does"),
    ],
)
def test_what_did_not_come_is_missing(asked: dict[str, Any], reads: list[list[Value]], says: str) -> None:
    until = {"until": compile_expression(asked["until"])} if "until" in asked else {}
    it = wanted(**asked | until)
    for values in reads:
        it.pick(values, AT_S)
    assert it.missing() == says


@given(st.lists(st.lists(st.sampled_from([A, B, HEART]))), st.integers(1, 10))
def test_one_by_one_or_all_at_once_the_same_is_wanted(reads: list[list[Value]], most: int) -> None:
    quick, careful = wanted(max_events=most), wanted(max_events=most, events=("a", "b"))
    for values in reads:
        if not quick.reached:
            assert quick.pick(values, AT_S) == careful.pick(values, AT_S)
            assert (quick.shown, quick.reached) == (careful.shown, careful.reached)
    events = [value for values in reads for value in values if isinstance(value, Event)]
    assert quick.shown == min(len(events), most)
