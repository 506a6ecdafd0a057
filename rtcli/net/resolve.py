"""A name and a port to the addresses that stand for it, by the name service or by what the flags say in its place."""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.overrides import addresses_given
from rtcli.net.place import Place
from rtcli.net.spans import Spans
from rtcli.net.way import Way

CURL_NO_NAME = 6
FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
GIVE_ADDRESS = "or give its address with --resolve HOST:PORT:ADDRESS"
REASONS = {  # what getaddrinfo says, and what to do
    getattr(socket, "EAI_NODATA", 0): ("the name has no address", f"check the spelling, {GIVE_ADDRESS}"),  # not on BSD
    socket.EAI_NONAME: ("no such name", f"check the spelling, {GIVE_ADDRESS}"),
    socket.EAI_AGAIN: ("the name server did not answer", f"look at /etc/resolv.conf, {GIVE_ADDRESS}"),
}


class Address(NamedTuple):
    """What a socket connects to."""

    family: int
    sockaddr: Any  # as `socket` has it for the family

    @property
    def host(self) -> str:
        return str(self.sockaddr[0])

    def __str__(self) -> str:
        return str(Place(*self.sockaddr[:2])) if isinstance(self.sockaddr, tuple) else str(self.sockaddr)


async def look_up(place: Place, way: Way, spans: Spans) -> list[Address]:
    """All addresses, in the order in which the system wants them tried; RtError where there are none."""
    hosts = addresses_given(way.resolve, place) or (place.host,)
    with spans.phase("name") as words:
        found = [address for host in hosts for address in await _addresses(host, place, way.family)]
        words += dict.fromkeys(address.host for address in found)
        if hosts != (place.host,):
            words.append("by --resolve")
    return found


async def _addresses(host: str, place: Place, family: int | None) -> list[Address]:
    try:
        found = _ask(host, place.port, socket.AF_UNSPEC, socket.AI_NUMERICHOST)  # asks nobody
    except OSError:
        found = await _in_thread(lambda: _ask(host, place.port, FAMILIES.get(family or 0, socket.AF_UNSPEC)), host)
    kept = [address for address in found if family is None or address.family == FAMILIES[family]]
    if not kept:
        raise _not_found(host, f"not an address of IPv{family}, as -{family} wants", f"leave out -{family}")
    return kept


def _ask(host: str, port: int, family: int, flags: int = 0) -> list[Address]:
    try:
        rows = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, flags)
    except UnicodeError as error:  # a label of over 63 characters
        raise socket.gaierror(socket.EAI_NONAME, "not a name") from error
    return [Address(row[0], row[4]) for row in rows]


async def _in_thread(ask: Callable[[], list[Address]], host: str) -> list[Address]:
    """In a thread of its own that nobody waits for: asyncio would join a hung look-up at exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Address]] = loop.create_future()

    def settle(found: list[Address] | OSError) -> None:
        if answer.done():  # cancelled
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def run() -> None:
        found: list[Address] | OSError
        try:
            found = ask()
        except OSError as error:
            found = error
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=run, daemon=True, name=f"look-up of {host}").start()
    try:
        return await answer
    except OSError as error:
        why, fix = REASONS.get(error.errno or 0, ((error.strerror or str(error)).lower(), f"try again, {GIVE_ADDRESS}"))
        raise _not_found(host, why, fix) from error


def _not_found(host: str, why: str, fix: str) -> RtError:
    return RtError(f"name {host}", why, fix, "name-not-found", Exit.UNREACHED, CURL_NO_NAME)
