"""A plan for a stream, and the statuses that it names."""

import re

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.tail_plan import parse_statuses


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("429", (range(429, 430),)),
        ("5xx, 429", (range(500, 600), range(429, 430))),
        ("3XX,100", (range(300, 400), range(100, 101))),
    ],
)
def test_statuses(text: str, ranges: tuple[range, ...]) -> None:
    assert parse_statuses(text) == ranges


@pytest.mark.parametrize("text", ["", "teapot", "600", "5x", "418,teapot", "50x", "-1"])
def test_what_is_no_status(text: str) -> None:
    wrong = text.split(",")[-1]
    with pytest.raises(RtError, match=re.escape(f"{wrong!r} is no status")) as raised:
        parse_statuses(text)
    assert raised.value.exit is Exit.USAGE
