"""File descriptors read as their bytes come: pipes, files, devices, and what cannot be read."""

import asyncio
import os
from pathlib import Path

import pytest

from rtcli.errors import RtError
from rtcli.talk.inlet import BLOCK_BYTES, Inlet
from tests.vloop import run


async def read_all(inlet: Inlet) -> list[bytes]:
    pieces = []
    while piece := await inlet.read():
        pieces.append(piece)
    return pieces


def test_a_pipe_is_waited_for() -> None:
    reader, writer = os.pipe()

    async def read() -> list[bytes]:
        loop = asyncio.get_running_loop()
        loop.call_later(1, os.write, writer, b"one")
        loop.call_later(2, os.write, writer, b"two")
        loop.call_later(3, os.close, writer)
        return await read_all(Inlet(reader))

    assert run(read()) == [b"one", b"two"]
    os.close(reader)


def test_a_pipe_that_is_shared_with_others_stays_as_it_is() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"one")
    assert run(Inlet(reader).read()) == b"one"
    assert os.get_blocking(reader)
    os.close(reader)
    os.close(writer)


def test_who_was_quicker_is_borne_with() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)

    async def read() -> bytes:
        loop = asyncio.get_running_loop()
        inlet = Inlet(reader)
        loop.call_later(1, os.write, writer, b"one")
        loop.call_later(2, os.write, writer, b"two")
        loop.call_later(1, loop.call_soon, loop.call_soon, os.read, reader, 3)  # between being told and reading
        return await inlet.read()

    assert run(read()) == b"two"
    os.close(reader)
    os.close(writer)


def test_a_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a" * (BLOCK_BYTES + 1))
    with (tmp_path / "file").open("rb") as file:
        pieces = run(read_all(Inlet(file.fileno())))
    assert [len(piece) for piece in pieces] == [BLOCK_BYTES, 1]


def test_others_have_their_turn_while_a_file_is_read(tmp_path: Path) -> None:
    turns: list[int] = []

    async def read() -> None:
        asyncio.get_running_loop().call_soon(turns.append, 1)
        with open(os.devnull, "rb") as file:
            assert await Inlet(file.fileno()).read() == b""

    run(read())
    assert turns


def test_cancelling_loses_nothing() -> None:
    reader, writer = os.pipe()

    async def read() -> bytes:
        inlet = Inlet(reader)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await inlet.read()
        os.write(writer, b"one")
        return await inlet.read()

    assert run(read()) == b"one"
    os.close(reader)
    os.close(writer)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(RtError, match="input stdin: cannot be read: Is a directory"):
        run(Inlet(folder).read())
    os.close(folder)
    with pytest.raises(RtError, match="input here: cannot be read: Bad file descriptor"):
        run(Inlet(9999, "here").read())
