"""One WebSocket frame, RFC 6455 section 5.2: its parts as they stood on the wire, and built, also illegally."""

from collections.abc import Callable
from typing import NamedTuple

from rtcli.wire.fault import Fault
from rtcli.wire.mask import xor

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
OPCODE_NAMES = {0x0: "continuation", 0x1: "text", 0x2: "binary", 0x8: "close", 0x9: "ping", 0xA: "pong"}
OPCODES = {name: code for code, name in OPCODE_NAMES.items()}
_LEGAL = frozenset((0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8A))  # first bytes without compression
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


def opcode_of(name: str) -> int:
    """The opcode that a frame of this name has."""
    return OPCODES[name] if name in OPCODES else int(name.removeprefix("reserved-"))


def head_size(buf: bytes, at: int) -> int:
    """How many bytes the header has that starts at `at`, or 0 while its first two are not here."""
    if len(buf) - at < 2:
        return 0
    second = buf[at + 1]
    return 2 + {126: 2, 127: 8}.get(second & 127, 0) + (4 if second >= 0x80 else 0)


def build_frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    key: bytes = b"",
    length_form: int | None = None,
    declared: int | None = None,
    mask_bit: bool | None = None,
) -> bytes:
    """A frame, masked where a key is given; the last three make it lie: over-long form, false length or mask bit."""
    size = len(payload) if declared is None else declared
    form = length_form or (7 if size < 126 else 16 if size < 1 << 16 else 64)
    short, wide = {7: (size, b""), 16: (126, _big(size, 2, form)), 64: (127, _big(size, 8, form))}[form]
    if not (0 <= opcode < 16 and 0 <= rsv < 8 and len(key) in (0, 4)):
        raise ValueError("an opcode has 4 bits, the reserved bits are 3, and a key has 32 or is not there")
    if not 0 <= short < 128:
        raise ValueError(f"{size} does not fit into a length of 7 bits")
    masked = bool(key) if mask_bit is None else mask_bit
    head = bytes((fin << 7 | rsv << 4 | opcode, masked << 7 | short)) + wide + key
    return head + (xor(payload, key) if key else payload)


def _big(size: int, width: int, form: int) -> bytes:
    """The extended length, where this form has one."""
    if form != width * 8:
        return b""
    if size >= 1 << form:
        raise ValueError(f"{size} does not fit into a length of {form} bits")
    return size.to_bytes(width, "big")


def head_faults(head: bytes, offset: int, *, origin: str, deflated: bool) -> list[Fault]:
    """What the header alone does wrong, sent by `origin` at `offset`; `deflated` where compression was agreed on."""
    first, second = head[0], head[1]
    if first in _LEGAL and len(head) == (6 if origin == "client" else 2) and (second >= 0x80) == (origin == "client"):
        return []
    opcode, rsv, short = first & 15, first >> 4 & 7, second & 127
    control = opcode >= 8
    found: list[Fault] = []

    def fault(code: str, at: int, says: str) -> None:
        found.append(Fault(code, offset + at, says))

    if deflated and rsv & 4 and opcode == CONTINUATION:  # RFC 7692 6.1: set on the first frame of a message only
        fault("frame.rsv1-on-continuation", 0, "RSV1 is set on a continuation frame")
        rsv &= 3
    elif deflated and rsv & 4 and control:
        fault("frame.rsv1-on-control", 0, f"RSV1 is set on a {OPCODE_NAMES.get(opcode, 'control')} frame")
        rsv &= 3
    if rsv & (3 if deflated else 7):
        hint = "; RSV1 marks a compressed message, but no compression was agreed on" if rsv & 4 and not deflated else ""
        fault("frame.reserved-bits", 0, f"RSV bits are {rsv:03b}{hint}")
    if opcode not in OPCODE_NAMES:
        fault("frame.reserved-opcode", 0, f"opcode is 0x{opcode:X}")
    if control and first < 0x80:
        fault("frame.control-fragmented", 0, "a control frame with FIN 0")
    if (second >= 0x80) != (origin == "client"):
        code = "frame.unmasked-by-client" if origin == "client" else "frame.masked-by-server"
        fault(code, 1, f"MASK is {second >> 7}")
    if control and short > CONTROL_LIMIT:
        size = int.from_bytes(head[2 : 4 if short == 126 else 10], "big")
        fault("frame.control-too-long", 1, f"{size} bytes in a control frame")
    if short > 125:
        _judge_length(head, fault)
    return found


def _judge_length(head: bytes, fault: Callable[[str, int, str], None]) -> None:
    wide = 2 if head[1] & 127 == 126 else 8
    size = int.from_bytes(head[2 : 2 + wide], "big")
    if size >> 63:
        fault("frame.length-top-bit", 2, f"the 64-bit length is 0x{size:016X}")
    elif size < (126 if wide == 2 else 1 << 16):
        fault("frame.length-not-minimal", 2, f"{size} written in {wide * 8} bits")
