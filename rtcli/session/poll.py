"""An endpoint that is asked again and again: what is new in each answer, and what the next request says of it."""

import json
import re
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import quote

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.http import Client, Response
from rtcli.session.request import Request
from rtcli.session.sse import NotAStream
from rtcli.wire.jsonpath import Path
from rtcli.wire.url import Url

FIELDS = (("Accept", "application/json, */*"), ("Accept-Encoding", "gzip, deflate, br, zstd"))  # unless the user's are
NOTHING_NEW = (204, 304)
BODY_LIMIT_BYTES = 64 << 20
HINTS = {
    401: "the server wants credentials: -u USER:PASSWORD, or -H 'Authorization: Bearer ...'",
    404: "is the path right?",
    405: "does the endpoint want another method, such as -X POST?",
    429: "too many requests; --interval asks less often",
}
CURL_STATUS, CURL_SIZE, CURL_PARTIAL = 22, 63, 18


@dataclass(frozen=True, slots=True)
class Paging:
    """How one answer leads to the next request, and where its messages stand."""

    since: str | None = None  # the query parameter that tells the server what was seen
    next: Path | None = None  # to its value, in the answer before
    items: Path | None = None  # to the messages; None: elements of an array, lines of JSON, or the body as a whole


class Polled(NamedTuple):
    """One answer, read to its end."""

    response: Response  # closed
    messages: list[str]  # none: nothing new
    asked_s: float
    head_s: float  # when the head of the answer came
    t_s: float  # when the last of its body did
    size_bytes: int  # of the body, decoded
    cursor: str | None  # that the next request bears

    @property
    def took_s(self) -> float:
        """From the request to the head of the answer."""
        return self.head_s - self.asked_s


@dataclass(eq=False)
class BadPoll(NotAStream):
    """The server answered, and not with what can be polled."""


class Poller:
    """Each `ask` is one request; what it learns goes into the next."""

    def __init__(self, client: Client, paging: Paging) -> None:
        self.cursor: str | None = None
        self._client = client
        self._paging = paging
        self._tag: tuple[str, str] | None = None  # of the last answer: the path it was for, and its ETag

    async def ask(self, request: Request) -> Polled:
        """RtError with exit 3 where no answer came, BadPoll where it was another one."""
        request, asked_s = self._carrying(request), now()
        response = await self._client.send(request, keep=True)
        try:
            answer = response.answer
            head_s = answer.spans[-1].end_s  # when its bytes came
            if answer.status not in NOTHING_NEW and not 200 <= answer.status < 300:
                raise await _bad(response)
            body, t_s = await _body(response)
        finally:
            await response.close()
        if tags := answer.get_all("ETag"):
            self._tag = request.url.path, tags[-1]
        messages = [] if answer.status in NOTHING_NEW else messages_in(body, self._paging.items)
        self._learn(body)
        return Polled(response, messages, asked_s, head_s, t_s, len(body), self.cursor)

    def _carrying(self, request: Request) -> Request:
        """The request with what was seen so far."""
        url = request.url
        if self._paging.since is not None and self.cursor is not None:
            url = with_parameter(url, self._paging.since, self.cursor)
        named = {name.lower() for name, _value in request.headers}
        own = [field for field in FIELDS if field[0].lower() not in named]
        if self._tag is not None and self._tag[0] == url.path and "if-none-match" not in named:
            own.append(("If-None-Match", self._tag[1]))  # RFC 9110 13.1.2
        return replace(request, url=url, headers=(*own, *request.headers))

    def _learn(self, body: bytes) -> None:
        """Of several values the last is the newest; an answer without one changes nothing."""
        if self._paging.next is not None and (found := self._paging.next.select(body.decode("utf-8", "replace"))):
            value = found[-1]
            if value is not None:
                self.cursor = value if isinstance(value, str) else json.dumps(value)


def messages_in(body: bytes, items: Path | None) -> list[str]:
    """The messages of a body, each as text."""
    text = body.decode("utf-8-sig", "replace")
    if items is not None:
        found = items.select(text)
        return [*map(_text, found[0] if len(found) == 1 and isinstance(found[0], list) else found)]
    if not text.strip():
        return []
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(text) or [text]
    return [*map(_text, document)] if isinstance(document, list) else [text.strip()]


def _lines(text: str) -> list[str]:
    """Those of JSON lines; none where one is something else."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    try:
        for line in lines:
            json.loads(line)
    except (ValueError, RecursionError):
        return []
    return lines


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def with_parameter(url: Url, name: str, value: str) -> Url:
    """The URL with this query parameter, in the place of those of that name."""
    path, _mark, query = url.path.partition("?")
    written = f"{quote(name, safe='')}={quote(value, safe='')}"
    same = re.compile(rf"{re.escape(quote(name, safe=''))}(=.*)?", re.DOTALL)
    others = [pair for pair in query.split("&") if pair and not same.fullmatch(pair)]
    return replace(url, path=f"{path}?{'&'.join([*others, written])}")


async def _body(response: Response) -> tuple[bytes, float]:
    """All of it, and when its last byte came."""
    place = f"body {response.answer.url.authority}"
    parts, size, t_s = list[bytes](), 0, now()
    while (piece := await response.read()) is not None:
        parts.append(piece.data)
        size, t_s = size + len(piece.data), piece.t_s
        if size > BODY_LIMIT_BYTES:
            why = f"an answer of over {BODY_LIMIT_BYTES >> 20} MiB"
            raise RtError(place, why, "ask for less at once", "too-big", Exit.UNREACHED, CURL_SIZE)
    if response.cause:
        raise RtError(place, response.cut or "", "", response.cause, Exit.UNREACHED, CURL_PARTIAL)
    return b"".join(parts), t_s


async def _bad(response: Response) -> BadPoll:
    answer = response.answer
    body = await response.kept()
    why = f"{answer.status} {answer.reason}".strip()
    fix = HINTS.get(answer.status, "the answer stands above")
    where = f"poll {answer.url.authority}"
    kept = replace(answer, body=body)
    return BadPoll(where, why, fix, "status", Exit.UNREACHED, CURL_STATUS, answer=kept, earlier=response.earlier)
