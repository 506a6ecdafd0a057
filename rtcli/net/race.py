"""Many addresses to the one connection that came first, RFC 8305; and what became of all the others."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import chain, zip_longest
from typing import Generic, NamedTuple, Protocol, TypeVar

from rtcli.net.clock import now
from rtcli.net.oserrors import words_for
from rtcli.net.resolve import Address

STAGGER_S = 0.25  # RFC 8305 5: Connection Attempt Delay


class Closable(Protocol):
    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class Attempt(NamedTuple):
    address: Address
    error: OSError
    took_s: float


class Won(NamedTuple, Generic[C]):
    connection: C
    address: Address
    failed: list[Attempt]


class NobodyWon(Exception):
    """Every address failed."""

    def __init__(self, failed: list[Attempt]) -> None:
        super().__init__(tell(failed))
        self.failed = failed


def alternate(addresses: Sequence[Address]) -> list[Address]:
    """RFC 8305 4: the families in turn, beginning with that of the first, each in its own order."""
    families = dict.fromkeys(address.family for address in addresses)
    lanes = [[address for address in addresses if address.family == family] for family in families]
    return [address for address in chain.from_iterable(zip_longest(*lanes)) if address is not None]


async def race(addresses: Sequence[Address], connect: Callable[[Address], Awaitable[C]]) -> Won[C]:
    """Try them one after the other, the next as soon as one failed or was slow; the first wins, the rest is closed."""
    failed: list[Attempt] = []
    won: list[Won[C]] = []
    news = asyncio.Event()

    async def attempt(address: Address) -> None:
        began_s = now()
        try:
            connection = await connect(address)
        except OSError as error:
            failed.append(Attempt(address, error, now() - began_s))
        else:
            if won:
                connection.close()
            else:
                won.append(Won(connection, address, failed))
        news.set()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = []
            for address in alternate(addresses):
                news.clear()
                tasks.append(group.create_task(attempt(address)))
                with suppress(TimeoutError):
                    async with asyncio.timeout(STAGGER_S):
                        await news.wait()
                if won:
                    break
            while not won and len(failed) < len(tasks):
                news.clear()
                await news.wait()
            for task in tasks:
                task.cancel()
    except BaseException:
        for winner in won:
            winner.connection.close()
        raise
    if not won:
        raise NobodyWon(failed)
    return won[0]


def tell(failed: Sequence[Attempt]) -> str:
    """Refused at [::1]:9 (0.3 ms) and 127.0.0.1:9 (0.1 ms), timed out at ...; each error once."""
    places: dict[str, list[str]] = {}
    for address, error, took_s in failed:
        places.setdefault(words_for(error), []).append(f"{address} ({took_s * 1000:.1f} ms)")
    return ", ".join(f"{words} at {_and(where)}" for words, where in places.items())


def _and(items: list[str]) -> str:
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else items[0]
