"""WebSocket close codes, RFC 6455 section 7.4: their names, and which may stand in a close frame."""

from bisect import bisect_right

CLOSE_NAMES = {
    1000: "normal closure",
    1001: "going away",
    1002: "protocol error",
    1003: "unsupported data",
    1004: "reserved",
    1005: "no status received",
    1006: "abnormal closure",
    1007: "invalid payload data",
    1008: "policy violation",
    1009: "message too big",
    1010: "mandatory extension",
    1011: "internal error",
    1012: "service restart",
    1013: "try again later",
    1014: "bad gateway",
    1015: "TLS handshake failed",
    3000: "unauthorized",
    3003: "forbidden",
    3008: "timeout",
}
RANGES = (  # first code, name, may be sent
    (0, "below the range of close codes", False),
    (1000, "", True),
    (1004, "", False),
    (1007, "", True),
    (1015, "", False),
    (1016, "unassigned, held for the protocol", False),
    (3000, "for libraries and frameworks, registered with IANA", True),
    (4000, "for private use", True),
    (5000, "above the range of close codes", False),
)
_FIRSTS = [first for first, _, _ in RANGES]


def close_name(code: int) -> str:
    """What a close code is called, or what the range it lies in is for."""
    return CLOSE_NAMES.get(code) or RANGES[bisect_right(_FIRSTS, code) - 1][1]


def forbidden(code: int) -> bool:
    """Whether this code must never be sent in a close frame."""
    return not RANGES[bisect_right(_FIRSTS, code) - 1][2]


def read_close(payload: bytes) -> tuple[int | None, bytes]:
    """The code and the reason that a close frame's payload holds, the reason as bytes."""
    return (int.from_bytes(payload[:2], "big"), payload[2:]) if len(payload) > 1 else (None, b"")
