"""permessage-deflate, RFC 7692: its four parameters, and zlib driven so that a bomb never unfolds."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

BLOCK_BYTES = 64 * 1024  # what is inflated at once, however much the bytes promise
STEP_BYTES = 16 * 1024
TAIL = b"\x00\x00\xff\xff"  # RFC 7692 7.2.2: taken off each message by the sender, put back by the reader
EMPTY = b"\x00"  # RFC 7692 7.2.3.6: a message of no bytes, where zlib sees no need to write any


@dataclass(frozen=True, slots=True)
class DeflateParameters:
    server_no_context_takeover: bool = False
    client_no_context_takeover: bool = False
    server_max_window_bits: int = 15
    client_max_window_bits: int = 15

    def of(self, origin: str) -> tuple[int, bool]:
        """Window bits, and whether the window outlives a message, of what `origin` sends."""
        if origin == "client":
            return self.client_max_window_bits, not self.client_no_context_takeover
        return self.server_max_window_bits, not self.server_no_context_takeover


class Inflater:
    """One direction's inflater: pieces in, blocks of at most 64 KiB out, zlib.error where they are broken."""

    def __init__(self, window_bits: int = 15, *, takeover: bool = True) -> None:
        self.window_bits = window_bits
        self.takeover = takeover
        self.lost = False  # a message was broken off: what refers back into it cannot be read
        self._zlib = zlib.decompressobj(-window_bits)
        self._again: Iterator[bytes] | None = None  # the blocks of a message that `whole` has begun

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Inflate a piece of a message."""
        if self._again is not None:
            yield from self._again
            return
        for start in range(0, len(data), STEP_BYTES):  # zlib copies what it has not consumed: keep that short
            yield from self._inflate(data[start : start + STEP_BYTES])

    def flush(self) -> Iterator[bytes]:
        """What is left of a message that ends here."""
        return self.feed(TAIL)

    def whole(self, data: bytes, most: int) -> bytes | None:
        """A message that is all here, if it has less than `most` bytes; else none, and `feed` still has it all."""
        try:
            message = self._zlib.decompress(data + TAIL, most)
        except zlib.error as error:
            self._again = _raise(error)
            return None
        if len(message) >= most or self._zlib.eof:
            self.unread(message)
            return None
        if not self.takeover:
            self._zlib = zlib.decompressobj(-self.window_bits)
        return message

    def unread(self, message: bytes) -> None:
        """Let `feed` give what `whole` gave, or has begun with."""
        self._again = chain((message,), self._inflate(self._left()))

    def end_message(self, *, complete: bool) -> None:
        """Forget the window where it is not to be kept, or cannot be."""
        self.lost = self.takeover and (self.lost or not complete)
        self._again = None
        if not self.takeover or not complete:
            self._zlib = zlib.decompressobj(-self.window_bits)

    def _inflate(self, rest: bytes) -> Iterator[bytes]:
        while rest:
            yield self._zlib.decompress(rest, BLOCK_BYTES)
            rest = self._left()
        while block := self._zlib.decompress(b"", BLOCK_BYTES):  # zlib may hold output it had no room for
            yield block

    def _left(self) -> bytes:
        """What zlib has not consumed."""
        if not self._zlib.eof:
            return self._zlib.unconsumed_tail
        rest = self._zlib.unused_data  # RFC 7692 7.2.3.4: a block marked as final may be followed by others
        self._zlib = zlib.decompressobj(-self.window_bits)
        return rest


def _raise(error: zlib.error) -> Iterator[bytes]:
    raise error
    yield


class Deflater:
    """One direction's compressor: a message in, its payload for frames with RSV1 out."""

    def __init__(self, window_bits: int = 15, *, takeover: bool = True, level: int = 6) -> None:
        # zlib cannot write a window of 8 bits: without any match, what it writes fits into every window
        strategy = zlib.Z_DEFAULT_STRATEGY if window_bits > 8 else zlib.Z_HUFFMAN_ONLY
        self._settings = level, zlib.DEFLATED, -max(window_bits, 9), zlib.DEF_MEM_LEVEL, strategy
        self.takeover = takeover
        self._zlib = zlib.compressobj(*self._settings)

    def deflate(self, message: bytes) -> bytes:
        """Compress one message."""
        data = self._zlib.compress(message) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        if not self.takeover:
            self._zlib = zlib.compressobj(*self._settings)
        return data.removesuffix(TAIL) or EMPTY
