"""A feed gives the same items to all, keeps some, and hands each out when it is due."""

from types import SimpleNamespace

import pytest

from rtcli.lab import feed as module
from rtcli.lab.feed import Feed, Item
from tests import vloop

FEED = Feed(every_s=2.0, began=100.0, kept=3)


@pytest.mark.parametrize(
    ("now", "last", "oldest"),
    [(90.0, 0, 1), (100.0, 0, 1), (101.9, 0, 1), (102.0, 1, 1), (106.5, 3, 1), (108.0, 4, 2), (120.0, 10, 8)],
)
def test_the_newest_and_the_oldest_depend_on_the_time_alone(now: float, last: int, oldest: int) -> None:
    assert (FEED.last(now), FEED.oldest(now)) == (last, oldest)


@pytest.mark.parametrize(
    ("number", "numbers"), [(0, [8, 9, 10]), (-5, [8, 9, 10]), (7, [8, 9, 10]), (9, [10]), (10, []), (99, [])]
)
def test_what_is_new_since_a_number(number: int, numbers: list[int]) -> None:
    assert FEED.since(number, 120.0) == [Item(n, 100.0 + 2 * n) for n in numbers]


def test_before_there_is_an_item_there_is_none() -> None:
    assert FEED.since(0, 101.0) == []


@pytest.mark.parametrize("every_s", [0.001, 0.1, 0.3, 1 / 3, 1.0, 7.7])
def test_what_is_due_is_there_whatever_the_rounding(every_s: float) -> None:
    feed = Feed(every_s, began=1_795_000_000.123)
    assert [feed.last(feed.due(number)) for number in range(2000)] == list(range(2000))


def test_a_feed_begins_when_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: 50.0))
    assert Feed().due(1) == 51.0


def test_who_follows_gets_what_there_is_and_then_each_item_when_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=107.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: clock.now))

    async def pause(seconds: float) -> None:
        clock.now += seconds

    async def follow() -> list[tuple[int, float]]:
        got: list[tuple[int, float]] = []
        async for item in FEED.follow(1, pause):
            got.append((item.number, clock.now))
            if item.number == 4:
                clock.now = 113.0  # whoever is slow finds the next ones waiting
            if item.number == 7:
                break
        return got

    assert vloop.run(follow()) == [(2, 107.0), (3, 107.0), (4, 108.0), (5, 113.0), (6, 113.0), (7, 114.0)]


def test_following_ends_as_the_pause_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: 100.0))

    async def gone(seconds: float) -> None:
        raise ConnectionResetError(seconds)

    async def follow() -> None:
        async for _ in FEED.follow(0, gone):
            pytest.fail("there is no item yet")

    with pytest.raises(ConnectionResetError, match="2.0"):
        vloop.run(follow())
