"""Streams whose events are made on time and handed out late, as proxies and compressors do it.

Each way to hold is a function from one schedule to another; the events keep the stamps of when they were made.
"""

import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator

from rtcli.lab.beats import beats, stamped, ticking
from rtcli.lab.events import Timed, on_time, play
from rtcli.lab.exchange import EVENT_STREAM, Exchange
from rtcli.lab.shared import Shared

GZIP_WINDOW = 31  # zlib's 15 bits, and 16 for the header of gzip


def in_blocks(schedule: Iterable[Timed], size_bytes: int) -> Iterator[Timed]:
    """Blocks of one size, whatever they cut, each once it is full; the end lets go of the rest."""
    held, at_s = bytearray(), 0.0
    for at_s, data in schedule:
        held += data
        full = len(held) - len(held) % size_bytes
        for start in range(0, full, size_bytes):
            yield Timed(at_s, bytes(held[start : start + size_bytes]))
        del held[:full]
        yield Timed(at_s, b"")
    yield Timed(at_s, bytes(held))


def in_windows(schedule: Iterable[Timed], window_s: float) -> Iterator[Timed]:
    """What comes within a time of the first piece that is held, all at once when that time is over."""
    held, over_s = bytearray(), 0.0
    for at_s, data in schedule:
        if held and at_s > over_s:
            yield Timed(over_s, bytes(held))
            held.clear()
        if not held:
            over_s = at_s + window_s
        held += data
        yield Timed(at_s, b"")
    yield Timed(over_s, bytes(held))


def at_end(schedule: Iterable[Timed]) -> Iterator[Timed]:
    """Everything, when the last of it is there."""
    held, at_s = bytearray(), 0.0
    for at_s, data in schedule:
        held += data
        yield Timed(at_s, b"")
    yield Timed(at_s, bytes(held))


def compressed(schedule: Iterable[Timed]) -> Iterator[Timed]:
    """What comes out of gzip when nobody asks it to flush."""
    gzip, at_s = zlib.compressobj(wbits=GZIP_WINDOW), 0.0
    for at_s, data in schedule:
        yield Timed(at_s, gzip.compress(data))
    yield Timed(at_s, gzip.flush())


def with_tails_late(schedule: Iterable[Timed], tail_bytes: int) -> Iterator[Timed]:
    """Each piece without its last bytes, which come ahead of the next one."""
    tail, at_s = b"", 0.0
    for at_s, data in schedule:
        cut = max(len(data) - tail_bytes, 0)
        yield Timed(at_s, tail + data[:cut])
        tail = data[cut:]
    yield Timed(at_s, tail)


async def held_size(exchange: Exchange, shared: Shared) -> None:
    await play(exchange, in_blocks(_made(exchange), exchange.whole("bytes")))


async def held_time(exchange: Exchange, shared: Shared) -> None:
    await play(exchange, in_windows(_made(exchange), exchange.number("window")))


async def held_all(exchange: Exchange, shared: Shared) -> None:
    body = b"".join([piece.data async for piece in on_time(exchange, at_end(_made(exchange)))])
    await exchange.answer(200, body, EVENT_STREAM)


async def held_stream(exchange: Exchange, shared: Shared) -> None:
    await play(exchange, at_end(_made(exchange)))


async def held_gzip(exchange: Exchange, shared: Shared) -> None:
    """As compressors do, only for clients that take it."""
    if "gzip" in (exchange.request.get("accept-encoding") or ""):
        await play(exchange, compressed(_made(exchange)), ("content-encoding", "gzip"), ("vary", "accept-encoding"))
    else:
        await play(exchange, _made(exchange), ("vary", "accept-encoding"))


async def held_head(exchange: Exchange, shared: Shared) -> None:
    has_begun = False
    async for beat in on_time(exchange, beats(exchange.parameters)):
        if not has_begun:
            await exchange.begin(200, EVENT_STREAM)
            has_begun = True
        await exchange.send(stamped(beat, time.time()))
    await exchange.end()


async def held_tail(exchange: Exchange, shared: Shared) -> None:
    await play(exchange, with_tails_late(_made(exchange), exchange.whole("bytes")))


def _made(exchange: Exchange) -> Iterator[Timed]:
    return ticking(exchange.parameters, time.time())


HANDLERS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {
    "sse/held-size": held_size,
    "sse/held-time": held_time,
    "sse/held-all": held_all,
    "sse/held-stream": held_stream,
    "sse/held-gzip": held_gzip,
    "sse/held-head": held_head,
    "sse/held-tail": held_tail,
}
