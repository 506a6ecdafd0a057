"""One conversation over all its sessions: what a source, the prompt and its commands work on, and how it is left."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.session.stats import Stats
from rtcli.session.ws import WebSocket
from rtcli.talk.began import began_at
from rtcli.talk.beside import beside
from rtcli.talk.hearing import Follower, Hearing
from rtcli.talk.keepers import Keepers
from rtcli.talk.leashed import Leashed
from rtcli.talk.limit import Limit
from rtcli.talk.liveness import Replies, beat
from rtcli.talk.outlet import Outlet, Sheet
from rtcli.talk.plan import Look, Plan, Send
from rtcli.talk.steps import Steps
from rtcli.talk.teller import Teller
from rtcli.talk.verdict import End, ending_words
from rtcli.wire.frames import BINARY, TEXT


class Source(Protocol):
    """Where what is sent comes from, besides the steps."""

    def over(self, outlet: Outlet) -> Sheet:
        """What is written to in the place of the outlet, asked for before anything else."""

    async def run(self, talk: "Talk") -> None:
        """Send until the end of the input; then the session drains."""


class Talk(Leashed):
    """`choose` makes the teller of a look."""

    def __init__(self, plan: Plan, choose: Callable[[Look], Teller], began_s: float) -> None:
        super().__init__()
        self.began_s = began_s
        self.plan = plan
        self.manner = plan.manner
        self.teller = choose(plan.look)
        self.keepers = Keepers(plan, began_at(began_s))
        self.followers: list[Follower] = []  # who hears what passes besides the teller
        self._others: list[Follower] = []  # of them, those that keep no file
        self._opened: Opened | None = None  # the latest
        self.stats = Stats()
        self.socket: WebSocket | None = None  # the latest
        self.mortem: PostMortem | None = None  # of the last session that ended
        self.attempt = 0  # to connect
        self.error: RtError | None = None  # of the source, which ends the session
        self.stopped: Exit | None = None  # from outside, with this exit code
        self.in_haste = False  # somebody asked twice
        self.leaving = False  # it is we who end it
        self.why = ""  # that is, where nobody asked us to
        self.is_spent = False  # so many tries to come back as were allowed
        self.returning = False  # to a new session, because somebody asked for one
        self.steps = Steps(plan.steps, self._send)
        self.limit = Limit(plan.ends, self.began_s)
        self.hearing = Hearing(self)
        self._choose = choose
        self._replies = Replies(plan.replies)
        self._open = asyncio.Event()
        self._hurry = asyncio.Event()
        self._held: set[str] = set()  # why nothing is read for now
        self._flowing = asyncio.Event()
        self._flowing.set()

    # What a source and the prompt do

    async def send_all(self, payloads: list[bytes], opcode: int = TEXT) -> None:
        """Messages of one kind; waits while there is no open session, or the peer is slow."""
        socket = await self.open_socket()
        socket.send_all(payloads, opcode)
        await socket.drain()

    async def send_raw(self, data: bytes) -> None:
        """Bytes as they are, whether they are frames or not."""
        socket = await self.open_socket()
        socket.send_raw(data)
        await socket.drain()

    async def open_socket(self) -> WebSocket:
        """The session, as soon as one is open."""
        while self.socket is None or self.socket.state != "open":
            self._open.clear()
            await self._open.wait()
        return self.socket

    def change_look(self, **changes: Any) -> None:
        self.plan = replace(self.plan, look=replace(self.plan.look, **changes))
        self.teller = self._choose(self.plan.look)
        self.hearing.settle()

    def change_manner(self, **changes: Any) -> None:
        self.manner = replace(self.manner, **changes)
        if self.socket is not None:
            self.socket.manner = self.manner

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Leave for good: in order where a session is open, else at once."""
        self.leaving = True
        if not self._close_session(code, reason):
            self.cut()

    def reconnect(self) -> None:
        """Close, and open a new session; while one is being waited for, wait no longer."""
        self.returning = True
        self._hurry.set()
        self._close_session()

    def record(self, path: str | None) -> None:
        """Keep what passes from now on in this file, or nothing any more."""
        self.keepers.record(path, self._opened if self.in_session else None, now())
        self.followed_by()

    def followed_by(self, followers: Iterable[Follower] = ()) -> None:
        """Let these hear as well what passes, besides those that keep it."""
        self._others += followers
        self.followers = [*self.keepers.followers, *self._others]
        self.hearing.settle()

    def interrupted(self) -> None:
        """Ctrl-C."""
        self.stop(Exit.INTERRUPTED)

    def stop(self, code: Exit) -> None:
        """Leave with this exit code; who asks twice is not kept waiting."""
        if self.stopped is None:
            self.stopped = code
            self.close()
        else:
            self.in_haste = True
            self.cut()

    def time_is_up(self) -> None:
        """Leave where a session is open; waiting for one is over in any case."""
        if self.in_session:
            self.leave("the time that -m allows")
        else:
            self.cut()

    def leave(self, why: str) -> None:
        """Close, as something has come to its end."""
        self.why = self.why or why
        self.close()

    # What carries it out

    @property
    def in_session(self) -> bool:
        """Whether there is one that has not ended."""
        return self.socket is not None and self.socket.state != "closed"

    def failures(self) -> tuple[str, ...]:
        """What was expected and did not come, now that all is over."""
        why = self.why or (ending_words(self.mortem) if self.mortem else "nothing more can come")
        self.steps.ended(why)
        missing = self.limit.missing()
        told = self.steps.script.failure, missing and f"{missing} before the end: {why}"
        return tuple(failure for failure in told if failure)

    def end(self, failures: tuple[str, ...]) -> End:
        """How it ended, for the exit code."""
        return End(
            self.mortem,
            stopped=self.stopped,
            failures=failures,
            close_was_expected=self.steps.script.ends_with_close,
            ours=self.leaving,
            spent=self.is_spent,
        )

    async def follow(self, opened: Opened) -> PostMortem:
        """Hold one session, from its opening to its end."""
        self._opened = opened
        self.hearing.opened(opened)
        self.socket = socket = WebSocket(opened, self.manner, self.hearing, stats=self.stats)
        self.hold("peer", False)
        try:
            for send in self.plan.on_connect:
                self._send(send)
            self.steps.opened()
            socket.start()
            self._open.set()
            heartbeat = [beat(self._beat, self.plan.heartbeat_every_s)] if self.plan.heartbeat else []
            async with beside(*heartbeat):
                mortem = await socket.over()
        finally:
            socket.abort()
            self.mortem = await socket.over()
        self.steps.closed(mortem)
        return mortem

    async def rest(self, delay_s: float) -> None:
        """Wait before the next try, unless somebody hurries."""
        self._hurry.clear()
        try:
            async with asyncio.timeout(delay_s):
                await self._hurry.wait()
        except TimeoutError:
            return

    def hold(self, why: str, is_held: bool) -> None:
        """Read nothing for now, as there is no room for what it would lead to; or read on."""
        (self._held.add if is_held else self._held.discard)(why)
        if self.in_session and self.socket is not None:
            (self.socket.pause if self._held else self.socket.resume)()
        (self._flowing.clear if self._held else self._flowing.set)()
        self.hearing.last_s = now()

    async def quiet(self, silence_s: float) -> None:
        """Wait for so much silence since the last message, and since now; while nothing is read there is none."""
        begun_s = now()
        await self._flowing.wait()
        while (left_s := max(begun_s, self.hearing.last_s) + silence_s - now()) > 0:
            await asyncio.sleep(left_s)
            await self._flowing.wait()

    def answer(self, opcode: int, payloads: list[bytes]) -> None:
        """Do what messages that came are answered by."""
        for payload in payloads if self.plan.steps or self.plan.replies else ():
            self.steps.heard(payload)
            if (reply := self._replies.to(payload)) is not None:
                self._send(Send(reply))
        if self.plan.echo and self.socket is not None:
            self.socket.send_all(payloads, opcode)

    def _close_session(self, code: int | None = 1000, reason: str = "") -> bool:
        """Whether there was one."""
        if self.socket is None or self.socket.state == "closed":
            return False
        self.socket.close(code, reason)
        return True

    def _send(self, send: Send) -> None:
        assert self.socket is not None
        self.socket.send(send.payload, BINARY if send.binary else TEXT)

    async def _beat(self) -> None:
        assert self.plan.heartbeat is not None
        await self.send_all([self.plan.heartbeat.payload], BINARY if self.plan.heartbeat.binary else TEXT)
