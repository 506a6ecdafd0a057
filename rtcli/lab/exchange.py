"""One HTTP request and its answer, whatever version carries them: what honest event-stream and HTTP routes speak to."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import NamedTuple

from rtcli.lab.route import Value

Fields = Iterable[tuple[str, str]]

EVENT_STREAM = (("content-type", "text/event-stream"), ("cache-control", "no-cache"))


class Request(NamedTuple):
    method: str
    target: str  # path and query, as they stood
    fields: tuple[tuple[str, str], ...]  # names in lower case

    def get(self, name: str) -> str | None:
        """The first field of this name, which is given in lower case."""
        return next((value for found, value in self.fields if found == name), None)


class Exchange(ABC):
    """What a handler may do: read the body, begin the answer, send pieces of it, pause, end it."""

    request: Request
    parameters: dict[str, Value]

    @abstractmethod
    async def body(self) -> bytes:
        """The whole body of the request."""

    @abstractmethod
    async def begin(self, status: int, fields: Fields = ()) -> None:
        """Send the head of the answer."""

    @abstractmethod
    async def send(self, data: bytes) -> None:
        """Send a piece of the body, as one chunk or DATA frame, once there is room for it."""

    @abstractmethod
    async def pause(self, seconds: float) -> None:
        """Let time pass; ConnectionError if the client leaves meanwhile."""

    @abstractmethod
    async def end(self) -> None:
        """End the answer."""

    @abstractmethod
    async def break_off(self) -> None:
        """End it in the midst: a FIN inside the body, or a stream that is reset."""

    async def answer(self, status: int, body: bytes = b"", fields: Fields = ()) -> None:
        """A whole answer at once."""
        await self.begin(status, (*fields, ("content-length", str(len(body)))))
        if body:
            await self.send(body)
        await self.end()
