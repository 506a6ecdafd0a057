"""Seconds of waiting on the left, what was said of them on the right."""

import asyncio

import pytest

from rtcli.talk.waiting import told
from tests.vloop import run


@pytest.mark.parametrize(
    ("waits_s", "said"),
    [
        (1.9, []),
        (2.5, ["the head: 2s of 2m", ""]),
        (4.5, ["the head: 2s of 2m", "the head: 3s of 2m", "the head: 4s of 2m", ""]),
    ],
)
def test_a_wait_is_told_each_second_until_it_is_over(waits_s: float, said: list[str]) -> None:
    lines: list[str] = []

    async def wait() -> None:
        with told("the head", 120.0, lines.append):
            await asyncio.sleep(waits_s)
        await asyncio.sleep(10)

    run(wait())
    assert lines == said
