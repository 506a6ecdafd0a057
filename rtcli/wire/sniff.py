"""Bytes that are not WebSocket at all: what else their first bytes say they are."""

from collections.abc import Sequence
from typing import NamedTuple

REQUEST, RESPONSE = "an HTTP/1 request", "an HTTP/1 response"
SNIFF_BYTES = 16  # enough to tell any kind

Pattern = Sequence[int | range | None]  # for each byte: the byte, a range it lies in, or any
_LETTERS = (range(32, 127),) * 4


def _texts(*starts: str) -> tuple[Pattern, ...]:
    return tuple(start.encode() for start in starts)


class Kind(NamedTuple):
    says: str
    starts: tuple[Pattern, ...]


KINDS = (  # none starts like a legal first frame; the first one is so unlike a frame that it is known anywhere
    Kind(RESPONSE, _texts("HTTP/1.")),
    Kind(
        REQUEST,
        _texts("GET /", "POST /", "HEAD /", "PUT /", "OPTIONS ", "CONNECT ", "DELETE /", "PATCH /"),
    ),
    Kind("an HTTP/2 connection preface", _texts("PRI * HTTP/2.0")),
    Kind(
        "event-stream text",
        (*_texts("data:", "event:", "id:", "retry:", ":\n\n", ":\r\n", "\ufeffdata:"), (0x3A, *_LETTERS)),
    ),
    Kind("an HTML page", _texts("<!DOCTYPE", "<!doctype", "<html", "<HTML")),
    Kind("XML text", _texts("<?xml")),
    Kind("JSON text", ((0x7B, 0x22, *_LETTERS), (0x7B, 0x0A, 0x20, 0x20), (0x5B, 0x7B, 0x22, *_LETTERS))),
    # content type 20 to 24, a version, a length: RFC 8446 5.1
    Kind("a TLS record", ((range(20, 25), 3, range(0, 5), range(0, 65), None),)),
    # a type up to CONTINUATION, stream 0 to 255: RFC 9113 4.1
    Kind("an HTTP/2 frame", ((0, None, None, range(0, 10), None, 0, 0, 0, None),)),
    # not compressed, a length of four bytes, then a field of protobuf
    Kind("a gRPC message", ((0, 0, 0, None, None, range(8, 128)),)),
)


def sniff(data: bytes, *, at_start: bool) -> str | None:
    """What kind of bytes these are by how they start; in the midst of a stream, only what cannot be chance."""
    for kind in KINDS if at_start else KINDS[:1]:
        if any(len(data) >= len(start) and _agrees(data, start) for start in kind.starts):
            return kind.says
    return None


def undecided(data: bytes, *, at_start: bool) -> bool:
    """Whether more bytes could still make these into a kind that is known."""
    kinds = KINDS if at_start else KINDS[:1]
    return any(len(data) < len(start) and _agrees(data, start) for kind in kinds for start in kind.starts)


def _agrees(data: bytes, start: Pattern) -> bool:
    return all(
        want is None or (byte in want if isinstance(want, range) else byte == want)
        for byte, want in zip(data, start, strict=False)
    )
