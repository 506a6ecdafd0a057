"""The lab as a server: connections come in, and the route that each request names takes it from there.

A request is looked at first and then given to the engine of its route, so that a misdeed is free to answer as it likes.
"""

import asyncio
import socket
import ssl
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import h11

from rtcli.errors import RtError
from rtcli.lab.exchange import AnswerOver, Exchange
from rtcli.lab.handlers import GREETINGS, HTTP, RAW, WEBSOCKETS
from rtcli.lab.http11 import Exchange11, refuse
from rtcli.lab.link import LINGER_S, Link
from rtcli.lab.listening import BACKLOG, allow_many_files, listen
from rtcli.lab.peer import Peer, accept
from rtcli.lab.route import UNKNOWN, Route, Value, no_such_route, parse_parameters, route_and_query
from rtcli.lab.routes import BY_PATH, PAGE, ROUTES
from rtcli.lab.shared import Shared
from rtcli.lab.visit import Visit
from rtcli.wire.http1 import Head, HeadReader

Address = tuple[str, int]
FAREWELL_S = 1.0  # for what was written to go out when the lab ends
THEIR_MISTAKES = (ConnectionError, TimeoutError, h11.RemoteProtocolError, ssl.SSLError)
TLS_HANDSHAKE = b"\x16\x03"  # RFC 8446 5.1: how a record of one begins
HTTP2_PREFACE = "PRI"  # RFC 9113 3.4: its method, in the eyes of HTTP/1.1
STATUSES = {UNKNOWN: 404, "bad-parameter": 400, "body-too-big": 413}
PREFLIGHT = (  # pages of other origins may read what is served here: there is nothing to steal
    ("access-control-allow-origin", "*"),
    ("access-control-allow-methods", "GET, HEAD, POST"),
    ("access-control-allow-headers", "*, authorization"),
    ("access-control-max-age", "600"),
)


class Happening(NamedTuple):
    """A line of the log."""

    at: float  # seconds since the epoch
    peer: str
    route: str | None  # None where no request came
    says: str
    took_s: float | None  # None where it has only begun


@dataclass(slots=True)
class Lab(Shared):
    """A server, and what it knows of its connections."""

    log: Callable[[Happening], None] | None = None
    bug: Callable[[BaseException], None] = traceback.print_exception
    links: set[Link] = field(default_factory=set)  # open now
    met: int = 0  # connections so far
    is_ending: bool = False

    async def serve(
        self, host: str, port: int, *, tls: ssl.SSLContext | None, started: Callable[[Address], None]
    ) -> None:
        """Serve until cancelled; `started` is told the address once connections are taken."""
        allow_many_files()
        sockets = listen(host, port)
        try:
            async with asyncio.TaskGroup() as group, self._listening(sockets, tls, group):
                started(sockets[0].getsockname()[:2])
                await asyncio.get_running_loop().create_future()
        finally:
            await self._hang_up()

    @asynccontextmanager
    async def _listening(
        self, sockets: list[socket.socket], tls: ssl.SSLContext | None, group: asyncio.TaskGroup
    ) -> AsyncIterator[None]:
        """Meet each connection in a task of its own, until no more are taken."""

        def meet(link: Link) -> None:
            if self.is_ending:
                link.reset()
            else:
                group.create_task(self._meet(link))

        create = partial(asyncio.get_running_loop().create_server, lambda: Link(meet), ssl=tls, backlog=BACKLOG)
        servers = [await create(sock=sock, ssl_shutdown_timeout=LINGER_S if tls else None) for sock in sockets]
        try:
            yield
        finally:
            self.is_ending = True
            for server in servers:
                server.close()

    async def _hang_up(self) -> None:
        """Give those who are left a moment to end, and then no more."""
        if self.links:
            await asyncio.wait([link.lost for link in self.links], timeout=FAREWELL_S)
        for link in self.links:
            link.transport.abort()
        if self.links:
            await asyncio.wait([link.lost for link in self.links], timeout=FAREWELL_S)

    def find(self, target: str) -> tuple[Route, dict[str, Value]]:
        """The route a target names, and its parameters; RtError where there is none."""
        name, query = route_and_query(target)
        route = BY_PATH.get(name) or ROUTES.get(name)
        if route is None or (self.only and route is not PAGE and name not in self.only):
            raise no_such_route(name, self.only or ROUTES, "GET / lists them")
        return route, parse_parameters(route, query)

    async def _meet(self, link: Link) -> None:
        self.met += 1
        self.links.add(link)
        link.lost.add_done_callback(lambda _: self.links.discard(link))
        try:
            await self._converse(link)
            await link.finish()
        except* THEIR_MISTAKES:
            pass
        except* Exception as bugs:  # the lab goes on: only this connection ends
            self.bug(bugs)
        finally:
            link.close()

    async def _converse(self, link: Link) -> None:
        """Requests of HTTP/1.1, one after the other, or the many of HTTP/2."""
        if link.alpn == "h2":
            return await self._speak_http2(link, b"")
        rest: bytes | None = b""
        while rest is not None:
            reader = HeadReader()
            head = reader.feed(rest)
            while head is None:
                data = await link.read()
                if not data or data.startswith(TLS_HANDSHAKE):
                    return self._turn_away(link, data)
                head = reader.feed(data)
            if head.method == HTTP2_PREFACE:
                return await self._speak_http2(link, head.raw + reader.rest)
            rest = await self._visit(link, head, reader.rest)

    def _turn_away(self, link: Link, data: bytes) -> None:
        """Whoever asks nothing, or in a tongue that is not spoken here."""
        if data:
            refuse(link, 400, "this port does not speak TLS")
            self._say(link, None, "TLS, where none is spoken", 0.0)
        elif not link.sent_bytes:
            self._say(link, None, "left without a request", 0.0)

    async def _speak_http2(self, link: Link, data: bytes) -> None:
        from rtcli.lab.http2 import Connection2, Exchange2  # few come this way, and h2 takes its time to load

        async def handle(exchange: Exchange2) -> None:
            with self._visited(link, exchange.request.method, exchange.request.target) as notes:
                exchange.notes = notes
                try:
                    await self._answer(exchange)
                except (*THEIR_MISTAKES, AnswerOver):
                    pass
                except Exception as bug:
                    self.bug(bug)

        await Connection2(link, handle).serve(data)

    async def _visit(self, link: Link, head: Head, rest: bytes) -> bytes | None:
        """Answer one request; what came behind it, or None where nothing more can come."""
        with self._visited(link, head.method, head.target, read_bytes=len(head.raw) + len(rest)) as notes:
            try:
                route, parameters = self.find(head.target)
            except RtError:  # which an exchange can say
                return await self._exchange(link, head, rest, notes)
            if route.name in RAW:
                await RAW[route.name](Visit(link, head, rest, parameters, self))
                return None
            if route.name in WEBSOCKETS and (asks_for_websocket(head) or route.name not in HTTP):
                peer = Peer(link, head, parameters, self)
                peer.notes = notes
                await peer.converse(rest, WEBSOCKETS[route.name], GREETINGS.get(route.name, accept))
                return None
            return await self._exchange(link, head, rest, notes)

    async def _exchange(self, link: Link, head: Head, rest: bytes, notes: list[str]) -> bytes | None:
        """One request of HTTP/1.1, if it is one for h11 as well."""
        too_big = [fault.says for fault in head.faults if fault.code == "http.head-too-big"]
        try:
            if too_big:
                raise h11.RemoteProtocolError(too_big[0], error_status_hint=431)
            exchange = Exchange11(link, head.raw.lstrip(b"\r\n") + rest)  # RFC 9112 2.2: empty lines before it are none
        except h11.RemoteProtocolError as mistake:
            notes.append(str(mistake.error_status_hint))
            refuse(link, mistake.error_status_hint, str(mistake))
            return None
        exchange.notes = notes
        with suppress(AnswerOver):
            await self._answer(exchange)
        return await exchange.rest()

    async def _answer(self, exchange: Exchange) -> None:
        """One request, by the handler of its route."""
        try:
            route, exchange.parameters = self.find(exchange.request.target)
            if route.name not in HTTP:
                raise RtError(f"lab {route.name}", "is not served over HTTP/2", "use HTTP/1.1", UNKNOWN)
            if exchange.request.method == "OPTIONS":
                await exchange.answer(204, fields=PREFLIGHT)
            else:
                await HTTP[route.name](exchange, self)
        except RtError as error:
            text = f"{error}\n{error.fix}\n".encode()
            await exchange.answer(STATUSES[error.kind], text, [("content-type", "text/plain; charset=utf-8")])

    @contextmanager
    def _visited(self, link: Link, method: str, target: str, *, read_bytes: int = 0) -> Iterator[list[str]]:
        """Tell the log that a request has come, and how it went: what is noted of it, how many bytes, how long."""
        if not self.log:
            yield []
            return
        began, received_bytes, sent_bytes = time.monotonic(), link.received_bytes - read_bytes, link.sent_bytes
        route, _query = route_and_query(target)
        self._say(link, route, f"{method} {target}")
        notes: list[str] = []
        try:
            yield notes
        finally:
            counts = f"{link.received_bytes - received_bytes} B in", f"{link.sent_bytes - sent_bytes} B out"
            self._say(link, route, ", ".join((*notes, *counts)), time.monotonic() - began)

    def _say(self, link: Link, route: str | None, says: str, took_s: float | None = None) -> None:
        if self.log:
            self.log(Happening(time.time(), link.peer, route, says, took_s))


def asks_for_websocket(head: Head) -> bool:
    return any(token.lower() == "websocket" for token in head.tokens("Upgrade"))
