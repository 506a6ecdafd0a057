"""Messages to the bytes of a client's frames: compressed, cut and masked, and what belongs together in one write.

It knows no states: whoever calls it may send.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from struct import iter_unpack

from rtcli.net.link import Link
from rtcli.session.stats import Flow
from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.frames import CONTROL_LIMIT, Frame
from rtcli.wire.mask import fast_xor

KEY_BLOCK_BYTES = 4096
GATHER_BYTES = 65536  # so much is worth a write of its own
FIN, RSV1, MASK = 0x80, 0x40, 0x80


def masking_keys(random: Callable[[int], bytes]) -> Iterator[bytes]:
    """Keys without end, out of blocks of randomness: to ask for each would cost more than to mask."""
    while True:
        for (key,) in iter_unpack("4s", random(KEY_BLOCK_BYTES)):
            yield key


@cache
def short_heads(first: int) -> list[bytes]:
    """The first two bytes of masked frames, for each length up to 125."""
    return [bytes((first, MASK | size)) for size in range(126)]


def long_head(first: int, size: int) -> bytes:
    """The first bytes of a masked frame that is longer than that, up to its key."""
    if size < 1 << 16:
        return bytes((first, MASK | 126)) + size.to_bytes(2, "big")
    return bytes((first, MASK | 127)) + size.to_bytes(8, "big")


class Sender:
    """Our direction of a session."""

    def __init__(self, link: Link, deflate: DeflateParameters | None, *, keys: Iterator[bytes], flow: Flow) -> None:
        self.fragment_bytes: int | None = None  # of a frame of a message
        self.said: Callable[[list[Frame]], None] | None = None  # whoever wants to know what is written
        self.is_held = False  # nothing is written until somebody says flush
        self._link = link
        self._keys = keys
        self._flow = flow
        self._mask = fast_xor()
        self._parts: list[bytes] = []
        self._size = 0  # of the parts
        self._offset = 0  # in our direction, of the next frame
        self._frames: list[Frame] = []  # that nobody was told of yet
        self._flush_soon: asyncio.Handle | None = None
        bits, takeover = deflate.of("client") if deflate else (0, False)
        self._deflater = Deflater(bits, takeover=takeover) if deflate else None

    def messages(self, payloads: list[bytes], opcode: int) -> None:
        """Each of these as a message of its own."""
        first = FIN | opcode
        self._flow.messages += len(payloads)
        self._flow.bytes += sum(map(len, payloads))
        if self._deflater is not None:
            # even where it grows by that: the compressor refers back to it from now on
            payloads, first = [*map(self._deflater.deflate, payloads)], first | RSV1
        if self.fragment_bytes is None:
            self._put(first, payloads)
        else:
            for payload in payloads:
                self._put_fragments(first, payload, self.fragment_bytes)
        self._ready()

    def control(self, opcode: int, payload: bytes) -> None:
        if len(payload) > CONTROL_LIMIT:
            raise ValueError(f"a control frame carries at most {CONTROL_LIMIT} bytes, and these are {len(payload)}")
        self._flow.control += 1
        self._put(FIN | opcode, (payload,))
        self._ready()

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._parts.append(data)
        self._size += len(data)
        self._offset += len(data)
        self._ready()

    def flush(self) -> None:
        """Write what has been gathered."""
        if self._flush_soon is not None:
            self._flush_soon.cancel()
            self._flush_soon = None
        if self._parts:
            parts, self._parts, self._size = self._parts, [], 0
            self._link.write(b"".join(parts))
        if self._frames and self.said is not None:
            frames, self._frames = self._frames, []
            self.said(frames)

    def _put_fragments(self, first: int, payload: bytes, most: int) -> None:
        """A message in frames of at most so many bytes."""
        *pieces, last = [payload[start : start + most] for start in range(0, len(payload), most)] or [b""]
        for piece in pieces:
            self._put(first & ~FIN, (piece,))
            first = FIN  # and the opcode of a continuation
        self._put(first, (last,))

    def _put(self, first: int, payloads: Iterable[bytes]) -> None:
        """Frames with this first byte."""
        keys, mask, heads, add = self._keys, self._mask, short_heads(first), self._parts.append
        begin = offset = self._offset
        number = 0
        for payload in payloads:
            size = len(payload)
            head = heads[size] if size < 126 else long_head(first, size)
            key = next(keys)
            add(head)
            add(key)
            add(mask(payload, key))
            if self.said is not None:
                self._frames.append(Frame(offset, head + key, payload))
            offset += len(head) + 4 + size
            number += 1
        self._offset = offset
        self._size += offset - begin
        self._flow.frames += number
        self._flow.wire_bytes += offset - begin

    def _ready(self) -> None:
        if self._size > GATHER_BYTES:
            self.flush()
        elif self._flush_soon is None and not self.is_held:
            self._flush_soon = asyncio.get_running_loop().call_soon(self.flush)
