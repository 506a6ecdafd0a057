"""A script with its clock: steps are sent and expected as sessions open, messages come, and time passes."""

import asyncio
from collections.abc import Callable, Sequence

from rtcli.session.post_mortem import PostMortem
from rtcli.talk.plan import Send, Step
from rtcli.talk.script import Script


class Steps:
    """Told what happens, it sends from within; `over` is set once nothing is left to do."""

    def __init__(self, steps: Sequence[Step], send: Callable[[Send], None]) -> None:
        self.script = Script(steps)
        self.over = asyncio.Event()
        self._send = send
        self._timer: asyncio.TimerHandle | None = None
        self._timed: int | None = None  # the step whose time is running

    def opened(self) -> None:
        """A session has begun: another one goes on where the last one was."""
        for send in self.script.go_on():
            self._send(send)
        self._settle()

    def heard(self, payload: bytes) -> None:
        if self.script.heard(payload):
            self.opened()

    def closed(self, mortem: PostMortem) -> None:
        self.script.closed(mortem.code_received, mortem.by)
        self._settle()

    def ended(self, why: str) -> None:
        """There will be no other session."""
        self.script.ended(why)
        self._settle()

    def _settle(self) -> None:
        """Let the time of the step run whose turn it is."""
        step, at = self.script.waits_for, self.script.at
        if self._timer is not None and (step is None or at != self._timed):
            self._timer.cancel()
            self._timer = None
        if self._timer is None and step is not None:
            self._timed = at
            self._timer = asyncio.get_running_loop().call_later(step.within_s, self._late)
        if self.script.done:
            self.over.set()

    def _late(self) -> None:
        self._timer = None
        self.script.late()
        self._settle()
