"""Which teller a plan is shown by."""

from typing import Any

import pytest

from rtcli.talk.llm import LlmTeller
from rtcli.talk.llm_json import LlmJson
from rtcli.talk.stream_bare import BareStream
from rtcli.talk.stream_choice import choose
from rtcli.talk.stream_json import JsonStream
from rtcli.talk.stream_live import LiveStream
from rtcli.talk.stream_raw import RawStream
from rtcli.talk.stream_teller import Judge
from tests.talk.stream_telling import plan
from tests.talk.telling import BEGAN, Desk


@pytest.mark.parametrize(
    ("look", "llm", "kind"),
    [
        ({}, None, BareStream),
        ({"template": "{data}"}, None, BareStream),
        ({"live": True, "template": "{data}"}, None, BareStream),
        ({"live": True}, None, LiveStream),
        ({"live": True, "raw": True}, None, RawStream),
        ({"json": True, "live": True, "raw": True}, None, JsonStream),
        ({"json": True}, "auto", LlmJson),
        ({"live": True}, "openai", LlmTeller),
    ],
)
def test_a_plan_has_its_teller(look: dict[str, Any], llm: str | None, kind: type) -> None:
    desk = Desk()
    teller = choose(plan(look, llm=llm), desk, desk.streams, began=BEGAN)
    assert type(teller) is kind
    assert isinstance(teller, Judge) is (llm is not None)
