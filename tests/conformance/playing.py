"""A fuzzing server for the whole client: `--echo` is driven in memory, and all that it sends is held to the RFCs.

What the client says is read here by a parser of its own, so that no mistake of ours is shared by both ends.
"""

import asyncio
import hashlib
import os
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from unittest.mock import patch

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Link
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.asked import Asked, Manner
from rtcli.session.listener import Wants
from rtcli.session.opening import Opened, open_websocket
from rtcli.session.post_mortem import PostMortem
from rtcli.talk import stay
from rtcli.talk.plan import Plan, Streams
from rtcli.talk.run import run
from rtcli.wire.frames import CLOSE, build_frame
from rtcli.wire.plain import Heard
from rtcli.wire.url import Url, parse_target
from tests import vloop
from tests.conformance.server_side import Sent, read_frames
from tests.links import Peer, peered

URL = parse_target("ws://fuzzing.test/")
BYE = build_frame(CLOSE, b"\x03\xe8")
PATIENCE_S = 60.0  # of virtual time, for a client that says no goodbye
AS_USUAL = Manner()
SMALL_BYTES = 600  # what has no more is sent byte by byte as well
LARGE_BYTES = 2 << 20

Answer = Callable[[str], bytes]  # from the key of a request to the head of its answer


def accept_of(key: str) -> str:
    """RFC 6455 4.2.2."""
    return b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()).decode()


def welcome(*fields: str) -> Answer:
    """The answer that opens a session, with these fields besides."""

    def answer(key: str) -> bytes:
        lines = "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", *fields
        return "\r\n".join((*lines, f"Sec-WebSocket-Accept: {accept_of(key)}", "", "")).encode()

    return answer


@dataclass
class Played:
    """What a client did."""

    frames: list[Sent] = field(default_factory=list)
    mortem: PostMortem | None = None
    exit: Exit | None = None
    error: RtError | None = None
    request: str = ""

    @property
    def closes(self) -> list[bytes]:
        return [frame.payload for frame in self.frames if frame.opcode == CLOSE]

    @property
    def data(self) -> list[Sent]:
        return [frame for frame in self.frames if frame.opcode < CLOSE]

    @property
    def messages(self) -> list[tuple[int, bytes]]:
        """As they are where nothing is compressed, and none is in fragments."""
        return [(frame.opcode, frame.payload) for frame in self.data]

    @property
    def pongs(self) -> list[bytes]:
        return [frame.payload for frame in self.frames if frame.opcode == 10]


class Ending:
    """Keeps how a session ended, and wants nothing else."""

    wants = Wants(messages=False)
    mortem: PostMortem | None = None

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None: ...

    def heard(self, items: list[Heard], t_s: float) -> None: ...

    def said(self, items: list[Heard], t_s: float) -> None: ...

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self.mortem = mortem


def play(
    sends: Sequence[bytes], *, answer: Answer | None = None, manner: Manner = AS_USUAL, asked: Asked | None = None
) -> Played:
    """Send these pieces, each a read of its own, to an echoing client, and wait for its close."""
    return vloop.run(_play(sends, answer or welcome(), Plan(lambda: asked or Asked(URL), Way(), manner, echo=True)))


async def _play(sends: Sequence[bytes], answer: Answer, plan: Plan) -> Played:
    played, ending = Played(), Ending()
    with open(os.devnull, "r+b") as nothing:
        streams = Streams(nothing.fileno(), nothing.fileno())
        async with asyncio.TaskGroup() as group:

            async def dial(_url: Url, _way: Way, _spans: Spans) -> Link:
                link, peer = peered(latency_s=0.001)
                servers.append(group.create_task(_serve(peer, sends, answer, played)))
                return link

            servers: list[asyncio.Task[None]] = []
            with (
                patch.object(stay, "open_websocket", partial(open_websocket, dial=dial)),
                patch.object(stay, "in_thread", _at_once),
            ):
                try:
                    played.exit = await run(plan, streams, followers=[ending])
                except RtError as error:
                    played.error = error
    played.mortem = ending.mortem
    return played


async def _at_once(work: Callable[[], Asked]) -> Asked:
    """In the place of a thread, for which a clock that jumps would not wait."""
    return work()


async def _serve(peer: Peer, sends: Sequence[bytes], answer: Answer, played: Played) -> None:
    """Open, send, and end the link once the client has closed, or has had its time."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        data += await peer.read()
    played.request = data.decode()
    key = re.search(r"Sec-WebSocket-Key: (\S+)", played.request)
    assert key
    peer.write(answer(key[1]))
    for piece in sends:
        peer.write(piece)
    data.clear()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            while not played.closes and (piece := await peer.read()):
                data += piece
                played.frames += read_frames(data)
    peer.close()


def cuts(sends: Sequence[bytes]) -> list[list[bytes]]:
    """Piece by piece; if it is not too much all at once; and what is small byte by byte."""
    whole, ways = b"".join(sends), [list(sends)]
    if len(whole) <= LARGE_BYTES:
        ways.append([whole])
    if len(whole) <= SMALL_BYTES:
        ways.append([bytes((byte,)) for byte in whole])
    return ways


def obeys(
    sends: Sequence[bytes],
    *,
    messages: Sequence[tuple[int, bytes]] = (),
    pongs: Sequence[bytes] = (),
    close: bytes = BYE,
    manner: Manner = AS_USUAL,
) -> None:
    """However it arrives: these messages and pongs come back, and then our close is answered in kind."""
    payload = close[2:]
    code = int.from_bytes(payload[:2], "big") if payload else 1005
    for pieces in cuts([*sends, close]):
        played = play(pieces, manner=manner)
        assert played.messages == list(messages)
        assert played.pongs == list(pongs)
        assert played.closes == [payload[:2]]
        assert played.mortem is not None
        assert (played.mortem.by, played.mortem.code, played.mortem.clean) == ("server", code, True)
        assert played.mortem.cause == "close"
        assert {fault.code for fault in played.mortem.faults} <= {"message.unfinished"}  # as a close may come any time
        assert played.exit == (Exit.OK if code in (1000, 1001, 1005) else Exit.FOUND)


def fails(
    sends: Sequence[bytes], code: int, *, messages: Sequence[tuple[int, bytes]] = (), manner: Manner = AS_USUAL
) -> None:
    """However it arrives: these messages come back, and then the session is failed with this code."""
    for pieces in cuts(sends):
        played = play(pieces, manner=manner)
        assert played.messages == list(messages)
        assert_failed(played, code)


def assert_failed(played: Played, code: int) -> None:
    assert [int.from_bytes(close[:2], "big") for close in played.closes] == [code]
    assert played.mortem is not None
    by = "client" if played.mortem.code_received is None else "server"  # by a close frame that is itself at fault
    assert (played.mortem.by, played.mortem.cause, played.mortem.clean) == (by, "protocol-error", False)
    assert played.mortem.code_sent == code and played.mortem.faults
    assert played.exit is Exit.FOUND
