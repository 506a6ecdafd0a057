"""What opens a frame, a message or a stretch of other bytes: a rule with its facts, and at the right its faults."""

from collections import Counter
from collections.abc import Iterable

from rtcli.show.cells import line_cells
from rtcli.show.faults import LEVELS, level
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.wire.fault import Fault


def draw_title(name: str, facts: Iterable[str], faults: Iterable[Fault], look: Look) -> Line:
    """A rule across the look; facts that find no room in it are left to the rows below."""
    counts = Counter(level(fault.code) for fault in faults)
    badge: Line = []
    for word in LEVELS:
        if counts[word]:
            badge += [(f" {counts[word]} {word}", f"level.{word}"), (" ──", "dim")]
    line: Line = [("── ", "dim"), (name, "title")]
    room = look.width - line_cells(line) - line_cells(badge) - len(" ──")
    for fact in facts:
        if len(fact) + len(" · ") <= room:
            line += [(" · ", "dim"), (fact, "")]
            room -= len(fact) + len(" · ")
    return [*line, (" ──" + "─" * room, "dim"), *badge]
