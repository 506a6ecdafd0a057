"""One of our own links as httpcore uses it, and what every connection over it can do."""

from typing import Any, Protocol

import httpcore

from rtcli.net.link import Link
from rtcli.session.body import Source
from rtcli.session.fields import Fields


class LinkStream(httpcore.AsyncNetworkStream):
    """Writes to a link; what is read from it, and how far, each protocol knows."""

    def __init__(self, link: Link) -> None:
        self.link = link

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.link.write(buffer)
        await self.link.drain()

    async def aclose(self) -> None:
        """End in order, and without waiting for the other side, which may go on for ever."""
        self.link.shut()
        self.link.abort()

    def get_extra_info(self, info: str) -> Any:
        return None


class Connection(Protocol):
    """Takes one request after the other."""

    link: Link
    http_version: str
    is_new: bool  # whether nothing has been asked yet

    async def ask(self, request: httpcore.Request) -> tuple[httpcore.Response, Source]:
        """The head of the answer, and its body."""

    def written(self, fields: Fields) -> Fields:
        """These fields as they go on the wire."""

    @property
    def is_free(self) -> bool:
        """Whether the last body is over, and another request may follow."""

    async def close(self) -> None:
        """At once."""
