"""What the tests of the intake read with: a stream that gives its bytes in the cuts it is told, and all that came of
it, the error included."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from rtcli.errors import RtError
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.source import open_input

SAMPLES = Path(__file__).parent / "samples"
FRAMES = (SAMPLES / "frames.bin").read_bytes()


class Stream:
    """A binary stream that gives its blocks as they come, as a pipe does."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter([block for block in blocks if block])

    def read(self, size: int) -> bytes:
        return next(self._blocks, b"")


class Taken(NamedTuple):
    data: dict[str | None, bytes]  # by origin
    error: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def bytes(self) -> bytes:
        """All of it, where the form tells no origin."""
        assert self.data.keys() <= {None}
        return self.data.get(None, b"")


Decode = Callable[[Feed], Iterator[Piece]]


def stream(*blocks: bytes) -> BinaryIO:
    return cast(BinaryIO, Stream(blocks))


def decoded(decode: Decode, *blocks: bytes) -> Taken:
    """What a decoder makes of these blocks."""
    feed = Feed(stream(*blocks))
    return gathered(decode(feed), feed.notes)


def opened(*blocks: bytes, form: str | None = None) -> Taken:
    """What the whole of the intake makes of them."""
    try:
        found = open_input(stream(*blocks), form)
    except RtError as exc:
        return Taken({}, str(exc))
    return gathered(found.pieces, found.notes)


def gathered(pieces: Iterator[Piece], notes: list[str]) -> Taken:
    data: dict[str | None, bytearray] = {}
    error = None
    try:
        for piece in pieces:
            data.setdefault(piece.origin, bytearray()).extend(piece.data)
    except RtError as exc:
        error = str(exc)
    return Taken({origin: bytes(part) for origin, part in data.items() if part}, error, tuple(notes))


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def cuts(data: bytes, places: Iterable[int]) -> list[bytes]:
    """The same bytes, cut at these places."""
    ends = sorted({min(place, len(data)) for place in places} | {len(data)})
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]
