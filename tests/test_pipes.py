import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipes import ROOM_BYTES, End, pipe
from tests.vloop import run


async def read_all(end: End, limit: int = 65536) -> bytes:
    data = b""
    while piece := await end.read(limit):
        assert len(piece) <= limit
        data += piece
    return data


@given(
    pieces=st.lists(st.binary(max_size=9), max_size=9), limit=st.integers(1, 12), latency_s=st.sampled_from([0, 0.1])
)
def test_what_one_end_writes_the_other_reads_in_order(pieces: list[bytes], limit: int, latency_s: float) -> None:
    async def main() -> bytes:
        left, right = pipe(latency_s)
        for piece in pieces:
            left.write(piece)
        left.write_eof()
        return await read_all(right, limit)

    assert run(main()) == b"".join(pieces)


def test_a_half_closed_link_still_carries_the_answer() -> None:
    async def main() -> tuple[bytes, bytes]:
        left, right = pipe()
        left.write(b"question")
        left.write_eof()
        asked = await read_all(right)
        right.write(b"answer")
        right.close()
        return asked, await read_all(left)

    assert run(main()) == (b"question", b"answer")


def test_a_closed_end_is_read_to_its_end_and_cannot_be_used() -> None:
    async def main() -> None:
        left, right = pipe()
        left.write(b"last words")
        left.close()
        left.close()
        assert await read_all(right) == b"last words"
        with pytest.raises(BrokenPipeError, match="this end is closed"):
            left.write(b"more")
        with pytest.raises(BrokenPipeError, match="this end is closed"):
            await left.read()

    run(main())


def test_writing_to_a_closed_end_earns_a_reset_one_round_trip_later() -> None:
    async def main() -> None:
        left, right = pipe(latency_s=0.1)
        left.close()
        right.write(b"too late")
        assert await right.read() == b""
        await asyncio.sleep(0.1)
        with pytest.raises(ConnectionResetError):
            await right.read()

    run(main())


def test_a_reset_loses_what_was_not_read() -> None:
    async def main() -> None:
        left, right = pipe(latency_s=0.1)
        left.write(b"unread")
        left.reset()
        right.write(b"in the meantime")  # the reset is still under way
        await asyncio.sleep(1)
        with pytest.raises(ConnectionResetError):
            await right.read()
        with pytest.raises(ConnectionResetError):
            right.write(b"after it")

    run(main())


def test_closing_with_bytes_unread_is_a_reset() -> None:
    async def main() -> None:
        left, right = pipe()
        left.write(b"unread")
        await asyncio.sleep(1)
        right.close()
        with pytest.raises(ConnectionResetError):
            await left.read()

    run(main())


def test_latency_delays_every_byte_and_the_end() -> None:
    async def main() -> tuple[float, float]:
        left, right = pipe(latency_s=0.25)
        clock = asyncio.get_running_loop().time
        left.write(b"ping")
        assert await right.read() == b"ping"
        came_s = clock()
        left.close()
        assert await right.read() == b""
        return came_s, clock()

    assert run(main()) == pytest.approx((0.25, 0.5))


def test_drain_waits_for_the_reader_and_no_longer() -> None:
    async def main() -> tuple[float, float]:
        left, right = pipe()
        clock = asyncio.get_running_loop().time
        left.write(bytes(ROOM_BYTES))
        await left.drain()
        at_once_s = clock()
        left.write(b"over")

        async def read_late() -> None:
            await asyncio.sleep(5)
            await right.read(10)

        async with asyncio.TaskGroup() as group:
            group.create_task(read_late())
            await left.drain()
        return at_once_s, clock()

    assert run(main()) == (0, 5)


@pytest.mark.parametrize(
    ("stop", "error"),
    [
        (lambda _left, right: right.reset(), ConnectionResetError),
        (lambda left, _right: left.close(), BrokenPipeError),
    ],
)
def test_drain_ends_with_the_link(stop: object, error: type[OSError]) -> None:
    async def main() -> None:
        left, right = pipe()
        left.write(bytes(ROOM_BYTES + 1))
        assert callable(stop)
        asyncio.get_running_loop().call_later(5, stop, left, right)
        with pytest.raises(error):
            await left.drain()

    run(main())


def test_a_read_that_nobody_answers_is_a_deadlock() -> None:
    async def main() -> bytes:
        left, _right = pipe()
        return await left.read()

    with pytest.raises(RuntimeError, match="deadlock"):
        run(main())
