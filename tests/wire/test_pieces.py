"""Pieces: joined in order, and small ones joined now and then."""

import pytest

from rtcli.wire.pieces import JOIN_AT, Pieces


@pytest.mark.parametrize("number", [0, 1, 2, JOIN_AT - 1, JOIN_AT, JOIN_AT + 1, 3 * JOIN_AT + 5])
def test_all_of_them_in_order(number: int) -> None:
    pieces, parts = Pieces(), [bytes((at & 127, 1)) for at in range(number)]
    for part in parts:
        pieces.append(part)
    assert pieces.join() == b"".join(parts)


def test_a_single_one_is_not_copied() -> None:
    pieces, part = Pieces(), bytes(1000)
    pieces.append(b"")
    pieces.append(part)
    assert pieces.join() is part
