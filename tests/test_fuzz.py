import re
import shlex
from random import Random

import pytest

from tests import fuzz


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_a_short_slice(name: str) -> None:
    for number in range(120):
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


def test_a_failure_tells_its_bytes_and_how_to_have_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fuzz.TARGETS, "events", lambda pieces: list(pieces))
    with pytest.raises(AssertionError, match="it reads otherwise") as raised:
        fuzz.main(["--seed", "7", "--seconds", "1"])
    told, command = raised.value.__notes__[0].splitlines()
    assert told.startswith("bytes.fromhex('")
    with pytest.raises(AssertionError) as again:
        fuzz.main(shlex.split(command)[3:])
    assert again.value.__notes__ == raised.value.__notes__


def test_it_plays_until_the_time_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    fuzz.main(["--seconds", "0", "--seed", "5"])
    said = capsys.readouterr().out
    assert re.fullmatch(r"seed 5: 1 x \d+ rounds with [\d,]+ bytes, and nothing raised\n", said)


def test_one_seed_is_not_like_another() -> None:
    assert fuzz.example("frames", 1, 1) != fuzz.example("frames", 1, 2)
