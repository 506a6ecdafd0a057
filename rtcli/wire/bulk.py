"""The hot loops of an open session: whole messages of one kind that a server sent in a row, each in one frame.

They take frames of at most 64 KiB, unmasked and without a fault, and leave whatever is not to their caller.
"""

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from rtcli.wire.deflate import BLOCK_BYTES, Inflater
from rtcli.wire.messages import Message

PLAIN = frozenset((0x81, 0x82))  # first bytes: final text, binary
DEFLATED = frozenset((0xC1, 0xC2))  # the same, compressed
_new = tuple.__new__  # half the cost of calling the class


class Stretch(NamedTuple):
    payloads: list[bytes]  # of messages with the first byte that the first of them has
    end: int  # the first byte that was not taken
    wire_length: int  # payload bytes as they stood on the wire


def plain_stretch(buf: bytes, at: int) -> Stretch:
    """Take the messages at `at`."""
    start, first, size = at, buf[at], len(buf)
    last, wide = size - 2, 0
    payloads: list[bytes] = []
    add = payloads.append
    while at <= last and buf[at] == first:
        length = buf[at + 1]
        body = at + 2
        if length > 125:
            body += 2
            if length != 126 or body > size:
                break
            length = buf[at + 2] << 8 | buf[at + 3]
            if length < 126 or body + length > size:
                break
            wide += 1
        end = body + length
        if end > size:
            break
        add(buf[body:end])
        at = end
    if first == 0x81 and not _are_text(payloads):
        payloads = list(takewhile(is_text, payloads))
        wide = sum(len(payload) > 125 for payload in payloads)
        at = start + sum(map(len, payloads)) + 2 * (len(payloads) + wide)
    return _new(Stretch, (payloads, at, at - start - 2 * (len(payloads) + wide)))


def deflated_stretch(buf: bytes, at: int, *, inflater: Inflater, limit: int) -> Stretch:
    """Take the compressed messages at `at`; what is too long for one go, or broken, the inflater keeps for `feed`."""
    first, size = buf[at], len(buf)
    last, wire_length = size - 2, 0
    most = min(limit + 1, BLOCK_BYTES)
    payloads: list[bytes] = []
    add, inflate = payloads.append, inflater.whole
    while at <= last and buf[at] == first:
        length = buf[at + 1]
        body = at + 2
        if length > 125:
            body += 2
            if length != 126 or body > size:
                break
            length = buf[at + 2] << 8 | buf[at + 3]
            if length < 126:
                break
        end = body + length
        if end > size:
            break
        payload = inflate(buf[body:end], most)
        if payload is None:
            break
        if first == 0xC1 and not payload.isascii() and not is_text(payload):
            inflater.unread(payload)
            break
        add(payload)
        wire_length += length
        at = end
    return _new(Stretch, (payloads, at, wire_length))


def as_messages(stretch: Stretch, buf: bytes, at: int, *, offset: int) -> Iterator[Message]:
    """The same one by one; byte 0 of `buf` stands at `offset`."""
    opcode, compressed = buf[at] & 15, buf[at] >= 0xC0
    for payload in stretch.payloads:
        length = size = len(payload)
        if compressed:
            length = buf[at + 1] if buf[at + 1] < 126 else buf[at + 2] << 8 | buf[at + 3]
        yield _new(Message, (offset + at, "server", opcode, payload, size, length, 1, compressed, True, ()))
        at += length + (2 if length < 126 else 4)


def size_of_frame(buf: bytes, at: int) -> int:
    """How many bytes the frame at `at` has, if its head is that of a whole message; 0 where it is not, or not here."""
    size = len(buf) - at
    if size < 2 or (buf[at] not in PLAIN and buf[at] not in DEFLATED):
        return 0
    length = buf[at + 1]
    if length < 126:
        return 2 + length
    for form, head, least in ((126, 4, 126), (127, 10, 1 << 16)):
        if length == form and size >= head:
            wide = int.from_bytes(buf[at + 2 : at + head], "big")
            return head + wide if wide >= least else 0
    return 0


def is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


def _are_text(payloads: list[bytes]) -> bool:
    """Whether all are; beyond ASCII they are looked at together, since no character goes on over a line's end."""
    return all(map(bytes.isascii, payloads)) or is_text(b"\n".join(payloads))
