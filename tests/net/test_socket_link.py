"""Links over real sockets: how each way to end is told, and that nothing is lost on the way there."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import pytest

from rtcli.net.link import Ending, Facts
from rtcli.net.socket_link import SocketLink, link_over
from tests.net.followers import Notes
from tests.net.servers import reset


def joined(test: Callable[[SocketLink, socket.socket], Awaitable[None]]) -> None:
    """Run the test with a link and the socket at its other end."""

    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            sock = socket.create_connection(listener.getsockname())
            peer, _ = listener.accept()
        sock.setblocking(False)
        link = await link_over(sock, Facts(remote="the peer"))
        with closing(peer):
            await test(link, peer)
            link.abort()
            await link.close()
        assert sock.fileno() == -1

    asyncio.run(main())


def test_bytes_go_both_ways() -> None:
    async def test(link: SocketLink, peer: socket.socket) -> None:
        link.write(b"ping")
        assert peer.recv(9) == b"ping"
        peer.sendall(b"pong")
        assert await link.read() == b"pong"
        assert sock_option(link) == 1

    def sock_option(link: SocketLink) -> int:
        assert link._sock is not None
        return link._sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    joined(test)


def test_a_fin() -> None:
    async def test(link: SocketLink, peer: socket.socket) -> None:
        peer.sendall(b"bye")
        peer.shutdown(socket.SHUT_WR)
        assert [await link.read(), await link.read(), link.ending] == [b"bye", b"", Ending.FIN]

    joined(test)


def test_a_reset() -> None:
    async def test(link: SocketLink, peer: socket.socket) -> None:
        reset(peer)
        assert [await link.read(), link.ending, link.trouble] == [b"", Ending.RESET, "connection reset by peer"]

    joined(test)


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_write_into_a_reset_loses_nothing_that_came_before_it(writes: int) -> None:
    async def test(link: SocketLink, peer: socket.socket) -> None:
        notes = Notes()
        link.follow(notes)
        peer.sendall(b"last ")
        peer.sendall(b"words")
        reset(peer)
        for _ in range(writes):
            link.write(b"x")
        await notes.over.wait()
        assert (b"".join(notes.data), notes.endings) == (b"last words", [Ending.RESET])

    joined(test)


def test_a_write_that_fails_for_other_reasons_finds_nothing_more() -> None:
    class Broken(socket.socket):
        def recv_into(self, *_: Any) -> int:
            raise BlockingIOError

    async def main() -> SocketLink:
        with Broken() as sock:
            link = SocketLink(Facts(), sock)
            link.connection_lost(TimeoutError(errno.ETIMEDOUT, "Connection timed out"))
            return link

    link = asyncio.run(main())
    assert (link.ending, link.trouble) == (Ending.RESET, "timed out")


def test_our_last_words_arrive_though_the_peer_still_talks() -> None:
    async def test(link: SocketLink, peer: socket.socket) -> None:
        peer.sendall(bytes(100000))
        link.write(b"last words")
        closing = asyncio.create_task(link.close())  # noqa: TID251
        received = await asyncio.to_thread(peer.recv, 99)
        peer.sendall(bytes(100000))
        end = await asyncio.to_thread(peer.recv, 99)
        peer.close()
        await closing
        assert (received, end, link.ending) == (b"last words", b"", Ending.OURS)

    joined(test)


def test_closing_what_was_reset_meanwhile() -> None:
    async def test(link: SocketLink, peer: socket.socket) -> None:
        reset(peer)
        await link.close()
        assert link.ending is Ending.OURS

    joined(test)


def test_a_peer_that_takes_nothing_is_felt() -> None:
    async def test(link: SocketLink, peer: socket.socket) -> None:
        notes = Notes()
        link.follow(notes)
        while not notes.turns:
            link.write(bytes(1 << 20))
        reader = asyncio.create_task(asyncio.to_thread(swallow, peer))  # noqa: TID251
        await link.drain()
        assert notes.turns == [False, True]
        link.abort()
        await reader

    def swallow(peer: socket.socket) -> None:
        while peer.recv(1 << 20):
            pass

    joined(test)


def test_a_follower_with_a_bug_ends_the_link() -> None:
    class Buggy(Notes):
        def arrived(self, data: memoryview, t_s: float) -> None:
            raise ZeroDivisionError("a bug")

    async def test(link: SocketLink, peer: socket.socket) -> None:
        told: list[BaseException] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
        buggy = Buggy()
        link.follow(buggy)
        peer.sendall(b"x")
        await buggy.over.wait()
        assert [type(error) for error in told] == [ZeroDivisionError]
        assert (link.ending, link.trouble) == (Ending.RESET, "a bug")

    joined(test)


def test_a_link_that_cannot_be_made_closes_its_socket() -> None:
    async def main() -> int:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with pytest.raises(ValueError, match="Stream"):
            await link_over(sock, Facts())
        return sock.fileno()

    assert asyncio.run(main()) == -1
