"""What `rtcli inspect-frame` does with an input: through a capture to a view, to reports and to an exit code."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from rtcli import __version__
from rtcli.cli import output
from rtcli.cli.ending import QUIET
from rtcli.cli.report import hand_out
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.report.model import Finding, Judged, Policy, Report, judge
from rtcli.report.rules import RULES
from rtcli.report.text import printable
from rtcli.wire.capture import Capture
from rtcli.wire.fault import Fault
from rtcli.wire.frames import OPCODE_NAMES, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item
from rtcli.wire.reader import Rest, Tally
from rtcli.wire.secrets import redact_url

AREAS = ("frame", "message", "close", "deflate")  # of rules about frames
ONLY_WITH = {  # rules that are not looked at unless this sender is known, or compression was agreed on
    "frame.unmasked-by-client": "client",
    "frame.masked-by-server": "server",
    "frame.mask-mixed": None,  # by the mask bit alone
    "frame.rsv1-on-continuation": "deflate",
    "frame.rsv1-on-control": "deflate",
    "deflate.error": "deflate",
    "deflate.too-big": "deflate",
}
MOST_TOLD = 100  # faults of one kind in a report: an endless input must not make an endless one
AT_ONCE = 1000  # frames that are put into words before they are written


class View(Protocol):
    """How an input is shown."""

    def batch(self, items: list[Item], origin: str | None) -> bytes | str: ...

    def end(self, tally: Tally, rests: Sequence[Rest], exit_code: int, /) -> bytes | str: ...


class Inspection:
    """One input on its way: its pieces go in, what they show goes out, and in the end there is a verdict."""

    def __init__(
        self, capture: Capture, policy: Policy, *, view: View | None, reports: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.capture = capture
        self.policy = policy
        self.view = view  # None where a report has stdout
        self.reports = reports
        self._senders: set[str | None] = set()  # None: each frame's by its mask bit
        self._told: dict[str, list[Finding]] = {}
        self._heads_said = self._head_faults_said = 0

    def take(self, data: bytes, origin: str | None) -> None:
        """Read a piece and show what it completes."""
        items, sender = self.capture.feed(data, origin)
        self._senders.add(sender)
        self._say_heads()
        self._tell(items)
        self._show(items, sender)

    def finish(self, target: str, error: RtError | None = None) -> Exit:
        """Show what the end of the input shows and hand out the reports; raise what ended it early, if anything did."""
        last = [] if error else self.capture.end()  # what is broken off then is so by us
        self._say_heads()
        for items, _sender in last:
            self._tell(items)
        error = error or self._emptiness(target)
        judged = self.judged(target, error)
        try:  # the reports come first: they are due even where nobody reads on
            hand_out(judged, self.reports)
        except RtError as raised:
            error = error or raised
        if error is None or error.exit is not Exit.CLOSED_PIPE:
            for items, sender in last:
                self._show(items, sender)
            self._close(error, judged.exit)
        if error:
            raise error
        return judged.exit

    def judged(self, target: str, error: RtError | None) -> Judged:
        """Every rule that these bytes could break: broken as often as it was, or kept where all of them were read."""
        tally = self.capture.tally
        kept = () if error else self._judged_rules()
        frames = sum(tally.frames.values())
        says = f"not seen in {frames:,} frame{'s' * (frames != 1)}"
        findings: list[Finding] = []
        for code in RULES:
            told = self._told.get(code, [])
            findings += told
            if untold := tally.faults.get(code, 0) - len(told):
                findings.append(Finding(code, False, f"{untold:,} times more"))
            elif not told and code in kept:
                findings.append(Finding(code, True, says))
        facts = {"frames": tally.by_opcode, "messages": tally.messages, "rest_bytes": tally.rest_bytes}
        report = Report(target, __version__, tuple(findings), facts=facts, error=error)
        return judge(report, RULES, self.policy)

    def _judged_rules(self) -> set[str]:
        """The rules that could have been broken, for all that is known of who sent the frames and how."""
        known = {*self._senders, "deflate"} if self.capture.agreed.deflate else self._senders
        return {
            code
            for code in RULES
            if code.partition(".")[0] in AREAS and (code not in ONLY_WITH or ONLY_WITH[code] in known)
        }

    def _say_heads(self) -> None:
        """Say what the heads are that came since, and what is wrong with them: it counts for no verdict on frames."""
        heads, faults = self.capture.heads, self.capture.head_faults
        for head in heads[self._heads_said :]:
            extensions = "; ".join(head.get_all("Sec-WebSocket-Extensions"))
            words = ", ".join(filter(None, (redact_url(head.start.raw.decode("latin-1")), extensions)))
            output.talk(f"handshake: {printable(words)}")
        for fault in faults[self._head_faults_said :]:
            say_fault(fault)
        self._heads_said, self._head_faults_said = len(heads), len(faults)

    def _emptiness(self, target: str) -> RtError | None:
        """What to say of an input that was read to its end and holds no frame, nor anything at fault."""
        if self._seen:
            return None
        if self.capture.heads:
            why, fix = "nothing follows its handshake", "capture until frames were sent"
        else:
            why, fix = f"--offset {self.capture.skip} leaves nothing of it", "leave out fewer bytes"
        return RtError(f"input {target}", why, fix, kind="empty-input")

    @property
    def _seen(self) -> bool:
        tally = self.capture.tally
        return bool(tally.frames or tally.faults or tally.rest_bytes)

    def _close(self, error: RtError | None, verdict: Exit) -> None:
        """The sum, or the line `end`: but where something went wrong, a line `error` stands in its place."""
        if error and (error.exit not in QUIET if output.asked.json else not self._seen):
            return
        if self.view:
            output.write(self.view.end(self.capture.tally, self.capture.rests, error.exit if error else verdict))
            output.asked.ended = True

    def _show(self, items: list[Item], sender: str | None) -> None:
        if self.view and self.capture.how.frames:
            for some in runs(items):
                output.write(self.view.batch(some, sender))

    def _tell(self, items: list[Item]) -> None:
        """Keep the first faults of each kind as findings."""
        if not (self.reports and self.capture.tally.faults):
            return
        for item in items:
            if isinstance(item, Message):  # its frames have told them
                continue
            evidence = (f"header {item.head.hex(' ')}",) if isinstance(item, Frame) else ()
            for fault in item.faults if isinstance(item, Frame) else (item,):
                told = self._told.setdefault(fault.code, [])
                if len(told) < MOST_TOLD:
                    told.append(Finding(fault.code, False, fault.says, evidence, fault.offset))


def say_fault(fault: Fault) -> None:
    output.talk(f"handshake: {RULES[fault.code].level} {fault.code}: {printable(fault.says)}")


class Wanted:
    """Which frames, messages and faults are to be shown."""

    def __init__(self, kinds: Iterable[int | str]) -> None:
        self.kinds = frozenset(kinds)  # opcodes, "reserved" ones, "messages", and whatever has "faults"

    def __call__(self, item: Item) -> bool:
        if isinstance(item, Fault) or ("faults" in self.kinds and item.faults):
            return True
        if isinstance(item, Message):
            return "messages" in self.kinds or item.opcode in self.kinds
        return item.opcode in self.kinds or ("reserved" in self.kinds and item.opcode not in OPCODE_NAMES)


def runs(items: list[Item]) -> Iterator[list[Item]]:
    """The items in lists of bounded size; a message stays with the frame that completes it."""
    start = 0
    while start < len(items):
        end = start + AT_ONCE
        while end < len(items) and isinstance(items[end], Message):
            end += 1
        yield items[start:end]
        start = end
