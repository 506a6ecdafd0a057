"""One WebSocket frame, RFC 6455 section 5.2: its parts as they stood on the wire, and built, also illegally."""

from typing import NamedTuple

from rtcli.wire.fault import Fault

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
OPCODE_NAMES = {0x0: "continuation", 0x1: "text", 0x2: "binary", 0x8: "close", 0x9: "ping", 0xA: "pong"}
OPCODES = {name: code for code, name in OPCODE_NAMES.items()}
CONTROL_LIMIT = 125  # RFC 6455 5.5: a control frame carries at most 125 bytes


class Frame(NamedTuple):
    offset: int  # of its first byte in the stream
    head: bytes  # the header as it stood on the wire, masking key included
    payload: bytes  # unmasked; shorter than `length` where it was cut or truncated
    faults: tuple[Fault, ...] = ()

    @property
    def fin(self) -> bool:
        return self.head[0] >= 0x80

    @property
    def rsv(self) -> int:
        """The three reserved bits as a number: RSV1 is 4, RSV2 is 2, RSV3 is 1."""
        return self.head[0] >> 4 & 7

    @property
    def opcode(self) -> int:
        return self.head[0] & 15

    @property
    def opcode_name(self) -> str:
        return OPCODE_NAMES.get(self.opcode) or f"reserved-{self.opcode}"

    @property
    def masked(self) -> bool:
        return self.head[1] >= 0x80

    @property
    def key(self) -> bytes:
        """The masking key, empty where there is none."""
        return self.head[-4:] if self.masked else b""

    @property
    def length_form(self) -> int:
        """How many bits the length was written in: 7, 16 or 64."""
        return {126: 16, 127: 64}.get(self.head[1] & 127, 7)

    @property
    def length(self) -> int:
        """The payload length that the header declares."""
        short = self.head[1] & 127
        return short if short < 126 else int.from_bytes(self.head[2 : 4 if short == 126 else 10], "big")

    @property
    def end(self) -> int:
        """The first offset after this frame, as its header declares it."""
        return self.offset + len(self.head) + self.length
