import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.show.cells import line_cells
from rtcli.show.paint import paint
from rtcli.show.spark import HEIGHTS, Spread, draw_histogram, draw_spark, spark, spread_words

DURATIONS = st.floats(0, 1e7)


@pytest.mark.parametrize(
    ("values_s", "width", "blocks"),
    [
        ([], 10, ""),
        ([1.0], 0, ""),
        ([0.5], 10, "▅"),
        ([0.5, 0.5, 0.5], 10, "▅▅▅"),
        ([0.001, 0.01, 0.1, 1.0], 10, "▁▃▆█"),
        ([0.0, 1e-6], 10, "▅▅"),
        ([0.001, 1.0, 0.001, 0.001, 0.01, 0.001], 3, "█▁▃"),
    ],
)
def test_a_course_has_eight_heights_and_keeps_its_peaks(values_s: list[float], width: int, blocks: str) -> None:
    assert spark(values_s, width) == blocks


def test_a_course_stands_between_its_limits() -> None:
    assert paint([draw_spark([0.001, 0.1, 0.01], 40)], False) == "1.00 ms ▁█▅ 100 ms\n"
    assert draw_spark([], 40) == []


@pytest.mark.parametrize(
    ("values_s", "rows"),
    [
        ([], []),
        (
            [0.001, 0.0015, 0.002, 0.009, 0.01],
            [
                "≤ 1ms   ███████▌         1",
                "≤ 2ms   ███████████████  2",
                "≤ 5ms                    0",
                "≤ 10ms  ███████████████  2",
            ],
        ),
        (
            [1e-9, 0.5, 2e6],
            [
                "≤ 0.001ms      ████████  1",
                *(f"{label:<15}{'':8}  0" for label in ("≤ 0.01ms", "≤ 0.1ms", "≤ 1ms", "≤ 10ms", "≤ 100ms")),
                "≤ 1s           ████████  1",
                *(f"{label:<15}{'':8}  0" for label in ("≤ 10s", "≤ 1m40s", "≤ 16m40s", "≤ 2h46m40s", "≤ 1d3h46m40s")),
            ],
        ),
    ],
)
def test_a_histogram_has_a_row_for_each_range(values_s: list[float], rows: list[str]) -> None:
    drawn = paint(draw_histogram(values_s, 26), False).splitlines()
    assert drawn[: len(rows)] == rows


def test_what_came_once_among_thousands_still_shows() -> None:
    rows = paint(draw_histogram([0.001] * 9000 + [0.002], 32), False).splitlines()
    assert rows == ["≤ 1ms  ██████████████████  9,000", "≤ 2ms  ▏                       1"]


PERCENTILES: dict[float, float] = {50: 0.0012, 90: 0.0034, 99: 0.012}


@pytest.mark.parametrize(
    ("spread", "words"),
    [
        (Spread(0, {}, ()), "no samples"),
        (Spread(1, PERCENTILES, (0.0012,)), "longest 1.20 ms of 1 sample"),
        (Spread(9, PERCENTILES, (0.0015,) * 9), "median 1.20 ms, longest 1.50 ms of 9 samples"),
        (
            Spread(10, PERCENTILES, (0.0153,) * 10),
            "median 1.20 ms, 90 % 3.40 ms, longest 15.3 ms of 10 samples",
        ),
        (
            Spread(4000, PERCENTILES, (0.0153,) * 2000, "the loop was late by up to 3 ms"),
            "median 1.20 ms, 90 % 3.40 ms, 99 % 12.0 ms, longest 15.3 ms of 4,000 samples, 2,000 kept; "
            "the loop was late by up to 3 ms",
        ),
        (Spread(1, {}, (), "\x1b"), "1 sample, 0 kept; \\u001b"),
    ],
)
def test_a_percentile_needs_as_many_samples_as_it_speaks_of(spread: Spread, words: str) -> None:
    assert spread_words(spread) == words


@given(st.lists(DURATIONS, max_size=200), st.integers(1, 100))
def test_any_course_fits(values_s: list[float], width: int) -> None:
    blocks = spark(values_s, width)
    assert len(blocks) == min(len(values_s), width) and set(blocks) <= set(HEIGHTS)


@given(st.lists(DURATIONS, min_size=1, max_size=50), st.integers(40, 120))
def test_every_value_is_in_a_bin(values_s: list[float], width: int) -> None:
    lines = draw_histogram(values_s, width)
    assert sum(int(line[-1][0].replace(",", "")) for line in lines) == len(values_s)
    assert all(line_cells(line) <= width for line in lines)
