"""One connection from its lower end: what a link gives, takes, holds back, and how it ends in each way."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import pytest

from rtcli.lab import link as link_module
from rtcli.lab.link import READ_LIMIT_BYTES, Link
from rtcli.lab.tls import certify

CERTIFIED = certify("127.0.0.1")

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
Test = Callable[[Link, Reader, Writer], Awaitable[None]]


@asynccontextmanager
async def connected(*, tls: bool = False, host: str = "127.0.0.1") -> AsyncIterator[tuple[Link, Reader, Writer]]:
    """A link, and its client."""
    came: asyncio.Future[Link] = asyncio.get_running_loop().create_future()
    trust = ssl.create_default_context(cadata=CERTIFIED.ca_pem)
    server = await asyncio.get_running_loop().create_server(
        lambda: Link(came.set_result), host, 0, ssl=CERTIFIED.server if tls else None
    )
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection(host, port, ssl=trust if tls else None)
    try:
        yield await came, reader, writer
    finally:
        came.result().reset()
        writer.transport.abort()
        server.close()
        await came.result().lost
        await asyncio.sleep(0)


def run(test: Test, *, tls: bool = False) -> None:
    async def main() -> None:
        async with asyncio.timeout(10), connected(tls=tls) as ends:
            await test(*ends)

    asyncio.run(main())


EITHER = pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])


@EITHER
def test_what_comes_is_read_and_what_is_written_goes(tls: bool) -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        writer.write(b"question")
        assert await link.read() == b"question"
        link.write(b"answer")
        await link.drain()
        assert await reader.readexactly(6) == b"answer"
        assert (link.received_bytes, link.sent_bytes) == (8, 6)
        assert link.alpn == ("" if tls else None)
        assert link.peer == "{}:{}".format(*writer.get_extra_info("sockname"))

    run(test, tls=tls)


@EITHER
def test_the_end_of_the_client_ends_the_reading(tls: bool) -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        writer.write(b"last")
        writer.close()
        assert await link.read() == b"last"
        assert await link.read() == b""
        with pytest.raises(ConnectionResetError):
            await link.pause(60)

    run(test, tls=tls)


def test_a_client_that_is_half_closed_can_be_answered() -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        writer.write_eof()
        await link.until_gone()
        link.write(b"answer")
        link.close()
        assert await reader.read() == b"answer"

    run(test)


def test_after_a_fin_reading_goes_on() -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        link.write(b"answer")
        link.end()
        assert await reader.read() == b"answer"
        writer.write(b"more")
        assert await link.read() == b"more"

    run(test)


@EITHER
def test_finishing_takes_what_still_comes_and_resets_nobody(tls: bool) -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        async def client() -> bytes:
            got = await reader.read()
            if not tls:
                writer.write(b"too late")
            writer.close()
            return got

        link.write(b"x" * 1000)
        async with asyncio.TaskGroup() as group:
            group.create_task(link.finish())
            got = group.create_task(client())
        assert got.result() == b"x" * 1000
        await link.lost
        link.end()  # as often as one likes
        link.reset()
        assert link.peer.startswith("127.0.0.1:")

    run(test, tls=tls)


def test_finishing_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "LINGER_S", 0.01)

    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        await link.finish()
        await link.lost

    run(test)


@EITHER
def test_a_reset_is_one(tls: bool) -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        link.reset()
        with pytest.raises((ConnectionResetError, ssl.SSLError) if tls else ConnectionResetError):
            await reader.read()
            if tls:  # asyncio ends quietly
                raise ConnectionResetError
        with pytest.raises(ConnectionResetError):
            link.write(b"x")
        with pytest.raises(ConnectionResetError):
            await link.drain()

    run(test, tls=tls)


@EITHER
def test_whoever_writes_much_waits_for_its_reader(tls: bool) -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        size = 0

        async def write() -> None:
            nonlocal size
            while size < 64 << 20:
                link.write(b"x" * 65536)
                size += 65536
                await link.drain()

        async with asyncio.TaskGroup() as group:
            task = group.create_task(write())
            for _ in range(10_000):
                await asyncio.sleep(0)
            assert not task.done()
            got = 0
            while got < 64 << 20:
                got += len(await reader.read(1 << 20))
        assert (got, link.sent_bytes) == (size, size)

    run(test, tls=tls)


@EITHER
def test_a_writer_that_waits_is_told_when_the_client_vanishes(tls: bool) -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        async def leave() -> None:
            await reader.readexactly(1)
            writer.transport.abort()

        async with asyncio.TaskGroup() as group:
            group.create_task(leave())
            with pytest.raises(ConnectionResetError):
                while True:
                    link.write(b"x" * 65536)
                    await link.drain()

    run(test, tls=tls)


def test_a_client_that_sends_much_has_to_wait_until_it_is_read() -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        size = 32 << 20
        writer.write(b"x" * size)
        while writer.transport.get_write_buffer_size() and len(link._buffer) <= READ_LIMIT_BYTES:
            await asyncio.sleep(0)
        for _ in range(1000):
            await asyncio.sleep(0)
        assert len(link._buffer) <= 2 * READ_LIMIT_BYTES
        got = 0
        while got < size:
            got += len(await link.read())
        assert got == size

    run(test)


def test_time_passes_while_the_client_is_there() -> None:
    async def test(link: Link, reader: Reader, writer: Writer) -> None:
        await link.pause(0.001)
        assert not link.ended.done()

    run(test)


def test_over_ipv6_the_address_stands_in_brackets() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6")

    async def main() -> None:
        async with connected(host="::1") as (link, _reader, writer):
            assert link.peer == "[::1]:{}".format(writer.get_extra_info("sockname")[1])

    asyncio.run(main())
