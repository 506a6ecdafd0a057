"""What limits the figures, by what each way came to."""

from typing import Any

import pytest

from rtcli.net.way import Way
from rtcli.session.request import Request
from rtcli.talk.began import Began
from rtcli.talk.compare_facts import OPENING, doubts, way_facts
from rtcli.talk.compare_plan import ComparePlan, Side
from rtcli.talk.tally import Tally
from rtcli.wire.expr import compile_path
from tests.talk.stream_scene import REFUSED, URL

SENT = compile_path("$.t")
AGREE = "latency is as good as the sender's clock and ours agree"


def plan(**asked: Any) -> ComparePlan:
    return ComparePlan((Side("ws", Request(URL), Way()),), **asked)


def tally(*texts: str, sent: Any = SENT) -> Tally:
    made = Tally("ws", sent, began=Began(0.0, 1000.0))
    made.heard(texts, 1.0)
    return made


@pytest.mark.parametrize(
    ("asked", "texts", "said"),
    [
        ({"sent": SENT}, ['{"t":1000.5}'], [AGREE]),
        ({"sent": SENT, "doubts": ("x",)}, [], [AGREE, "x"]),
        ({}, ["{}"], ["latency: could not tell; --sent says where a message has the time at which it was sent"]),
        ({"sent": SENT}, ["{}"], ["latency: could not tell; no time was found where --sent says"]),
        (
            {"sent": SENT},
            ['{"t":1}', '{"t":1002}'],
            [
                "sent before we asked, and so without a latency: 1 message",
                AGREE,
                "some messages came before they were sent: the clocks differ, or the send times are rounded",
            ],
        ),
    ],
)
def test_what_the_figures_do_not_say(asked: dict[str, Any], texts: list[str], said: list[str]) -> None:
    first, second, *others = doubts(plan(**asked), [tally(*texts, sent=asked.get("sent"))])
    assert first.startswith("all at once") and second == OPENING
    assert others == said


def test_an_error_is_the_trouble_of_a_way() -> None:
    made = tally()
    made.error = REFUSED
    assert way_facts(made).trouble == "connect example.com:80: refused"
