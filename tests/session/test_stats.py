"""Durations: counted all, kept in part, and evenly."""

import pytest

from rtcli.session.stats import Samples


def samples(number: int, most: int = 8) -> Samples:
    found = Samples(most)
    for value in range(number):
        found.add(float(value))
    return found


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (0, []),
        (3, [0, 1, 2]),
        (8, [0, 1, 2, 3, 4, 5, 6, 7]),
        (9, [0, 2, 4, 6, 8]),
        (17, [0, 4, 8, 12, 16]),
        (34, [0, 8, 16, 24, 32]),
    ],
)
def test_what_is_kept_is_spread_evenly(number: int, kept: list[float]) -> None:
    found = samples(number)
    assert (found.count, found.course()) == (number, kept)


def test_no_more_are_kept_than_there_is_room_for() -> None:
    assert all(len(samples(number, 7).course()) <= 7 for number in range(300))


@pytest.mark.parametrize(("percent", "value"), [(0, 0), (1, 0), (25, 24), (50, 49), (99, 98), (99.5, 99), (100, 99)])
def test_percentiles(percent: float, value: float) -> None:
    found = Samples()
    for number in reversed(range(100)):
        found.add(float(number))
    assert found.percentile(percent) == value


def test_no_percentile_of_nothing() -> None:
    assert Samples().percentile(50) is None
