"""Misdeeds behind a faultless 101: an honest text frame to show where they begin, the sin, and what comes of it.

The 101, with compression where a sin needs it, is websockets' own work, as are all answers while a route stays open.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from random import Random

from websockets.extensions.permessage_deflate import PerMessageDeflate

from rtcli.lab.peer import Peer, accept
from rtcli.lab.visit import Visit
from rtcli.wire.deflate import TAIL, Deflater
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, build_frame

Frames = Iterable[bytes]

HONEST = build_frame(TEXT, b"watch the next frame")
NORMAL = (1000).to_bytes(2, "big")
SAID = b"this frame is wrong"
MIB = 1 << 20
OVER_LIMIT = 64 * MIB + 1  # bytes: what is too much for our own readers, and for most others
RSV1 = 4
GROWING = [Random(size).randbytes(size) for size in range(16, 256, 16)]  # nothing in it to compress
PATIENCE_S = 0.1  # an RST may take away what has not been read yet

FIXED = {
    "ws/masked": build_frame(TEXT, SAID, key=b"mask"),
    "ws/top-bit": build_frame(TEXT, SAID, declared=1 << 63 | len(SAID)),
    "ws/fragmented-control": build_frame(PING, b"half a ping", fin=False),
    "ws/long-control": build_frame(PING, b"." * 126),
    "ws/stray-continuation": build_frame(CONTINUATION, SAID),
    "ws/message-inside": build_frame(TEXT, b"one that never ends", fin=False) + build_frame(TEXT, SAID),
    "ws/half-frame": build_frame(TEXT, SAID)[:8],
    "ws/half-message": build_frame(TEXT, b"to be continued", fin=False) + build_frame(CLOSE, NORMAL),
    "ws/http-after-101": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\n\r\ngone\n",
    "ws/close-one-byte": build_frame(CLOSE, NORMAL[:1]),
    "ws/close-bad-utf8": build_frame(CLOSE, NORMAL + b"caf\xe9"),
    "ws/data-after-close": build_frame(CLOSE, NORMAL) + build_frame(TEXT, SAID),
}
BAD_UTF8 = {
    "early": build_frame(TEXT, b"\xff is no character"),
    "late": build_frame(TEXT, b"." * 65536 + b"\xc3"),  # ends inside a character
    "fragments": build_frame(TEXT, b"caf\xc3", fin=False) + build_frame(CONTINUATION, b"( is no second half"),
}
CHOSEN: dict[str, Callable[[Visit], bytes]] = {
    "ws/reserved-bit": lambda visit: build_frame(TEXT, SAID, rsv=8 >> int(visit.word("bit"))),
    "ws/reserved-opcode": lambda visit: build_frame(int(visit.word("opcode")), SAID),
    "ws/long-length": lambda visit: build_frame(TEXT, SAID, length_form=int(visit.word("bits"))),
    "ws/bad-utf8": lambda visit: BAD_UTF8[visit.word("where")],
    "ws/close-code": lambda visit: build_frame(CLOSE, int(visit.word("code")).to_bytes(2, "big") + b"a wrong code"),
}
COMPRESSED: dict[str, Callable[[Deflater], Frames]] = {
    "ws/rsv1-continuation": lambda deflater: _two_frames(deflater.deflate(SAID)),
    "ws/rsv1-control": lambda deflater: [build_frame(PING, b"ping", rsv=RSV1)],
    "ws/bomb": lambda deflater: [build_frame(BINARY, _bomb(deflater), rsv=RSV1)],
    "ws/broken-deflate": lambda deflater: [build_frame(TEXT, b"\x07a block of a type that is none", rsv=RSV1)],
    "ws/bigger-deflate": lambda deflater: [build_frame(BINARY, deflater.deflate(data), rsv=RSV1) for data in GROWING],
}


def _big_frame() -> Iterator[bytes]:
    """The header and the payload of one frame, in pieces."""
    yield build_frame(BINARY, declared=OVER_LIMIT)
    yield from _pieces(OVER_LIMIT)


def _big_message() -> Iterator[bytes]:
    for number, piece in enumerate(_pieces(OVER_LIMIT)):
        yield build_frame(CONTINUATION if number else BINARY, piece, fin=len(piece) < MIB)


def _pieces(size: int) -> Iterator[bytes]:
    zeros = bytes(MIB)
    for left in range(size, 0, -MIB):
        yield zeros[:left]


HUGE = {"ws/too-big-frame": _big_frame, "ws/too-big-message": _big_message}


def _two_frames(data: bytes) -> Frames:
    return build_frame(TEXT, data[:3], fin=False, rsv=RSV1), build_frame(CONTINUATION, data[3:], rsv=RSV1)


def _bomb(deflater: Deflater) -> bytes:
    """65 MiB of zeros in as many KiB: with or without a window, each block can follow the one before."""
    first, again = deflater.deflate(bytes(MIB)), deflater.deflate(bytes(MIB))
    return TAIL.join((first, *[again] * 64))


def _frames(name: str, visit: Visit) -> Frames:
    if name in HUGE:
        return HUGE[name]()
    return [FIXED[name] if name in FIXED else CHOSEN[name](visit)]


async def _listen(peer: Peer) -> None:
    """Stay, and answer pings and the close, until the client leaves."""
    async for _ in peer.messages():
        pass


async def _await_close(peer: Peer) -> None:
    """Stay as one who has closed already, by hand and not by the engine."""
    peer.engine.send_close()
    peer.engine.data_to_send()
    await peer.close()


async def _say_nothing(peer: Peer) -> None:
    await peer.link.until_gone()


async def _end(peer: Peer) -> None:
    peer.link.end()


async def _reset(peer: Peer) -> None:
    await peer.link.pause(PATIENCE_S)
    peer.link.reset()


HALF_FRAME_ENDS = {"fin": _end, "rst": _reset, "silence": _say_nothing}
ENDS: dict[str, Callable[[Peer], Awaitable[None]]] = {  # of those that do not go on listening
    "ws/half-message": _await_close,
    "ws/close-code": _await_close,
    "ws/close-one-byte": _await_close,
    "ws/close-bad-utf8": _await_close,
    "ws/data-after-close": _await_close,
    "ws/http-after-101": _end,
}


async def _sin(name: str, visit: Visit) -> None:
    """What needs no compression, which is declined here."""
    peer = Peer(visit.link, visit.head, {"origin": "any"}, visit.shared)
    if await peer.open(visit.rest, accept):
        await _send(peer, _frames(name, visit))
        end = HALF_FRAME_ENDS[visit.word("then")] if name == "ws/half-frame" else ENDS.get(name, _listen)
        await end(peer)


async def _sin_compressed(name: str, visit: Visit) -> None:
    """What can only be done to a client that offers compression."""
    peer = Peer(visit.link, visit.head, {"origin": "any", "deflate": True}, visit.shared)
    if not await peer.open(visit.rest, accept):
        return
    agreed = next(iter(peer.engine.extensions), None)
    if isinstance(agreed, PerMessageDeflate):
        deflater = Deflater(agreed.local_max_window_bits, takeover=not agreed.local_no_context_takeover)
        await _send(peer, COMPRESSED[name](deflater))
        await _listen(peer)
    else:
        await peer.send("offer permessage-deflate to see this")
        await peer.close()


async def _send(peer: Peer, frames: Frames) -> None:
    for frame in chain((HONEST,), frames):
        await peer.send_built(frame)


HANDLERS: dict[str, Callable[[Visit], Awaitable[None]]] = {
    **{name: partial(_sin, name) for name in (*FIXED, *CHOSEN, *HUGE)},
    **{name: partial(_sin_compressed, name) for name in COMPRESSED},
}
