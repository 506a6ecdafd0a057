import pytest

from rtcli.show.amounts import amount, duration, figure


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 µs"),
        (-1e-9, "0 µs"),
        (0.000_000_4, "0.40 µs"),
        (0.000_45, "450 µs"),
        (0.001, "1.00 ms"),
        (0.0123, "12.3 ms"),
        (0.2, "200 ms"),
        (1.2, "1.20 s"),
        (61.234, "61.2 s"),
        (125, "2 min 5 s"),
        (3599.6, "1 h 0 min"),
        (12_300, "3 h 25 min"),
        (36_000_000, "10,000 h 0 min"),
    ],
)
def test_a_duration_has_three_figures_and_a_unit(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.5, "0.50"), (12.34, "12.3"), (123.4, "123"), (5e6, "5000000")]
)
def test_a_figure_has_the_digits_that_matter(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(("count", "words"), [(0, "0 pings"), (1, "1 ping"), (1200, "1,200 pings")])
def test_an_amount_agrees_with_its_noun(count: int, words: str) -> None:
    assert amount(count, "ping") == words
