"""Instants to seconds since the start, and to dates."""

import asyncio

import pytest

from rtcli.net.clock import now
from rtcli.talk.began import Began, began_at
from tests.vloop import run

BEGAN = Began(instant_s=100.0, wall_s=1_700_000_000.25)


@pytest.mark.parametrize(
    ("instant_s", "since_s", "date"),
    [
        (100.0, 0.0, "2023-11-14T22:13:20.250Z"),
        (101.0000004, 1.0, "2023-11-14T22:13:21.250Z"),
        (99.9, -0.1, "2023-11-14T22:13:20.150Z"),
    ],
)
def test_an_instant(instant_s: float, since_s: float, date: str) -> None:
    assert BEGAN.since_s(instant_s) == since_s
    assert BEGAN.date(instant_s) == date


def test_a_start_in_the_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1000.0)

    async def begin() -> Began:
        begun_s = now()
        await asyncio.sleep(5)
        return began_at(begun_s)

    assert run(begin()) == Began(0.0, 995.0)
