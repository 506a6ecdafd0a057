"""A link as its reader and its follower see it, over memory and in virtual time."""

import asyncio
from typing import Literal

import pytest

from rtcli.net.link import AHEAD_BYTES, CLOSE_S, Ending, Link
from tests.links import linked, peered
from tests.net.followers import Notes
from tests.vloop import run


def test_reads_what_was_written_and_then_nothing() -> None:
    async def main() -> None:
        left, right = linked(0.5)
        left.write(b"hello")
        assert await right.read() == b"hello"
        left.shut()
        assert await right.read() == b""
        assert (left.ending, right.ending) == (Ending.OURS, Ending.FIN)

    run(main())


def test_reads_no_more_than_is_asked_for() -> None:
    async def main() -> None:
        link, peer = peered()
        peer.write(b"hello")
        assert [await link.read(2), await link.read(2), await link.read()] == [b"he", b"ll", b"o"]

    run(main())


def test_what_is_put_back_is_read_again_first() -> None:
    async def main() -> None:
        link, peer = peered()
        peer.write(b"head and body")
        assert await link.read(64) == b"head and body"
        link.unread(b"body")
        link.unread(b"")
        peer.write(b" more")
        await asyncio.sleep(1)
        assert [await link.read(), await link.read()] == [b"body", b" more"]

    run(main())


def test_a_follower_gets_what_was_read_ahead_with_the_time_it_came() -> None:
    async def main() -> None:
        link, peer = peered()
        peer.write(b"one")
        await asyncio.sleep(1)
        peer.write(b"two")
        await asyncio.sleep(1)
        notes = Notes()
        link.follow(notes)
        assert notes.arrivals == [(b"one", 0.0), (b"two", 1.0)]
        peer.write(b"three")
        peer.eof()
        await notes.over.wait()
        assert notes.arrivals[2:] == [(b"three", 2.0)]
        assert notes.endings == [Ending.FIN]

    run(main())


def test_a_follower_that_comes_late_hears_of_the_end() -> None:
    async def main() -> None:
        link, peer = peered()
        peer.write(b"bye")
        peer.close()
        await asyncio.sleep(1)
        notes = Notes()
        link.follow(notes)
        assert (notes.arrivals, notes.endings) == ([(b"bye", 0.0)], [Ending.FIN])

    run(main())


def test_bytes_are_put_where_the_follower_has_room() -> None:
    async def main() -> None:
        link, peer = peered()
        notes = Notes(room_bytes=4)
        link.follow(notes)
        peer.write(b"abcdefghij")
        await asyncio.sleep(1)
        assert notes.data == [b"abcd", b"efgh", b"ij"]
        assert bytes(notes.place or b"") == b"ijgh"

    run(main())


def test_reading_ahead_has_a_bound() -> None:
    async def main() -> None:
        link, peer = peered()
        for _ in range(10):
            peer.write(bytes(65535))
        await asyncio.sleep(1)
        assert link.bytes_in == 5 * 65535 > AHEAD_BYTES
        got = len(await link.read(1))
        await asyncio.sleep(1)
        assert link.bytes_in == 5 * 65535
        while got < 10 * 65535:
            got += len(await link.read())
        assert link.bytes_in == got

    run(main())


def test_a_follower_releases_the_bound_on_reading_ahead() -> None:
    async def main() -> None:
        link, peer = peered()
        peer.write(bytes(2 * AHEAD_BYTES))
        await asyncio.sleep(1)
        notes = Notes()
        link.follow(notes)
        await asyncio.sleep(1)
        assert sum(map(len, notes.data)) == 2 * AHEAD_BYTES

    run(main())


def test_a_follower_that_ends_the_link_gets_no_more() -> None:
    class Short(Notes):
        def __init__(self, link: Link) -> None:
            super().__init__()
            self.link = link

        def arrived(self, data: memoryview, t_s: float) -> None:
            super().arrived(data, t_s)
            self.link.abort()

    async def main() -> None:
        link, peer = peered()
        peer.write(b"one")
        await asyncio.sleep(1)
        peer.write(b"two")
        await asyncio.sleep(1)
        short = Short(link)
        link.follow(short)
        assert (short.arrivals, short.endings) == ([(b"one", 0.0)], [Ending.OURS])

    run(main())


def test_counts_bytes_and_the_last_time_each_way() -> None:
    async def main() -> None:
        link, peer = peered(0.25)
        assert (link.last_in_s, link.last_out_s) == (None, None)
        await asyncio.sleep(1)
        link.write(bytearray(b"123"))
        link.write(b"")
        peer.write(b"12345")
        assert await link.read() == b"12345"
        assert (link.bytes_in, link.bytes_out) == (5, 3)
        assert (link.last_in_s, link.last_out_s) == (1.25, 1.0)

    run(main())


def test_whoever_reads_late_learns_when_each_piece_came() -> None:
    async def main() -> None:
        link, peer = peered(0.25)
        assert (link.has_unread, link.read_s) == (False, None)
        peer.write(b"one")
        await asyncio.sleep(1)
        peer.write(b"two")
        await asyncio.sleep(1)
        assert (link.has_unread, await link.read(), link.read_s) == (True, b"one", 0.25)
        link.unread(b"e")
        assert (await link.read(), link.read_s) == (b"e", 0.25)
        assert (await link.read(), link.read_s, link.has_unread) == (b"two", 1.25, False)

    run(main())


def test_a_tap_sees_both_directions() -> None:
    seen: list[tuple[str, float, bytes]] = []

    def tap(direction: Literal["in", "out"], t_s: float, data: bytes) -> None:
        seen.append((direction, t_s, data))

    async def main() -> None:
        link, peer = peered(0.5)
        link.tap = tap
        link.write(memoryview(b"ping"))
        assert await peer.read() == b"ping"
        peer.write(b"pong")
        await link.read()

    run(main())
    assert seen == [("out", 0.0, b"ping"), ("in", 1.0, b"pong")]


def test_a_peer_that_does_not_read_makes_the_writer_wait() -> None:
    async def main() -> None:
        link, peer = peered()
        notes = Notes()
        link.follow(notes)
        peer.pause()
        await link.drain()
        for _ in range(10):
            link.write(bytes(65536))
        assert notes.turns == [False]
        asyncio.get_running_loop().call_later(5, peer.resume)
        await link.drain()
        assert asyncio.get_running_loop().time() == 5
        assert notes.turns == [False, True]

    run(main())


def test_whoever_waits_to_write_is_released_by_the_end() -> None:
    async def main() -> None:
        link, peer = peered()
        peer.pause()
        link.write(bytes(1 << 20))
        asyncio.get_running_loop().call_later(5, peer.reset)
        await link.drain()
        assert link.ending is Ending.RESET
        assert link.trouble == "connection reset by peer"

    run(main())


def test_a_link_that_has_ended_tells_no_more_who_may_write() -> None:
    async def main() -> None:
        link, peer = peered()
        notes = Notes()
        link.follow(notes)
        peer.pause()
        link.write(bytes(1 << 20))
        link.shut()
        peer.resume()
        await asyncio.sleep(1)
        assert notes.turns == [False]

    run(main())


def test_a_pause_makes_the_peer_wait() -> None:
    async def main() -> None:
        link, peer = peered()
        link.pause()
        peer.write(b"x")
        await asyncio.sleep(1)
        assert link.bytes_in == 0
        link.resume()
        assert await link.read() == b"x"

    run(main())


@pytest.mark.parametrize("half", ["fin", "reset"])
def test_what_is_written_after_the_end_goes_nowhere(half: str) -> None:
    async def main() -> None:
        link, peer = peered()
        peer.eof() if half == "fin" else peer.reset()
        assert await link.read() == b""
        link.write(b"hello?")
        assert link.ending == half
        assert link.bytes_out == 0

    run(main())


def test_close_sends_what_was_written_and_waits_for_the_peer() -> None:
    async def main() -> None:
        link, peer = peered(0.5)
        link.write(b"last words")
        closing = asyncio.get_running_loop().create_future()

        async def close() -> None:
            await link.close()
            closing.set_result(None)

        async with asyncio.TaskGroup() as group:
            group.create_task(close())
            assert await peer.read() == b"last words"
            assert await peer.read() == b""
            peer.write(b"too late to be of use")
            peer.eof()
        assert closing.done()
        assert asyncio.get_running_loop().time() == 1.0
        assert link.ending is Ending.OURS

    run(main())


def test_close_waits_no_longer_than_its_time() -> None:
    async def main() -> None:
        link, _ = peered()
        notes = Notes()
        link.follow(notes)
        await link.close()
        assert asyncio.get_running_loop().time() == CLOSE_S
        await link.close()
        assert asyncio.get_running_loop().time() == CLOSE_S
        assert notes.endings == [Ending.OURS]

    run(main())


def test_close_after_the_peers_end_is_quick() -> None:
    async def main() -> None:
        link, peer = peered()
        peer.eof()
        assert await link.read() == b""
        await link.close()
        assert asyncio.get_running_loop().time() == 0
        assert link.ending is Ending.FIN

    run(main())


def test_what_comes_after_our_own_end_is_dropped() -> None:
    async def main() -> None:
        link, peer = peered()
        link.pause()
        peer.write(b"already under way")
        notes = Notes()
        link.follow(notes)
        link.shut()
        link.shut()
        await asyncio.sleep(1)
        assert (notes.arrivals, notes.endings) == ([], [Ending.OURS])
        assert (link.bytes_in, peer.at_eof) == (len(b"already under way"), True)

    run(main())
