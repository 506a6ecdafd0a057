"""What came, and when it had been sent, on the left; how late it was and what it cost on the right."""

import asyncio
from collections.abc import Callable

import pytest

from rtcli.talk import tally as module
from rtcli.talk.began import Began
from rtcli.talk.tally import Cost, Tally, sent_s
from rtcli.wire.expr import compile_path
from tests import vloop

SENT = compile_path("$.t")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ('{"t": 1700000000.5}', 1700000000.5),
        ('{"t": 1700000000500}', 1700000000.5),
        ('{"t": 1700000000500000}', 1700000000.5),
        ('{"t": "1700000000.5"}', 1700000000.5),
        ('{"t": "2023-11-14T22:13:20.500Z"}', 1700000000.5),
        ('{"t": "2023-11-14T22:13:20.500"}', 1700000000.5),
        ('{"t": "now"}', None),
        ('{"t": true}', None),
        ('{"t": null}', None),
        ("{}", None),
        ("text", None),
    ],
)
def test_when_a_message_was_sent(text: str, seconds: float | None) -> None:
    assert sent_s(text, SENT) == seconds


def tallied(act: Callable[[Tally], None], most: int | None = None) -> Tally:
    """One that began at the instant 0, at 1000 s on the wall."""

    async def main() -> Tally:
        tally = Tally("ws", SENT, most, began=Began(0.0, 1000.0))
        await asyncio.sleep(1)
        act(tally)
        return tally

    return vloop.run(main())


def test_how_late_messages_are() -> None:
    tally = tallied(lambda it: it.heard(['{"t":1000.5}', '{"t":1001.2}', '{"t":999}', "{}"], 1.0))
    assert (tally.messages, tally.earlier, tally.unstamped, tally.latency.count) == (4, 1, 1, 2)
    assert tally.longest_s == pytest.approx(0.5)
    assert tally.shortest_s == pytest.approx(-0.2)


def test_no_more_counts_than_was_asked_for() -> None:
    tally = tallied(lambda it: it.heard(["{}"] * 5, 1.0), most=2)
    assert (tally.messages, tally.enough) == (2, True)


def test_what_is_spent_before_the_opening_and_after_the_end_is_no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter([1.0, 2.0, 5.0, 100.0])
    monkeypatch.setattr(module, "worked_s", lambda: next(spent))

    def act(tally: Tally) -> None:
        assert tally.after_opening == Cost()
        tally.opened()
        tally.opened()
        assert tally.after_opening == Cost()
        tally.heard(["{}"], 1.0)
        tally.closed()
        tally.closed()

    tally = tallied(act)
    assert (tally.opening_s, tally.after_opening) == (1.0, Cost(1, 0, 0, 3.0))
