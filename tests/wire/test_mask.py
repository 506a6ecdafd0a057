"""Masking: both engines agree, and a key turns with its payload."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.mask import fast_xor, rotate, xor

KEYS = st.binary(min_size=4, max_size=4)


def test_the_example_of_the_rfc() -> None:
    assert xor(b"Hello", bytes.fromhex("37fa213d")) == bytes.fromhex("7f9f4d5158")


@given(st.binary(max_size=300), KEYS)
def test_both_engines_agree_and_undo_themselves(data: bytes, key: bytes) -> None:
    assert xor(data, key) == fast_xor()(data, key)
    assert xor(xor(data, key), key) == data


@given(st.binary(max_size=100), KEYS, st.integers(0, 100))
def test_a_rotated_key_fits_the_rest(data: bytes, key: bytes, cut: int) -> None:
    assert xor(data[:cut], key) + xor(data[cut:], rotate(key, cut)) == xor(data, key) or cut > len(data)


def test_without_the_extension_ours_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    fast_xor.cache_clear()
    monkeypatch.setitem(sys.modules, "websockets.speedups", None)
    assert fast_xor() is xor
    fast_xor.cache_clear()
