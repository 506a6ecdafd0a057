"""Frames that we wrote, masked no more, to the messages they carry: joined and inflated as the other side will."""

from collections.abc import Iterable

from rtcli.wire.deflate import DeflateParameters, Inflater
from rtcli.wire.frames import CLOSE, CONTINUATION, Frame
from rtcli.wire.messages import LIMIT_BYTES, Message, OpenMessage
from rtcli.wire.plain import Heard

ROOM = LIMIT_BYTES, LIMIT_BYTES  # that a message may have, and that is kept of it


class Outgoing:
    """One connection."""

    def __init__(self, deflate: DeflateParameters | None = None) -> None:
        bits, takeover = deflate.of("client") if deflate else (0, False)
        self._inflater = Inflater(bits, takeover=takeover) if deflate else None
        self._open: OpenMessage | None = None

    def joined(self, frames: Iterable[Heard]) -> list[Heard]:
        """The same, each message right behind the frame that completes it."""
        found: list[Heard] = []
        for frame in frames:
            found.append(frame)
            if isinstance(frame, Frame) and frame.opcode < CLOSE and (message := self._take(frame)):
                found.append(message)
        return found

    def _take(self, frame: Frame) -> Message | None:
        if frame.opcode != CONTINUATION:
            if frame.fin and not frame.rsv and frame.length == (size := len(frame.payload)):
                return Message(frame.offset, "client", frame.opcode, frame.payload, size, size, 1, False, True, ())
            self._open = OpenMessage(frame, "client", inflater=self._inflater, room=ROOM)
        if self._open is None:  # bytes that were sent as they are continue nothing
            return None
        self._open.begin_frame(frame.offset)
        self._open.feed(frame.payload, frame.offset)
        if not frame.fin:
            return None
        message, self._open = self._open.end(), None
        return message
