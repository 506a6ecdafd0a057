"""Masking, RFC 6455 section 5.3: the same XOR both ways, at C speed where websockets brings it."""

from collections.abc import Callable
from functools import cache

Mask = Callable[[bytes, bytes], bytes]


def xor(data: bytes, key: bytes) -> bytes:
    """`data` with the four bytes of `key` laid over it again and again."""
    size = len(data)
    pad = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "little") ^ int.from_bytes(pad, "little")).to_bytes(size, "little")


@cache
def fast_xor() -> Mask:
    """websockets' own, in C, taken from its file: to import all of the package takes 30 ms; ours where it has none."""
    from importlib.machinery import PathFinder
    from importlib.util import find_spec, module_from_spec

    package = find_spec("websockets")
    folders = package.submodule_search_locations if package else None
    spec = PathFinder.find_spec("websockets.speedups", folders) if folders else None
    if spec is None or spec.loader is None:
        return xor
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    mask: Mask = module.apply_mask
    return mask


def rotate(key: bytes, at: int) -> bytes:
    """The key as it stands for the bytes from offset `at` of the payload on."""
    cut = at & 3
    return key[cut:] + key[:cut]
