"""What one direction of a connection is in the midst of: a message, a frame of it, an inflater, or its end.

Frames enter by their header and piece by piece; what each does wrong against those before it becomes a fault.
"""

from rtcli.wire.close import close_name, forbidden, read_close
from rtcli.wire.deflate import DeflateParameters, Inflater
from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, CONTINUATION, CONTROL_LIMIT, Frame, head_faults
from rtcli.wire.mask import fast_xor, rotate
from rtcli.wire.messages import Message, OpenMessage
from rtcli.wire.pieces import Pieces
from rtcli.wire.utf8 import Utf8


class Direction:
    """One side's frames, as far as they hang together."""

    def __init__(self, origin: str, deflate: DeflateParameters | None, *, limit: int, keep: tuple[int, int]) -> None:
        self.origin = origin
        self.limit = limit  # of a frame and of a message, in bytes
        self.keep, self.keep_message = keep  # of the payload of each frame, and of each message, in bytes
        self.message: OpenMessage | None = None
        self.closed = False
        bits, takeover = deflate.of(origin) if deflate else (0, False)
        self.inflater = Inflater(bits, takeover=takeover) if deflate else None

    def begin(self, frame: Frame) -> "OpenFrame":
        """A frame of which the header is here, judged as far as that goes."""
        opened = OpenFrame(frame, self)
        opened.faults += head_faults(frame.head, frame.offset, origin=self.origin, deflated=self.inflater is not None)
        if frame.opcode < CLOSE:
            self._begin_data(opened)
        if opened.length >> 63:
            opened.length = 0  # no such length: where the frame ends is unknown
        elif opened.length > self.limit:
            opened.fault("frame.too-big", 1, f"{opened.length} bytes; a frame may have {self.limit}")
            if opened.message is not None:
                opened.message.refuse()
        return opened

    def _begin_data(self, opened: "OpenFrame") -> None:
        frame = opened.frame
        if self.closed:  # RFC 6455 5.5.1: no data frames after a close frame
            opened.fault("close.data-after", 0, f"a {frame.opcode_name} frame after the close frame")
        if frame.opcode == CONTINUATION:
            if self.message is None:
                opened.fault("frame.continuation-without-start", 0, "a continuation frame, and no message to continue")
        elif frame.opcode <= 2:
            if self.message is not None:
                opened.fault("frame.message-inside-message", 0, f"a {frame.opcode_name} frame inside a message")
                opened.broken_off = self.end_message(complete=False)
            room = self.limit, self.keep_message
            self.message = OpenMessage(frame, self.origin, inflater=self.inflater, room=room)
        else:
            return
        if self.message is not None:
            opened.message = self.message
            self.message.begin_frame(frame.offset)

    def end_message(self, *, complete: bool = True) -> Message | None:
        """Close the message in hand."""
        if self.message is None:
            return None
        message, self.message = self.message, None
        return message.end(complete=complete)


class OpenFrame:
    """A frame whose header is here, while its payload arrives."""

    def __init__(self, frame: Frame, direction: Direction) -> None:
        self.frame = frame
        self.direction = direction
        self.length = frame.length
        self.read = 0
        self.faults: list[Fault] = []
        self.message: OpenMessage | None = None  # the one its payload belongs to
        self.broken_off: Message | None = None  # a message that this frame put an end to
        self._kept = Pieces()

    def fault(self, code: str, at: int, says: str) -> None:
        self.faults.append(Fault(code, self.frame.offset + at, says))

    def all_faults(self) -> tuple[Fault, ...]:
        """Its own and those that its message showed since it began."""
        return (*self.faults, *(self.message.faults_of_frame() if self.message else ()))

    def take(self, piece: bytes, offset: int) -> None:
        """Take a piece of its payload that stands at `offset`."""
        keep = self.direction.keep
        message = self.message if self.message is not None and self.message.reading else None
        if self.frame.masked and (message is not None or self.read < keep):
            piece = fast_xor()(piece, rotate(self.frame.key, self.read))
        if self.read < keep:
            self._kept.append(piece[: keep - self.read])
        self.read += len(piece)
        if self.message is not None:
            self.message.feed(piece, offset)

    def end(self, *, complete: bool = True) -> tuple[Frame, Message | None]:
        """The frame as it came, and the message that it completes."""
        frame, message = self.frame, None
        payload = self._kept.join()
        if frame.opcode == CLOSE:
            self._judge_close(payload[:CONTROL_LIMIT])
            self.direction.closed = True
        if self.message is not None and frame.fin and complete:
            message = self.direction.end_message()
        return Frame(frame.offset, frame.head, payload, self.all_faults()), message

    def _judge_close(self, payload: bytes) -> None:
        code, reason = read_close(payload)
        start = len(self.frame.head)
        if len(payload) == 1:
            self.fault("close.one-byte", start, "a payload of one byte cannot hold a code")
        if code is not None and forbidden(code):
            self.fault("close.forbidden-code", start, f"code {code} ({close_name(code)})")
        text = Utf8()
        at = text.feed(reason)
        if at is None and len(payload) == self.length:
            at = text.end()
        if at is not None:
            self.fault("close.bad-utf8", start + 2 + at, f"ill-formed UTF-8 at byte {at} of the reason")
