"""Delays between tries: their bounds, their floor, and what resets them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.session.retry import FIRST_S, MOST_S, Backoff


def test_the_bound_doubles_up_to_the_most() -> None:
    backoff = Backoff(1.0, 10.0, lambda: 1.0)
    assert [backoff.next() for _ in range(6)] == [1, 2, 4, 8, 10, 10]
    assert backoff.tries == 6


def test_success_begins_anew() -> None:
    backoff = Backoff(1.0, 10.0, lambda: 1.0)
    backoff.next()
    backoff.next()
    backoff.reset()
    assert (backoff.tries, backoff.next()) == (0, 1.0)


@pytest.mark.parametrize(("drawn", "delay_s"), [(0.0, 30.0), (0.5, 30.5), (1.0, 31.0)])
def test_a_server_that_asks_for_patience_gets_it_and_is_not_overrun_after_it(drawn: float, delay_s: float) -> None:
    assert Backoff(1.0, 10.0, lambda: drawn).next(floor_s=30.0) == delay_s


def test_no_delay_at_all_can_be_asked_for() -> None:
    backoff = Backoff(0.0, 0.0)
    assert [backoff.next() for _ in range(3)] == [0.0, 0.0, 0.0]


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=50))
def test_every_delay_lies_within_its_bound(chances: list[float]) -> None:
    draw = iter(chances)
    backoff = Backoff(random=lambda: next(draw))
    for tries, drawn in enumerate(chances):
        bound_s = min(FIRST_S * 2**tries, MOST_S)
        assert backoff.next() == drawn * bound_s


@given(st.integers(0, 10_000))
def test_no_number_of_tries_overflows(tries: int) -> None:
    backoff = Backoff(1.0, 30.0, lambda: 1.0)
    assert max((backoff.next() for _ in range(tries)), default=30.0) <= 30.0


@pytest.mark.parametrize(("first_s", "most_s"), [(-1.0, 1.0), (2.0, 1.0)])
def test_bounds_that_are_none(first_s: float, most_s: float) -> None:
    with pytest.raises(ValueError, match="delays from"):
        Backoff(first_s, most_s)
