"""Bytes to whatever takes them: slow readers, readers that leave, full disks; nothing is lost and nobody waits."""

import asyncio
import errno
import io
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtcli.talk import outlet as module
from rtcli.talk.outlet import BOUND_BYTES, RESUME_BYTES, Outlet
from tests.vloop import run

PIECE = bytes(range(256)) * 64  # 16 KiB


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    """Both ends; whoever closes one puts None in its place."""
    ends = os.pipe()
    try:
        yield ends
    finally:
        for fd in ends:
            try:
                os.close(fd)
            except OSError:
                continue


async def read_slowly(fd: int, size: int) -> bytes:
    """So many bytes, a few at a time."""
    got = b""
    while len(got) < size:
        await asyncio.sleep(0.1)
        got += os.read(fd, 50_000)
    return got


def test_a_slow_reader_gets_all_of_it_and_is_told_of() -> None:
    pieces = [b"%06d" % number + PIECE for number in range(200)]
    whole, told = b"".join(pieces), list[bool]()

    async def write(reader: int, writer: int) -> bytes:
        outlet = Outlet(writer, told.append)
        with closing(outlet):
            for number, piece in enumerate(pieces):
                outlet.write(piece)
                assert told == ([True] if outlet.kept_bytes > BOUND_BYTES else [])
                assert number == 0 or outlet.begun
            async with asyncio.TaskGroup() as group:
                read = group.create_task(read_slowly(reader, len(whole)))
                await outlet.flush()
                assert outlet.kept_bytes == 0
            return read.result()

    with pipe() as ends:
        assert run(write(*ends)) == whole
        assert told == [True, False]
        assert os.get_blocking(ends[1])


def test_there_is_room_again_before_all_is_gone() -> None:
    async def write(reader: int, writer: int) -> None:
        kept = []
        outlet = Outlet(writer)
        outlet.on_full = lambda is_full: kept.append((is_full, outlet.kept_bytes))
        with closing(outlet):
            outlet.write(b"a" * (2 * BOUND_BYTES))
            async with asyncio.TaskGroup() as group:
                group.create_task(read_slowly(reader, 2 * BOUND_BYTES))
                await outlet.flush()
        (was_full, most), (is_full, left) = kept
        assert (was_full, is_full) == (True, False)
        assert most > BOUND_BYTES
        assert 0 < left <= RESUME_BYTES

    with pipe() as ends:
        run(write(*ends))


def plain_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a pipe cannot be opened again."""
    monkeypatch.setattr(module, "_open_again", lambda _fd: None)


def test_without_an_opening_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_ways(monkeypatch)
    test_a_slow_reader_gets_all_of_it_and_is_told_of()
    test_a_reader_that_leaves_ends_it()
    test_a_reader_that_leaves_is_noticed_while_nothing_is_written()


def test_whose_pipe_is_not_to_block_is_borne_with(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_ways(monkeypatch)

    async def write(reader: int, writer: int) -> bytes:
        os.set_blocking(writer, False)
        with closing(Outlet(writer)) as outlet:
            monkeypatch.setattr("select.PIPE_BUF", 1 << 20)
            outlet.write(PIECE * 8)
            async with asyncio.TaskGroup() as group:
                read = group.create_task(read_slowly(reader, len(PIECE) * 8))
                await outlet.flush()
            return read.result()

    with pipe() as ends:
        assert run(write(*ends)) == PIECE * 8


@settings(max_examples=20)
@given(st.lists(st.integers(0, 30_000), max_size=12), st.lists(st.integers(1, 40_000), min_size=1, max_size=5))
def test_nothing_is_lost_or_changes_places(sizes: list[int], reads: list[int]) -> None:
    pieces = [bytes([number]) * size for number, size in enumerate(sizes)]
    whole = b"".join(pieces)

    async def write(reader: int, writer: int) -> bytes:
        got = b""
        with closing(Outlet(writer)) as outlet:
            for number, piece in enumerate(pieces):
                outlet.write(piece)
                if outlet.kept_bytes:
                    got += os.read(reader, reads[number % len(reads)])
                    await asyncio.sleep(0)
            async with asyncio.TaskGroup() as group:
                rest = group.create_task(read_slowly(reader, len(whole) - len(got)))
                await outlet.flush()
            return got + rest.result()

    with pipe() as ends:
        assert run(write(*ends)) == whole


def test_a_reader_that_leaves_ends_it() -> None:
    async def write(reader: int, writer: int) -> None:
        told: list[bool] = []
        with closing(Outlet(writer, told.append)) as outlet:
            outlet.write(b"a" * (2 * BOUND_BYTES))
            asyncio.get_running_loop().call_later(1, os.close, reader)
            with pytest.raises(BrokenPipeError):
                await outlet.flush()
            outlet.write(b"more")
            assert outlet.kept_bytes == 0
            for wait in (outlet.flush, outlet.watch):
                with pytest.raises(BrokenPipeError):
                    await wait()

    with pipe() as ends:
        run(write(*ends))


def test_a_reader_that_has_left_before() -> None:
    async def write(reader: int, writer: int) -> None:
        os.close(reader)
        with closing(Outlet(writer)) as outlet:
            outlet.write(b"a")
            assert isinstance(outlet.broken, BrokenPipeError)

    with pipe() as ends:
        run(write(*ends))


def test_a_reader_that_leaves_is_noticed_while_nothing_is_written() -> None:
    async def watch(reader: int, writer: int) -> None:
        with closing(Outlet(writer)) as outlet:
            asyncio.get_running_loop().call_later(1, os.close, reader)
            with pytest.raises(BrokenPipeError):
                await outlet.watch()

    with pipe() as ends:
        run(watch(*ends))


def test_a_socket_is_written_to_and_watched() -> None:
    """Whoever starts us may give a pair of sockets for pipes, and may write to the one we write to."""

    async def write() -> bytes:
        ours, theirs = socket.socketpair()
        with ours, theirs, closing(Outlet(ours.fileno())) as outlet:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(5):
                    asyncio.get_running_loop().call_later(1, theirs.send, b"not for us")
                    await outlet.watch()
            outlet.write(PIECE * 40)
            assert outlet.kept_bytes
            async with asyncio.TaskGroup() as group:
                read = group.create_task(read_slowly(theirs.fileno(), len(PIECE) * 40))
                await outlet.flush()
            theirs.close()
            with pytest.raises(BrokenPipeError):
                await outlet.watch()
            return read.result()

    assert run(write()) == PIECE * 40


def test_a_terminal_that_is_stopped_holds_nobody_up() -> None:
    async def write() -> tuple[bytes, bool]:
        master, slave = os.openpty()
        try:
            with closing(Outlet(slave)) as outlet:
                assert outlet.terminal
                outlet.write(b"a" * 100_000)
                assert outlet.kept_bytes
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(1):
                        os.write(master, b"typed\n")
                        await outlet.watch()
                async with asyncio.TaskGroup() as group:
                    read = group.create_task(read_slowly(master, 100_000))
                    await outlet.flush()
                return read.result(), os.get_blocking(slave)
        finally:
            os.close(master)
            os.close(slave)

    got, is_blocking = run(write())
    assert got.count(b"a") == 100_000
    assert is_blocking


def test_a_terminal_that_is_gone() -> None:
    async def write() -> None:
        master, slave = os.openpty()
        with closing(Outlet(slave)) as outlet:
            os.close(master)
            outlet.write(b"a")
            with pytest.raises(BrokenPipeError):
                await outlet.watch()
        os.close(slave)

    run(write())


def test_a_file_takes_all_of_it_at_once(tmp_path: Path) -> None:
    async def write(fd: int) -> None:
        with closing(Outlet(fd)) as outlet:
            outlet.write(PIECE * 200)
            outlet.write(b"")
            outlet.write(b"end")
            assert outlet.kept_bytes == 0
            await outlet.flush()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1):
                    await outlet.watch()

    with (tmp_path / "file").open("wb") as file:
        run(write(file.fileno()))
    assert (tmp_path / "file").read_bytes() == PIECE * 200 + b"end"


def test_memory_takes_all_of_it_at_once() -> None:
    async def write() -> bytes:
        sink = io.BytesIO()
        with closing(Outlet(sink)) as outlet:
            assert not outlet.begun
            outlet.write(b"one")
            outlet.write(b"two")
            await outlet.flush()
            assert not outlet.terminal
        return sink.getvalue()

    assert run(write()) == b"onetwo"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_ends_it() -> None:
    async def write() -> None:
        with open("/dev/full", "wb", buffering=0) as full, closing(Outlet(full.fileno())) as outlet:
            outlet.write(b"a")
            for wait in (outlet.flush, outlet.watch):
                with pytest.raises(OSError, match="No space left") as raised:
                    await wait()
                assert raised.value.errno == errno.ENOSPC

    run(write())


def test_what_is_kept_when_it_is_closed_is_lost() -> None:
    async def write(reader: int, writer: int) -> int:
        outlet = Outlet(writer)
        outlet.write(PIECE * 40)
        outlet.close()
        await outlet.flush()
        os.close(writer)
        return len(await read_slowly(reader, 65536))

    with pipe() as ends:
        assert run(write(*ends)) == 65536


def test_a_real_reader_in_real_time() -> None:
    got = bytearray()

    async def write(writer: int) -> None:
        with closing(Outlet(writer)) as outlet:
            for _ in range(300):
                outlet.write(PIECE)
            await outlet.flush()

    with pipe() as (reader, writer):

        def read() -> None:
            while len(got) < 300 * len(PIECE):
                got.extend(os.read(reader, 3000))

        thread = threading.Thread(target=read)
        thread.start()
        asyncio.run(write(writer))
        thread.join()
    assert got == PIECE * 300
