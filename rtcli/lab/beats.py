"""The beats of a clock: when each event is due and how large it is, steady or at random, and the event itself."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from random import Random
from typing import NamedTuple

from rtcli.lab.events import Timed, build_event, compact
from rtcli.lab.route import Value


class Beat(NamedTuple):
    at_s: float  # since the stream began
    number: int  # from 1 on
    padding: str  # which does not shrink much when it is compressed


def numbers(most: int) -> Iterable[int]:
    """From 1 on, so many; 0 is no end."""
    return range(1, most + 1) if most else count(1)


def beats(parameters: Mapping[str, Value]) -> Iterator[Beat]:
    """The beats that the parameters of a route ask for; the same seed gives the same ones, 0 new ones each time."""
    every_s, size = float(parameters["every"]), int(parameters["size"])
    is_random, chance = parameters["jitter"] == "random", Random(int(parameters["seed"]) or None)
    at_s = float(parameters["first"])
    for number in numbers(int(parameters["count"])):
        length = chance.randint(0, 2 * size) if is_random else size
        yield Beat(at_s, number, chance.randbytes(length // 2 + 1).hex()[:length])
        at_s += every_s * (chance.uniform(0.2, 1.8) if is_random else 1.0)


def stamped(beat: Beat, now: float) -> bytes:
    """The event of a beat: its number, the seconds since the epoch to the millisecond, and padding where asked for."""
    document: dict[str, Value] = {"n": beat.number, "t": round(now, 3)}
    if beat.padding:
        document["padding"] = beat.padding
    return build_event(compact(document), id=beat.number)


def ticking(parameters: Mapping[str, Value], began: float) -> Iterator[Timed]:
    """The events of a clock that began at that time of day, each with the stamp of the moment at which it is due."""
    for beat in beats(parameters):
        yield Timed(beat.at_s, stamped(beat, began + beat.at_s))
