import pytest

from rtcli.report.closes import CLOSES, RANGES, Close, close_of
from rtcli.wire.close import CLOSE_NAMES


def test_every_code_that_has_a_name_has_its_words() -> None:
    assert CLOSES.keys() == CLOSE_NAMES.keys()


@pytest.mark.parametrize("close", [*CLOSES.values(), *(close for _first, close in RANGES)])
def test_the_words_are_whole(close: Close) -> None:
    assert close.meaning.endswith(".") and close.cause.endswith(".")
    assert close.cure and close.cure[0].islower() and not close.cure.endswith(".")
    assert close.clause.startswith(("RFC 6455 7", "IANA"))


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (0, "Below"),
        (999, "Below"),
        (1000, "fulfilled"),
        (1006, "without a close frame"),
        (1016, "not assigned"),
        (2999, "not assigned"),
        (3000, "credentials"),
        (3001, "register"),
        (3999, "register"),
        (4000, "private use"),
        (4999, "private use"),
        (5000, "Above"),
        (65535, "Above"),
    ],
)
def test_a_number_finds_its_words_or_those_of_its_range(code: int, word: str) -> None:
    assert word in close_of(code).meaning
