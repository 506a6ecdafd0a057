"""What is heard, cut behind the last message that was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.limit import Limit
from rtcli.talk.plan import Ends
from rtcli.wire.expr import Expression, compile_expression
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, PING, TEXT
from rtcli.wire.plain import Bulk, Heard
from tests.talk.telling import binary, frame, message

A, B, C = message(b"a"), message(b"b"), message(b"c")
PINGED = frame(PING)
FAULT = Fault("frame.reserved-bits", 0, "RSV bits are 100")
UNTIL_B = compile_expression("text == b")


def bulk(*payloads: bytes, opcode: int = TEXT) -> Bulk:
    return Bulk(opcode, [*payloads], sum(map(len, payloads)))


@pytest.mark.parametrize(
    "ends, hides, items, kept",
    [
        (Ends(max_messages=2), None, [A, B, C], [A, B]),
        (Ends(max_messages=2), None, [A, PINGED, B, FAULT, PINGED, C], [A, PINGED, B, PINGED]),
        (
            Ends(max_messages=2),
            None,
            [frame(TEXT), A, frame(TEXT), B, frame(TEXT), C],
            [frame(TEXT), A, frame(TEXT), B],
        ),
        (Ends(max_messages=2), None, [bulk(b"a"), bulk(b"bb", b"c")], [bulk(b"a"), bulk(b"bb")]),
        (
            Ends(max_messages=2),
            None,
            [message(b"", readable=False), FAULT, A],
            [message(b"", readable=False), FAULT, A],
        ),
        (Ends(until=UNTIL_B), None, [A, B, C], [A, B]),
        (Ends(until=UNTIL_B), None, [bulk(b"a", b"b", b"c")], [bulk(b"a", b"b")]),
        (Ends(until=UNTIL_B), None, [bulk(b"a", b"c")], [bulk(b"a", b"c")]),
        (Ends(until=UNTIL_B, max_messages=1), None, [bulk(b"a", b"b")], [bulk(b"a")]),
        (Ends(until=UNTIL_B), compile_expression("text == a"), [bulk(b"a", b"b", b"c")], [bulk(b"a", b"b")]),
        (Ends(max_messages=1), compile_expression("text == b"), [A, B, C], [A, B]),
        (Ends(max_messages=1), compile_expression("text == b"), [bulk(b"a", b"b", b"c")], [bulk(b"a", b"b")]),
        (Ends(until=compile_expression("opcode == binary")), None, [A, binary(b"b"), C], [A, binary(b"b")]),
        (Ends(until=compile_expression("t_s > 4")), None, [A, B], [A]),
    ],
)
def test_what_is_kept(ends: Ends, hides: Expression | None, items: list[Heard], kept: list[Heard]) -> None:
    limit = Limit(ends, 5.0)
    assert limit.cut(items, 10.0, hides) == kept
    assert limit.is_set
    assert limit.reached == (limit.missing() is None)


def test_a_count_goes_on_from_read_to_read() -> None:
    limit = Limit(Ends(max_messages=3), 0.0)
    assert limit.cut([A], 1.0, None) == [A]
    assert not limit.reached
    assert limit.cut([bulk(b"b", b"c", b"d")], 1.0, None) == [bulk(b"b", b"c")]
    assert limit.reached
    assert limit.cut([A, PINGED, bulk(b"a")], 1.0, None) == [PINGED]


@pytest.mark.parametrize(
    "ends, came, says",
    [
        (Ends(), [], None),
        (Ends(max_messages=1), [], "expected 1 message; 0 came"),
        (Ends(max_messages=3), [A, B], "expected 3 messages; 2 came"),
        (Ends(until=UNTIL_B), [], "expected a message that passes text == b; 0 others came"),
        (Ends(until=UNTIL_B), [A, C], "expected a message that passes text == b; 2 others came"),
    ],
)
def test_what_is_missing(ends: Ends, came: list[Heard], says: str | None) -> None:
    limit = Limit(ends, 0.0)
    limit.cut(came, 1.0, None)
    assert limit.missing() == says
    assert limit.is_set == (says is not None)


@given(st.integers(1, 9), st.lists(st.lists(st.binary(max_size=3), min_size=1, max_size=4)), st.booleans())
def test_as_many_are_kept_as_were_asked_for(most: int, reads: list[list[bytes]], in_bulk: bool) -> None:
    limit, kept = Limit(Ends(max_messages=most), 0.0), list[bytes]()
    for payloads in reads:
        items: list[Heard] = [bulk(*payloads, opcode=BINARY)] if in_bulk else [*map(binary, payloads)]
        for item in limit.cut(items, 1.0, None):
            kept += item.payloads if isinstance(item, Bulk) else [item.payload]  # type: ignore[union-attr]
    assert kept == [payload for payloads in reads for payload in payloads][:most]
