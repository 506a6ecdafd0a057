"""Sessions in a pipe: stdout has the messages alone."""

from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.session.listener import Wants
from rtcli.session.stats import Stats
from rtcli.talk.bare import BareTeller
from rtcli.talk.outgoing import Outgoing
from rtcli.talk.plan import Look
from rtcli.talk.teller import Outcome
from rtcli.wire.expr import compile_expression
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, PING, PONG, TEXT
from rtcli.wire.plain import Bulk, Heard
from tests.talk.telling import BEGAN, DEFLATE, KEY, Desk, binary, frame, message, mortem, opened

AT_S = BEGAN.instant_s + 1.5
ITEMS: list[Heard] = [
    Bulk(TEXT, [b"a", b"b"], 2),
    frame(PING, b"p"),
    message(b'{"n":1}'),
    Bulk(BINARY, [b"\xff"], 1),
    Fault("message.bad-utf8", 7, "ill-formed"),
    message(b"broken", readable=False),
    binary(b"\0"),
]


def told(items: list[Heard], **settings: Any) -> Desk:
    desk = Desk()
    teller = BareTeller(Look(**settings), desk, desk.streams, began=BEGAN)
    teller.heard(items, AT_S)
    return desk


def test_payloads_a_line_each_in_one_write() -> None:
    desk = told(ITEMS)
    assert desk.written == b'a\nb\n{"n":1}\n\xff\n\0\n'
    assert desk.writes == 1


def test_what_came_in_bulk_is_written_as_it_is() -> None:
    assert told([Bulk(TEXT, [b"a", b"", b"b"], 2)]).written == b"a\n\nb\n"
    assert told([Bulk(TEXT, [b"a", b"b"], 2)], separator=b"\0").written == b"a\0b\0"
    assert told([]).writes == 0
    assert told([frame(PING)]).writes == 0


@pytest.mark.parametrize(
    ("settings", "written"),
    [
        ({"timestamps": True}, b"2023-11-14T22:13:21.500Z\ta\n2023-11-14T22:13:21.500Z\tb\n"),
        ({"binary": "hex"}, b"a\nb\n"),
        ({"max_payload": 0}, b"\n\n"),
    ],
)
def test_shapes(settings: dict[str, Any], written: bytes) -> None:
    assert told([Bulk(TEXT, [b"a", b"b"], 2)], **settings).written == written


@pytest.mark.parametrize(
    ("filtered", "written"),
    [
        ("opcode==text", b'{"n":1}\nno\n'),
        ("opcode==binary", b"\0\n"),
        ("$.n == 1", b'{"n":1}\n'),
        ("dir == in and t_s == 1.5 and length < 3", b"no\n\0\n"),
        ("dir == out", b""),
    ],
)
def test_a_filter_looks_at_the_record(filtered: str, written: bytes) -> None:
    items: list[Heard] = [message(b'{"n":1}'), message(b"no"), binary(b"\0")]
    assert told(items, filter=compile_expression(filtered)).written == written


def test_a_template() -> None:
    items: list[Heard] = [message(b'{"n":1}'), binary(b"\xff")]
    template = r"{time} {t_s:.1f} {opcode_name} {length} {$.n} <{text}>\n"
    written = b'2023-11-14T22:13:21.500Z 1.5 text 7 1 <{"n":1}>\n2023-11-14T22:13:21.500Z 1.5 binary 1  <\xff>\n'
    assert told(items, template=template).written == written
    assert told(items, template="{text}|", binary="hex").written == b'{"n":1}|ff|'
    assert told(items, template="{text}|", timestamps=True).written.count(b"22:13:21.500Z\t") == 2
    assert told(items, template="{text}|", filter=compile_expression("opcode==binary")).written == b"\xff|"


@pytest.mark.parametrize(
    ("settings", "wants"),
    [
        ({}, Wants(bulk=True)),
        ({"filter": compile_expression("opcode==text")}, Wants()),
        ({"template": "{text}"}, Wants()),
        ({"select": "$.a"}, Wants(bulk=True)),
        ({"frames": True}, Wants(frames=True, own=True)),
        ({"verbose": 1}, Wants(bulk=True)),
        ({"verbose": 2}, Wants(frames=True, own=True)),
        ({"control": True}, Wants(bulk=True, own=True)),
    ],
)
def test_what_it_wants_to_hear(settings: dict[str, Any], wants: Wants) -> None:
    desk = Desk()
    assert BareTeller(Look(**settings), desk, desk.streams, began=BEGAN).wants == wants


def test_at_a_terminal_nothing_is_raw() -> None:
    desk = Desk(terminal=True)
    BareTeller(Look(), desk, desk.streams, began=BEGAN).heard([Bulk(TEXT, [b"\x1b"], 1)], AT_S)
    BareTeller(Look(template="{text}"), desk, desk.streams, began=BEGAN).heard([message(b"\x1b")], AT_S)
    assert desk.written == b"\\u001b\n\\u001b"


def test_the_talk_goes_to_stderr() -> None:
    desk = Desk()
    teller = BareTeller(Look(control=True, frames=True), desk, desk.streams, began=BEGAN)
    teller.opened(opened(), AT_S, 1)
    written = [frame(TEXT, b"\xf2\x48\xcd\xc9\xc9\x07\x00", key=KEY, rsv=4), frame(PING, b"p", key=KEY)]
    teller.said(Outgoing(DEFLATE).joined(written), AT_S)
    teller.ponged(b"p", 0.25, AT_S + 0.25)
    teller.heard([frame(PONG, b"p"), frame(TEXT, b"hi"), message(b"hi")], AT_S + 0.25)
    teller.note("a \x1b")
    teller.closed(mortem(), AT_S + 1)
    teller.reconnecting(2, 0.5, "closed", AT_S + 1)
    teller.end(Outcome(Stats(), mortem(), Exit.FOUND, ("one\n\x1b",)), AT_S + 2)
    assert desk.written == b"hi\n"
    assert "\n".join(desk.talk) == (
        ">     1.500  text          F1··M       7  Hello\n"
        ">     1.500  ping          F···M       1  p\n"
        "<     1.750  pong          F····       1  p  rtt 250 ms\n"
        "<     1.750  text          F····       2  hi\n"
        "* a \\u001b\n"
        "* closed by the server: 1000 normal closure\n"
        "* closed; attempt 2 in 500 ms"
    )
    assert desk.warnings == [("error", "one\n\\u001b")]
