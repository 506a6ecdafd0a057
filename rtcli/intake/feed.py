"""A binary stream read once, in the blocks it comes in: its head can be looked at before it is used, and what there
is to say of the input is gathered beside it. It does not wait for more than the one read that is asked of it."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from rtcli.errors import RtError

BLOCK_BYTES = 256 * 1024
NOTES_LIMIT = 30


class Piece(NamedTuple):
    data: bytes
    origin: str | None = None  # "client" or "server"; None where the form does not tell


class Feed:
    def __init__(self, stream: BinaryIO, name: str = "input") -> None:
        self.name = name
        self.notes: list[str] = []  # for stderr; more may come while the pieces are taken
        self.head = b""  # read already, not given out yet
        self.ended = False
        self.live = not (hasattr(stream, "seekable") and stream.seekable())  # whether a read may have to wait
        # read1 gives what a pipe has, and waits for no more
        self._read = stream.read1 if hasattr(stream, "read1") else stream.read

    def peek(self, size: int) -> bytes:
        """The head, at least ``size`` bytes of it unless the stream is shorter."""
        while len(self.head) < size and not self.ended:
            self.head += self._block()
        return self.head

    def blocks(self) -> Iterator[bytes]:
        """Every byte of the stream, the head included."""
        head, self.head = self.head, b""
        if head:
            yield head
        while block := self._block():
            yield block

    def note(self, says: str) -> None:
        if len(self.notes) == NOTES_LIMIT:
            says = "there is more to say of this input than is said here"
        if len(self.notes) <= NOTES_LIMIT and says not in self.notes:
            self.notes.append(says)

    def _block(self) -> bytes:
        try:
            block: bytes = self._read(BLOCK_BYTES)
        except OSError as exc:
            raise RtError(self.name, f"cannot be read: {exc.strerror or exc}", kind="unreadable") from exc
        self.ended = not block
        return block
