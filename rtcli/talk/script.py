"""Steps in the order written, to what is to be sent now, what is waited for, and why it did not come.

A state machine without a clock: it is told what arrives, how the session ended, and that time is up. An expectation
passes over other messages, from the last one that was met on; of those the closest alone is kept.
"""

from collections.abc import Sequence
from math import inf

from rtcli.report.text import printable
from rtcli.talk.expectation import Expectation, understand
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
        if not isinstance(step, ExpectClose):
            return
        if by == "client":
            self._fail(f"expected the server to close with {_code(step.code)}; we closed first")
        elif (code or LOST) == step.code:
            self._met()
        else:
            self._fail(f"expected the server to close with {_code(step.code)}, got {_code(code or LOST)}")

    def ended(self, why: str) -> None:
        """It will not go on: whatever is left was not met."""
        if self.done:
            return
        step = self.waits_for
        if step is None:
            left = sum(isinstance(step, Send) for step in self._steps[self.at :])
            self._fail(f"{left} of the messages to send were not sent: {why}")
        elif isinstance(step, ExpectClose):
            self._fail(f"expected the server to close with {_code(step.code)}: {why}{self._others()}")
        else:
            self._fail(f"expected {printable(step.text)}: {why}{self._others()}")

    def late(self) -> None:
        """The time of the expectation whose turn it is has passed."""
        if step := self.waits_for:
            self.ended(f"it did not come within {format_duration(step.within_s)}")

    def _met(self) -> None:
        self.at += 1
        self._passed_over = 0
        self._closest = None

    def _pass_over(self, test: Expectation | None, payload: bytes) -> None:
        self._passed_over += 1
        distance = test.distance(payload) if test else inf
        if self._closest is None or distance <= self._closest[0]:
            self._closest = distance, payload

    def _others(self) -> str:
        """What came in its place: how many messages, and the closest of them."""
        if self._closest is None:
            return "; nothing else came"
        test = self._tests[self.at]
        many = f"{self._passed_over} other messages" if self._passed_over > 1 else "another message"
        which = "the closest" if self._passed_over > 1 and test else "the last" if self._passed_over > 1 else "it"
        shown = printable(self._closest[1].decode("utf-8", "replace"))
        lines = test.difference(self._closest[1]) if test else ()
        return "\n  ".join((f"; {many} came, {which} was {shown}", *lines))

    def _fail(self, says: str) -> None:
        number = f"step {self.at + 1} of {len(self._steps)}: " if len(self._steps) > 1 else ""
        self.failure = number + says


def _code(code: int) -> str:
    return f"{code} ({close_name(code)})"
