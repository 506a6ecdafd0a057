"""A URL and the way to it, to an open link: name, connection, proxy and TLS, each of them a span of time."""

import asyncio
import socket

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Facts, Link
from rtcli.net.overrides import place_instead, place_named
from rtcli.net.place import Place
from rtcli.net.race import NobodyWon, race, tell
from rtcli.net.resolve import Address, look_up
from rtcli.net.secure import secure
from rtcli.net.socket_link import link_over
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.wire.url import Url

CURL_NO_CONNECTION, CURL_INTERFACE = 7, 45


async def dial(url: Url, way: Way, spans: Spans) -> Link:
    """RtError where that fails; takes as long as it takes, and leaves nothing open when it is cancelled."""
    place = Place(url.host, url.port)

    async def reach(spans: Spans) -> Link:
        return await _reach(place, way, spans)

    return await secure(reach, place, way, spans) if url.secure else await reach(spans)


async def _reach(place: Place, way: Way, spans: Spans) -> Link:
    goal = place_named("--direct", way.direct) if way.direct else place_instead(way.connect_to, place)
    sock, address = await open_socket(goal, way, spans)
    return await link_over(sock, Facts(remote=str(address), local=str(Address(sock.family, sock.getsockname()))))


async def open_socket(place: Place, way: Way, spans: Spans) -> tuple[socket.socket, Address]:
    """A connected socket; RtError names every address that was tried."""

    async def connect(address: Address) -> socket.socket:
        return await _connect(address, way)

    if way.unix_socket is None:
        addresses = await look_up(place, way, spans)
    else:
        addresses = [Address(socket.AF_UNIX, way.unix_socket)]
    with spans.phase("connect") as words:
        words.append(f"to {', '.join(map(str, addresses))}")
        try:
            won = await race(addresses, connect)
        except NobodyWon as error:
            where = f"connect {way.unix_socket or place}"
            fix = "is the server listening there?"
            raise RtError(where, tell(error.failed), fix, "refused", Exit.UNREACHED, CURL_NO_CONNECTION) from error
        words[:] = [str(won.address), tell(won.failed)] if won.failed else [str(won.address)]
    return won.connection, won.address


async def _connect(address: Address, way: Way) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, address.sockaddr)
    except BaseException:
        sock.close()
        raise
    return sock
