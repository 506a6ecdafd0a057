import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.escapes import PATTERN, unescaped

ESCAPES = [
    (rb"Hello", b"Hello"),
    (rb"\x81\x5", b"\x81\x05"),
    (rb"\201\5\005\0", b"\x81\x05\x05\x00"),
    (rb"\1234", b"S4"),  # three octal digits at most
    (rb"\a\b\e\f\n\r\t\v", b"\x07\x08\x1b\x0c\n\r\t\x0b"),
    (rb"\\\'\"\?", b"\\'\"?"),
    (b"a\\\nb\\\r\nc", b"abc"),
]
NO_ESCAPES = [rb"\u0081", rb"\U00000081", rb"\400", rb"\x", rb"\xg", rb"\q", rb"\8"]


@pytest.mark.parametrize(("text", "data"), ESCAPES)
def test_an_escape_stands_for_a_byte(text: bytes, data: bytes) -> None:
    assert unescaped(text) == data


@pytest.mark.parametrize("text", NO_ESCAPES)
def test_what_stands_for_no_byte_is_no_escape(text: bytes) -> None:
    assert not re.match(PATTERN, text)


@given(st.binary())
def test_pythons_own_literals_come_back(data: bytes) -> None:
    assert unescaped(repr(data)[2:-1].encode()) == data
