"""Codings undone: whole, byte by byte and at random cuts, broken, cut short, one upon the other, and bombs."""

import gzip
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it has none
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from rtcli.session.coding import BLOCK_BYTES, CODINGS, decode, decoders

PLAIN = b"data: one\n\n" * 40 + "data: zwei é\n\n".encode()


def bare(data: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return coder.compress(data) + coder.flush()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def flushed(data: bytes) -> bytes:
    coder = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    lines = data.splitlines(keepends=True)
    return b"".join(coder.compress(line) + coder.flush(zlib.Z_SYNC_FLUSH) for line in lines) + coder.flush()


CODED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip under its old name": ("x-gzip", gzip.compress),
    "gzip, line by line": ("GZIP", flushed),
    "gzip in members": (
        "gzip",
        lambda data: gzip.compress(data[:100]) + gzip.compress(b"") + gzip.compress(data[100:]),
    ),
    "zlib": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare),
    "brotli": ("br", brotli.compress),
    "zstd": ("zstd", zstd),
    "zstd in frames": ("zstd", lambda data: zstd(data[:100]) + zstd(data[100:])),
    "none": ("identity", bytes),
}

WIDE = b"\x28\xb5\x2f\xfd\x00\x88\x00\x00"  # asks for a window of 128 MiB


def undone(names: list[str], pieces: list[bytes]) -> tuple[bytes, bool]:
    chain = decoders(names)
    body = b"".join(block for piece in pieces for block in decode(chain, piece))
    return body, all(decoder.done for decoder in chain)


@pytest.mark.parametrize("kind", CODED)
def test_any_cut_gives_the_same(kind: str) -> None:
    name, coder = CODED[kind]
    coded = coder(PLAIN)
    assert undone([name], [coded]) == (PLAIN, True)
    assert undone([name], [coded[at : at + 1] for at in range(len(coded))]) == (PLAIN, True)


@given(st.binary(max_size=3000), st.lists(st.integers(0, 3000)), st.sampled_from(list(CODED)))
def test_random_cuts(plain: bytes, cuts: list[int], kind: str) -> None:
    name, coder = CODED[kind]
    coded = coder(plain)
    borders = [0, *sorted(cut for cut in cuts if cut < len(coded)), len(coded)]
    assert undone([name], [coded[a:b] for a, b in zip(borders, borders[1:], strict=False)])[0] == plain


@pytest.mark.parametrize("name", CODINGS)
def test_a_body_cut_short_is_not_done(name: str) -> None:
    coder = dict(CODED.values())[name]
    coded = coder(PLAIN)
    assert undone([name], []) == (b"", True)
    for kept in (1, len(coded) // 2, len(coded) - 1):
        body, done = undone([name], [coded[:kept]])
        assert PLAIN.startswith(body) and not done


@pytest.mark.parametrize(
    ("name", "coded", "says"),
    [
        ("gzip", b"data: plain\n\n", "incorrect header check"),
        ("gzip", gzip.compress(PLAIN) + b"and more", "incorrect header check"),
        ("deflate", b"\xff\xff\xff", "invalid block type"),
        ("br", b"data: plain\n\n", "no brotli"),
        ("br", brotli.compress(b"x") + b"more", "no brotli"),
        ("zstd", b"data: plain\n\n", "unknown frame descriptor"),
        ("zstd", WIDE, "frame requires too much memory for decoding"),
    ],
)
def test_what_is_broken_is_said(name: str, coded: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        undone([name], [coded])


def test_codings_upon_codings_are_undone_from_the_last() -> None:
    assert undone(["gzip", "identity", "br"], [brotli.compress(gzip.compress(PLAIN))]) == (PLAIN, True)


def test_a_coding_nobody_knows() -> None:
    with pytest.raises(ValueError, match=r"the content coding 'sd\\x1bch' is not known"):
        decoders(["gzip", "sd\x1bch"])


@pytest.mark.parametrize(
    ("name", "coder", "most"),
    [
        ("gzip", gzip.compress, BLOCK_BYTES),
        ("deflate", zlib.compress, BLOCK_BYTES),
        ("br", brotli.compress, 2 * BLOCK_BYTES),
        ("zstd", zstd, 5 << 20),
    ],
)
def test_a_bomb_unfolds_block_by_block(name: str, coder: Callable[[bytes], bytes], most: int) -> None:
    size = 32 << 20
    sizes = [len(block) for block in decode(decoders([name]), coder(bytes(size)))]
    assert sum(sizes) == size
    assert max(sizes) <= most


def test_what_is_inside_a_decoder_comes_out_at_once() -> None:
    """An event that fills a block to the brim must not wait for the next read to be complete."""
    for size in range(BLOCK_BYTES - 3, BLOCK_BYTES + 3):
        coder = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        coded = coder.compress(bytes(size)) + coder.flush(zlib.Z_SYNC_FLUSH)
        assert sum(map(len, decode(decoders(["gzip"]), coded))) == size
