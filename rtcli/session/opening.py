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
from rtcli.session.digest import answer_digest
from rtcli.session.exchange import Came, Dial, Means, exchange
from rtcli.session.redirects import has_secrets, location, onward, same_origin
from rtcli.session.refusal import failures, may_be_taken, refused
from rtcli.session.upgrade import KEY_BYTES, basic, credentials, opening_request, read_request
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
        following = authorized(ask, head, sent, random) or onward(asked, head, [*_visited(earlier), ask.url])
        if not isinstance(following, Asked):
            ending, body = came.link.ending, await _last_words(came)
            stripped = not same_origin(asked.url, ask.url) and has_secrets(asked)
            refusal = Refusal(head, body, ask, sent, faults, ending, following, stripped)
            raise Refused(*refused(refusal).at(ask.url), replace(answer, body=body), judgement, earlier)
        await came.link.close()
        ask, earlier = following, (*earlier, answer)


def authorized(ask: Asked, head: Head, sent: Head, random: Callable[[int], bytes]) -> Asked | None:
    """The same once more with what the server challenges us for, unless that has been sent."""
    user = credentials(ask)
    if head.status != 401 or user is None or sent.get_all("Authorization") != [basic(user)]:
        return None
    value = answer_digest(head, user, ask.url.path, cnonce=random(KEY_BYTES).hex())
    return None if value is None else replace(ask, headers=(*ask.headers, ("Authorization", value)))


def _visited(earlier: tuple[Answer, ...]) -> list[Url]:
    """Where redirects came from."""
    return [answer.url for answer in earlier if answer.response and location(answer.response)]


async def _last_words(came: Came) -> bytes:
    """The body of an answer, after which its connection is of no more use."""
    try:
        return b"" if came.reply.head.status == 101 else await read_body(came.link, came.reply)
    finally:
        await came.link.close()
