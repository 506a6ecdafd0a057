"""Content codings undone as the bytes come: gzip, deflate, br and zstd, block by block, so that no bomb goes off.

What cannot be decoded is ValueError, and the end of what can be read.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from rtcli.wire.http1 import quoted

BLOCK_BYTES = 256 * 1024  # about as much comes out at once
ZSTD_STEP_BYTES = 128  # goes in at once where nothing limits what comes out: 4 bytes can stand for 128 KiB
ZSTD_WINDOW_BYTES = 8 << 20  # RFC 9659: more may not be asked of whoever decodes
CODINGS = ("gzip", "deflate", "br", "zstd")  # as a browser names them


class Decoder(Protocol):
    """One coding."""

    @property
    def done(self) -> bool:
        """Whether nothing is missing: the coding's own end has come, or not a byte of it."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The blocks that these bytes complete; ValueError where they are broken."""


class Gzip:
    """RFC 1952, also in several members."""

    def __init__(self, window_bits: int = zlib.MAX_WBITS | 16) -> None:
        self._window_bits = window_bits
        self._zlib = zlib.decompressobj(window_bits)
        self._begun = False

    @property
    def done(self) -> bool:
        return self._zlib.eof or not self._begun

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        block = b""
        while data or len(block) == BLOCK_BYTES:  # a full block may be followed by what is already inside
            if self._zlib.eof:
                if not data:
                    return
                self._zlib = zlib.decompressobj(self._window_bits)  # RFC 1952 2.2: a file is a series of members
            try:
                block = self._zlib.decompress(data, BLOCK_BYTES)
            except zlib.error as error:
                raise ValueError(str(error).rpartition(": ")[2]) from error
            if block:
                yield block
            data = self._zlib.unconsumed_tail or self._zlib.unused_data


class Deflate:
    """RFC 9110 8.4.1.2: in the format of zlib, or bare, as some servers send it."""

    def __init__(self) -> None:
        self._start = b""
        self._inner: Gzip | None = None  # once two bytes have told which

    @property
    def done(self) -> bool:
        return self._inner.done if self._inner else not self._start

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None:
            self._start += data
            if len(self._start) < 2:
                return iter(())
            # RFC 1950 2.2: the method is 8, and the two bytes are a multiple of 31
            is_zlib = self._start[0] & 0x0F == 8 and int.from_bytes(self._start[:2], "big") % 31 == 0
            self._inner, data = Gzip(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS), self._start
        return self._inner.feed(data)


class Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # it has none

        self._decoder: Any = brotli.Decompressor()
        self._broken: type[Exception] = brotli.error
        self._begun = False

    @property
    def done(self) -> bool:
        return not self._begun or bool(self._decoder.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        try:
            while data or not self._decoder.is_finished():
                block = self._decoder.process(data, output_buffer_limit=BLOCK_BYTES)
                if not block:
                    return
                yield block
                data = b""
        except self._broken as error:
            raise ValueError("no brotli") from error


class Zstd:
    """RFC 8878, also in several frames."""

    def __init__(self) -> None:
        import zstandard

        settings: Any = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
        self._new: Callable[[], Any] = settings.decompressobj
        self._broken: type[Exception] = zstandard.ZstdError
        self._decoder = self._new()
        self._begun = False

    @property
    def done(self) -> bool:
        return not self._begun or bool(self._decoder.eof)

    def feed(self, data: bytes) -> Iterator[bytes]:
        at = 0
        while at < len(data):
            self._begun = True
            if self._decoder.eof:  # RFC 8878 3: a file is a series of frames
                self._decoder = self._new()
            step = data[at : at + ZSTD_STEP_BYTES]
            try:
                block = self._decoder.decompress(step)
            except self._broken as error:
                raise ValueError(str(error).rpartition(": ")[2].lower()) from error
            if block:
                yield block
            at += len(step) - len(self._decoder.unused_data)


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": Gzip,
    "x-gzip": Gzip,
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstd,
}


def decoders(names: list[str]) -> list[Decoder]:
    """What undoes these codings, the last that was applied first; ValueError where one is not known."""
    chain: list[Decoder] = []
    for name in reversed(names):
        plain = name.lower()
        if plain == "identity":
            continue
        if plain not in _DECODERS:
            raise ValueError(f"the content coding {quoted(name)} is not known")
        chain.append(_DECODERS[plain]())
    return chain


def decode(chain: list[Decoder], data: bytes) -> Iterator[bytes]:
    """The blocks that come out at the end of the chain."""
    if not chain:
        yield data
        return
    first, *others = chain
    for block in first.feed(data):
        yield from decode(others, block)
