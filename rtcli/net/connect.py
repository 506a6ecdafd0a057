"""A place to a connected socket; where none of its addresses would have us, to an error that names them all."""

import asyncio
import errno
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.oserrors import words_for
from rtcli.net.place import Place
from rtcli.net.race import STAGGER_S, Attempt, NobodyWon, race, tell
from rtcli.net.resolve import Address, look_up
from rtcli.net.spans import Spans
from rtcli.net.way import Way

CURL_NO_CONNECTION, CURL_INTERFACE = 7, 45
LOOPBACKS = (("::1", socket.AF_INET, "127.0.0.1"), ("127.0.0.1", socket.AF_INET6, "::1"))
FAMILY_NUMBERS: dict[int | None, int] = {socket.AF_INET: 4, socket.AF_INET6: 6}
ANY_FIX = ("unreachable", "is the address right, and the server up?")
NOT_BOUND = {  # what to do, and whether the flag is wrong
    errno.EPERM: ("run as root, or name an address of the interface instead", Exit.UNREACHED),
    errno.EACCES: ("run as root, or name an address of the interface instead", Exit.UNREACHED),
    errno.EADDRNOTAVAIL: ("no interface of this machine has this address", Exit.USAGE),
}
FIXES = {  # where all addresses failed alike
    errno.ECONNREFUSED: ("refused", "is the server listening there?"),
    errno.ETIMEDOUT: ("timed-out", "something on the way may drop what is sent there: a firewall, a security group"),
    errno.ENETUNREACH: ("unreachable", "this machine has no route there: is the network up?"),
    errno.EHOSTUNREACH: ("unreachable", "nothing answers at this address: is the machine up?"),
    errno.ENOENT: ("no-socket", "is the server running? it makes the socket"),
    errno.EACCES: ("not-permitted", "its permissions keep you out"),
}
MACOS_BOUND_IF = {socket.AF_INET: (socket.IPPROTO_IP, 25), socket.AF_INET6: (socket.IPPROTO_IPV6, 125)}

Bind = Callable[[socket.socket], None]


async def open_socket(place: Place, way: Way, spans: Spans) -> tuple[socket.socket, Address]:
    """The one that was the first to connect, and its address; it does not block."""
    bind, family = _leave_by(way.interface) if way.interface else (None, None)

    async def connect(address: Address) -> socket.socket:
        return await _connect(address, bind)

    if way.unix_socket is None:
        addresses = await look_up(place, replace(way, family=way.family or family), spans)
    else:
        addresses = [Address(socket.AF_UNIX, way.unix_socket)]
    with spans.phase("connect") as words:
        words.append(f"to {', '.join(map(str, addresses))}")
        try:
            won = await race(addresses, connect)
        except NobodyWon as error:
            kind, fix = await _advice(error.failed, connect)
            where = f"connect {way.unix_socket or place}"
            raise RtError(where, tell(error.failed), fix, kind, Exit.UNREACHED, CURL_NO_CONNECTION) from error
        words[:] = [str(won.address), tell(won.failed)] if won.failed else [str(won.address)]
    return won.connection, won.address


async def _connect(address: Address, bind: Bind | None = None) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        if address.family != socket.AF_UNIX:  # asyncio does so only where the socket says that its protocol is TCP
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if bind is not None:
                bind(sock)
        await asyncio.get_running_loop().sock_connect(sock, address.sockaddr)
    except BaseException:
        sock.close()
        raise
    return sock


async def _advice(failed: list[Attempt], connect: Callable[[Address], Awaitable[socket.socket]]) -> tuple[str, str]:
    """A word for it, and what to do."""
    if other := _other_loopback(failed):
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(STAGGER_S):
                (await connect(other)).close()
            return "refused", f"a server listens at {other}: go there, or let it listen at both"
    numbers = {attempt.error.errno for attempt in failed}
    return FIXES.get(numbers.pop() or 0, ANY_FIX) if len(numbers) == 1 else ANY_FIX


def _other_loopback(failed: list[Attempt]) -> Address | None:
    """Where this machine itself refused: its address of the other family, if that was not tried."""
    tried = {attempt.address.host: attempt.address for attempt in failed if attempt.error.errno == errno.ECONNREFUSED}
    for host, family, other in LOOPBACKS:
        if host in tried and len(tried) == len(failed) == 1:
            return Address(family, (other, tried[host].sockaddr[1]))
    return None


def _leave_by(interface: str) -> tuple[Bind, int | None]:
    """How to bind a socket to it, and the family of addresses it is of, where it is one; tried once."""
    family: int | None = None
    try:
        family, _, _, _, here = socket.getaddrinfo(interface, 0, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)[0]
    except OSError:
        bind = _to_device(interface)
    else:
        bind = _to_address(here)
    try:
        with socket.socket(family or socket.AF_INET, socket.SOCK_STREAM) as trial:
            bind(trial)
    except OSError as error:
        fix, exit = NOT_BOUND.get(error.errno or 0, (f"this machine has {_interfaces()}", Exit.USAGE))
        raise RtError(f"connect by {interface}", words_for(error), fix, "interface", exit, CURL_INTERFACE) from error
    return bind, FAMILY_NUMBERS.get(family)


def _to_address(here: Any) -> Bind:
    return lambda sock: sock.bind(here)


def _to_device(name: str) -> Bind:
    def bind(sock: socket.socket) -> None:
        index = socket.if_nametoindex(name)
        if sys.platform == "darwin":
            sock.setsockopt(*MACOS_BOUND_IF[sock.family], index)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name.encode())

    return bind


def _interfaces() -> str:
    return ", ".join(name for _, name in socket.if_nameindex())
