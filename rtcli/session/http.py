"""Requests of every kind over links that our own dialler opened; bodies as they arrive, and how they end."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import httpcore

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.dial import dial
from rtcli.net.link import Facts, Tap
from rtcli.net.proxy import choose_proxy
from rtcli.net.spans import Span, Spans
from rtcli.net.way import Way
from rtcli.session.body import Body
from rtcli.session.coding import Decoder, decoders
from rtcli.session.connection import Means, connect
from rtcli.session.cookies import Cookies
from rtcli.session.exchange import Dial
from rtcli.session.fields import request_fields
from rtcli.session.redirected import redirected
from rtcli.session.request import Request
from rtcli.session.transport import Connection
from rtcli.session.unanswered import FAILURES, STAGE, too_late, unanswered
from rtcli.wire.url import Url

BODY_KEPT_BYTES = 64 * 1024
BODY_WAIT_S = 2.0  # so long a body is waited for that is of interest only as a whole
IDEMPOTENT = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")  # RFC 9110 9.2.2
CURL_BAD_CODING = 61

Waiting = Callable[[float], AbstractContextManager[object]]  # entered while a head is waited for, for so long at most


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The head of an answer, and what it answers; a redirect makes another."""

    url: Url
    method: str
    request_fields: tuple[tuple[bytes, bytes], ...]  # as they were written
    status: int
    reason: str
    http_version: str  # HTTP/1.1, HTTP/2
    fields: tuple[tuple[bytes, bytes], ...]  # as they came
    spans: tuple[Span, ...]  # name, connect, proxy, tls, head
    facts: Facts
    body: bytes = b""  # of an answer that is not the last one, or was refused: the first 64 KiB

    def get_all(self, name: str) -> list[str]:
        """The values of all fields of this name, in whatever case."""
        wanted = name.lower().encode()
        return [value.decode("latin-1") for field, value in self.fields if field.lower() == wanted]


class Response:
    """An open answer: read it piece by piece, then see how it ended, then close it."""

    def __init__(self, answer: HttpAnswer, body: Body, leave: Callable[[], Awaitable[None]]) -> None:
        self.answer = answer
        self.earlier: tuple[HttpAnswer, ...] = ()  # redirects
        self.body = body
        self.read = body.read  # what has come since; None at the end, and never an exception of the peer's
        self._leave = leave

    @property
    def cut(self) -> str | None:
        """Once it is over: None where it ended in order, else what cut it."""
        return self.body.cut.says if self.body.cut else None

    @property
    def cause(self) -> str | None:
        """A word for that: one of `body.CAUSES`."""
        return self.body.cut.cause if self.body.cut else None

    async def kept(self, most: int = BODY_KEPT_BYTES) -> bytes:
        """The beginning of a body that is of interest only as a whole, as far as it comes in time."""
        parts, size = list[bytes](), 0
        try:
            async with asyncio.timeout(BODY_WAIT_S):
                while size < most and (piece := await self.read()) is not None:
                    parts.append(piece.data)
                    size += len(piece.data)
        except TimeoutError:
            pass  # what has come is shown
        return b"".join(parts)[:most]

    async def close(self) -> None:
        await self.body.close()
        await self._leave()


class Client:
    """Requests that share cookies and the way, and a connection where it was kept."""

    def __init__(self, way: Way, *, tap: Tap | None = None, dial: Dial = dial, waiting: Waiting = nullcontext) -> None:
        self._means = Means(way, dial, tap)
        self._waiting = waiting
        self._cookies = Cookies()
        self._kept: dict[tuple[str, str], Connection] = {}  # by origin and HTTP version

    async def send(self, request: Request, *, keep: bool = False) -> Response:
        """Send it, follow redirects, and give the answer once its head is here; RtError with exit 3 where none comes.

        With `keep` the connection serves the next request, if the body is read to its end before it is closed.
        """
        earlier: list[HttpAnswer] = []
        while True:
            response = await self._send_once(request, keep=keep)
            answer = response.answer
            try:
                onward = redirected(request, answer.status, answer.get_all("Location"), followed=len(earlier))
                if onward is None:
                    response.earlier = tuple(earlier)
                    return response
                earlier.append(replace(answer, body=await response.kept()))
            except BaseException:
                await response.close()
                raise
            await response.close()
            request = onward

    async def close(self) -> None:
        while self._kept:
            await self._kept.popitem()[1].close()

    async def _send_once(self, request: Request, *, keep: bool) -> Response:
        kept = self._kept.pop(_origin(request), None)
        if kept is not None and kept.is_free:
            received = kept.link.bytes_in
            try:
                return await self._ask(request, kept, Spans(), keep=keep)
            except RtError as error:
                # RFC 9112 9.3.1: the server may have ended it at this very moment
                if error.kind == "timeout" or kept.link.bytes_in > received or request.method not in IDEMPOTENT:
                    raise
        elif kept is not None:
            await kept.close()
        spans = Spans()
        connection = await connect(request, self._means, spans)
        return await self._ask(request, connection, spans, keep=keep)

    async def _ask(self, request: Request, connection: Connection, spans: Spans, *, keep: bool) -> Response:
        try:
            built = self._build(request, connection)
            start_s, received = now(), connection.link.bytes_in
            try:
                with self._waiting(request.head_timeout_s):
                    async with asyncio.timeout(request.head_timeout_s):
                        response, source = await connection.ask(built)
            except TimeoutError as error:
                raise too_late(request, connection.link.bytes_in - received) from error
            except FAILURES as error:
                raise unanswered(error, request, connection) from error
            spans.append(Span("head", start_s, connection.link.read_s or start_s, str(response.status)))
            answer = _answer(request, built, response, connection)
            self._cookies.keep(request.url, answer.get_all("Set-Cookie"))
            body = Body(source, _chain(answer))
        except BaseException:
            await connection.close()
            raise

        async def leave() -> None:
            if keep and connection.is_free:
                self._kept[_origin(request)] = connection
            else:
                await connection.close()

        return Response(replace(answer, spans=tuple(spans)), body, leave)

    def _build(self, request: Request, connection: Connection) -> httpcore.Request:
        url, way = request.url, self._means.way
        target, authorization = url.path, None
        # A proxy that was not asked for a tunnel is asked in absolute form: RFC 9112 3.2.2
        if url.scheme == "http" and connection.link.facts.proxy and connection.link.facts.proxy_answer is None:
            proxy = choose_proxy(url, way)
            if proxy is not None and not proxy.is_socks:
                target, authorization = f"http://{url.authority}{url.path}", proxy.authorization
        fields = request_fields(request, cookies=self._cookies.field(url), proxy=authorization)
        scheme = "https" if url.secure else "http"
        address = httpcore.URL(scheme=scheme, host=url.host, port=url.port, target=target)
        return httpcore.Request(request.method, address, headers=connection.written(fields), content=request.body)


def _origin(request: Request) -> tuple[str, str]:
    return f"{request.url.scheme}://{request.url.authority}", request.http


def _answer(
    request: Request, built: httpcore.Request, response: httpcore.Response, connection: Connection
) -> HttpAnswer:
    return HttpAnswer(
        request.url,
        request.method,
        tuple(built.headers),
        response.status,
        response.extensions.get("reason_phrase", b"").decode("latin-1"),
        response.extensions["http_version"].decode("latin-1"),
        tuple((bytes(name), bytes(value)) for name, value in response.headers),
        (),
        connection.link.facts,
    )


def _chain(answer: HttpAnswer) -> list[Decoder]:
    """What undoes the content codings that it has."""
    names = [name.strip() for value in answer.get_all("Content-Encoding") for name in value.split(",") if name.strip()]
    try:
        return decoders(names)
    except ValueError as error:
        fix = "ask for another with -H 'Accept-Encoding: identity'"
        raise RtError(
            f"{STAGE} {answer.url.authority}", str(error), fix, "coding", Exit.UNREACHED, CURL_BAD_CODING
        ) from error
