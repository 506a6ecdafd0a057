"""Frames in their order to their places: the number of each, and the message that a continuation goes on with."""

from typing import NamedTuple

from rtcli.wire.frames import CLOSE, CONTINUATION, Frame
from rtcli.wire.messages import Message


class Place(NamedTuple):
    """Where a frame stands among the others, as far as its own bytes do not tell."""

    number: int
    origin: str | None = None  # "client", "server", or not known
    message: int | None = None  # the opcode of the message that a continuation goes on with
    compressed: bool = False  # whether the message is, that the frame is of
    inflated: Message | None = None  # what the frame completes, where that was compressed


class Places:
    """Counts frames, and remembers for each direction the message it is in the midst of."""

    def __init__(self, first: int = 1) -> None:
        self._next = first
        self._begun: dict[str | None, tuple[int | None, bool]] = {}

    def of(self, frame: Frame, origin: str | None) -> Place:
        """The place of the frame that comes next."""
        number = self._next
        self._next += 1
        if frame.opcode >= CLOSE:
            return Place(number, origin)
        if frame.opcode == CONTINUATION:
            message, compressed = self._begun.get(origin, (None, False))
        else:
            message, compressed = None, frame.rsv & 4 == 4
        if frame.fin:
            self._begun.pop(origin, None)
        elif frame.opcode != CONTINUATION:
            self._begun[origin] = frame.opcode, compressed
        return Place(number, origin, message, compressed)
