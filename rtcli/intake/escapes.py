"""Backslash escapes of C and Python string literals turned into the bytes they stand for. \\u and its kin stand for
characters, not for bytes, so they are not among them."""

import re
from functools import cache

# C would take more than two hex digits after \x, and then refuse the value: two are what every language agrees on
PATTERN = rb"""\\(?:x[0-9a-fA-F]{1,2}|(?![4-7][0-7]{2})[0-7]{1,3}|[abefnrtv\\'"?]|\r?\n)"""
ESCAPE = re.compile(PATTERN)
SIMPLE = {b"a": 7, b"b": 8, b"e": 27, b"f": 12, b"n": 10, b"r": 13, b"t": 9, b"v": 11}


def unescaped(text: bytes) -> bytes:
    """The text with every escape in it replaced."""
    return ESCAPE.sub(lambda escape: _meant(escape[0][1:]), text) if b"\\" in text else text


@cache  # there are some two thousand ways to write a byte
def _meant(escape: bytes) -> bytes:
    if escape.startswith(b"x"):
        return bytes([int(escape[1:], 16)])
    if escape.isdigit():
        return bytes([int(escape, 8)])
    if escape.endswith(b"\n"):
        return b""  # a line that goes on in the next one
    return bytes([SIMPLE[escape]]) if escape in SIMPLE else escape
