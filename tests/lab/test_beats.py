"""The beats of a clock: steady or at random, repeatable by their seed, stamped."""

import json
from itertools import islice, pairwise

import pytest

from rtcli.lab.beats import Beat, beats, numbers, stamped, ticking
from rtcli.lab.route import Value, parse_parameters
from rtcli.lab.routes import ROUTES
from tests.lab.streaming import events


def asked(query: str) -> dict[str, Value]:
    return parse_parameters(ROUTES["sse/clock"], query)


def test_numbers_have_an_end_or_none() -> None:
    assert list(numbers(3)) == [1, 2, 3]
    assert list(islice(numbers(0), 4)) == [1, 2, 3, 4]


def test_steady_beats_are_as_far_apart_as_asked() -> None:
    found = [beat[:2] for beat in beats(asked("every=2s&first=500ms&count=3"))]
    assert found == [(0.5, 1), (2.5, 2), (4.5, 3)]


@pytest.mark.parametrize("size", [0, 1, 2, 33])
def test_steady_beats_have_the_padding_that_was_asked_for(size: int) -> None:
    assert [len(beat.padding) for beat in beats(asked(f"count=2&size={size}"))] == [size, size]


def test_random_beats_vary_around_what_was_asked_for() -> None:
    found = list(beats(asked("every=1s&size=50&jitter=random&seed=7&count=400")))
    gaps = [later.at_s - earlier.at_s for earlier, later in pairwise(found)]
    sizes = [len(beat.padding) for beat in found]
    assert 0.2 <= min(gaps) < 0.3 and 1.7 < max(gaps) <= 1.8 and 0.9 < sum(gaps) / len(gaps) < 1.1
    assert min(sizes) < 5 and 95 < max(sizes) <= 100 and 45 < sum(sizes) / len(sizes) < 55


def test_a_seed_repeats_and_without_one_nothing_does() -> None:
    query = "size=50&jitter=random&count=20"
    assert list(beats(asked(f"{query}&seed=1"))) == list(beats(asked(f"{query}&seed=1")))
    assert list(beats(asked(f"{query}&seed=1"))) != list(beats(asked(f"{query}&seed=2")))
    assert list(beats(asked(query))) != list(beats(asked(query)))


@pytest.mark.parametrize(
    ("beat", "expected"),
    [
        (Beat(0.0, 1, ""), b'id: 1\ndata: {"n":1,"t":1795000000.123}\n\n'),
        (Beat(9.0, 12, "ab"), b'id: 12\ndata: {"n":12,"t":1795000000.123,"padding":"ab"}\n\n'),
    ],
)
def test_an_event_bears_number_stamp_and_padding(beat: Beat, expected: bytes) -> None:
    assert stamped(beat, 1795000000.12345) == expected


def test_ticking_stamps_what_is_due_then() -> None:
    pieces = list(ticking(asked("every=250ms&count=3"), 1000.0))
    assert [piece.at_s for piece in pieces] == [0.0, 0.25, 0.5]
    documents = [json.loads(event.data) for event in events(b"".join(piece.data for piece in pieces))]
    assert documents == [{"n": 1, "t": 1000.0}, {"n": 2, "t": 1000.25}, {"n": 3, "t": 1000.5}]
