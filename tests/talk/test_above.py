"""What is written above a prompt, in virtual time: gathered, painted at intervals, held while nobody takes it."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from io import StringIO, TextIOWrapper

from rtcli.net.clock import now
from rtcli.talk.above import BOUND_BYTES, PIECE_BYTES, REPAINT_S, Above, said_above
from tests.vloop import run


class Taken:
    """An outlet and a prompt in one; `kept_bytes` is set by the test."""

    def __init__(self) -> None:
        self.events: list[tuple[float, object]] = []
        self.kept_bytes = 0
        self.on_full: Callable[[bool], None] = self.note

    def note(self, what: object) -> None:
        self.events.append((round(now(), 3), what))

    def write(self, data: bytes) -> None:
        if data:
            self.note(data)

    def paint(self, data: bytes) -> None:
        self.note(("painted", data))


def pieces(taken: Taken) -> list[bytes]:
    return [what[1] for _, what in taken.events if isinstance(what, tuple)]


def test_without_a_prompt_it_passes_on() -> None:
    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        above.write(b"a\n")
        with above.below(taken):
            pass
        above.write(b"b\n")
        assert taken.events == [(0, b"a\n"), (0, b"b\n")]

    run(main())


def test_the_first_line_is_painted_at_once_and_the_rest_at_intervals() -> None:
    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        await asyncio.sleep(1)
        with above.below(taken):
            above.write(b"a\n")
            await asyncio.sleep(REPAINT_S / 4)
            above.write(b"b\n")
            await asyncio.sleep(REPAINT_S / 4)
            above.write(b"c\n")
            await asyncio.sleep(1)
            above.write(b"d\n")
            await asyncio.sleep(0.001)
        assert taken.events == [
            (1.0, ("painted", b"a\n")),
            (1.05, ("painted", b"b\nc\n")),
            (2.025, ("painted", b"d\n")),
        ]

    run(main())


def test_what_is_gathered_at_the_end_goes_out() -> None:
    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        with above.below(taken):
            above.write(b"a\n")
        await asyncio.sleep(1)
        assert taken.events == [(0, b"a\n")]

    run(main())


def test_a_flood_is_painted_in_pieces_of_whole_lines() -> None:
    line = b"x" * 1000 + b"\n"
    flood = line * 1000

    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        with above.below(taken):
            for start in range(0, len(flood), 4096):
                above.write(flood[start : start + 4096])
            await asyncio.sleep(1)
        assert b"".join(piece for piece in pieces(taken)) == flood
        assert all(piece.endswith(b"\n") for piece in pieces(taken))
        assert max(map(len, pieces(taken))) < PIECE_BYTES + len(line)
        times = [time for time, _ in taken.events]
        assert times == [round(number * REPAINT_S, 3) for number in range(len(times))]

    run(main())


def test_a_line_longer_than_a_piece_is_not_torn() -> None:
    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        long = b"x" * (2 * PIECE_BYTES) + b"\n"
        with above.below(taken):
            above.write(b"a\n" + long + b"b\n")
            await asyncio.sleep(1)
        assert pieces(taken) == [b"a\n" + long, b"b\n"]

    run(main())


def test_a_last_line_without_an_end_gets_one() -> None:
    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        with above.below(taken):
            above.write(b"no end")
            await asyncio.sleep(1)
            above.write(b"")
            await asyncio.sleep(1)
        assert taken.events == [(0, ("painted", b"no end\n"))]

    run(main())


def test_a_terminal_that_takes_nothing_pauses_whoever_writes() -> None:
    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        taken.kept_bytes = 1
        with above.below(taken):
            above.write(b"x\n" * (BOUND_BYTES // 2))
            above.write(b"y\n")
            above.write(b"z\n")
            await asyncio.sleep(1)
            assert taken.events == [(0, True)]
            taken.kept_bytes = 0
            await asyncio.sleep(1)
        whats = [what for _, what in taken.events[1:]]
        assert whats.index(False) == len(whats) - 2  # once less than a piece is left
        assert b"".join(pieces(taken)) == b"x\n" * (BOUND_BYTES // 2) + b"y\nz\n"

    run(main())


def test_where_it_ends_while_full_that_is_over() -> None:
    async def main() -> None:
        taken = Taken()
        taken.kept_bytes = 1
        above = Above(taken)
        with above.below(taken):
            above.write(b"x\n" * BOUND_BYTES)
        assert [event for _, event in taken.events] == [True, b"x\n" * BOUND_BYTES, False]

    run(main())


class Tty(TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_what_is_said_on_a_terminal_goes_above_and_in_a_file_it_stays() -> None:
    async def main() -> None:
        taken = Taken()
        above = Above(taken)
        with open("/dev/null", "wb") as nothing, Tty(nothing) as terminal, redirect_stderr(terminal):
            with said_above(above):
                print("said \udc80", file=sys.stderr, flush=True)
                assert sys.stderr.isatty()
                assert sys.stderr.fileno() == nothing.fileno()
                assert sys.stderr.encoding == "utf-8"
        assert b"".join(what for _, what in taken.events if isinstance(what, bytes)) == b"said \\udc80\n"
        with redirect_stderr(StringIO()) as file:
            with said_above(above):
                print("said", file=sys.stderr)
        assert file.getvalue() == "said\n"

    run(main())
