"""A frame to its fields, each with its bits, its value and what that means, RFC 6455 section 5.2."""

from collections.abc import Iterator
from typing import NamedTuple

from rtcli.wire.close import close_name
from rtcli.wire.frames import CLOSE, CONTINUATION, OPCODE_NAMES, Frame

LABELS = {
    "fin": "FIN",
    "rsv": "RSV1-3",
    "opcode": "opcode",
    "mask": "MASK",
    "length": "length",
    "extended": "length",
    "key": "key",
    "code": "code",
}
AT_FAULT = {  # which field a fault is seen in; those of the payload are seen at their offset
    "frame.reserved-bits": "rsv",
    "frame.rsv1-on-continuation": "rsv",
    "frame.rsv1-on-control": "rsv",
    "frame.control-fragmented": "fin",
    "frame.reserved-opcode": "opcode",
    "frame.continuation-without-start": "opcode",
    "frame.message-inside-message": "opcode",
    "close.data-after": "opcode",
    "frame.unmasked-by-client": "mask",
    "frame.masked-by-server": "mask",
    "frame.mask-mixed": "mask",
    "frame.control-too-long": "length",
    "frame.too-big": "length",
    "message.too-big": "length",
    "frame.length-not-minimal": "extended",
    "frame.length-top-bit": "extended",
    "close.forbidden-code": "code",
}
FIN_MEANS = {  # by FIN, and by whether the frame is a control, a continuation or another frame
    (True, "control"): "a whole control frame",
    (True, "continuation"): "last of its message",
    (True, "first"): "the whole message",
    (False, "control"): "more frames follow",
    (False, "continuation"): "more frames follow",
    (False, "first"): "first frame, more follow",
}


class Field(NamedTuple):
    name: str
    at: int  # where it starts, counted from the start of the frame
    data: bytes
    bits: int  # which bits of its one byte it has, 0 for all of its bytes
    value: str
    meaning: str


def head_fields(frame: Frame) -> Iterator[Field]:
    """The fields of the header, and the code where the payload starts with one, in the order of the wire."""
    head = frame.head
    first, second = head[:1], head[1:2]
    yield Field("fin", 0, first, 0x80, f"{frame.fin:d}", FIN_MEANS[frame.fin, _kind(frame)])
    yield Field("rsv", 0, first, 0x70, f"{frame.rsv:03b}", _rsv_means(frame))
    yield Field("opcode", 0, first, 0x0F, f"0x{frame.opcode:X}", _opcode_means(frame))
    yield Field("mask", 1, second, 0x80, f"{frame.masked:d}", "masked" if frame.masked else "not masked")
    yield from _length(frame)
    if frame.masked:
        yield Field("key", len(head) - 4, frame.key, 0, "", _key_means(frame))
    if frame.opcode == CLOSE and len(frame.payload) > 1:
        code = int.from_bytes(frame.payload[:2], "big")
        yield Field("code", len(head), frame.payload[:2], 0, f"{code}", close_name(code))


def _kind(frame: Frame) -> str:
    return "control" if frame.opcode >= CLOSE else "continuation" if frame.opcode == CONTINUATION else "first"


def _opcode_means(frame: Frame) -> str:
    reserved = f"reserved for {'control' if frame.opcode >= CLOSE else 'data'} frames"
    return OPCODE_NAMES.get(frame.opcode, reserved)


def _rsv_means(frame: Frame) -> str:
    if not frame.rsv:
        return "none set"
    if frame.rsv == 4 and not any(AT_FAULT.get(fault.code) == "rsv" for fault in frame.faults):
        return "RSV1: compressed"  # RFC 7692 6
    return ", ".join(f"RSV{4 - bit}" for bit in (3, 2, 1) if frame.rsv >> bit - 1 & 1)


def _length(frame: Frame) -> Iterator[Field]:
    short = frame.head[1] & 0x7F
    size = "no payload" if not frame.length else "byte of payload" if frame.length == 1 else "bytes of payload"
    if frame.length_form == 7:
        yield Field("length", 1, frame.head[1:2], 0x7F, f"{short}", size)
        return
    yield Field("length", 1, frame.head[1:2], 0x7F, f"{short}", f"it is in the next {frame.length_form} bits")
    yield Field("extended", 2, frame.head[2 : 2 + frame.length_form // 8], 0, f"{frame.length:,}", size)


def _key_means(frame: Frame) -> str:
    if not frame.length:
        return "nothing to mask"
    return "taken off the payload below" if any(frame.key) else "all zero: it masks nothing"
