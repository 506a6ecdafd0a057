"""Bodies over a source that gives what it is told: codings undone bit by bit, and the first thing that cuts."""

import asyncio
import gzip

from rtcli.session.body import Body, Cut, Piece
from rtcli.session.coding import BLOCK_BYTES, decoders
from tests.vloop import run


class Told:
    """Gives these, a second apart."""

    def __init__(self, *pieces: bytes, cut: Cut | None = None) -> None:
        self.pieces = [Piece(float(index), data, len(data), [], []) for index, data in enumerate(pieces)]
        self.end, self.cut = cut, None if pieces else cut
        self.is_closed = False

    async def read(self) -> Piece | None:
        await asyncio.sleep(1)
        if self.pieces:
            return self.pieces.pop(0)
        self.cut = self.end
        return None

    async def close(self) -> None:
        self.is_closed = True


def read(source: Told, *codings: str) -> tuple[list[tuple[float, bytes, int]], Cut | None]:
    async def main() -> tuple[list[tuple[float, bytes, int]], Cut | None]:
        body = Body(source, decoders([*codings]))
        pieces = []
        while (piece := await body.read()) is not None:
            pieces.append((piece.t_s, piece.data, piece.wire_bytes))
        assert await body.read() is None
        await body.close()
        return pieces, body.cut

    return run(main())


CUT = Cut("reset", "the connection was reset")
CODED = gzip.compress(b"hello world")


def test_without_a_coding_all_is_as_it_came() -> None:
    source = Told(b"one", b"", b"two", cut=CUT)
    assert read(source) == ([(0.0, b"one", 3), (1.0, b"", 0), (2.0, b"two", 3)], CUT)
    assert source.is_closed


def test_what_unfolds_from_one_read_comes_block_by_block_at_its_time() -> None:
    coded = gzip.compress(bytes(2 * BLOCK_BYTES + 5))
    pieces, cut = read(Told(coded[:10], coded[10:]), "gzip")
    sizes = [(0.0, 0, 10), (1.0, BLOCK_BYTES, len(coded) - 10), (1.0, BLOCK_BYTES, 0), (1.0, 5, 0)]
    assert ([(t_s, len(data), wire) for t_s, data, wire in pieces], cut) == (sizes, None)


def test_broken_codings_end_it() -> None:
    broken = CODED[:10] + b"\xff" * 20
    says = "the content coding is broken: invalid block type"
    assert read(Told(broken, b"more"), "gzip") == ([(0.0, b"", 30)], Cut("coding", says))


def test_broken_behind_what_is_whole() -> None:
    says = "the content coding is broken: incorrect header check"
    assert read(Told(CODED + b"more"), "gzip") == ([(0.0, b"hello world", len(CODED) + 4)], Cut("coding", says))


def test_a_coding_without_its_end() -> None:
    cut = Cut("coding", "the compressed body ends before its own end")
    assert read(Told(CODED[:-1]), "gzip") == ([(0.0, b"hello world", len(CODED) - 1)], cut)


def test_what_cut_the_source_is_said_rather() -> None:
    assert read(Told(CODED[:-1], cut=CUT), "gzip")[1] == CUT


def test_others_have_their_turn_while_a_bomb_unfolds() -> None:
    turns = []

    async def main() -> None:
        body = Body(Told(gzip.compress(bytes(8 * BLOCK_BYTES))), decoders(["gzip"]))

        async def other() -> None:
            while True:
                turns.append(1)
                await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            await body.read()
            task = group.create_task(other())
            for _ in range(5):
                await body.read()
            task.cancel()

    run(main())
    assert len(turns) >= 4
