"""The hot loop: all the plain frames that stand in a row, whole, unfragmented, faultless, into values.

It takes text, binary, ping and pong with a length of 7 or 16 bits and leaves whatever is not plain to its caller.
"""

from typing import NamedTuple

from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame
from rtcli.wire.mask import Mask
from rtcli.wire.messages import Message

LONGEST_HEAD = 8
LONGEST = 0xFFFF  # payload bytes of a frame that is taken here
PLAIN = frozenset((0x81, 0x82, 0x89, 0x8A))  # first bytes: final text, binary, ping, pong


class Bulk(NamedTuple):
    """Whole messages of one kind that came together, each in one frame and without a fault."""

    opcode: int
    payloads: list[bytes]  # inflated where they were compressed
    wire_length: int  # payload bytes of their frames as they stood on the wire


Item = Frame | Message | Fault  # what a stream is read into
Heard = Item | Bulk  # and what an open session is, where messages in bulk are welcome


class Run(NamedTuple):
    end: int  # the first byte that was not taken
    counts: dict[str, int]  # by the name of the opcode
    wide: int  # how many wrote their length in 16 bits
    control_bytes: int  # payload of the pings and pongs


class Wanted(NamedTuple):
    frames: bool
    messages: bool
    control: bool = False  # of the frames these at least


def plain_run(buf: bytes, at: int, offset: int, *, unmask: Mask | None, wanted: Wanted, into: list[Item]) -> Run:
    """Take the plain frames at `at`, masked where `unmask` is given; byte 0 of `buf` stands at `offset`."""
    size = len(buf)
    last = size - LONGEST_HEAD
    flip, head_size, origin = (0x80, 6, "client") if unmask else (0, 2, "server")
    frames, messages, control = wanted
    keep = frames or messages or control
    texts = binaries = pings = pongs = wide = control_bytes = 0
    add, new = into.append, tuple.__new__  # half the cost of calling the class
    while at <= last:
        first = buf[at]
        length = buf[at + 1] ^ flip  # over 127 where the mask bit is not as it should be
        body = at + head_size
        if length > 125:
            if length != 126 or first > 0x82:
                break
            length = buf[at + 2] << 8 | buf[at + 3]
            if length < 126:
                break
            body += 2
        end = body + length
        if end > size:
            break
        if keep or first == 0x81:
            payload = buf[body:end]
            if unmask:
                payload = unmask(payload, buf[body - 4 : body])
        if first == 0x81:
            if not payload.isascii():
                try:
                    payload.decode()
                except UnicodeDecodeError:
                    break
            texts += 1
        elif first == 0x82:
            binaries += 1
        elif first == 0x89:
            pings += 1
            control_bytes += length
        elif first == 0x8A:
            pongs += 1
            control_bytes += length
        else:
            break
        if keep:
            if frames or (control and first > 0x88):
                add(new(Frame, (offset + at, buf[at:body], payload, ())))
            if messages and first < 0x89:
                add(new(Message, (offset + at, origin, first & 15, payload, length, length, 1, False, True, ())))
        if length > 125:
            wide += 1
        at = end
    return Run(at, {"text": texts, "binary": binaries, "ping": pings, "pong": pongs}, wide, control_bytes)
