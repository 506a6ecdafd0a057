"""One line of JSON as it comes from stdin, into what it sends; our own --json lines will do, of either direction.

    {"type": "message", "text": "hi"}    or payload_b64, or data: any JSON, sent as text; opcode_name may say otherwise
    {"type": "ping", "text": "hi"}       or payload_b64, or nothing; pong as well
    {"type": "close", "code": 1000, "reason": "bye"}    both may be left out

Whatever else our --json writes is passed over. A line without a type is a mistake: it may mean anything.
"""

import json
from typing import Any, NamedTuple, NoReturn

from pybase64 import b64decode

from rtcli.wire.frames import CONTROL_LIMIT

URL_SAFE = b"-_"
NO_STATUS = 1005  # RFC 6455 7.1.5: stands for a close frame without a code
PASSED_OVER = ("open", "frame", "fault", "reconnect", "end", "error")  # of our own lines
TYPE_FIX = 'write each line like {"type": "message", "text": "hi"}; its type may be ping, pong or close, too'
WRAP_FIX = 'to send an object itself, wrap it: {"type": "message", "data": {...}}, or send its line as text'


class Batch(NamedTuple):
    kind: str  # text, binary, ping, pong, close, or frames, which are bytes to be written as they are
    payloads: list[bytes]  # of a close: its code and reason as the frame has them, or nothing


class Mistake(ValueError):
    """A line that is not what it should be."""

    def __init__(self, why: str, fix: str = "") -> None:
        super().__init__(why)
        self.fix = fix
        self.index = 0  # of the line among those that were given


def read_object(line: bytes) -> Batch | None:
    """What the line says is to be sent, if it says so."""
    if not line.strip():
        return None
    try:
        item = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Mistake("it is not JSON", TYPE_FIX) from error
    kind = item.get("type") if isinstance(item, dict) else None
    if kind is None:
        raise Mistake("it is no object with a type", WRAP_FIX if isinstance(item, dict) else TYPE_FIX)
    if kind == "message":
        return _message(item)
    if kind == "close":
        return Batch("close", [_control(kind, _close(item))])
    if kind in ("ping", "pong"):
        return Batch(kind, [_control(kind, _payload(item)[1])])
    if kind in PASSED_OVER:
        return None
    raise Mistake(f"its type is {ascii(kind)[:40]}, by which nothing can be sent", WRAP_FIX)


def decode_base64(digits: bytes) -> bytes:
    """Either alphabet, padded or not, white space aside; ValueError where it is none."""
    bare = b"".join(digits.split()).rstrip(b"=")
    altchars = URL_SAFE if any(letter in bare for letter in URL_SAFE) else None
    return b64decode(bare + b"=" * (-len(bare) % 4), altchars=altchars, validate=True)


def _message(item: dict[str, Any]) -> Batch:
    if item.get("payload_cut"):
        raise Mistake("its payload was cut when it was written", "write it without --max-payload")
    kind, payload = _payload(item)
    kind = item.get("opcode_name") or kind
    if kind not in ("text", "binary"):
        raise Mistake(f"its opcode_name is {ascii(kind)[:40]}, neither text nor binary")
    return Batch(kind, [payload])


def _payload(item: dict[str, Any]) -> tuple[str, bytes]:
    """The kind of message it is by itself, and what it carries."""
    text, digits, data = item.get("text"), item.get("payload_b64"), item.get("data")
    try:
        if digits is not None and text is None:
            return "binary", decode_base64(digits.encode("ascii"))
        if text is None and data is not None:
            text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return "text", (text or "").encode()
    except (ValueError, AttributeError) as error:
        raise Mistake("its text or its payload_b64 is not what it is called") from error


def _close(item: dict[str, Any]) -> bytes:
    code, reason = item.get("code"), item.get("reason")
    if code is None or code == NO_STATUS:
        return b""
    if type(code) is not int or not 0 <= code <= 0xFFFF or not isinstance(reason or "", str):
        raise Mistake("its code is no number of 16 bits, or its reason no text")
    return code.to_bytes(2, "big") + (reason or "").encode("utf-8", "replace")


def _control(kind: str, payload: bytes) -> bytes:
    if len(payload) > CONTROL_LIMIT:
        raise Mistake(f"{len(payload)} bytes in a {kind}: it carries {CONTROL_LIMIT} at most")  # RFC 6455 5.5
    return payload


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
