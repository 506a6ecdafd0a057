"""Echoes that are right in every frame and wrong all the same: by what they leave out, and by when and how they end.

The opening is websockets' own; from there on all is done by hand.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from functools import partial
from typing import NamedTuple

from rtcli.lab.peer import CLOSE_TIMEOUT_S, Peer, accept
from rtcli.lab.visit import Visit
from rtcli.wire.frames import CLOSE, CONTROL_LIMIT, PING, PONG, Frame, build_frame
from rtcli.wire.messages import LIMIT_BYTES
from rtcli.wire.reader import FrameReader, Reading

Answer = Callable[[Frame], bytes]

PENDING_PONGS = 1000
GOING_AWAY, PROTOCOL_ERROR = (code.to_bytes(2, "big") for code in (1001, 1002))


def _same(frame: Frame) -> bytes:
    return build_frame(frame.opcode, frame.payload, fin=frame.fin)


def _pong(frame: Frame) -> bytes:
    return build_frame(PONG, frame.payload)


def _nothing(_frame: Frame) -> bytes:
    return b""


def _other_pong(frame: Frame) -> bytes:
    return build_frame(PONG, (b"not " + frame.payload)[:CONTROL_LIMIT])


class Habit(NamedTuple):
    """What is answered to each kind of frame."""

    data: Answer = _same
    ping: Answer = _pong
    close: Answer = _same

    def answer(self, frame: Frame) -> bytes:
        if frame.opcode < CLOSE:
            return self.data(frame)
        return {CLOSE: self.close, PING: self.ping, PONG: _nothing}[frame.opcode](frame)


class Echo:
    """A connection that is open, and what its habit makes of it."""

    def __init__(self, visit: Visit, habit: Habit) -> None:
        self.visit = visit
        self.link = visit.link
        self.habit = habit
        self._rest = visit.rest  # came behind the request
        self._reader = FrameReader(Reading(origin="client", keep=LIMIT_BYTES))

    async def batches(self) -> AsyncIterator[list[Frame]]:
        """Answer what comes, and tell what it was; ends with a close frame, a fault, or the other side's end."""
        while data := self._rest or await self.link.read():
            self._rest = b""
            frames = []
            for item in self._reader.feed(data):
                if not isinstance(item, Frame) or item.faults:
                    self.link.write(build_frame(CLOSE, PROTOCOL_ERROR))
                    return
                self.link.write(self.habit.answer(item))
                if item.opcode == CLOSE:
                    return
                frames.append(item)
            await self.link.drain()
            yield frames

    async def go_on(self) -> None:
        async for _ in self.batches():
            pass

    async def fall_silent(self) -> None:
        """Read nothing more, answer nothing more, until the other side has left."""
        await asyncio.shield(self.link.ended)


Course = Callable[[Echo], Awaitable[None]]


async def _end(echo: Echo) -> None:
    echo.link.end()


async def _reset(echo: Echo) -> None:
    echo.link.reset()


async def _close(echo: Echo) -> None:
    echo.link.write(build_frame(CLOSE, GOING_AWAY + b"time is up"))
    echo.habit = Habit(_nothing, _nothing, _nothing)
    async with asyncio.timeout(CLOSE_TIMEOUT_S):
        await echo.go_on()


ENDS: dict[str, Course] = {"fin": _end, "rst": _reset, "close": _close, "silence": Echo.fall_silent}


async def _stay(echo: Echo) -> None:
    """Go on, and beyond the close frame that ends others."""
    await echo.go_on()
    await echo.link.until_gone()


async def _pong_late(echo: Echo) -> None:
    clock, delay_s = asyncio.get_running_loop().time, echo.visit.number("delay")
    pending: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(PENDING_PONGS)

    def later(frame: Frame) -> bytes:
        if not pending.full():
            pending.put_nowait((clock() + delay_s, _pong(frame)))
        return b""

    async def send() -> None:
        while True:
            due, pong = await pending.get()
            await asyncio.sleep(due - clock())
            echo.link.write(pong)

    echo.habit = Habit(ping=later)
    await _meanwhile(send(), echo)


async def _ping_on(echo: Echo) -> None:
    async def send() -> None:
        while True:
            echo.link.write(build_frame(PING, b"are you there?"))
            await echo.link.drain()
            await asyncio.sleep(echo.visit.number("every"))

    await _meanwhile(send(), echo)


async def _meanwhile(work: Coroutine[None, None, None], echo: Echo) -> None:
    """Do this beside the echo, as long as that goes on."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work)
        await echo.go_on()
        task.cancel()


async def _cut_idle(echo: Echo) -> None:
    clock, after_s = asyncio.get_running_loop().time, echo.visit.number("after")
    any_bytes = echo.visit.word("counts") == "bytes"
    try:
        async with asyncio.timeout(after_s) as silence:
            async for frames in echo.batches():
                if any_bytes or any(frame.opcode < CLOSE for frame in frames):
                    silence.reschedule(clock() + after_s)
    except TimeoutError:
        await ENDS[echo.visit.word("by")](echo)


async def _cut_old(echo: Echo, by: str = "") -> None:
    try:
        async with asyncio.timeout(echo.visit.number("after")):
            await echo.go_on()
    except TimeoutError:
        await ENDS[by or echo.visit.word("by")](echo)


COURSES: dict[str, tuple[Habit, Course]] = {
    "ws/fin": (Habit(), partial(_cut_old, by="fin")),
    "ws/rst": (Habit(), partial(_cut_old, by="rst")),
    "ws/never-closes": (Habit(close=_nothing), _stay),
    "ws/no-pong": (Habit(ping=_nothing), Echo.go_on),
    "ws/wrong-pong": (Habit(ping=_other_pong), Echo.go_on),
    "ws/slow-pong": (Habit(), _pong_late),
    "ws/dead-application": (Habit(data=_nothing), Echo.go_on),
    "ws/ping-storm": (Habit(), _ping_on),
    "ws/idle-cut": (Habit(), _cut_idle),
    "ws/lifetime": (Habit(), _cut_old),
    "ws/nothing-passes": (Habit(), Echo.fall_silent),
}


async def _meet(habit: Habit, course: Course, visit: Visit) -> None:
    peer = Peer(visit.link, visit.head, {"origin": "any"}, visit.shared)
    if await peer.open(b"", accept):
        await course(Echo(visit, habit))


HANDLERS: dict[str, Callable[[Visit], Awaitable[None]]] = {
    name: partial(_meet, habit, course) for name, (habit, course) in COURSES.items()
}
