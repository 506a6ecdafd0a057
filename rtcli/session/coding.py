"""Content codings undone as the bytes come: gzip, deflate, br and zstd, block by block, so that no bomb unfolds.

What cannot be decoded is a fault and the end of what can be read.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

BLOCK_BYTES = 256 * 1024
STEP_BYTES = 16 * 1024  # what is fed at once: a decoder without a limit of its own unfolds no more than this promises
CODINGS = ("gzip", "deflate", "br", "zstd")  # as a browser names them


class Decoder(Protocol):
    """One coding."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The blocks that these bytes complete; ValueError where they are broken."""

    @property
    def done(self) -> bool:
        """Whether the coding's own end has been reached, so that nothing is missing."""


class Zlib:
    """gzip with several members, zlib, and the bare deflate that some servers send in its place."""

    def __init__(self, window_bits: int) -> None:
        self._window_bits = window_bits
        self._zlib = zlib.decompressobj(window_bits)
        self._begun = False

    @property
    def done(self) -> bool:
        return self._zlib.eof or not self._begun

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._zlib.eof:  # RFC 1952 2.2: a file is a series of members
                self._zlib = zlib.decompressobj(self._window_bits)
            try:
                block = self._zlib.decompress(data, BLOCK_BYTES)
            except zlib.error as error:
                if self._begun or self._window_bits != zlib.MAX_WBITS:
                    raise ValueError(str(error).rpartition(": ")[2]) from error
                self._window_bits = -zlib.MAX_WBITS  # RFC 9110 8.4.1.2 notes that zlib's wrapping is left out at times
                self._zlib = zlib.decompressobj(self._window_bits)
                block = self._zlib.decompress(data, BLOCK_BYTES)
            self._begun = True
            if block:
                yield block
            data = self._zlib.unconsumed_tail or self._zlib.unused_data


class Foreign:
    """A decoder of another library, which gives all that a step unfolds to."""

    def __init__(self, decode: Callable[[bytes], bytes], is_done: Callable[[], bool]) -> None:
        self._decode = decode
        self._is_done = is_done
        self._begun = False

    @property
    def done(self) -> bool:
        return not self._begun or self._is_done()

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), STEP_BYTES):
            self._begun = True
            try:
                block = self._decode(data[start : start + STEP_BYTES])
            except Exception as error:  # each library has errors of its own, that share no class
                raise ValueError(str(error)) from error
            if block:
                yield block


def _brotli() -> Decoder:
    import brotli

    decoder: Any = brotli.Decompressor()
    return Foreign(decoder.process, decoder.is_finished)


def _zstd() -> Decoder:
    import zstandard

    decoder = zstandard.ZstdDecompressor().decompressobj()
    return Foreign(decoder.decompress, lambda: bool(decoder.eof))


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: Zlib(zlib.MAX_WBITS | 16),
    "deflate": lambda: Zlib(zlib.MAX_WBITS),
    "br": _brotli,
    "zstd": _zstd,
}


def decoders(names: list[str]) -> list[Decoder]:
    """What undoes these codings, the last that was applied first; ValueError where one is not known."""
    chain: list[Decoder] = []
    for name in reversed(names):
        plain = name.lower()
        if plain == "identity":
            continue
        if plain not in _DECODERS:
            raise ValueError(f"{name} is no content coding that is known here")
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
