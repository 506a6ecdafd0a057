"""Token streams of the lab, as they would arrive: each piece that it sends, at the time at which it sends it."""

from collections.abc import Iterator

from rtcli.lab.tokens import HANDLERS
from rtcli.session.body import Piece
from rtcli.talk.token_tale import LlmOutcome, TokenTale
from rtcli.wire.sse import Value
from rtcli.wire.sse_reader import EventReader
from tests.lab.streaming import record
from tests.talk.stream_scene import Connection, Step

ASKED_S = 100.0


def arriving(target: str) -> Iterator[tuple[list[Value], Piece]]:
    """The values of each read, which is all that was sent at one time, and the read itself."""
    reader = EventReader()
    at_once: dict[float, bytes] = {}
    for at_s, data in record(HANDLERS, target).sent:
        at_once[at_s] = at_once.get(at_s, b"") + data
    for at_s, data in at_once.items():
        yield reader.feed(data), Piece(ASKED_S + at_s, data, len(data), [], [])


def begun(shape: str | None = None, *, stall_s: float = 10.0) -> TokenTale:
    """One that an answer has come for."""
    tale = TokenTale(shape, stall_s=stall_s)
    tale.asked_s = ASKED_S
    return tale


def told(target: str, shape: str | None = None, *, stall_s: float = 10.0) -> LlmOutcome:
    """What comes of it."""
    tale = begun(shape, stall_s=stall_s)
    t_s = ASKED_S
    for values, piece in arriving(target):
        t_s = piece.t_s
        tale.arrived(values, t_s)
    return tale.end(t_s)


def broken(outcome: LlmOutcome) -> set[str]:
    return {finding.code for finding in outcome.findings if finding.ok is False}


def connection(target: str) -> Connection:
    """What the lab sends, and the silence between."""
    steps: list[Step] = []
    before_s = 0.0
    for at_s, data in record(HANDLERS, target).sent:
        if at_s > before_s:
            steps.append(at_s - before_s)
            before_s = at_s
        steps.append(data)
    return Connection(steps)
