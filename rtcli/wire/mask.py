"""Masking, RFC 6455 section 5.3: the same XOR both ways, at C speed once there is enough to do."""

from collections.abc import Callable
from functools import cache

WORTH_AN_IMPORT = 1 << 20  # websockets takes 30 ms to import: as long as our own XOR takes for some megabytes

Mask = Callable[[bytes, bytes], bytes]


def xor(data: bytes, key: bytes) -> bytes:
    """`data` with the four bytes of `key` laid over it again and again."""
    size = len(data)
    pad = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "little") ^ int.from_bytes(pad, "little")).to_bytes(size, "little")


@cache
def fast_xor() -> Mask:
    """websockets' own, in C; ours where it was installed without its extension."""
    try:
        from websockets.speedups import apply_mask
    except ImportError:
        return xor
    return apply_mask


def rotate(key: bytes, at: int) -> bytes:
    """The key as it stands for the bytes from offset `at` of the payload on."""
    cut = at & 3
    return key[cut:] + key[:cut]
