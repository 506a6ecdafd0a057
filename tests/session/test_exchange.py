"""One request over one connection: what comes back, in time, and nothing left open."""

import asyncio

import pytest

from rtcli.errors import RtError
from rtcli.net.link import Link
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from rtcli.session.exchange import Came, Means, exchange
from rtcli.wire.url import Url, parse_target
from tests.links import Peer, peered
from tests.vloop import run

URL = parse_target("ws://h")


class Dialled:
    """A connection to a peer in memory, that takes its time."""

    def __init__(self, answer: bytes, after_s: float = 0.0, *, failure: Exception | None = None) -> None:
        self.answer, self.after_s, self.failure = answer, after_s, failure
        self.link: Link | None = None
        self.peer: Peer | None = None

    async def __call__(self, _url: Url, _way: Way, spans: Spans) -> Link:
        with spans.phase("connect"):
            await asyncio.sleep(self.after_s)
            if self.failure:
                raise self.failure
        self.link, self.peer = peered()
        self.peer.write(self.answer)
        return self.link


async def ask(dialled: Dialled) -> Came:
    return await exchange(URL, b"GET / HTTP/1.1\r\n\r\n", Means(dialled, Way(connect_timeout_s=5.0), 5.0))


def test_what_comes_back() -> None:
    dialled = Dialled(b"HTTP/1.1 200 OK\r\n\r\nrest", 1.0)
    came = run(ask(dialled))
    assert (came.link, came.reply.head.status, came.reply.rest) == (dialled.link, 200, b"rest")
    assert [(span.name, span.start_s, span.end_s, span.says) for span in came.spans] == [
        ("connect", 0.0, 1.0, ""),
        ("upgrade", 1.0, 1.0, "200 OK"),
    ]


def test_what_the_dialler_cannot_do_is_its_own_to_say() -> None:
    failure = RtError("connect h:80", "refused")
    with pytest.raises(RtError) as raised:
        run(ask(Dialled(b"", failure=failure)))
    assert raised.value is failure


@pytest.mark.parametrize(
    ("dialled", "where"),
    [(Dialled(b"", 9.0), "connect h:80"), (Dialled(b""), "upgrade h:80"), (Dialled(b"oops"), "upgrade h:80")],
)
def test_what_fails_leaves_nothing_open(dialled: Dialled, where: str) -> None:
    with pytest.raises(RtError) as raised:
        run(ask(dialled))
    assert raised.value.where == where
    assert dialled.link is None or dialled.link.ending is not None
