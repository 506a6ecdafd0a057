"""Requests of every kind by httpx, over links that our own dialler opened; bodies as they arrive, and how they end."""

import asyncio
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin

import httpcore

from rtcli import __version__
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.link import Facts, Tap
from rtcli.net.proxy import choose_proxy
from rtcli.net.spans import Span, Spans
from rtcli.net.way import Way
from rtcli.session.body import Body, Framed, Piece, Plain, Source
from rtcli.session.coding import decoders
from rtcli.session.request import Request
from rtcli.session.transport import Exchange, LinkStream, pieces
from rtcli.wire.sniff import sniff
from rtcli.wire.url import Url, parse_target

sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # its own command, as slow to load as the rest
import httpx  # noqa: E402

if sys.modules["httpx._main"] is None:
    del sys.modules["httpx._main"]

BODY_KEPT_BYTES = 64 * 1024
REFUSED_BODY_S = 5.0  # so long a refusal's body is waited for
REDIRECTS = {301: "GET", 302: "GET", 303: "GET", 307: "", 308: ""}  # the method then; "" keeps it
CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})


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

    def __init__(
        self, answer: HttpAnswer, earlier: tuple[HttpAnswer, ...], body: Body, response: httpx.Response
    ) -> None:
        self.answer = answer
        self.earlier = earlier
        self.body = body
        self._response = response

    @property
    def cut(self) -> str | None:
        """Once it is over: None where it ended in order, else what cut it."""
        return self.body.cut.says if self.body.cut else None

    @property
    def cause(self) -> str | None:
        """A word for that: reset, tls-cut, short-chunk, short-length, bad-chunk, stream-reset, coding."""
        return self.body.cut.cause if self.body.cut else None

    async def read(self) -> Piece | None:
        """What has come since, at least some bytes or faults; None at the end, and never an exception of the peer's."""
        return await self.body.read()

    async def kept(self, most: int = BODY_KEPT_BYTES) -> bytes:
        """The beginning of a body that is of interest only as a whole, as far as it comes in time."""
        parts, size = list[bytes](), 0
        try:
            async with asyncio.timeout(REFUSED_BODY_S):
                while size < most and (piece := await self.read()) is not None:
                    parts.append(piece.data)
                    size += len(piece.data)
        except TimeoutError:
            pass  # what has come is shown
        return b"".join(parts)[:most]

    async def close(self) -> None:
        await self._response.aclose()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __aiter__(self) -> AsyncIterator[bytes]:
        return pieces(self._response)

    async def aclose(self) -> None:
        await self._response.aclose()


class _Transport(httpx.AsyncBaseTransport):
    """httpx's requests to httpcore, with the target of the request line as the user wrote it."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url: Url = request.extensions["url"]
        scheme = "https" if url.secure else "http"
        answer = await self.exchange.send(
            url,
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=scheme, host=url.host, port=url.port, target=request.extensions["path"]),
                headers=request.headers.raw,
                content=request.stream,
                extensions={"target": request.extensions["path"]},
            ),
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=dict(answer.extensions)
        )


class Client:
    """Requests that share cookies, the way, and a connection where it is free again."""

    def __init__(self, way: Way, *, tap: Tap | None = None) -> None:
        self._way = way
        self._tap = tap
        self._cookies = httpx.Cookies()
        self._clients: dict[tuple[str, str], tuple[Exchange, httpx.AsyncClient]] = {}  # by origin and HTTP version

    async def send(self, request: Request, *, keep: bool = False) -> Response:
        """Send it, follow redirects, and give the answer once its head is here; RtError with exit 3 where none comes.

        With `keep` an HTTP/1.1 body is read by httpcore, which can then use the connection for the next request.
        """
        earlier: list[HttpAnswer] = []
        while True:
            response = await self._send_once(request, keep=keep)
            onward = _redirected(request, response.answer) if request.redirects else None
            if onward is None:
                response.earlier = tuple(earlier)
                return response
            earlier.append(replace(response.answer, body=await response.kept()))
            await response.close()
            if len(earlier) > request.redirects:
                why = f"more than {request.redirects} redirects, the last to {onward.url.display()}"
                raise RtError(
                    f"head {request.url.authority}", why, "go to the last one", "redirects", Exit.UNREACHED, 47
                )
            request = onward

    async def close(self) -> None:
        """Close what is still open."""
        for _exchange, client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def _send_once(self, request: Request, *, keep: bool) -> Response:
        exchange, client = self._client(request)
        backend = exchange.backend
        backend.spans = spans = Spans()
        built = self._build(request)
        deadline = asyncio.timeout(request.head_timeout_s if backend.stream is not None else None)
        backend.connected = lambda: deadline.reschedule(now() + request.head_timeout_s)
        start_s = now()
        try:
            async with deadline:
                response = await client.send(built, stream=True)
        except TimeoutError as error:
            raise _no_head(request, f"no answer within {request.head_timeout_s:g} s", 28) from error
        except (httpcore.RemoteProtocolError, httpcore.LocalProtocolError, httpx.RequestError, OSError) as error:
            raise _no_head(request, _why_none(backend.stream, error), 52) from error
        self._cookies.extract_cookies(response)
        assert backend.stream is not None
        spans.append(
            Span("head", spans[-1].end_s if spans else start_s, backend.stream.arrived_s, str(response.status_code))
        )
        return _response(request, built, response, backend.stream, spans, keep=keep)

    def _client(self, request: Request) -> tuple[Exchange, httpx.AsyncClient]:
        key = f"{request.url.scheme}://{request.url.authority}", request.http
        if key not in self._clients:
            exchange = Exchange(self._way, request.http, self._tap)
            client = httpx.AsyncClient(transport=_Transport(exchange), trust_env=False, timeout=None)
            self._clients[key] = exchange, client
        return self._clients[key]

    def _build(self, request: Request) -> httpx.Request:
        path = request.url.path.encode()
        proxy = None if request.url.secure or self._way.tunnel else choose_proxy(request.url, self._way)
        if proxy is not None and proxy.scheme.startswith("http"):  # RFC 9112 3.2.2: a proxy is asked in absolute form
            path = f"{request.url.scheme}://{request.url.authority}".encode() + path
        bare = httpx.Request("GET", _web(request.url))
        self._cookies.set_cookie_header(bare)
        cookies = [value for value in (request.cookie, bare.headers.get("Cookie")) if value]
        fields = _fields(request, "; ".join(cookies))
        built = httpx.Request(request.method, _web(request.url), content=request.body, headers=fields)
        built.extensions = {"url": request.url, "path": path}
        return built


def _web(url: Url) -> str:
    return f"{'https' if url.secure else 'http'}://{url.authority}{url.path}"


def _fields(request: Request, cookies: str) -> list[tuple[bytes, bytes]]:
    """What the user asked for in the place of what is sent by itself; `Name:` takes one away, `Name;` empties it."""
    own: list[tuple[str, str]] = [("Host", request.url.authority)]
    own.append(("User-Agent", request.user_agent or f"rtcli/{__version__}"))
    user = request.user if request.user is not None else unquote(request.url.userinfo) or None
    if user is not None:
        own.append(("Authorization", "Basic " + b64encode(user.encode()).decode()))
    if cookies:
        own.append(("Cookie", cookies))
    theirs = [(name.strip(), value) for name, value in request.headers]
    named = {name.rstrip(";").lower() for name, _value in theirs}
    kept = [(name, value) for name, value in own if name.lower() not in named]
    given = [(name.rstrip(";"), value) for name, value in theirs if value or name.endswith(";")]
    return [
        (name.encode("latin-1", "replace"), value.encode("utf-8", "surrogateescape")) for name, value in kept + given
    ]


def _response(
    request: Request, built: httpx.Request, response: httpx.Response, stream: LinkStream, spans: Spans, *, keep: bool
) -> Response:
    answer = HttpAnswer(
        request.url,
        request.method,
        tuple((bytes(name), bytes(value)) for name, value in built.headers.raw),
        response.status_code,
        response.extensions.get("reason_phrase", b"").decode("latin-1"),
        response.extensions["http_version"].decode("latin-1"),
        tuple((bytes(name), bytes(value)) for name, value in response.headers.raw),
        tuple(spans),
        stream.link.facts,
    )
    names = [name.strip() for value in answer.get_all("Content-Encoding") for name in value.split(",") if name.strip()]
    try:
        chain = decoders(names)
    except ValueError as error:
        fix = "ask for another with -H 'Accept-Encoding: identity'"
        raise RtError(f"head {request.url.authority}", str(error), fix, "coding", Exit.UNREACHED, 61) from error
    source: Source = Framed(stream, response.aiter_raw())
    if not (keep or stream.http2 or stream.head is None):
        source = Plain(stream, stream.head, request.method)
    return Response(answer, (), Body(source, chain), response)


def _redirected(request: Request, answer: HttpAnswer) -> Request | None:
    """The request that a redirect asks for: RFC 9110 15.4; credentials go to the same origin only."""
    places = answer.get_all("Location")
    if answer.status not in REDIRECTS or not places:
        return None
    url = parse_target(urljoin(_web(request.url), places[0]), default_scheme="http")
    method, headers, body = REDIRECTS[answer.status] or request.method, request.headers, request.body
    if request.method in ("GET", "HEAD") or (request.method != "POST" and answer.status != 303):
        method = request.method
    if method != request.method:
        body = None
        headers = tuple(field for field in headers if not field[0].lower().startswith("content-"))
    same = (url.secure, url.host, url.port) == (request.url.secure, request.url.host, request.url.port)
    if same:
        url = replace(url, userinfo=url.userinfo or request.url.userinfo)
        return replace(request, url=url, method=method, headers=headers, body=body)
    headers = tuple(field for field in headers if field[0].strip().lower() not in CREDENTIALS)
    return replace(request, url=url, method=method, headers=headers, body=body, user=None, cookie=None)


def _why_none(stream: LinkStream | None, error: Exception) -> str:
    """What came in place of an answer."""
    if stream is None:
        return str(error)
    seen = stream.seen
    kind = sniff(seen[:64], at_start=True) if seen else None
    if kind and not seen.startswith(b"HTTP/"):
        return f"the bytes that came are {kind}, no HTTP"
    if not seen:
        how = "was reset" if stream.link.ending == "reset" else "was closed"
        return f"the connection {how} before an answer came"
    return f"the answer is no HTTP: {error}"


def _no_head(request: Request, why: str, curl_code: int) -> RtError:
    fix = {28: "is the model slow, or a proxy holding the answer? --head-timeout gives it more time"}.get(
        curl_code, "is this the right port, and does it speak HTTP there?"
    )
    kind = "timeout" if curl_code == 28 else "no-answer"
    return RtError(f"head {request.url.authority}", why, fix, kind, Exit.UNREACHED, curl_code)
