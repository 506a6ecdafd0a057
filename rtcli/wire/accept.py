"""A Sec-WebSocket-Key into the Sec-WebSocket-Accept that answers it, RFC 6455 4.2.2, and a wrong one into its cause."""

import binascii
from base64 import b64encode
from collections.abc import Callable
from hashlib import md5, sha1, sha256

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 1.3
RFC_EXAMPLE = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # RFC 6455 1.3: what answers the key of the example there


def build_key(nonce: bytes) -> str:
    """The key made of 16 random bytes."""
    return b64encode(nonce).decode()


def accept_key(key: str) -> str:
    """The value that answers this key."""
    return _hash(_bytes(key) + GUID)


def near_miss(accept: str, key: str) -> str:
    """What was done wrong on the way from this key to this value, or nothing where that cannot be told."""
    return next((words for words, make in NEAR_MISSES if make(key).lower() == accept.lower()), "")


def _bytes(key: str) -> bytes:
    return key.encode("latin-1")


def _hash(data: bytes) -> str:
    return b64encode(sha1(data).digest()).decode()


def _decoded(key: str) -> bytes:
    try:
        return binascii.a2b_base64(_bytes(key))
    except binascii.Error:
        return b""


NEAR_MISSES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("its letters are in another case", accept_key),
    ("it lacks its padding", lambda key: accept_key(key).rstrip("=")),
    ("it is in the URL-safe alphabet", lambda key: accept_key(key).translate({43: "-", 47: "_"})),
    ("it is in quotation marks", lambda key: f'"{accept_key(key)}"'),
    ("the hash is in hex, not base64", lambda key: sha1(_bytes(key) + GUID).hexdigest()),
    ("the base64 is of the hash in hex", lambda key: b64encode(sha1(_bytes(key) + GUID).hexdigest().encode()).decode()),
    (
        "the base64 is of the hash in upper-case hex",
        lambda key: b64encode(sha1(_bytes(key) + GUID).hexdigest().upper().encode()).decode(),
    ),
    ("it is the key itself", str),
    ("the GUID was left out", lambda key: _hash(_bytes(key))),
    ("the key was left out", lambda key: _hash(GUID)),
    ("the GUID was in lower case", lambda key: _hash(_bytes(key) + GUID.lower())),
    ("the GUID stood before the key", lambda key: _hash(GUID + _bytes(key))),
    ("the key was in lower case", lambda key: accept_key(key.lower())),
    ("the key was decoded from base64 first", lambda key: _hash(_decoded(key) + GUID)),
    ("the key was not trimmed: a blank before it", lambda key: accept_key(f" {key}")),
    ("the key was not trimmed: a blank behind it", lambda key: accept_key(f"{key} ")),
    ("the key was not trimmed: CR behind it", lambda key: accept_key(f"{key}\r")),
    ("the key was not trimmed: LF behind it", lambda key: accept_key(f"{key}\n")),
    ("the key was not trimmed: CR LF behind it", lambda key: accept_key(f"{key}\r\n")),
    ("a line end stood behind the GUID", lambda key: _hash(_bytes(key) + GUID + b"\n")),
    ("it was hashed with SHA-256", lambda key: b64encode(sha256(_bytes(key) + GUID).digest()).decode()),
    ("it was hashed with MD5", lambda key: b64encode(md5(_bytes(key) + GUID, usedforsecurity=False).digest()).decode()),
    ("it is the example of RFC 6455, which answers another key", lambda key: RFC_EXAMPLE),
)
