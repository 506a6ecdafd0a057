"""A session in virtual time against a server of bytes: what it hears, what it answers, and how it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import cast

from rtcli.net.clock import now
from rtcli.net.link import Link
from rtcli.session.asked import Manner
from rtcli.session.listener import Wants
from rtcli.session.opening import Answer, Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.session.stats import Stats
from rtcli.session.ws import WebSocket
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.frames import Frame
from rtcli.wire.handshake import Judgement
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard
from rtcli.wire.reader import FrameReader, Reading
from tests.links import Peer, peered
from tests.vloop import run


@dataclass
class Log:
    """A listener that keeps all it is told."""

    wants: Wants = Wants()
    items: list[Heard] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    own: list[Frame] = field(default_factory=list)
    pongs: list[tuple[bytes, float]] = field(default_factory=list)
    room: list[bool] = field(default_factory=list)
    mortems: list[PostMortem] = field(default_factory=list)
    then: Callable[[list[Heard]], None] | None = None  # what to do as soon as something is heard

    def heard(self, items: list[Heard], t_s: float) -> None:
        self.items += items
        self.reads.append(t_s)
        if self.then:
            self.then(items)

    def said(self, frames: list[Frame], t_s: float) -> None:
        self.own += frames

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        self.pongs.append((payload, rtt_s))

    def writable(self, is_writable: bool) -> None:
        self.room.append(is_writable)

    def ended(self, mortem: PostMortem) -> None:
        self.mortems.append(mortem)

    @property
    def words(self) -> list[object]:
        """What was heard, in short."""
        return [word(item) for item in self.items]


def word(item: Heard) -> object:
    """Payload of a message, code of a fault, (name, payload) of a frame, list of a run."""
    if isinstance(item, Message):
        return item.payload
    if isinstance(item, Fault):
        return item.code
    if isinstance(item, Bulk):
        return item.payloads
    return item.opcode_name, item.payload


@dataclass
class Server:
    """The other end: bytes in, frames of the client out."""

    peer: Peer
    reader: FrameReader

    def send(self, *frames: bytes) -> None:
        self.peer.write(b"".join(frames))

    def told(self) -> list[tuple[str, bytes]]:
        """The frames that came since, by name and payload; the client makes no fault."""
        data = bytes(self.peer.received)
        self.peer.received.clear()
        frames = [item for item in self.reader.feed(data) if isinstance(item, Frame)]
        assert self.reader.tally.faults == {}
        return [(frame.opcode_name, frame.payload) for frame in frames]


Play = Callable[[WebSocket, Server, Log], Awaitable[None]]


def opened(link: Link, rest: bytes = b"", deflate: DeflateParameters | None = None) -> Opened:
    return Opened(link, cast(Answer, None), cast(Judgement, None), rest, deflate)


@dataclass
class Setting:
    """How a session is to be played."""

    manner: Manner = Manner()
    wants: Wants = Wants()
    rest: bytes = b""
    deflate: DeflateParameters | None = None
    latency_s: float = 0.0
    stats: Stats | None = None


def play_session(play: Play, setting: Setting | None = None) -> Log:
    """Play it to its end; the log holds one post-mortem."""
    setting = setting or Setting()
    log = Log(setting.wants)

    async def main() -> None:
        link, peer = peered(setting.latency_s)
        socket = WebSocket(
            opened(link, setting.rest, setting.deflate),
            setting.manner,
            log,
            random=Random(1).randbytes,
            stats=setting.stats,
        )
        await play(socket, Server(peer, FrameReader(Reading("client", setting.deflate))), log)
        if socket.state != "closed":
            socket.abort()
        assert await socket.over() == log.mortems[0]
        assert len(log.mortems) == 1 and socket.state == "closed"

    run(main())
    return log


async def pass_time(seconds: float = 0.01) -> None:
    """Let what is under way arrive."""
    begin_s = now()
    await asyncio.sleep(seconds)
    assert now() >= begin_s + seconds
