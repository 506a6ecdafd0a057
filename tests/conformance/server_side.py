"""What a client sends, as RFC 6455 has a server take it: whole frames out of a buffer, and an error for every sin."""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

TAIL = b"\x00\x00\xff\xff"
STEP_BYTES = 64  # inflated at once: zlib finds a reference that is too long only behind what it has just written


class Sent(NamedTuple):
    fin: bool
    rsv: int
    opcode: int
    key: bytes
    payload: bytes  # unmasked


def read_frames(buffer: bytearray) -> list[Sent]:
    """Take the frames that are complete."""
    frames: list[Sent] = []
    while (size := _frame_size(buffer)) and len(buffer) >= size[0] + size[1]:
        head, length = size
        key = bytes(buffer[head - 4 : head])
        wide = length + -length % 4
        mask = int.from_bytes(key * (wide // 4), "big")
        body = int.from_bytes(buffer[head : head + length].ljust(wide, b"\0"), "big") ^ mask
        payload = body.to_bytes(wide, "big")[:length]
        frames.append(Sent(buffer[0] >= 0x80, buffer[0] >> 4 & 7, buffer[0] & 15, key, payload))
        _must_be_legal(frames[-1])
        del buffer[: head + length]
    return frames


def _frame_size(buffer: bytearray) -> tuple[int, int] | None:
    """Bytes of the head and of the payload, once that can be known."""
    if len(buffer) < 2:
        return None
    assert buffer[1] & 0x80, "5.1: a client masks every frame"
    short = buffer[1] & 0x7F
    wide = {126: 2, 127: 8}.get(short, 0)
    if len(buffer) < 6 + wide:
        return None
    if not wide:
        return 6, short
    length = int.from_bytes(buffer[2 : 2 + wide], "big")
    assert length >= (126 if wide == 2 else 65536), "5.2: the least number of bytes"
    return 6 + wide, length


def _must_be_legal(frame: Sent) -> None:
    assert frame.opcode in (0, 1, 2, 8, 9, 10), "5.2: an opcode that is reserved"
    assert frame.rsv in (0, 4), "5.2: bits that no extension has been given"
    if frame.opcode >= 8:
        assert frame.fin and not frame.rsv and len(frame.payload) <= 125, "5.5: whole, plain, and of 125 bytes at most"


def inflated(frames: Iterable[Sent], window_bits: int, *, takeover: bool) -> list[tuple[int, bytes]]:
    """The messages of a compressing client, by a window of so many bits and no more."""
    messages: list[tuple[int, bytes]] = []
    reader = zlib.decompressobj(-window_bits)
    for frame in frames:
        assert frame.fin and frame.rsv == 4 and frame.opcode in (1, 2)
        message, rest = bytearray(), frame.payload + TAIL
        while piece := reader.decompress(rest, STEP_BYTES):
            message += piece
            rest = reader.unconsumed_tail
        messages.append((frame.opcode, bytes(message)))
        if not takeover:
            reader = zlib.decompressobj(-window_bits)
    return messages
