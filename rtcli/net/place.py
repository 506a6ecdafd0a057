"""A host and a port, as one value and as people write it."""

from typing import NamedTuple

LAST_PORT = 65535


class Place(NamedTuple):
    host: str  # a name, or an address without brackets
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
