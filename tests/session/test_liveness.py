"""Pings and pongs in virtual time: what answers what, how long it took, and when it took too long."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from rtcli.net.clock import now
from rtcli.session.asked import Manner
from rtcli.session.liveness import UNDER_WAY_MOST, Pings, Pongs
from rtcli.session.stats import Stats
from tests.vloop import run


@dataclass
class Log:
    """What was sent, and when."""

    sent: list[tuple[float, bytes]] = field(default_factory=list)
    given_up_s: float | None = None

    def send(self, payload: bytes) -> None:
        self.sent.append((now(), payload))

    def give_up(self) -> None:
        self.given_up_s = now()


def pinging(manner: Manner, play: Callable[[Pings], Awaitable[None]]) -> tuple[Log, Stats]:
    log, stats = Log(), Stats()

    async def main() -> None:
        pings = Pings(stats, log.send, log.give_up)
        pings.follow(manner)
        await play(pings)
        pings.stop()

    run(main())
    return log, stats


def test_each_ping_has_a_payload_of_its_own_and_answers_are_timed() -> None:
    async def play(pings: Pings) -> None:
        await asyncio.sleep(2.5)
        assert pings.answered(b"rtcli 1", now()) == 1.5
        assert pings.answered(b"rtcli 1", now()) is None
        assert pings.answered(b"", now()) is None
        assert pings.unanswered == 1

    log, stats = pinging(Manner(ping_interval_s=1.0), play)
    assert log.sent == [(1.0, b"rtcli 1"), (2.0, b"rtcli 2")]
    assert (stats.rtt.course(), stats.pings_unanswered, log.given_up_s) == ([1.5], 1, None)


def test_a_later_answer_settles_the_earlier_ones() -> None:
    async def play(pings: Pings) -> None:
        for payload in (b"a", b"b", b"b", b"c"):
            pings.ping(payload)
            await asyncio.sleep(1)
        assert pings.answered(b"b", now()) == 3
        assert pings.answered(b"a", now()) is None
        assert pings.answered(b"b", now()) == 2
        assert pings.unanswered == 1

    assert pinging(Manner(), play)[1].rtt.count == 2


def test_patience_ends() -> None:
    async def play(pings: Pings) -> None:
        await asyncio.sleep(1)
        pings.ping()
        await asyncio.sleep(60)

    assert pinging(Manner(ping_timeout_s=5.0), play)[0].given_up_s == 6.0


def test_patience_is_counted_from_the_oldest_ping_without_an_answer() -> None:
    async def play(pings: Pings) -> None:
        for _ in range(4):
            pings.ping()
            await asyncio.sleep(1)
        pings.answered(b"rtcli 2", now())
        await asyncio.sleep(60)

    assert pinging(Manner(ping_timeout_s=5.0), play)[0].given_up_s == 7.0


def test_answers_in_time_are_all_that_is_asked() -> None:
    async def play(pings: Pings) -> None:
        for number in range(1, 20):
            await asyncio.sleep(1)
            pings.answered(b"rtcli %d" % number, now())

    log, _ = pinging(Manner(ping_interval_s=1.0, ping_timeout_s=0.5), play)
    assert log.given_up_s is None


def test_while_nothing_is_read_nobody_is_to_blame() -> None:
    async def play(pings: Pings) -> None:
        pings.ping()
        pings.pause()
        await asyncio.sleep(100)
        pings.resume()
        await asyncio.sleep(100)

    assert pinging(Manner(ping_timeout_s=5.0), play)[0].given_up_s == 105.0


def test_another_manner_in_between() -> None:
    async def play(pings: Pings) -> None:
        await asyncio.sleep(1.5)
        pings.follow(Manner(ping_interval_s=10.0))
        await asyncio.sleep(15)
        pings.follow(Manner())
        await asyncio.sleep(100)

    log, _ = pinging(Manner(ping_interval_s=1.0, ping_timeout_s=3.0), play)
    assert (log.given_up_s, [at for at, _ in log.sent]) == (None, [1.0, 11.5])


def test_more_under_way_than_anybody_will_answer() -> None:
    async def play(pings: Pings) -> None:
        for _ in range(UNDER_WAY_MOST + 5):
            pings.ping()
        assert pings.answered(b"rtcli 1", now()) is None
        assert pings.unanswered == UNDER_WAY_MOST + 5

    pinging(Manner(), play)


@pytest.mark.parametrize(
    ("manner", "sent"),
    [
        (Manner(), [(0.0, b"a"), (1.0, b"")]),
        (Manner(pong="off"), []),
        (Manner(pong="wrong"), [(0.0, b"`"), (1.0, b"wrong")]),
        (Manner(pong_delay_s=2.5), [(2.5, b"a"), (3.5, b"")]),
        (Manner(pong="wrong", pong_delay_s=0.5), [(0.5, b"`"), (1.5, b"wrong")]),
    ],
)
def test_pongs(manner: Manner, sent: list[tuple[float, bytes]]) -> None:
    log = Log()

    async def main() -> None:
        pongs = Pongs(log.send)
        pongs.follow(manner)
        pongs.answer(b"a")
        await asyncio.sleep(1)
        pongs.answer(b"")
        await asyncio.sleep(10)
        pongs.stop()

    run(main())
    assert log.sent == sent


def test_a_late_pong_that_nobody_waits_for_any_more() -> None:
    log = Log()

    async def main() -> None:
        pongs = Pongs(log.send)
        pongs.follow(Manner(pong_delay_s=1.0))
        pongs.answer(b"a")
        pongs.stop()
        await asyncio.sleep(10)

    run(main())
    assert log.sent == []
