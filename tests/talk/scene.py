"""A whole conversation in virtual time: a plan that is carried out against a server made of a few lines of Python.

The links are real and joined in memory, so is the session over them; the handshake is left out.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.session.opening import Opened
from rtcli.talk import stay
from rtcli.talk.beside import beside
from rtcli.talk.conversation import Source
from rtcli.talk.hearing import Follower
from rtcli.talk.plan import Plan, Streams
from rtcli.talk.run import run
from rtcli.wire.close import read_close
from rtcli.wire.frames import CLOSE, PONG, TEXT, Frame, build_frame
from rtcli.wire.reader import FrameReader, Reading
from rtcli.wire.url import parse_target
from tests import vloop
from tests.links import Peer, peered
from tests.talk.telling import opened

T = TypeVar("T")
ASKED = Asked(parse_target("ws://example.com/"))
NOBODY_THERE = RtError("connect example.com:80", "refused", kind="refused", exit=Exit.UNREACHED)


class Gone(Exception):
    """The client has left."""


class Visit:
    """The server's side of one session."""

    def __init__(self, number: int, peer: Peer) -> None:
        self.number = number  # 1 for the first
        self.began_s = now()
        self.peer = peer
        self.heard: list[tuple[str, str]] = []  # all but pongs: kind, and payload or close code
        self._reader = FrameReader(Reading(origin="client", deflate=None))
        self._frames: list[Frame] = []

    def say(self, *texts: str, opcode: int = TEXT) -> None:
        """These messages in one write."""
        self.peer.write(b"".join(build_frame(opcode, text.encode()) for text in texts))

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        self.peer.write(build_frame(CLOSE, b"" if code is None else code.to_bytes(2, "big") + reason.encode()))

    async def hear(self) -> str:
        """The next message or control frame; a close is answered, and ends the visit."""
        while not self._frames:
            data = await self.peer.read()
            if not data:
                raise Gone
            frames = [item for item in self._reader.feed(data) if isinstance(item, Frame)]
            self._frames += [frame for frame in frames if frame.opcode != PONG]
        frame = self._frames.pop(0)
        assert not frame.faults
        is_close = frame.opcode == CLOSE
        text = str(read_close(frame.payload)[0]) if is_close else frame.payload.decode()
        self.heard.append((frame.opcode_name, text))
        if is_close:
            self.peer.write(build_frame(CLOSE, frame.payload))
            self.peer.close()
            raise Gone
        return text

    async def listen(self) -> None:
        """Until the client has left."""
        while True:
            await self.hear()


Act = Callable[[Visit], Awaitable[None]]


@dataclass
class Came:
    """What came of it."""

    exit: Exit | None = None
    error: BaseException | None = None
    out: str = ""
    talk: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    ended_s: float = 0.0

    @property
    def heard(self) -> list[tuple[str, str]]:
        """What the server heard in all of its sessions."""
        return [item for visit in self.visits for item in visit.heard]

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Scene:
    """Where plans are carried out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self._out = folder / "out"
        self.refusals: list[RtError | None] = []  # of each try; once they are used up, all are welcome
        self.opening_s = 0.0

    def play(
        self,
        act: Act,
        *,
        source: Source | None = None,
        followers: Iterable[Follower] = (),
        stdin: bytes = b"",
        stdout: int | None = None,
        **plan: Any,
    ) -> Came:
        """Carry the plan out, and let the server of each session do this."""
        came = Came()
        given_by_all: dict[str, Any] = {"asked": lambda: ASKED, "way": Way()}
        whole = Plan(**given_by_all | plan)
        with reading(stdin) as given, self._out.open("wb") as out:
            warn = lambda word, text: came.warnings.append(f"{word}: {text}")  # noqa: E731
            streams = Streams(given, out.fileno() if stdout is None else stdout, came.talk.append, warn)
            vloop.run(self._play(act, came, lambda: run(whole, streams, source=source, followers=followers)))
        came.out = self._out.read_text()
        return came

    async def _play(self, act: Act, came: Came, carry_out: Callable[[], Awaitable[Exit]]) -> None:
        async with asyncio.TaskGroup() as group:

            async def open_websocket(_asked: Asked, _way: Way) -> Opened:
                await asyncio.sleep(self.opening_s)
                if self.refusals and (refusal := self.refusals.pop(0)):
                    raise refusal
                link, peer = peered(latency_s=0.001)
                came.visits.append(Visit(len(came.visits) + 1, peer))
                tasks.append(group.create_task(attend(act, came.visits[-1])))
                return replace(opened(deflate=None), link=link, earlier=())

            tasks: list[asyncio.Task[None]] = []
            self._monkeypatch.setattr(stay, "open_websocket", open_websocket)
            self._monkeypatch.setattr(stay, "in_thread", at_once)
            try:
                came.exit = await carry_out()
            except Exception as error:
                came.error = error
            came.ended_s = now()
            for task in tasks:
                task.cancel()


async def attend(act: Act, visit: Visit) -> None:
    """Do this, and then listen until the client has left."""
    with suppress(Gone):
        await act(visit)
        await visit.listen()


async def at_once(work: Callable[[], T]) -> T:
    """In the place of a thread, for which a clock that jumps would not wait."""
    return work()


@contextmanager
def reading(data: bytes) -> Iterator[int]:
    """A pipe with this in it, whose writer has left."""
    read_end, write_end = os.pipe()
    try:
        os.write(write_end, data)
        os.close(write_end)
        yield read_end
    finally:
        os.close(read_end)


async def silent(_visit: Visit) -> None:
    """A server that only listens."""


async def echoing(visit: Visit) -> None:
    """A server that says what it hears."""
    while True:
        visit.say(await visit.hear())


def clock(every_s: float, most: int = 1_000_000) -> Act:
    """A server that counts from 1."""

    async def count(visit: Visit) -> None:
        for number in range(1, most + 1):
            await asyncio.sleep(every_s)
            visit.say(str(number))

    async def count_and_listen(visit: Visit) -> None:
        async with beside(count(visit)):
            await visit.listen()

    return count_and_listen
