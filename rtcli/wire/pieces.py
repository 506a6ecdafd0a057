"""Bytes that come in pieces and are wanted as one; small pieces cost no more memory than their bytes."""

JOIN_AT = 1024  # so many pieces become one: each costs some tens of bytes besides its own


class Pieces:
    """The pieces so far."""

    __slots__ = ("_joined", "_parts")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._joined = 0  # of the parts: those that are not joined again before the end

    def append(self, piece: bytes) -> None:
        if not piece:
            return
        self._parts.append(piece)
        if len(self._parts) - self._joined == JOIN_AT:
            self._parts[self._joined :] = [b"".join(self._parts[self._joined :])]
            self._joined += 1

    def join(self) -> bytes:
        """All of them as one; a single one is not copied."""
        return b"".join(self._parts)
