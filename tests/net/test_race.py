"""Happy Eyeballs in virtual time, with connections that are made or fail when the table says so."""

import asyncio
import errno
import socket
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.net.race import NobodyWon, Won, alternate, race, tell
from rtcli.net.resolve import Address
from tests.vloop import run

A, B, C = (Address(socket.AF_INET, (f"192.0.2.{last}", 443)) for last in (1, 2, 3))
X, Y = (Address(socket.AF_INET6, (f"2001:db8::{last}", 443, 0, 0)) for last in (1, 2))
NEVER = 1e6


class Line:
    """A connection that knows whether it is open."""

    is_open = True

    def close(self) -> None:
        self.is_open = False


class Net:
    """After how many seconds each address answers; by an error, where one is given."""

    def __init__(self, table: Mapping[Address, float | tuple[float, int]]) -> None:
        self.table = table
        self.begun: list[tuple[Address, float]] = []
        self.lines: list[Line] = []
        self.cancelled: list[Address] = []

    async def connect(self, address: Address) -> Line:
        self.begun.append((address, asyncio.get_running_loop().time()))
        answer = self.table[address]
        try:
            await asyncio.sleep(answer if isinstance(answer, float) else answer[0])
        except asyncio.CancelledError:
            self.cancelled.append(address)
            raise
        if isinstance(answer, tuple):
            raise OSError(answer[1], "no")
        self.lines.append(Line())
        return self.lines[-1]


def test_families_take_turns() -> None:
    assert alternate([X, Y, A, B, C]) == [X, A, Y, B, C]
    assert alternate([A, B, X]) == [A, X, B]
    assert alternate([A, B]) == [A, B]
    assert alternate([]) == []


@given(st.lists(st.sampled_from([A, B, C, X, Y]), unique=True))
def test_alternating_loses_nothing(addresses: list[Address]) -> None:
    assert sorted(alternate(addresses)) == sorted(addresses)
    assert alternate(addresses)[:1] == addresses[:1]


@pytest.mark.parametrize(
    ("table", "winner", "begun"),
    [
        ({X: 0.1, A: 0.1}, X, [(X, 0.0)]),
        ({X: NEVER, A: 0.1}, A, [(X, 0.0), (A, 0.25)]),
        ({X: (0.1, errno.ECONNREFUSED), A: 0.1}, A, [(X, 0.0), (A, 0.1)]),
        ({X: 0.3, A: 0.2}, X, [(X, 0.0), (A, 0.25)]),
        ({X: 0.4, A: 0.1}, A, [(X, 0.0), (A, 0.25)]),
        ({X: (0.3, errno.ECONNREFUSED), A: NEVER, Y: 0.1}, Y, [(X, 0.0), (A, 0.25), (Y, 0.3)]),
        ({X: NEVER, A: (0.0, errno.ECONNREFUSED), Y: NEVER, B: 0.5}, B, [(X, 0.0), (A, 0.25), (Y, 0.25), (B, 0.5)]),
        ({X: 1.0, A: (0.1, errno.ECONNREFUSED)}, X, [(X, 0.0), (A, 0.25)]),
    ],
)
def test_the_first_wins(
    table: dict[Address, float | tuple[float, int]], winner: Address, begun: list[tuple[Address, float]]
) -> None:
    net = Net(table)

    async def main() -> Won[Line]:
        return await race(list(table), net.connect)

    won = run(main())
    assert won.address == winner
    assert [address for address, _ in net.begun] == [address for address, _ in begun]
    assert [at_s for _, at_s in net.begun] == pytest.approx([at_s for _, at_s in begun])
    assert won.connection.is_open
    failed = {attempt.address for attempt in won.failed}
    assert {address for address, _ in begun} == {winner, *failed, *net.cancelled}


def test_of_two_that_connect_at_once_one_is_closed() -> None:
    lines: list[Line] = []

    async def main() -> Won[Line]:
        opened = asyncio.Event()
        asyncio.get_running_loop().call_later(0.4, opened.set)

        async def connect(_: Address) -> Line:
            await opened.wait()
            lines.append(Line())
            return lines[-1]

        return await race([X, A], connect)

    won = run(main())
    assert won.address == X
    assert [line.is_open for line in lines] == [True, False]


def test_every_failure_is_told() -> None:
    table = {X: (0.0003, errno.ECONNREFUSED), A: (0.1, errno.ETIMEDOUT), Y: (0.02, errno.ECONNREFUSED)}

    async def main() -> None:
        await race(list(table), Net(table).connect)

    with pytest.raises(NobodyWon) as caught:
        run(main())
    assert str(caught.value) == (
        "refused at [2001:db8::1]:443 (0.3 ms) and [2001:db8::2]:443 (20.0 ms), timed out at 192.0.2.1:443 (100.0 ms)"
    )
    assert len(caught.value.failed) == 3


def test_three_alike_are_listed() -> None:
    table = {A: (0.0, errno.ENETUNREACH), B: (0.0, errno.ENETUNREACH), C: (0.0, errno.ENETUNREACH)}

    async def main() -> None:
        await race(list(table), Net(table).connect)

    with pytest.raises(NobodyWon, match=r"^network unreachable at 192.0.2.1:443 \(0.0 ms\), 192.0.2.2:443 .* and "):
        run(main())


def test_cancelling_leaves_nothing_open() -> None:
    net = Net({X: NEVER, A: NEVER})

    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await race([X, A], net.connect)

    run(main())
    assert set(net.cancelled) == {X, A}


def test_cancelling_at_the_very_end_closes_the_winner() -> None:
    class Stubborn(Net):
        async def connect(self, address: Address) -> Line:
            try:
                return await super().connect(address)
            except asyncio.CancelledError:
                await asyncio.sleep(1)  # slow to go
                raise

    net = Stubborn({X: 0.3, A: NEVER})

    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await race([X, A], net.connect)

    run(main())
    assert [line.is_open for line in net.lines] == [False]


def test_nothing_failed_says_nothing() -> None:
    assert tell([]) == ""
