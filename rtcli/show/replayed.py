"""Answers that were recorded and answers that came, to lines for people: what changed, what is missing, what is new."""

from collections.abc import Iterable
from typing import Protocol

from rtcli.report.text import printable
from rtcli.show.paint import Line

SIGNS = {"changed": "level.warn", "missing": "level.fail", "extra": "level.note"}
SHOWN = 160  # characters of a message


class Message(Protocol):
    @property
    def t_s(self) -> float: ...
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


def _shown(message: Message) -> str:
    return printable(message.payload.decode("utf-8", "backslashreplace"), SHOWN)
