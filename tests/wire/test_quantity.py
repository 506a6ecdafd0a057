"""Durations and sizes: what is written, what it means, and that what is printed means the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.wire.quantity import format_duration, format_size, parse_duration, parse_size

DURATIONS = (
    ("500ms", 0.5),
    ("2s", 2.0),
    ("1m30s", 90.0),
    ("2", 2.0),
    ("0.25", 0.25),
    ("0", 0.0),
    ("1.5h", 5400.0),
    ("1d2h3m4s5ms6us", 93784.005006),
    ("250us", 0.00025),
    ("1m0.5s", 60.5),
)
SIZES = (
    ("64KiB", 65536),
    ("64kib", 65536),
    ("1MB", 1_000_000),
    ("1 MB", 1_000_000),
    ("100", 100),
    ("100B", 100),
    ("1.5MiB", 1_572_864),
    ("0.1MB", 100_000),
    ("7EiB", None),
    ("9223372036854775807", (1 << 63) - 1),
    ("9223372036854775808", None),
    ("8388608TiB", None),
    ("64K", None),
    ("1.5.5MB", None),
    ("-1", None),
    ("1e3", None),
    ("", None),
    ("MB", None),
    ("٣MB", None),
)
NO_DURATIONS = ("", "s", "m", "-1", "1e3", "nan", "inf", "30s1m", "1s1s", "1 s", "2S", "1m30", "٣s", "36501d", "9" * 20)


@pytest.mark.parametrize(("text", "seconds"), DURATIONS)
def test_a_duration_means_its_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", NO_DURATIONS)
def test_what_is_no_duration_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(RtError) as raised:
        parse_duration(text)
    assert repr(text) in str(raised.value) and raised.value.fix


@pytest.mark.parametrize(("text", "size"), SIZES)
def test_a_size_means_its_bytes(text: str, size: int | None) -> None:
    if size is None:
        with pytest.raises(RtError, match="is not a size") as raised:
            parse_size(text)
        assert raised.value.fix
    else:
        assert parse_size(text) == size


@pytest.mark.parametrize(
    ("seconds", "text"),
    ((0, "0s"), (0.5, "500ms"), (0.00025, "0.25ms"), (2, "2s"), (90, "1m30s"), (90.5, "1m30.5s"), (90000, "1d1h")),
)
def test_a_duration_is_written_short(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    ((0, "0B"), (1234, "1234B"), (65536, "64KiB"), (1_000_000, "1MB"), (64_000, "64KB"), (1 << 40, "1TiB")),
)
def test_a_size_is_written_in_the_largest_unit_that_fits(size: int, text: str) -> None:
    assert format_size(size) == text


def test_a_negative_quantity_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="duration"):
        format_duration(-1)
    with pytest.raises(ValueError, match="size"):
        format_size(-1)


@given(st.integers(0, 10**15))
def test_a_duration_comes_back_from_its_writing(microseconds: int) -> None:
    assert parse_duration(format_duration(microseconds / 1e6)) == microseconds / 1e6


@given(st.integers(0, (1 << 63) - 1) | st.integers(0, 1 << 20).map(lambda n: n * 1024))
def test_a_size_comes_back_from_its_writing(size: int) -> None:
    assert parse_size(format_size(size)) == size


@given(st.text() | st.text("0123456789.dhmsuKMGTiB ", max_size=12))
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    for parse in (parse_duration, parse_size):
        try:
            assert parse(text) >= 0
        except RtError as error:
            assert error.exit == 2
