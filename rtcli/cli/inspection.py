"""What `rtcli inspect-frame` does with an input: through a capture to a view, to reports and to an exit code."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from rtcli import __version__
from rtcli.cli import output
from rtcli.cli.report import hand_out
from rtcli.exits import Exit
from rtcli.report.model import Finding, Judged, Policy, Report, judge
from rtcli.report.rules import RULES
from rtcli.report.text import printable
from rtcli.wire.capture import Capture
from rtcli.wire.fault import Fault
from rtcli.wire.frames import OPCODE_NAMES, Frame
from rtcli.wire.http1 import Head
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item
from rtcli.wire.reader import Rest, Tally

MOST_TOLD = 100  # faults of one kind in a report: an endless input must not make an endless one


class View(Protocol):
    """How an input is shown."""

    def batch(self, items: list[Item], origin: str | None) -> bytes | str: ...

    def end(self, tally: Tally, rests: Sequence[Rest], exit_code: int, /) -> bytes | str: ...


class Inspection:
    """One input on its way: its pieces go in, what they show goes out."""

    def __init__(self, capture: Capture, view: View, policy: Policy, *, sum_only: bool) -> None:
        self.capture = capture
        self.view = view
        self.policy = policy
        self.sum_only = sum_only
        self.told: dict[str, list[Finding]] = {}
        self._heads_said = 0

    def take(self, data: bytes, origin: str | None) -> None:
        """Read a piece and show what it completes."""
        items, sender = self.capture.feed(data, origin)
        for head in self.capture.heads[self._heads_said :]:
            output.talk(f"handshake: {printable(head_words(head))}")
        self._heads_said = len(self.capture.heads)
        self._show(items, sender)

    def finish(self, *, target: str, reports: list[tuple[str, str]], stopped: Exit | None = None) -> Exit:
        """Show what the end of the input shows, then the sum, and hand out the reports."""
        for items, sender in self.capture.end():
            self._show(items, sender)
        judged = self.judged(target)
        code = stopped or judged.exit
        output.write(self.view.end(self.capture.tally, self.capture.rests, code))
        output.asked.ended = True
        hand_out(judged, reports)
        return code

    def judged(self, target: str) -> Judged:
        """Every rule that these bytes could break: broken as often as it was, or kept."""
        tally = self.capture.tally
        areas = ("frame", "message", "close", *(["deflate"] if self.capture.agreed.deflate else ()))
        kept = f"not seen in {sum(tally.frames.values()):,} frames"
        findings: list[Finding] = []
        for code in RULES:
            told = self.told.get(code, [])
            findings += told
            if untold := tally.faults.get(code, 0) - len(told):
                findings.append(Finding(code, False, f"{untold:,} times more"))
            elif not told and code.partition(".")[0] in areas:
                findings.append(Finding(code, True, kept))
        facts = {"frames": tally.frames, "messages": tally.messages, "rest_bytes": tally.rest_bytes}
        return judge(Report(target, __version__, tuple(findings), facts=facts), RULES, self.policy)

    def _show(self, items: list[Item], sender: str | None) -> None:
        if self.capture.tally.faults:
            self._tell(items)
        if items and not self.sum_only:
            output.write(self.view.batch(items, sender))

    def _tell(self, items: list[Item]) -> None:
        """Keep the first faults of each kind as findings."""
        for item in items:
            if isinstance(item, Message):  # its frames have told them
                continue
            evidence = (f"header {item.head.hex(' ')}",) if isinstance(item, Frame) else ()
            for fault in item.faults if isinstance(item, Frame) else (item,):
                told = self.told.setdefault(fault.code, [])
                if len(told) < MOST_TOLD:
                    told.append(Finding(fault.code, False, fault.says, evidence, fault.offset))


class Wanted:
    """Which frames, messages and faults are to be shown."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self.kinds = frozenset(kinds)

    def __call__(self, item: Item) -> bool:
        if isinstance(item, Fault):
            return True
        if "faults" in self.kinds and item.faults:
            return True
        if isinstance(item, Message):
            return "messages" in self.kinds or OPCODE_NAMES[item.opcode] in self.kinds
        return item.opcode_name.partition("-")[0] in self.kinds


def head_words(head: Head) -> str:
    """A head in a few words: its start line, and the extensions it names."""
    extensions = "; ".join(head.get_all("Sec-WebSocket-Extensions"))
    return head.start.raw.decode("latin-1") + (f", {extensions}" if extensions else "")
