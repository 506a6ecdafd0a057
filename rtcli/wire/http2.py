"""The frames of HTTP/2 as their heads, RFC 9113 section 4: where each begins, of what kind, how long, of which stream.

It reads no payload but that of GOAWAY: what the headers and the data say, a kept engine reads.
"""

from typing import NamedTuple

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"  # that a client begins with
HEAD_BYTES = 9
TYPES = {
    0: "DATA",
    1: "HEADERS",
    2: "PRIORITY",
    3: "RST_STREAM",
    4: "SETTINGS",
    5: "PUSH_PROMISE",
    6: "PING",
    7: "GOAWAY",
    8: "WINDOW_UPDATE",
    9: "CONTINUATION",
}
DATA, GOAWAY = 0, 7
GOAWAY_BYTES = 8  # the least that its payload has
FRAME_BYTES = 16384  # the most that a payload has unless more was agreed on
ERRORS = (  # RFC 9113 7, by their numbers
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY",
    "HTTP_1_1_REQUIRED",
)


class FrameHead(NamedTuple):
    offset: int
    length: int  # of the payload
    type: int
    flags: int
    stream: int

    @property
    def type_name(self) -> str:
        return TYPES.get(self.type, f"type {self.type}")


class GoAway(NamedTuple):
    last_stream: int  # all streams up to it are still answered
    error: int


class Heard(NamedTuple):
    """What one read brought."""

    heads: list[FrameHead]
    rest: bytes  # for the engine that reads what the frames say


class FrameHeadReader:
    """Feed it one direction of a connection in any cut; each frame counts once its head is here.

    A GOAWAY without an error that leaves the streams up to `newest_stream` alive is kept from the engine, which would
    read no further: RFC 9113 6.8 has the server answer them to their end.
    """

    def __init__(self, offset: int = 0, *, preface: bool = False) -> None:
        self.goaway: GoAway | None = None  # the last one
        self.newest_stream = 0
        self._offset = offset  # of the first byte that is held, or the next one
        self._skip = len(PREFACE) if preface else 0  # bytes that are in no head
        self._held = b""  # a head, or a GOAWAY, that is not all here

    def feed(self, data: bytes) -> Heard:
        """The heads that are complete with these bytes, and these bytes without what is kept back."""
        heads: list[FrameHead] = []
        passed: list[bytes] = []
        buf = self._held + data if self._held else data
        size, at, begun = len(buf), self._skip, 0
        while at + HEAD_BYTES <= size:
            length = int.from_bytes(buf[at : at + 3], "big")
            stream = int.from_bytes(buf[at + 5 : at + 9], "big") & 0x7FFFFFFF
            head = FrameHead(self._offset + at, length, buf[at + 3], buf[at + 4], stream)
            end = at + HEAD_BYTES + length
            if head.type == GOAWAY and GOAWAY_BYTES <= length <= FRAME_BYTES:
                if end > size:
                    break
                if self._leaves_alive(buf[at + HEAD_BYTES : end]):
                    passed.append(buf[begun:at])
                    begun = end
            heads.append(head)
            at = end
        cut = min(at, size)
        passed.append(buf[begun:cut])
        self._held, self._skip = buf[cut:], at - cut
        self._offset += cut
        return Heard(heads, b"".join(passed))

    def _leaves_alive(self, payload: bytes) -> bool:
        self.goaway = GoAway(int.from_bytes(payload[:4], "big") & 0x7FFFFFFF, int.from_bytes(payload[4:8], "big"))
        return self.goaway.error == 0 and self.goaway.last_stream >= self.newest_stream


def error_name(code: int) -> str:
    return ERRORS[code] if code < len(ERRORS) else f"error {code:#x}"
