"""The frames of HTTP/2 as their heads, RFC 9113 section 4: where each begins, of what kind, how long, of which stream.

It reads no payload: what the headers and the data say, a kept engine reads.
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
DATA = 0
END_STREAM = 0x1
PADDED = 0x8


class FrameHead(NamedTuple):
    offset: int
    length: int  # of the payload
    type: int
    flags: int
    stream: int

    @property
    def type_name(self) -> str:
        return TYPES.get(self.type, f"type {self.type}")


class FrameHeadReader:
    """Feed it one direction of a connection in any cut; each frame counts once its head is here."""

    def __init__(self, offset: int = 0, *, preface: bool = False) -> None:
        self._offset = offset  # of the next byte
        self._skip = len(PREFACE) if preface else 0  # bytes that are in no head
        self._held = b""

    def feed(self, data: bytes) -> list[FrameHead]:
        """The heads that are complete with these bytes."""
        heads: list[FrameHead] = []
        buf = self._held + data if self._held else data
        start = self._offset - len(self._held)
        size, at = len(buf), self._skip
        while at + HEAD_BYTES <= size:
            length = int.from_bytes(buf[at : at + 3], "big")
            stream = int.from_bytes(buf[at + 5 : at + 9], "big") & 0x7FFFFFFF
            heads.append(FrameHead(start + at, length, buf[at + 3], buf[at + 4], stream))
            at += HEAD_BYTES + length
        self._held = buf[at:]
        self._skip = max(at - size, 0)
        self._offset += len(data)
        return heads
