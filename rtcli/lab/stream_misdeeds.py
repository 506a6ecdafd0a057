"""What servers of event streams get wrong: most of it a row of bytes, sent piece by piece as the row has them."""

import re
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import chain, count, repeat
from typing import NamedTuple

from rtcli.lab.beats import numbers
from rtcli.lab.events import Timed, build_event, compact, play
from rtcli.lab.exchange import EVENT_STREAM, Exchange
from rtcli.lab.shared import Shared
from rtcli.lab.visit import Visit


class Answer(NamedTuple):
    status: int
    type: str
    body: bytes


HTML = "text/html; charset=utf-8"
JSON = "application/json"
BOM = b"\xef\xbb\xbf"
FINE = b"data: a plain one\n\n"  # so that there is something to be read behind the fault
PIECE_BYTES = 64 * 1024
SILENCE_S = 3600.0  # of which there is one after the other
RETRY_MS = 100
REPEATED = 3  # events that come again
JUMPED = 3  # events that never come

ANSWERS = {
    "sse/wrong-type": Answer(200, HTML, FINE),
    "sse/204": Answer(204, "", b""),
    "sse/404": Answer(404, JSON, b'{"error":"no stream of this name","code":"stream_not_found"}'),
    "sse/500": Answer(500, HTML, b"<!doctype html>\n<title>500</title>\n<h1>Internal Server Error</h1>\n"),
}

STREAMS: dict[str, tuple[bytes, ...]] = {
    "sse/bom": (BOM + b"data: behind a byte order mark\n\n",),
    "sse/two-boms": (BOM + BOM + b"data: lost\ndata: kept\n\n", FINE),
    "sse/cr": (b": CR alone\rid: 1\rdata: one\r\r", b"id: 2\rdata: two\rdata: lines\r\r"),
    "sse/split-crlf": (b"id: 1\r", b"\ndata: one\r", b"\n\r", b"\n", b"id: 2\r", b"\ndata: two\r", b"\n\r", b"\n"),
    "sse/bad-utf8": (b"data: caf\xe9\n\n", b"data: \xf0\x9f\x98\n\n", b"data: \xc0\xaf \xed\xa0\x80\n\n", FINE),
    "sse/u2028": ("data: one\u2028still\u2029one\u0085and\vstill\fone\n\n".encode(), FINE),
    "sse/nul-id": (b"id: 1\ndata: with an id\n\n", b"id: 2\0\ndata: with none\n\n"),
    "sse/bad-retry": tuple(
        f"retry: {value}\n\n".encode()
        for value in ("soon", "+5", "-5", "1_000", "1.5", "3s", "10 ", "", "\uff11\uff10")
    )
    + (FINE,),
    "sse/huge-retry": (b"retry: 99999999999999999999\n\n", FINE),
    "sse/unknown-field": (
        b"Data: names are told apart by case\ndata: one\nevent-id: 1\n\n",
        b"no colon\ndata: two\n\n",
        FINE,
    ),
    "sse/empty-block": (b"event: ping\n\n", b"event: ping\nid: 1\n\n", FINE),
    "sse/unfinished": (FINE, b"id: 1\ndata: of this one the blank line is miss"),
    "sse/closed-at-once": (b"id: 1\ndata: and that was all\n\n",),
}

RESUMED: dict[str, Callable[[int], int]] = {  # the number an event has after a resume, by that of the last one seen
    "sse/repeats": lambda last: max(last - REPEATED, 0) + 1,
    "sse/jumps": lambda last: last + JUMPED + 1,
    "sse/ignores-last-id": lambda last: 1,
}

OUTGROWN = {  # how an event begins, and what is then sent over and over
    "sse/long-line": (b"data: ", b"x" * PIECE_BYTES),
    "sse/big-event": (b"data: many lines", b"\ndata: ".ljust(PIECE_BYTES, b"x")),
}

BROKEN_CHUNKS = {
    "sse/cut-chunk": b"20\r\ndata: of this ch",
    "sse/bad-chunk": b"0x13\r\ndata: a plain one\n\n\r\n0\r\n\r\n",
}


async def answer(made: Answer, exchange: Exchange, shared: Shared) -> None:
    fields = [("content-type", made.type)] if made.body else []
    await exchange.answer(made.status, made.body, fields)


async def stream(pieces: tuple[bytes, ...], exchange: Exchange, shared: Shared) -> None:
    await play(exchange, (Timed(0.0, piece) for piece in pieces))


async def resume(first: Callable[[int], int], exchange: Exchange, shared: Shared) -> None:
    """Events that are counted from 1, or, after a resume, from wherever this misdeed goes on."""
    last_id = exchange.request.get("last-event-id") or ""
    begin = first(int(last_id)) if re.fullmatch("[0-9]{1,15}", last_id) else 1

    def schedule() -> Iterator[Timed]:
        yield Timed(0.0, f"retry: {RETRY_MS}\n\n".encode())
        for index in numbers(exchange.whole("count")):
            number = begin + index - 1
            at_s = (index - 1) * exchange.number("every")
            yield Timed(at_s, build_event(compact({"n": number}), id=number))

    await play(exchange, schedule())


async def unavailable(exchange: Exchange, shared: Shared) -> None:
    fields = [("retry-after", exchange.word("after")), ("content-type", "text/plain")]
    await exchange.answer(503, b"come back later\n", fields)


async def redirect(exchange: Exchange, shared: Shared) -> None:
    """To itself, with one more that has been seen, and a stream in the end."""
    times, seen, status = exchange.whole("times"), exchange.whole("seen"), exchange.word("status")
    if seen < times:
        location = f"/sse/redirect?times={times}&seen={seen + 1}&status={status}"
        await exchange.answer(int(status), b"", [("location", location)])
    else:
        await stream((FINE,), exchange, shared)


async def redirect_loop(exchange: Exchange, shared: Shared) -> None:
    await exchange.answer(307, b"", [("location", "/sse/redirect-loop")])


async def outgrow(start: bytes, piece: bytes, exchange: Exchange, shared: Shared) -> None:
    """One event that grows by a piece at a time to at least that size, and a plain one behind it."""
    pieces = repeat(Timed(0.0, piece), exchange.whole("size") // len(piece) + 1)
    await play(exchange, chain((Timed(0.0, start),), pieces, (Timed(0.0, b"\n\n" + FINE),)))


async def no_heartbeat(exchange: Exchange, shared: Shared) -> None:
    silence = (Timed(number * SILENCE_S, b"") for number in count(1))
    await play(exchange, chain((Timed(0.0, FINE),), silence))


async def break_chunk(chunk: bytes, visit: Visit) -> None:
    """An answer that is right up to its last chunk."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in EVENT_STREAM)
    head = f"HTTP/1.1 200 OK\r\n{fields}transfer-encoding: chunked\r\n\r\n"
    visit.link.write(head.encode() + b"%x\r\n%b\r\n" % (len(FINE), FINE) + chunk)
    await visit.link.drain()


HANDLERS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {
    **{name: partial(answer, made) for name, made in ANSWERS.items()},
    **{name: partial(stream, pieces) for name, pieces in STREAMS.items()},
    **{name: partial(resume, first) for name, first in RESUMED.items()},
    **{name: partial(outgrow, start, piece) for name, (start, piece) in OUTGROWN.items()},
    "sse/503": unavailable,
    "sse/redirect": redirect,
    "sse/redirect-loop": redirect_loop,
    "sse/no-heartbeat": no_heartbeat,
}
RAW: dict[str, Callable[[Visit], Awaitable[None]]] = {
    name: partial(break_chunk, chunk) for name, chunk in BROKEN_CHUNKS.items()
}
