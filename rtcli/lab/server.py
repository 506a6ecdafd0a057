"""The lab as a server: connections come in, and the route that each request names takes it from there.

A request is looked at first and then given to the engine of its route, so that a misdeed is free to answer as it likes.
"""

import asyncio
import ssl
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import h11
from h2.exceptions import ProtocolError

from rtcli.errors import RtError
from rtcli.lab.exchange import Exchange
from rtcli.lab.feed import Feed
from rtcli.lab.handlers import GREETINGS, HTTP, RAW, WEBSOCKETS
from rtcli.lab.http2 import Connection2
from rtcli.lab.http11 import Exchange11
from rtcli.lab.link import Link
from rtcli.lab.peer import Peer, accept
from rtcli.lab.route import Route, Value, parse_parameters
from rtcli.lab.routes import ROUTES
from rtcli.lab.visit import Visit
from rtcli.wire.http1 import Head, HeadReader

BACKLOG = 4096
THEIR_MISTAKES = (ConnectionError, h11.RemoteProtocolError, h11.LocalProtocolError, ProtocolError, ssl.SSLError)


@dataclass(slots=True)
class Lab:
    """What all connections share."""

    only: frozenset[str] = frozenset()  # routes to serve; empty: all
    log: Callable[[str], None] | None = None
    feed: Feed = field(default_factory=Feed)
    links: int = 0  # open now

    async def serve(
        self, host: str, port: int, *, tls: ssl.SSLContext | None, started: Callable[[tuple[str, int]], None]
    ) -> None:
        """Serve until cancelled; `started` is told the address once connections are taken."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:

            def meet(link: Link) -> None:
                group.create_task(self._meet(link))

            server = await loop.create_server(lambda: Link(meet), host, port, ssl=tls, backlog=BACKLOG)
            async with server:
                started(server.sockets[0].getsockname()[:2])
                await asyncio.get_running_loop().create_future()

    def find(self, target: str) -> tuple[Route, dict[str, Value]]:
        """The route a target names, and its parameters; RtError where there is none."""
        name, _, query = target.removeprefix("/").partition("?")
        route = ROUTES.get(name)
        if route is None or (self.only and name not in self.only):
            raise RtError("lab", f"no route is called {name!r}", "GET / lists them", "unknown-route")
        return route, parse_parameters(route, query)

    async def _meet(self, link: Link) -> None:
        self.links += 1
        self._say(link, "opened")
        try:
            if link.alpn == "h2":
                await Connection2(link, self._answer).serve()
            else:
                await self._converse(link)
        except* THEIR_MISTAKES:
            pass
        except* Exception as bugs:  # the lab goes on: only this connection ends
            traceback.print_exception(bugs, file=sys.stderr)
        finally:
            self.links -= 1
            self._say(link, "closed")
            link.close()

    async def _converse(self, link: Link) -> None:
        """Requests of HTTP/1.1, one after the other."""
        rest: bytes | None = b""
        while rest is not None:
            reader = HeadReader()
            head = reader.feed(rest)
            while head is None:
                data = await link.read()
                if not data:
                    return
                head = reader.feed(data)
            self._say(link, f"{head.method} {head.target}")
            rest = await self._visit(link, head, reader.rest)

    async def _visit(self, link: Link, head: Head, rest: bytes) -> bytes | None:
        """Answer one request; what came behind it, or None where nothing more can come."""
        try:
            route, parameters = self.find(head.target)
        except RtError as error:
            return await self._refuse(Exchange11(link, head.raw + rest), error)
        if route.name in RAW:
            await RAW[route.name](Visit(link, head, rest, parameters, self))
            return None
        upgrade = any(token.lower() == "websocket" for token in head.tokens("Upgrade"))
        if route.name in WEBSOCKETS and (upgrade or route.name not in HTTP):
            greeting = GREETINGS.get(route.name, accept)
            await Peer(link, head, parameters, self).converse(rest, WEBSOCKETS[route.name], greeting)
            return None
        exchange = Exchange11(link, head.raw + rest)
        exchange.parameters = parameters
        await HTTP[route.name](exchange, self)
        return await exchange.rest()

    async def _refuse(self, exchange: Exchange11, error: RtError) -> bytes | None:
        await _explain(exchange, error)
        return await exchange.rest()

    async def _answer(self, exchange: Exchange) -> None:
        """One request of HTTP/2."""
        try:
            route, exchange.parameters = self.find(exchange.request.target)
            if route.name not in HTTP:
                raise RtError(f"lab {route.name}", "is not served over HTTP/2", "use HTTP/1.1", "unknown-route")
        except RtError as error:
            await _explain(exchange, error)
        else:
            await HTTP[route.name](exchange, self)

    def _say(self, link: Link, what: str) -> None:
        if self.log:
            self.log(f"{link.peer}  {what}")


async def _explain(exchange: Exchange, error: RtError) -> None:
    status = 404 if error.kind == "unknown-route" else 400
    text = f"{error}\n{error.fix}\n"
    await exchange.answer(status, text.encode(), [("content-type", "text/plain; charset=utf-8")])


def offered(only: Iterable[str]) -> frozenset[str]:
    """The routes to serve, each of which must exist."""
    names = frozenset(only)
    for name in names - ROUTES.keys():
        raise RtError("lab", f"no route is called {name!r}", "rtcli lab --list shows all", "unknown-route")
    return names
