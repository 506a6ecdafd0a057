"""UTF-8 checked piece by piece, RFC 3629: where the first ill-formed sequence starts, as soon as it can be known."""

from codecs import utf_8_decode


class Utf8:
    """Checks one text as its bytes arrive, however they are cut; places are counted from its start."""

    __slots__ = ("_seen", "_tail")

    def __init__(self) -> None:
        self._seen = 0
        self._tail = b""  # the start of a character that has yet to end: three bytes at most

    def feed(self, piece: bytes) -> int | None:
        """The first byte of an ill-formed sequence, if this piece shows one."""
        if not self._tail and piece.isascii():
            self._seen += len(piece)
            return None
        data = self._tail + piece
        start = self._seen - len(self._tail)
        try:
            used = utf_8_decode(data, "strict", False)[1]
        except UnicodeDecodeError as error:
            return start + error.start
        # Python waits for a third byte where the second already says it is a surrogate
        if data[used : used + 1] == b"\xed" and data[used + 1 : used + 2] >= b"\xa0":
            return start + used
        self._seen += len(piece)
        self._tail = data[used:]
        return None

    def end(self) -> int | None:
        """The first byte of a character that the text broke off in."""
        return self._seen - len(self._tail) if self._tail else None
