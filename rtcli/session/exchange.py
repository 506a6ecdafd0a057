"""A request to the head of its answer, over a connection of its own: in time, or an error says what was missing."""

from asyncio import timeout_at
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from rtcli.errors import RtError
from rtcli.net.link import Link
from rtcli.net.spans import Span, Spans
from rtcli.net.way import Way
from rtcli.session.answer import AnswerReader, NoAnswer, Reply
from rtcli.session.refusal import no_answer, too_late
from rtcli.wire.url import Url

Dial = Callable[[Url, Way, Spans], Awaitable[Link]]


@dataclass(frozen=True, slots=True)
class Means:
    """How connections are made, and until when."""

    dial: Dial
    way: Way
    deadline_s: float  # on the clock of `net.clock`


class Came(NamedTuple):
    """An open connection, and what came back over it."""

    link: Link
    spans: tuple[Span, ...]
    reply: Reply


async def exchange(url: Url, request: bytes, means: Means) -> Came:
    """Connect, ask, and read up to the blank line."""
    spans = Spans()
    reader: AnswerReader | None = None
    try:
        async with timeout_at(means.deadline_s):
            link = await means.dial(url, means.way, spans)
            reader = AnswerReader(link)
            reply = await _ask(reader, request, spans)
            return Came(link, tuple(spans), reply)
    except TimeoutError as error:
        said = too_late(spans, means.way.connect_timeout_s, reader.received if reader else 0)
        raise RtError(*said.at(url)) from error
    except NoAnswer as error:
        raise RtError(*no_answer(error, url).at(url)) from error


async def _ask(reader: AnswerReader, request: bytes, spans: Spans) -> Reply:
    try:
        with spans.phase("upgrade") as words:
            reader.link.write(request)
            reply = await reader.read()
            words.append(f"{reply.head.start.status} {reply.head.reason}".strip())
    except BaseException:
        reader.link.abort()
        raise
    return reply
