import pytest

from rtcli.exits import PRECEDENCE, Exit, worst

NUMBERS = {
    "OK": 0,
    "FOUND": 1,
    "USAGE": 2,
    "UNREACHED": 3,
    "UNMEASURED": 4,
    "NOTHING": 5,
    "BUG": 70,
    "INTERRUPTED": 130,
    "CLOSED_PIPE": 141,
    "TERMINATED": 143,
}


def test_the_numbers_are_a_promise() -> None:
    assert {code.name: int(code) for code in Exit} == NUMBERS


def test_every_code_but_success_has_its_place() -> None:
    assert set(PRECEDENCE) == set(Exit) - {Exit.OK}


@pytest.mark.parametrize(
    ("codes", "winner"),
    [
        ([], Exit.OK),
        ([Exit.OK], Exit.OK),
        ([Exit.OK, Exit.NOTHING], Exit.NOTHING),
        ([Exit.NOTHING, Exit.UNMEASURED], Exit.UNMEASURED),
        ([Exit.UNMEASURED, Exit.UNREACHED], Exit.UNREACHED),
        ([Exit.UNREACHED, Exit.FOUND], Exit.FOUND),
        ([Exit.FOUND, Exit.USAGE], Exit.USAGE),
        ([Exit.USAGE, Exit.BUG], Exit.BUG),
        ([Exit.BUG, Exit.CLOSED_PIPE], Exit.CLOSED_PIPE),
        ([Exit.CLOSED_PIPE, Exit.TERMINATED], Exit.TERMINATED),
        ([Exit.TERMINATED, Exit.INTERRUPTED], Exit.INTERRUPTED),
    ],
)
def test_one_code_wins_whatever_the_order(codes: list[Exit], winner: Exit) -> None:
    assert worst(codes) is winner
    assert worst(reversed(codes)) is winner
