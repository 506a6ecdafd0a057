"""Which teller a look is shown by."""

from typing import Any

import pytest

from rtcli.talk.bare import BareTeller
from rtcli.talk.choice import choose
from rtcli.talk.json_teller import JsonTeller
from rtcli.talk.live import LiveTeller
from rtcli.talk.plan import Look
from rtcli.talk.teller import Teller
from tests.talk.telling import Desk, message
from tests.vloop import run


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({}, BareTeller),
        ({"template": "{text}"}, BareTeller),
        ({"live": True}, LiveTeller),
        ({"live": True, "template": "{text}"}, BareTeller),
        ({"json": True}, JsonTeller),
        ({"json": True, "live": True, "template": "{text}"}, JsonTeller),
    ],
)
def test_a_look_has_its_teller(settings: dict[str, Any], kind: type[Teller]) -> None:
    desk = Desk()

    async def chosen() -> Teller:
        return choose(Look(**settings), desk, desk.streams, began_s=0.0)

    assert type(run(chosen())) is kind


def test_seconds_count_from_when_it_began() -> None:
    desk = Desk()

    async def tell() -> None:
        choose(Look(json=True), desk, desk.streams, began_s=-5.0).heard([message(b"a")], 1.0)

    run(tell())
    assert b'"t_s":6.0' in desk.written
