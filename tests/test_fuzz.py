from random import Random

import pytest

from tests import fuzz


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_a_short_slice(name: str) -> None:
    for number in range(200):
        fuzz.play(name, number)


def test_a_round_is_the_same_each_time_and_its_pieces_are_the_whole() -> None:
    for number in range(50):
        data, pieces = fuzz.example("frames", number)
        assert (data, pieces) == fuzz.example("frames", number)
        assert b"".join(pieces) == data


@pytest.mark.parametrize("mutate", set(fuzz.MUTATIONS))
def test_a_mutation_can_do_with_nothing(mutate: "fuzz.Mutation") -> None:
    for seed in range(20):
        mutate(Random(seed), bytearray())


def test_a_failure_tells_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fuzz.TARGETS, "events", lambda pieces: list(pieces))
    with pytest.raises(AssertionError, match="it reads otherwise") as raised:
        fuzz.play("events", 3)
    assert raised.value.__notes__[0].startswith("round 3 of 'events': bytes.fromhex('")


def test_it_plays_until_the_time_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    fuzz.main(["0.01"])
    assert capsys.readouterr().out.endswith("and nothing raised\n")
