"""Event streams whose every line is right, and whose heads, codings or ends are not."""

import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial

from rtcli.lab.beats import numbers
from rtcli.lab.events import Timed, build_event, compact, on_time
from rtcli.lab.exchange import EVENT_STREAM, Exchange
from rtcli.lab.holds import GZIP_WINDOW
from rtcli.lab.shared import Shared
from rtcli.lab.streams import seen
from rtcli.lab.visit import Visit

RETRY_MS = 100
ORIGIN = "access-control-allow-origin"

HEADS: dict[str, dict[str, str | None]] = {  # what stands in the place of the right fields; None: no such field
    "sse/latin1": {"content-type": "text/event-stream; charset=iso-8859-1"},
    "sse/cacheable": {"cache-control": "public, max-age=60"},
    "sse/cached": {"age": "42", "x-cache": "HIT"},
    "sse/cdn": {"server": "cloudflare", "cf-ray": "8f00ba7c0ffee000-LAB"},
    "sse/no-accel": {"x-accel-buffering": None},
    "sse/nginx": {"x-accel-buffering": None, "server": "nginx/1.26.0"},  # which keeps the field to itself
    "sse/no-cors": {ORIGIN: None},
    "sse/other-origin": {ORIGIN: "https://elsewhere.example", "vary": "origin"},
    "sse/any-origin": {"access-control-allow-credentials": "true"},
    "sse/gzip": {"content-encoding": "gzip", "vary": "accept-encoding"},
}


def told(exchange: Exchange, *, ids: bool = True, retry: bool = True) -> Iterator[Timed]:
    """Numbered events from behind the last one that was seen, and all around them in order."""
    behind, every_s = seen(exchange), float(exchange.parameters.get("every", 0.0))
    if retry:
        yield Timed(0.0, f"retry: {RETRY_MS}\n\n".encode())
    for index in numbers(exchange.whole("count")):
        number = behind + index
        yield Timed((index - 1) * every_s, build_event(compact({"n": number}), id=number if ids else None))


def in_one_piece(schedule: Iterable[Timed]) -> Iterator[Timed]:
    yield Timed(0.0, b"".join(piece.data for piece in schedule))


def flushed(schedule: Iterable[Timed]) -> Iterator[Timed]:
    """Through gzip, each piece to its last byte."""
    gzip, at_s = zlib.compressobj(wbits=GZIP_WINDOW), 0.0
    for at_s, data in schedule:
        yield Timed(at_s, gzip.compress(data) + gzip.flush(zlib.Z_SYNC_FLUSH))
    yield Timed(at_s, gzip.flush())


WAYS: dict[str, Callable[[Iterable[Timed]], Iterator[Timed]]] = {"sse/nginx": in_one_piece, "sse/gzip": flushed}


async def send(exchange: Exchange, schedule: Iterable[Timed], changed: dict[str, str | None]) -> None:
    """Begin with these fields in the place of the right ones, and send each piece when it is due."""
    fields = {**dict(EVENT_STREAM), **changed}
    await exchange.begin(200, [(name, value) for name, value in fields.items() if value is not None])
    async for piece in on_time(exchange, schedule):
        await exchange.send(piece.data)


async def headed(name: str, exchange: Exchange, shared: Shared) -> None:
    way = WAYS.get(name, iter)
    await send(exchange, way(told(exchange)), HEADS[name])
    await exchange.end()


async def no_vary(exchange: Exchange, shared: Shared) -> None:
    await send(exchange, told(exchange), {ORIGIN: exchange.request.get("origin") or "*"})
    await exchange.end()


async def without(field: str, exchange: Exchange, shared: Shared) -> None:
    await send(exchange, told(exchange, **{field: False}), {})
    await exchange.end()


async def cut(exchange: Exchange, shared: Shared) -> None:
    await send(exchange, told(exchange), {})
    await exchange.break_off()


async def http1(visit: Visit) -> None:
    """By hand, so that there is no other version of it."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in EVENT_STREAM)
    body = f"retry: {RETRY_MS}\n\n".encode() + build_event("by HTTP/1.1", id=1)
    visit.link.write(f"HTTP/1.1 200 OK\r\n{fields}connection: close\r\n\r\n".encode() + body)
    await visit.link.drain()


HANDLERS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {
    **{name: partial(headed, name) for name in HEADS},
    "sse/no-vary": no_vary,
    "sse/no-ids": partial(without, "ids"),
    "sse/no-retry": partial(without, "retry"),
    "sse/cut": cut,
}
RAW: dict[str, Callable[[Visit], Awaitable[None]]] = {"sse/http1": http1}
