"""The honest WebSocket routes: each talks to one peer, which websockets' engine carries."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from itertools import count, repeat

from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response

from rtcli.lab.beats import numbers
from rtcli.lab.chat import chat
from rtcli.lab.credentials import challenge, tokens_given
from rtcli.lab.events import compact
from rtcli.lab.peer import Data, Greeting, Handler, Peer, accept
from rtcli.lab.route import NO_CODE, Value

Build = Callable[[int, Mapping[str, Value]], Data]  # the message of that number, as the parameters ask for

BATCH_BYTES = 64 * 1024
LETTERS = b"abcdefghijklmnopqrstuvwxyz"
EVERY_BYTE = bytes(range(256))


async def echo(peer: Peer) -> None:
    fragment = int(peer.parameters.get("fragment", 0))
    async for message in peer.messages():
        await peer.send(message, fragment)


async def silent(peer: Peer) -> None:
    async for _ in peer.messages():
        pass


async def pinger(peer: Peer) -> None:
    clock, every_s = asyncio.get_running_loop().time, float(peer.parameters["every"])
    pings = count(1)
    async with peer.listening():
        due = clock()
        while await _ponged(peer, str(next(pings)).encode()):
            due = max(due + every_s, clock())
            await peer.pause(due - clock())
    await peer.close(1011, "no pong in time")


async def _ponged(peer: Peer, payload: bytes) -> bool:
    """Ping, and tell whether the pong came in time."""
    await peer.ping(payload)
    try:
        async with asyncio.timeout(float(peer.parameters["timeout"])):
            while peer.pong != payload:
                peer.ponged.clear()
                await peer.ponged.wait()
    except TimeoutError:
        return False
    return True


async def _at_intervals(build: Build, peer: Peer) -> None:
    async with peer.listening():
        async for number in _ticks(peer):
            await peer.send(build(number, peer.parameters))


async def _ticks(peer: Peer) -> AsyncIterator[int]:
    """Numbers, as many as are asked for, one each interval; where one is late, the others move with it."""
    clock, every_s = asyncio.get_running_loop().time, float(peer.parameters["every"])
    due = clock()
    for number in numbers(int(peer.parameters["count"])):
        await peer.pause(max(due - clock(), 0))
        yield number
        due = max(due + every_s, clock())


def _stamped(number: int, _parameters: Mapping[str, Value]) -> str:
    return compact({"n": number, "t": round(time.time(), 3)})


def _document(number: int, _parameters: Mapping[str, Value]) -> str:
    """One that has something of everything JSON knows."""
    document = {
        "type": "reading",
        "n": number,
        "t": round(time.time(), 3),
        "sensor": {"name": "Düne 7", "place": {"lat": 54.18, "lon": -7.5e-2}, "tags": ["søk", "海辺", "🌊"]},
        "values": [number % 7, -number, number / 8, 1.5e-9, 2**53 - 1],
        "is_valid": number % 5 != 0,
        "error": None if number % 5 else {"code": "drift", "says": 'off by "much"\n'},
        "history": [[], [number - 1], [number - 1, [number - 2, {}]]],
    }
    return compact(document)


def _bytes(number: int, parameters: Mapping[str, Value]) -> bytes:
    """Every byte value in order, from the number on."""
    return _filled(EVERY_BYTE, int(parameters["size"]), number % 256)


def _filled(pattern: bytes, size: int, start: int = 0) -> bytes:
    """The pattern over and over, from that place in it on."""
    return (pattern * ((start + size) // len(pattern) + 1))[start : start + size]


async def big(peer: Peer) -> None:
    data, is_text = _content(peer.parameters)
    message = data.decode() if is_text else data
    async with peer.listening():
        for _ in numbers(int(peer.parameters["count"])):
            await peer.send(message)
            await asyncio.sleep(0)  # what is compressed may never have to wait


async def flood(peer: Peer) -> None:
    data, is_text = _content(peer.parameters)
    frame = Frame(Opcode.TEXT if is_text else Opcode.BINARY, data).serialize(mask=False)
    async with peer.listening():
        for frames in _batches(frame, int(peer.parameters["count"])):
            await peer.send_built(frames)


def _content(parameters: Mapping[str, Value]) -> tuple[bytes, bool]:
    """A message of the size and kind that are asked for, and whether it is text."""
    is_text = parameters["kind"] == "text"
    return _filled(LETTERS if is_text else EVERY_BYTE, int(parameters["size"])), is_text


def _batches(frame: bytes, most: int) -> Iterator[bytes]:
    """The frame so many times, or without end for 0, in pieces worth a write."""
    each = max(BATCH_BYTES // len(frame), 1)
    batch = frame * each
    yield from repeat(batch, most // each) if most else repeat(batch)
    yield frame * (most % each)


async def close(peer: Peer) -> None:
    code, reason = int(peer.parameters["code"]), str(peer.parameters["reason"])
    async with peer.listening():
        await peer.pause(float(peer.parameters["after"]))
    if code == NO_CODE:
        await peer.close(None)
    else:
        await peer.close(code, reason)


async def feed(peer: Peer) -> None:
    seen = min(int(peer.parameters["since"]), peer.shared.feed.last(time.time()))  # the lab may have begun anew
    async with peer.listening():
        async for item in peer.shared.feed.follow(seen, peer.pause):
            await peer.send(compact({"n": item.number, "t": round(item.at, 3)}))


async def ask_token(peer: Peer, request: Request) -> Response:
    authorization, cookie = ("".join(peer.head.get_all(name)[:1]) for name in ("Authorization", "Cookie"))
    given = tokens_given(authorization, cookie, str(peer.parameters["token"]))
    if peer.parameters["secret"] in given:
        return await accept(peer, request)
    why = "this token is not the right one" if given else "a token is needed"
    response = peer.engine.reject(401, f"{why}\n")
    response.headers["WWW-Authenticate"] = challenge(given)
    return response


async def take_time(peer: Peer, request: Request) -> Response:
    await peer.link.pause(float(peer.parameters["delay"]))
    return await accept(peer, request)


HANDLERS: dict[str, Handler] = {
    "echo": echo,
    "chat": chat,
    "clock": partial(_at_intervals, _stamped),
    "pinger": pinger,
    "silent": silent,
    "big": big,
    "flood": flood,
    "binary": partial(_at_intervals, _bytes),
    "json": partial(_at_intervals, _document),
    "close": close,
    "auth": echo,
    "slow-handshake": echo,
    "feed": feed,
}
GREETINGS: dict[str, Greeting] = {"auth": ask_token, "slow-handshake": take_time}
