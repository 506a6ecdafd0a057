"""A request to a route that answers by hand, and the few steps that most misdeeds begin with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rtcli.lab.link import Link
from rtcli.lab.route import Value
from rtcli.wire.accept import accept_key
from rtcli.wire.http1 import Head

if TYPE_CHECKING:
    from rtcli.lab.server import Lab


@dataclass(slots=True)
class Visit:
    """Its head has been read, and `rest` came behind it; what is answered is the route's own affair."""

    link: Link
    head: Head
    rest: bytes
    parameters: dict[str, Value]
    lab: "Lab"

    def number(self, name: str) -> float:
        value = self.parameters[name]
        assert isinstance(value, int | float)
        return value

    def word(self, name: str) -> str:
        return str(self.parameters[name])

    def upgrade(self, *more: str) -> None:
        """Answer 101 as it should be, with these header lines besides."""
        self.link.write(switching(accept_key(self.key), *more))

    @property
    def key(self) -> str:
        return next(iter(self.head.get_all("Sec-WebSocket-Key")), "")


def switching(accept: str, *more: str) -> bytes:
    """A faultless head of a 101."""
    lines = (
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {accept}",
        *more,
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")
