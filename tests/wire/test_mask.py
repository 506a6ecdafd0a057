"""Masking: both engines agree, and a key turns with its payload."""

import subprocess
import sys
from importlib.machinery import ModuleSpec

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


def test_theirs_is_had_without_their_package() -> None:
    says = (
        "import sys; from rtcli.wire.mask import fast_xor as fast; print(fast().__name__, 'websockets' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", says], text=True).split() == ["apply_mask", "False"]


@pytest.mark.parametrize("folders", [None, [], ["nowhere"]])
def test_without_the_extension_ours_is_used(folders: list[str] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    package = None if folders is None else ModuleSpec("websockets", None, is_package=True)
    if package is not None:
        package.submodule_search_locations = folders
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: package)
    assert fast_xor.__wrapped__() is xor
