"""An address and what is asked of it, to an open WebSocket or to why there is none."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from rtcli.errors import RtError
from rtcli.net.clock import now
from rtcli.net.dial import dial
from rtcli.net.link import Link
from rtcli.net.spans import Span
from rtcli.net.way import Way
from rtcli.session.answer import read_body
from rtcli.session.asked import Asked
from rtcli.session.causes import Refusal
from rtcli.session.exchange import Came, Dial, Means, exchange
from rtcli.session.redirects import keeps_less, onward
from rtcli.session.refusal import failures, faulty, may_be_taken, refused
from rtcli.session.upgrade import opening_request, read_request
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.handshake import Judgement, judge_response
from rtcli.wire.handshake_request import judge_request
from rtcli.wire.http1 import Head
from rtcli.wire.url import Url


@dataclass(frozen=True, slots=True)
class Answer:
    """One request and what came back; a redirect makes another."""

    url: Url
    request: bytes  # the head as it was written
    response: Head | None
    spans: tuple[Span, ...]
    body: bytes = b""  # of an answer that was not 101, the first 64 KiB
    interim: tuple[Head, ...] = ()  # answers such as 103, that came before the one that counts


@dataclass(frozen=True, slots=True)
class Opened:
    """An open session."""

    link: Link
    answer: Answer  # the 101
    judgement: Judgement
    rest: bytes  # frames that came with the 101
    deflate: DeflateParameters | None
    earlier: tuple[Answer, ...] = ()  # redirects, and a 401 that was answered


@dataclass(eq=False)
class Refused(RtError):
    """The server answered, and not with an acceptable 101."""

    answer: Answer | None = None
    judgement: Judgement | None = None
    earlier: tuple[Answer, ...] = ()


async def open_websocket(
    asked: Asked, way: Way, *, dial: Dial = dial, random: Callable[[int], bytes] = os.urandom
) -> Opened:
    """Connect and shake hands, within the way's time; RtError with exit 3 where that fails."""
    means = Means(dial, way, now() + way.connect_timeout_s)
    ask, earlier = asked, tuple[Answer, ...]()
    while True:
        request = opening_request(ask, random=random)
        came = await exchange(ask.url, request, means)
        head, sent = came.reply.head, read_request(request)
        answer = Answer(ask.url, request, head, came.spans, interim=came.reply.interim)
        judgement = judge_response(head, judge_request(sent)[0])
        faults = failures(head, judgement)
        if head.status == 101 and may_be_taken(faults, lenient=ask.lenient):
            return Opened(came.link, answer, judgement, came.reply.rest, judgement.deflate, earlier)
        following = onward(ask, head, [*(each.url for each in earlier), ask.url])
        if not isinstance(following, Asked):
            body = await _last_words(came)
            refusal = Refusal(head, body, ask, sent, stripped=bool(earlier) and keeps_less(asked, ask))
            said = faulty(faults) if head.status == 101 else refused(refusal, following)
            raise Refused(*said.at(ask.url), replace(answer, body=body), judgement, earlier)
        await came.link.close()
        ask, earlier = following, (*earlier, answer)


async def _last_words(came: Came) -> bytes:
    """The body of an answer, after which its connection is of no more use."""
    try:
        return b"" if came.reply.head.status == 101 else await read_body(came.link, came.reply)
    finally:
        await came.link.close()
