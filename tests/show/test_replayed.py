"""Differences between answers, for people and for machines."""

from typing import Any

import pytest

from rtcli.show.paint import paint
from rtcli.show.replayed import document, draw_changes
from rtcli.talk.replay import Change
from rtcli.talk.transcript import Passed
from rtcli.wire.frames import BINARY, TEXT

OLD, NEW = Passed(0.5, TEXT, b'{"id": 7}'), Passed(0.25, BINARY, b"\xff\x1b[2J")


def test_each_kind_is_drawn() -> None:
    changes = (
        Change("changed", 0, OLD, NEW, ("$.id: expected 7, got 8",)),
        Change("missing", 3, OLD, None),
        Change("extra", 4, None, NEW),
    )
    assert paint(draw_changes(changes), colour=False).splitlines() == [
        "changed  message 0",
        '  - {"id": 7}',
        "  + \\xff\\u001b[2J",
        "    $.id: expected 7, got 8",
        "missing  message 3",
        '  - {"id": 7}',
        "extra  message 4",
        "  + \\xff\\u001b[2J",
    ]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (OLD, {"t_s": 0.5, "opcode": 1, "text": '{"id": 7}', "payload_b64": None}),
        (NEW, {"t_s": 0.25, "opcode": 2, "text": None, "payload_b64": "/xtbMko="}),
        (Passed(0, TEXT, b"\xff"), {"t_s": 0, "opcode": 1, "text": None, "payload_b64": "/w=="}),
        (None, None),
    ],
)
def test_documents(message: Passed | None, told: Any) -> None:
    change = Change("changed", 2, message, message, ("$: x",))
    said = {"kind": "changed", "index": 2, "expected": told, "received": told, "differences": ["$: x"]}
    assert document(change) == said
