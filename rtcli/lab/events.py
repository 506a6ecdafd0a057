"""Events as the bytes of a stream, and schedules that say when each piece is due, played in real time."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple, Protocol, TypeVar

from rtcli.lab.exchange import EVENT_STREAM, Exchange


class Due(Protocol):
    @property
    def at_s(self) -> float: ...  # since the stream began


class Timed(NamedTuple):
    at_s: float
    data: bytes  # passed on in one piece; empty: something happened, but nothing is passed on


DueT = TypeVar("DueT", bound=Due)


def build_event(data: str, *, id: int | str | None = None, type: str = "", line_end: str = "\n") -> bytes:
    """One event, a field for each line of its data."""
    lines = [f"event: {type}"] if type else []
    lines += [f"id: {id}"] if id is not None else []
    lines += [f"data: {line}" for line in data.split("\n")]
    return line_end.join((*lines, "", "")).encode()


def compact(document: object) -> str:
    """JSON in one line and without blanks."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


async def on_time(exchange: Exchange, schedule: Iterable[DueT]) -> AsyncIterator[DueT]:
    """Each element when it is due, counted from now; one that is overdue comes at once."""
    clock = asyncio.get_running_loop().time
    began = clock()
    for element in schedule:
        await exchange.pause(max(began + element.at_s - clock(), 0))
        yield element


async def play(exchange: Exchange, schedule: Iterable[Timed], *fields: tuple[str, str]) -> None:
    """Answer with a stream whose pieces are sent when they are due, each as one chunk or DATA frame."""
    await exchange.begin(200, (*EVENT_STREAM, *fields))
    async for piece in on_time(exchange, schedule):
        if piece.data:
            await exchange.send(piece.data)
    await exchange.end()
