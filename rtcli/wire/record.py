"""The record format rtcli/record/1: what one session read and wrote, as JSON lines, to values and back.

Each line is one object and stands alone, so a session that dies leaves all it had written:

    open   a connection was opened, or not: `t_s`, `target`, `request_head` and `response_head` (null where none came),
           a head being text of one character a byte. A record begins with one, which has `schema` and `started_at`
           (UTC) as well; a redirect or a reconnect writes another, without.
    bytes  one read or write, as seen after TLS: `dir` in or out, `t_s` since `started_at`, `at` the offset in that
           direction since the heads, `bytes_b64`. Empty bytes are the end of that direction.
    end    the last line: `t_s`, `exit_code`, `cause` (or null).

Credentials in target and heads are masked unless asked for; bytes stay as they were. Frames, chunks and events are not
in a record: they are decoded from its bytes again. Keys may be added; a reader passes over those it does not know.
"""

import json
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, Literal, NamedTuple, NoReturn, TypeAlias

from rtcli.wire.fault import Fault
from rtcli.wire.secrets import redact_head, redact_url

SCHEMA = "rtcli/record/1"
LONGEST_PIECE = 1 << 20  # bytes of a read or write in one line; what is longer takes several, which read the same
LONGEST_LINE = 4 << 20  # that piece in base64 and some; a line over it is a fault and is not kept

LATEST_S = 1e9  # some thirty years into a session

_encode = json.JSONEncoder(separators=(",", ":")).encode

Direction: TypeAlias = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Opening:
    t_s: float
    target: str
    request_head: bytes
    response_head: bytes | None  # None: no answer came
    started_at: str | None = None  # of the record's first opening: ISO 8601, UTC


class Transfer(NamedTuple):
    direction: Direction
    t_s: float
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class End:
    t_s: float
    exit_code: int
    cause: str | None = None


Value: TypeAlias = Opening | Transfer | End


def build_lines(value: Value, *, show_secrets: bool = False) -> bytes:
    """The line or lines that stand for ``value``, each with its line end: append them in one write."""
    match value:
        case Opening():
            objects = [_opening_object(value, show_secrets)]
        case Transfer():
            objects = [_transfer_object(value, at) for at in range(0, max(len(value.data), 1), LONGEST_PIECE)]
        case _:
            end = {"t_s": _seconds(value.t_s), "exit_code": value.exit_code, "cause": value.cause}
            objects = [{"type": "end", **end}]
    return b"".join(_encode(item).encode() + b"\n" for item in objects)


def _opening_object(opening: Opening, show_secrets: bool) -> dict[str, object]:
    request, response, target = opening.request_head, opening.response_head, opening.target
    if not show_secrets:
        request, response, target = redact_head(request), response and redact_head(response), redact_url(target)
    first = {} if opening.started_at is None else {"schema": SCHEMA, "started_at": opening.started_at}
    return {
        "type": "open",
        **first,
        "t_s": _seconds(opening.t_s),
        "target": target,
        "request_head": request.decode("latin-1"),
        "response_head": None if response is None else response.decode("latin-1"),
    }


def _transfer_object(transfer: Transfer, begin: int) -> dict[str, object]:
    piece = transfer.data[begin : begin + LONGEST_PIECE]
    return {
        "type": "bytes",
        "dir": transfer.direction,
        "t_s": _seconds(transfer.t_s),
        "at": transfer.at + begin,
        "bytes_b64": b2a_base64(piece, newline=False).decode(),
    }


class RecordReader:
    """The values of a record that comes in any cuts; what is wrong with a line is a fault where the line stood."""

    def __init__(self, longest_line: int = LONGEST_LINE) -> None:
        self.longest_line = longest_line
        self.line = bytearray()  # that has begun and not ended; given up once it is too long
        self.size = 0  # of that line, whatever was given up
        self.offset = 0  # of that line in the file
        self.begun = self.ended = False
        self.next_at = {"in": 0, "out": 0}

    def feed(self, data: bytes) -> list[Value | Fault]:
        """The values whose lines end in ``data``."""
        found: list[Value | Fault] = []
        *ends, begin = data.split(b"\n")
        for piece in ends:
            self._keep(piece)
            found += self._take()
        self._keep(begin)
        return found

    def close(self) -> list[Value | Fault]:
        """What the file's end makes of the last line, and whether it was the last line of a record."""
        offset, size = self.offset, self.size
        found = self._take() if size else []
        if found and isinstance(found[-1], Fault):
            return [Fault("record.truncated", offset, f"the last line breaks off after {size} bytes")]
        if not self.ended:
            found.append(Fault("record.truncated", offset + size, "there is no end line"))
        return found

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size <= self.longest_line:
            self.line += piece
        else:
            self.line.clear()

    def _take(self) -> list[Value | Fault]:
        """What the line means that has just ended."""
        line, size, offset = bytes(self.line), self.size, self.offset
        self.line.clear()
        self.size, self.offset = 0, offset + size + 1
        if size > self.longest_line:
            return [Fault("record.bad-line", offset, f"line of {size} bytes, {self.longest_line} are allowed")]
        if not line.strip():
            return []
        first, self.begun = not self.begun, True
        try:
            value = _parse_line(line)
        except (ValueError, RecursionError) as error:
            return [Fault("record.bad-line", offset, f"no line of a record: {error}")]
        self.ended = isinstance(value, End)
        why = self._gap(value) or (first and _no_beginning(value))
        return [Fault("record.bad-line", offset, why), value] if why else [value]

    def _gap(self, value: Value) -> str:
        """A line that is missing shows in the offsets of those around it."""
        if isinstance(value, Opening):
            self.next_at = {"in": 0, "out": 0}
        if not isinstance(value, Transfer):
            return ""
        due = self.next_at[value.direction]
        self.next_at[value.direction] = value.at + len(value.data)
        return "" if value.at == due else f"{value.direction} bytes at {value.at} where {due} was due"


def _no_beginning(value: Value) -> str:
    begins = isinstance(value, Opening) and value.started_at is not None
    return "" if begins else f"the first line is no opening with the schema {SCHEMA}"


def _parse_line(line: bytes) -> Value:
    item = json.loads(line.decode(), parse_constant=_refuse_constant)
    parse = _PARSERS.get(str(item.get("type"))) if isinstance(item, dict) else None
    if parse is None:
        raise ValueError(f"its type is none of {', '.join(_PARSERS)}")
    return parse(item)


def _parse_opening(item: Mapping[str, object]) -> Opening:
    if item.get("schema", SCHEMA) != SCHEMA:
        raise ValueError(f"its schema is not {SCHEMA}")
    request, response = _get(item, "request_head", str), _get(item, "response_head", str, NoneType)
    return Opening(
        t_s=_seconds(_get(item, "t_s", int, float)),
        target=_get(item, "target", str),
        request_head=request.encode("latin-1"),
        response_head=None if response is None else response.encode("latin-1"),
        started_at=_get(item, "started_at", str) if "schema" in item else None,
    )


def _parse_transfer(item: Mapping[str, object]) -> Transfer:
    direction, at = _get(item, "dir", str), _get(item, "at", int)
    if direction not in ("in", "out") or at < 0:
        raise ValueError("dir is neither in nor out, or at is negative")
    data = a2b_base64(_get(item, "bytes_b64", str), strict_mode=True)
    return Transfer(direction, _seconds(_get(item, "t_s", int, float)), at, data)


def _parse_end(item: Mapping[str, object]) -> End:
    t_s = _seconds(_get(item, "t_s", int, float))
    return End(t_s, _get(item, "exit_code", int), _get(item, "cause", str, NoneType))


_PARSERS: dict[str, Callable[[Mapping[str, object]], Value]] = {
    "open": _parse_opening,
    "bytes": _parse_transfer,
    "end": _parse_end,
}


def _get(item: Mapping[str, object], key: str, *kinds: type) -> Any:
    value = item.get(key)
    if type(value) not in kinds:  # not isinstance: true is no number
        raise ValueError(f"{key} is missing or of the wrong kind")
    return value


def _seconds(t_s: float) -> float:
    if not 0 <= t_s <= LATEST_S:
        raise ValueError("t_s is no time of a session")
    return round(float(t_s), 6)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
