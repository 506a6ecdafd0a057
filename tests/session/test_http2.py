"""Answers in HTTP/2: the borders and times of their frames, and each way in which a server gives a stream up."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable

import pytest

from rtcli.net.link import Facts
from rtcli.session.http import Client
from rtcli.session.http2 import Http2
from rtcli.session.request import Request
from tests.links import Peer, peered
from tests.session.h2_peer import H2Peer
from tests.session.http_peers import LATENCY_S, Whole, answered, conversed, failed, url, whole
from tests.vloop import run
from tests.wire.test_http2 import frame, goaway

GET = Request(url(), http="2")
Deed = Callable[[H2Peer], Awaitable[None]]


def server(*deeds: Deed) -> Callable[[Peer], Awaitable[None]]:
    """Each deed is what is done about one request."""

    async def serve(peer: Peer) -> None:
        engine = H2Peer(peer)
        for deed in deeds:
            await engine.asked()
            await deed(engine)

    return serve


async def hello(peer: H2Peer) -> None:
    peer.answer()
    peer.data(b"hello", b" world", end=True)


def test_frames_have_borders_and_times() -> None:
    async def deed(peer: H2Peer) -> None:
        peer.answer()
        await peer.later()
        peer.data(b"hello", b" ")
        await peer.later()
        peer.data(b"world", padding=20)
        peer.data(end=True)

    came, _ = answered(GET, server(deed))
    assert (came.body, came.response.cut, came.response.answer.http_version) == (b"hello world", None, "HTTP/2")
    assert came.chunks == [(0, 5), (5, 1), (6, 5), (11, 0)]
    assert came.times == pytest.approx([1 + 4 * LATENCY_S, *[2 + 4 * LATENCY_S] * 2])
    assert came.wire_bytes == 11


def test_byte_by_byte() -> None:
    async def deed(peer: H2Peer) -> None:
        sent = bytearray()
        peer.send = lambda: sent.extend(peer.engine.data_to_send())  # type: ignore[method-assign]
        peer.answer()
        peer.data(b"hello", b" world", end=True)
        for at in range(len(sent)):
            peer.raw(bytes(sent[at : at + 1]))
            await peer.later(0.01)

    came, _ = answered(GET, server(deed))
    assert (came.body, came.response.cut) == (b"hello world", None)
    assert came.chunks == [(0, 5), (5, 6), (11, 0)]


def test_a_coding_that_is_cut_in_the_midst_of_a_frame() -> None:
    coded = gzip.compress(b"hello world")

    async def deed(peer: H2Peer) -> None:
        peer.answer(("content-encoding", "gzip"))
        peer.data(coded[:10])
        await peer.later()
        peer.data(coded[10:], end=True)

    came, _ = answered(GET, server(deed))
    assert (came.body, came.wire_bytes, came.response.cut) == (b"hello world", len(coded), None)


def test_what_http_2_has_no_fields_for_is_left_out() -> None:
    asked: list[tuple[str, str]] = []

    async def serve(peer: Peer) -> None:
        engine = H2Peer(peer)
        asked.extend(await engine.asked())
        assert engine.body == b"question"
        engine.answer(end=True)

    headers = (("Connection", "keep-alive"), ("X-Mixed-Case", "Kept"), ("Host", "own"), ("Last-Event-ID", "zwölf"))
    came, _ = answered(Request(url("http://h/p?q"), "POST", headers, b"question", http="2"), serve)
    assert asked[:4] == [(":method", "POST"), (":authority", "own"), (":scheme", "http"), (":path", "/p?q")]
    assert asked[4:] == [
        *(asked[4:5]),
        ("content-length", "8"),
        ("x-mixed-case", "Kept"),
        ("last-event-id", "zwölf"),
    ]
    assert came.body == b"" and (b"last-event-id", "zwölf".encode()) in came.response.answer.request_fields


async def reset(peer: H2Peer) -> None:
    peer.engine.reset_stream(peer.stream, error_code=8)
    peer.send()


async def leave(peer: H2Peer) -> None:
    peer.peer.close()


async def crash(peer: H2Peer) -> None:
    await peer.later()
    peer.peer.reset()


async def give_up(peer: H2Peer) -> None:
    peer.raw(goaway(0, 11))


async def babble(peer: H2Peer) -> None:
    peer.raw(frame(0, b"to a stream that is not there", stream=0))


async def end_early(peer: H2Peer) -> None:
    peer.raw(frame(0, b"", flags=1, stream=1))


@pytest.mark.parametrize(
    ("deed", "cause", "says"),
    [
        (reset, "stream-reset", "the server reset the stream: CANCEL"),
        (leave, "short-stream", "the connection ended before the stream did"),
        (crash, "reset", "the connection was reset"),
        (give_up, "goaway", "the server gave the connection up: GOAWAY ENHANCE_YOUR_CALM"),
        (babble, "broken-http2", "HTTP/2 is broken: "),
        (end_early, "short-length", "5 of the 11 bytes that Content-Length promised came"),
    ],
)
def test_cuts_are_told_apart(deed: Deed, cause: str, says: str) -> None:
    async def begin(peer: H2Peer) -> None:
        peer.answer(("content-length", "11"))
        peer.data(b"hello")
        await peer.later()
        await deed(peer)

    came, _ = answered(GET, server(begin))
    assert (came.body, came.response.cause) == (b"hello", cause)
    assert str(came.response.cut).startswith(says)


def test_broken_before_it_answers() -> None:
    error, _ = failed(GET, server(babble))
    assert (error.kind, error.curl_code) == ("broken-http2", 92)


def test_a_server_that_goes_away_in_order_ends_what_it_began() -> None:
    async def deed(peer: H2Peer) -> None:
        peer.answer()
        peer.data(b"hello")
        peer.raw(goaway(0x7FFFFFFF) + goaway(1, debug=b"a new version")[:20])
        await peer.later()
        peer.raw(goaway(1, debug=b"a new version")[20:])
        peer.data(b" world", end=True)

    async def converse(client: Client) -> list[Whole]:
        return [await whole(await client.send(GET, keep=True)) for _ in range(2)]

    came, peers = conversed(converse, server(deed), server(hello))
    assert [(each.body, each.response.cut) for each in came] == [(b"hello world", None)] * 2
    assert len(peers.links) == 2  # it takes no other request


def test_one_connection_for_several_requests() -> None:
    async def converse(client: Client) -> list[bytes]:
        return [(await whole(await client.send(GET, keep=True))).body for _ in range(3)]

    bodies, peers = conversed(converse, server(hello, hello, hello))
    assert (bodies, len(peers.links)) == ([b"hello world"] * 3, 1)


def test_a_stream_that_is_left_takes_its_connection_along() -> None:
    async def forever(peer: H2Peer) -> None:
        peer.answer()
        peer.data(b"hello")

    async def converse(client: Client) -> bytes:
        response = await client.send(GET, keep=True)
        piece = await response.read()
        assert piece is not None
        await response.close()
        return piece.data + (await whole(await client.send(GET, keep=True))).body

    body, peers = conversed(converse, server(forever), server(hello))
    assert (body, len(peers.links)) == (b"hellohello world", 2)
    assert peers.peers[0].at_eof


def test_a_read_that_is_given_up_is_no_cut() -> None:
    async def deed(peer: H2Peer) -> None:
        peer.answer()
        await peer.later(10)
        peer.data(b"late", end=True)

    async def converse(client: Client) -> str | None:
        response = await client.send(GET)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await response.read()
        await response.close()
        return response.cut

    assert conversed(converse, server(deed))[0] is None


def test_a_connection_that_was_not_asked_is_not_free() -> None:
    async def main() -> None:
        assert not Http2(peered(facts=Facts())[0]).is_free

    run(main())
