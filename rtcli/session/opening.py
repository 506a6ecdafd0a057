"""An address and what is asked of it, to an open WebSocket or to why there is none."""

from dataclasses import dataclass

from rtcli.errors import RtError
from rtcli.net.link import Link
from rtcli.net.spans import Span
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.handshake import Judgement
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


async def open_websocket(asked: Asked, way: Way) -> Opened:
    """Connect and shake hands, within the way's time; RtError with exit 3 where that fails."""
    raise NotImplementedError
