"""Steps in the order written, to what is to be sent now, what is waited for, and why it did not come.

A state machine without a clock: it is told what arrives, how the session ended, and that time is up. An expectation
passes over other messages, from the last one that was met on; of those the closest alone is kept.
"""

from collections.abc import Iterator, Sequence
from math import inf

from rtcli.report.text import printable
from rtcli.show.amounts import amount
from rtcli.talk.expectation import NOTHING_ALIKE, Expectation, understand
from rtcli.talk.plan import Expect, ExpectClose, Send, Step
from rtcli.wire.close import close_name
from rtcli.wire.quantity import format_duration

LOST = 1006  # RFC 6455 7.1.5: what a connection that ended without a close frame is said to have ended with


class Script:
    """`go_on` from the start and after each expectation that was met; it is done once nothing is left."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._tests = [understand(step.text) if isinstance(step, Expect) else None for step in steps]
        self.at = 0  # the step whose turn it is
        self._passed_over = 0
        self._closest: tuple[float, bytes] | None = None
        self.failure: str | None = None

    @property
    def waits_for(self) -> Expect | ExpectClose | None:
        """The expectation whose turn it is."""
        step = None if self.failure or self.at == len(self._steps) else self._steps[self.at]
        return None if isinstance(step, Send) else step

    @property
    def done(self) -> bool:
        """Whether nothing is left to do: all is met, or something was not."""
        return self.failure is not None or self.at == len(self._steps)

    @property
    def ends_with_send(self) -> bool:
        return bool(self._steps) and isinstance(self._steps[-1], Send)

    @property
    def ends_with_close(self) -> bool:
        return bool(self._steps) and isinstance(self._steps[-1], ExpectClose)

    def go_on(self) -> list[Send]:
        """What is to be sent before the next expectation."""
        first = self.at
        while not self.done and self.waits_for is None:
            self.at += 1
        return [step for step in self._steps[first : self.at] if isinstance(step, Send)]

    def heard(self, payload: bytes) -> bool:
        """A message came: whether it is what was waited for."""
        test = None if self.done else self._tests[self.at]
        if test is not None and test.met_by(payload):
            self._met()
            return True
        if self.waits_for is not None:
            self._pass_over(test, payload)
        return False

    def closed(self, code: int | None, by: str) -> None:
        """A session ended, with the code its close frame had, or None where there was none."""
        step = self.waits_for
        if not isinstance(step, ExpectClose) or by == "client":
            return
        if (code or LOST) == step.code:
            self._met()
        else:
            self._fail(f"expected {_named(step)}, got {_code(code or LOST)}")

    def ended(self, why: str) -> None:
        """It will not go on: whatever is left was not met."""
        if step := self.waits_for:
            self._fail(f"expected {_named(step)}, which did not come before the end: {why}", *self._others())
        elif not self.done:
            self._fail(f"{amount(len(self._steps) - self.at, 'step')} left at the end: {why}")

    def late(self) -> None:
        """The time of the expectation whose turn it is has passed."""
        if step := self.waits_for:
            within = format_duration(step.within_s)
            self._fail(f"expected {_named(step)}, which did not come within {within}", *self._others())

    def _met(self) -> None:
        self.at += 1
        self._passed_over = 0
        self._closest = None

    def _pass_over(self, test: Expectation | None, payload: bytes) -> None:
        self._passed_over += 1
        distance = test.distance(payload) if test else inf
        if self._closest is None or distance <= self._closest[0]:
            self._closest = distance, payload

    def _others(self) -> Iterator[str]:
        """What came in its place: how many messages, the closest of them, and what is not as expected in it."""
        if self._closest is None:
            yield "nothing else came"
            return
        distance, payload = self._closest
        which = "" if self._passed_over == 1 else "; the last" if distance >= 1 else "; the closest"
        yield f"{amount(self._passed_over, 'other message')} came{which}: {_shown(payload)}"
        test = self._tests[self.at]
        if test and distance != NOTHING_ALIKE:
            yield from test.difference(payload)

    def _fail(self, says: str, *lines: str) -> None:
        number = f"step {self.at + 1} of {len(self._steps)}: " if len(self._steps) > 1 else ""
        self.failure = "\n  ".join((number + says, *lines))


def _named(step: Expect | ExpectClose) -> str:
    if isinstance(step, ExpectClose):
        return f"the server to close with {_code(step.code)}"
    return printable(step.text)


def _code(code: int) -> str:
    return f"{code} ({close_name(code)})"


def _shown(payload: bytes) -> str:
    return printable(payload.decode("utf-8", "replace"))
