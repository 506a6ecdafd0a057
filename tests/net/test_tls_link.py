"""Links under TLS, over memory and in virtual time."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from rtcli.net.link import CLOSE_S, Ending
from rtcli.net.tls_link import TlsLink, says
from tests.net.followers import Notes
from tests.net.tls_peer import TlsPeer, secured
from tests.vloop import run


@pytest.fixture
def joined(tmp_path: Path) -> Callable[[Callable[[TlsLink, TlsPeer], Awaitable[None]]], None]:
    def joined(test: Callable[[TlsLink, TlsPeer], Awaitable[None]]) -> None:
        async def main() -> None:
            await test(*await secured(tmp_path))

        run(main())

    return joined


Joined = Callable[[Callable[[TlsLink, TlsPeer], Awaitable[None]]], None]


def test_bytes_go_both_ways_and_taps_see_them_plain(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        seen: list[tuple[str, bytes]] = []
        link.tap = lambda direction, _, data: seen.append((direction, data))
        link.write(b"ping")
        assert await peer.read() == b"ping"
        peer.peer.write(peer.sealed(b"pong"))
        assert await link.read() == b"pong"
        assert seen == [("out", b"ping"), ("in", b"pong")]
        assert (link.bytes_in, link.bytes_out) == (4, 4)

    joined(test)


def test_what_is_larger_than_a_record_arrives_whole(joined: Joined) -> None:
    data = bytes(range(256)) * 1000

    async def test(link: TlsLink, peer: TlsPeer) -> None:
        link.write(data)
        got = b""
        while len(got) < len(data):
            got += await peer.read()
        assert got == data
        peer.peer.write(peer.sealed(data))
        got = b""
        while len(got) < len(data):
            got += await link.read()
        assert got == data

    joined(test)


def test_many_records_of_one_read_are_one_arrival(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        notes = Notes()
        link.follow(notes)
        await asyncio.sleep(3)
        peer.peer.write(peer.sealed(*[b"abc"] * 10))
        await asyncio.sleep(1)
        assert notes.arrivals == [(b"abc" * 10, 3.0)]

    joined(test)


def test_bytes_are_put_where_the_follower_has_room(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        notes = Notes(room_bytes=4)
        link.follow(notes)
        peer.peer.write(peer.sealed(b"abcdef", b"ghij"))
        await asyncio.sleep(1)
        assert notes.data == [b"abcd", b"efgh", b"ij"]

    joined(test)


@pytest.mark.parametrize("cut", [1, 5, 20, -1])
def test_a_record_may_come_in_pieces(joined: Joined, cut: int) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        record = peer.sealed(b"some words")
        peer.peer.write(record[:cut])
        await asyncio.sleep(1)
        assert link.bytes_in == 0
        peer.peer.write(record[cut:])
        assert await link.read() == b"some words"
        assert link.last_in_s == 1.0

    joined(test)


def test_a_close_notify(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        notes = Notes()
        link.follow(notes)
        peer.peer.write(peer.sealed(b"bye") + peer.goodbye())
        await notes.over.wait()
        assert (notes.data, notes.endings) == ([b"bye"], [Ending.TLS_CLOSE])
        assert await peer.read() == b""  # it is answered
        peer.peer.close()
        await link.close()
        assert asyncio.get_running_loop().time() == 0

    joined(test)


def test_a_fin_without_close_notify_is_a_cut(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        peer.peer.write(peer.sealed(b"bye"))
        peer.peer.eof()
        assert [await link.read(), await link.read(), link.ending] == [b"bye", b"", Ending.TLS_CUT]
        await link.close()

    joined(test)


def test_a_reset(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        peer.peer.reset()
        assert [await link.read(), link.ending, link.trouble] == [b"", Ending.RESET, "connection reset by peer"]

    joined(test)


def test_what_is_not_tls_breaks_it(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        peer.peer.write(peer.sealed(b"fine") + b"HTTP/1.1 400 Bad Request\r\n\r\n")
        assert [await link.read(), await link.read()] == [b"fine", b""]
        assert (link.ending, link.trouble) == (Ending.TLS_ERROR, "wrong version number")
        link.write(b"hello?")
        assert link.bytes_out == 0

    joined(test)


def test_a_record_that_was_tampered_with(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        record = bytearray(peer.sealed(b"fine"))
        record[-1] ^= 1
        peer.peer.write(bytes(record))
        assert await link.read() == b""
        assert (link.ending, link.trouble) == (Ending.TLS_ERROR, "decryption failed or bad record mac")

    joined(test)


def test_close_says_goodbye_and_is_bounded(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        link.write(b"last words")
        await link.close()
        assert [await peer.read(), await peer.read()] == [b"last words", b""]
        assert asyncio.get_running_loop().time() == CLOSE_S
        assert link.ending is Ending.OURS

    joined(test)


def test_abort_says_nothing(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        link.abort()
        assert await peer.peer.read() == b""
        assert link.ending is Ending.OURS

    joined(test)


def test_pausing_makes_the_peer_wait_and_a_full_peer_makes_us_wait(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        notes = Notes()
        link.follow(notes)
        link.pause()
        peer.peer.write(peer.sealed(b"x"))
        await asyncio.sleep(1)
        assert notes.data == []
        link.resume()
        await asyncio.sleep(1)
        assert notes.data == [b"x"]
        peer.peer.pause()
        link.write(bytes(1 << 20))
        assert notes.turns == [False]
        asyncio.get_running_loop().call_later(5, peer.peer.resume)
        await link.drain()
        assert notes.turns == [False, True]

    joined(test)


class Renegotiating:
    """An engine's TLS that takes nothing to send before it has read something."""

    def __init__(self, tls: ssl.SSLObject) -> None:
        self.tls, self.is_waiting = tls, True

    def write(self, data: memoryview) -> int:
        if self.is_waiting:
            raise ssl.SSLWantReadError
        return self.tls.write(data)

    def pending(self) -> int:
        return self.tls.pending()

    def unwrap(self) -> None:
        self.tls.unwrap()


def test_what_tls_would_not_take_is_sent_once_it_does(joined: Joined) -> None:
    async def test(link: TlsLink, peer: TlsPeer) -> None:
        busy = Renegotiating(link._engine.tls)
        link._engine.tls = busy  # type: ignore[assignment]
        link.write(b"one ")
        link.write(b"two")
        busy.is_waiting = False
        peer.peer.write(peer.sealed(b"x"))
        assert await link.read() == b"x"
        assert await peer.read() == b"one two"

    joined(test)


def test_what_tls_cannot_send_breaks_it(joined: Joined) -> None:
    class Broken(Renegotiating):
        def write(self, data: memoryview) -> int:
            raise error("BAD_LENGTH")

    async def test(link: TlsLink, peer: TlsPeer) -> None:
        link._engine.tls = Broken(link._engine.tls)  # type: ignore[assignment]
        link.write(b"x")
        assert (link.ending, link.trouble) == (Ending.TLS_ERROR, "bad length")

    joined(test)


def error(reason: str | None) -> ssl.SSLError:
    made = ssl.SSLError(1, "some words")
    made.reason = reason  # type: ignore[assignment]
    return made


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("WRONG_VERSION_NUMBER", "wrong version number"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "the peer's alert: certificate required"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "the peer's alert: handshake failure"),
        (None, "some words"),
    ],
)
def test_openssls_words(reason: str | None, words: str) -> None:
    assert words in says(error(reason))
