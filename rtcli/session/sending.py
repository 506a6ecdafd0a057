"""Messages to the bytes of a client's frames: compressed, cut and masked, and what belongs together in one write.

It knows no states: whoever calls it may send.
"""

import asyncio
from collections.abc import Callable

from rtcli.net.link import Link
from rtcli.session.stats import Flow
from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.frames import CONTINUATION, Frame
from rtcli.wire.mask import fast_xor

KEYS_AT_ONCE = 1024
GATHER_BYTES = 65536  # more than that is not worth waiting for
FIN, RSV1 = 0x80, 0x40
SHORT_HEADS = [bytes((0x80 | size,)) for size in range(126)]  # the second byte: the mask bit, and the length


class Keys:
    """Masking keys, taken from blocks of randomness: asking for each would cost more than masking."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._block = b""
        self._at = 0

    def take(self, count: int = 1) -> bytes:
        """So many keys in a row."""
        size = 4 * count
        if self._at + size > len(self._block):
            self._block, self._at = self._random(max(size, 4 * KEYS_AT_ONCE)), 0
        start = self._at
        self._at += size
        return self._block[start : self._at]


class Sender:
    """Our direction of a session."""

    def __init__(self, link: Link, deflate: DeflateParameters | None, *, keys: Keys, flow: Flow) -> None:
        self.fragment_bytes: int | None = None  # of a frame of a message
        self.said: Callable[[list[Frame]], None] | None = None  # whoever wants to know what is written
        self.is_held = False  # nothing is written until somebody says flush
        self._link = link
        self._keys = keys
        self._flow = flow
        self._parts: list[bytes] = []
        self._size = 0  # of the parts
        self._frames: list[Frame] = []  # that nobody was told of yet
        self._offset = 0  # in our direction, of the next frame
        self._flush_soon: asyncio.Handle | None = None
        self._mask = fast_xor()
        bits, takeover = deflate.of("client") if deflate else (0, False)
        self._deflater = Deflater(bits, takeover=takeover) if deflate else None

    def messages(self, payloads: list[bytes], opcode: int) -> None:
        """Each of these as a message of its own."""
        for payload in payloads:
            first = FIN | opcode
            self._flow.bytes += len(payload)
            if self._deflater is not None:
                # even where it grows by that: the compressor refers back to it from now on
                payload, first = self._deflater.deflate(payload), first | RSV1
            if self.fragment_bytes is None or len(payload) <= self.fragment_bytes:
                self._frame(first, payload)
            else:
                self._fragments(first & ~FIN, payload, self.fragment_bytes)
        self._flow.messages += len(payloads)
        self._ready()

    def control(self, opcode: int, payload: bytes) -> None:
        if len(payload) > 125:
            raise ValueError(f"a control frame carries at most 125 bytes, and these are {len(payload)}")
        self._frame(FIN | opcode, payload)
        self._flow.control += 1
        self._ready()

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._put(data)
        self._offset += len(data)
        self._ready()

    def flush(self) -> None:
        """Write what has been gathered."""
        if self._flush_soon is not None:
            self._flush_soon.cancel()
            self._flush_soon = None
        if self._parts:
            parts, self._parts, self._size = self._parts, [], 0
            self._link.write(parts[0] if len(parts) == 1 else b"".join(parts))
        if self._frames and self.said is not None:
            frames, self._frames = self._frames, []
            self.said(frames)

    def _fragments(self, first: int, payload: bytes, size: int) -> None:
        for start in range(0, len(payload), size):
            is_last = start + size >= len(payload)
            self._frame(first | FIN * is_last, payload[start : start + size])
            first = CONTINUATION

    def _frame(self, first: int, payload: bytes) -> None:
        key = self._keys.take()
        head = bytes((first,)) + length_field(len(payload)) + key
        if self.said is not None:
            self._frames.append(Frame(self._offset, head, payload))
        self._put(head)
        self._put(self._mask(payload, key))
        self._offset += len(head) + len(payload)
        self._flow.frames += 1
        self._flow.wire_bytes += len(head) + len(payload)

    def _put(self, data: bytes) -> None:
        if len(data) > GATHER_BYTES:  # joining it to others would copy it
            self.flush()
            self._link.write(data)
        else:
            self._parts.append(data)
            self._size += len(data)

    def _ready(self) -> None:
        if self._size > GATHER_BYTES:
            self.flush()
        elif self._flush_soon is None and not self.is_held:
            self._flush_soon = asyncio.get_running_loop().call_soon(self.flush)


def length_field(size: int) -> bytes:
    """The second byte of a masked frame's header, with the extended length."""
    if size < 126:
        return SHORT_HEADS[size]
    return b"\xfe" + size.to_bytes(2, "big") if size < 1 << 16 else b"\xff" + size.to_bytes(8, "big")
