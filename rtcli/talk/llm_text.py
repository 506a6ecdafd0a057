"""Pieces of what a model writes to text: in a pipe the answer alone, on a screen all of it with its parts told apart.

A pipe gets the text as it is, of several answers side by side only the first. On a screen nothing of the peer's is left
unescaped but line breaks and tabs; reasoning is dimmed, tools are named, and answers side by side come line by line.
"""

from collections.abc import Iterator, Sequence

from rtcli.report.text import printable
from rtcli.show.paint import STARTS, STOP
from rtcli.wire.llm.values import Delta

ANSWER = frozenset({"text", "refusal", "audio"})  # kinds that are the answer; the others are how it came about
MOST_KEPT = 100  # answers, and names of tools: a peer may make up any number of them


class PipeText:
    """The answer."""

    def __init__(self) -> None:
        self.left_out: set[str] = set()  # answers besides the first
        self._choice: str | None = None
        self._is_open = False  # whether a line is

    def say(self, deltas: Sequence[Delta], *, has_choices: bool) -> str:
        text = "".join([delta.text for delta in deltas if delta.kind in ANSWER and self._takes(delta, has_choices)])
        self._is_open = not text.endswith("\n") if text else self._is_open
        return text

    def end(self) -> str:
        """What a last line lacks."""
        return "\n" if self._is_open else ""

    def _takes(self, delta: Delta, has_choices: bool) -> bool:
        if not has_choices:
            return True
        self._choice = self._choice or delta.track
        if delta.track != self._choice and len(self.left_out) < MOST_KEPT:
            self.left_out.add(delta.track)
        return delta.track == self._choice


class ScreenText:
    """Everything that is written, as it comes."""

    def __init__(self, colour: bool, width: int) -> None:
        self._colour = colour
        self._width = width
        self._label: str | None = None  # of the part that is being written
        self._is_open = False
        self._choices: set[str] = set()  # answers so far
        self._tools: dict[str, str] = {}  # by track
        self._held: dict[str, tuple[str, str, str]] = {}  # of answers side by side: label, kind and words of a line

    def say(self, deltas: Sequence[Delta], *, has_choices: bool) -> str:
        return "".join([part for delta in deltas for part in self._parts(delta, has_choices)])

    def break_line(self) -> str:
        """What has to be written before something else is."""
        is_open, self._is_open = self._is_open, False
        return "\n" if is_open else ""

    def end(self) -> str:
        held, self._held = self._held, {}
        return self.break_line() + "".join([self._line(*line) for _, line in sorted(held.items())])

    def _parts(self, delta: Delta, has_choices: bool) -> Iterator[str]:
        choice = delta.track.partition(".")[0] if has_choices else ""
        if len(self._choices) < MOST_KEPT:
            self._choices.add(choice)
        is_new = delta.name is not None and self._tools.get(delta.track) != delta.name
        if delta.name is not None and len(self._tools) < MOST_KEPT:
            self._tools[delta.track] = delta.name
        label = self._name(delta, choice)
        text = delta.text.replace("\r\n", "\n")
        if len(self._choices) > 1:
            yield self.break_line()
            self._label = None
            yield from self._side_by_side(choice, label, delta._replace(text=text))
            return
        if label != self._label or is_new:
            yield self.break_line()
            yield self._mark(label)
            self._label, self._is_open = label, bool(label)
        yield self._painted(delta.kind, text)
        self._is_open = not text.endswith("\n") if text else self._is_open

    def _name(self, delta: Delta, choice: str) -> str:
        """What stands in front of a part: nothing for the only answer there is."""
        words = [choice] if len(self._choices) > 1 else []
        words += [] if delta.kind == "text" else [delta.kind]
        words += [printable(self._tools.get(delta.track, ""), 60)] if delta.kind == "tool" else []
        return " ".join(filter(None, words))

    def _side_by_side(self, choice: str, label: str, delta: Delta) -> Iterator[str]:
        """Whole lines of each answer, cut between words where they are wider than the screen."""
        of, kind, held = self._held.pop(choice, (label, delta.kind, ""))
        if of != label:
            yield self._line(of, kind, held)
            held = ""
        held += delta.text
        room = max(self._width - len(label) - 3, 20)
        while (end := held.find("\n")) >= 0 or len(held) > room:
            if not 0 <= end <= room:
                end = max(held.rfind(" ", 0, room + 1), 0) or room
            yield self._line(label, delta.kind, held[:end])
            held = held[end:].removeprefix("\n").removeprefix(" ")
        if held and len(self._held) < MOST_KEPT:
            self._held[choice] = (label, delta.kind, held)

    def _line(self, label: str, kind: str, words: str) -> str:
        return f"{self._mark(label)}{self._painted(kind, words)}\n"

    def _mark(self, label: str) -> str:
        if not label:
            return ""
        return f"{STARTS['gutter.own']}[{label}]{STOP} " if self._colour else f"[{label}] "

    def _painted(self, kind: str, text: str) -> str:
        safe = "\n".join(["\t".join([printable(part, None) for part in line.split("\t")]) for line in text.split("\n")])
        return f"{STARTS['dim']}{safe}{STOP}" if safe and kind == "reasoning" and self._colour else safe
