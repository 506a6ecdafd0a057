"""Answers that were recorded and answers that came, to lines for people: what changed, what is missing, what is new."""

from collections.abc import Iterable
from typing import Protocol

from pybase64 import b64encode_as_string

from rtcli.report.text import printable
from rtcli.show.paint import Line
from rtcli.wire.frames import TEXT

SIGNS = {"changed": "level.warn", "missing": "level.fail", "extra": "level.note"}
SHOWN = 160  # characters of a message


class Message(Protocol):
    @property
    def t_s(self) -> float: ...
    @property
    def opcode(self) -> int: ...
    @property
    def payload(self) -> bytes: ...


class Change(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> int: ...
    @property
    def expected(self) -> Message | None: ...
    @property
    def received(self) -> Message | None: ...
    @property
    def says(self) -> tuple[str, ...]: ...


def draw_changes(changes: Iterable[Change]) -> list[Line]:
    """A title a change, then what was recorded under a minus and what came under a plus."""
    lines: list[Line] = []
    for change in changes:
        lines.append([(change.kind, SIGNS[change.kind]), (f"  message {change.at}", "title")])
        lines += [[("  - ", "level.fail"), (_shown(change.expected), "")]] if change.expected else []
        lines += [[("  + ", "level.ok"), (_shown(change.received), "")]] if change.received else []
        lines += [[("    ", ""), (printable(place), "dim")] for place in change.says]
    return lines


def document(change: Change) -> dict[str, object]:
    """The same for a machine."""
    return {
        "kind": change.kind,
        "index": change.at,
        "expected": change.expected and _document(change.expected),
        "received": change.received and _document(change.received),
        "differences": list(change.says),
    }


def _document(message: Message) -> dict[str, object]:
    try:
        text = message.payload.decode() if message.opcode == TEXT else None
    except UnicodeDecodeError:
        text = None
    return {
        "t_s": round(message.t_s, 6),
        "opcode": message.opcode,
        "text": text,
        "payload_b64": b64encode_as_string(message.payload) if text is None else None,
    }


def _shown(message: Message) -> str:
    return printable(message.payload.decode("utf-8", "backslashreplace"), SHOWN)
