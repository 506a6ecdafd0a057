"""One HTTP request and its answer, whatever version carries them: what honest event-stream and HTTP routes speak to."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import NamedTuple

from rtcli.errors import RtError
from rtcli.lab.route import Value

Fields = Iterable[tuple[str, str]]

BODY_LIMIT_BYTES = 1 << 20  # of a request

EVENT_STREAM = (
    ("content-type", "text/event-stream"),
    ("cache-control", "no-cache"),
    ("x-accel-buffering", "no"),  # nginx passes on what it gets
    ("access-control-allow-origin", "*"),
)


class Request(NamedTuple):
    method: str
    target: str  # path and query, as they stood
    fields: tuple[tuple[str, str], ...]  # names in lower case

    def get(self, name: str) -> str | None:
        """The first field of this name, which is given in lower case."""
        return next((value for found, value in self.fields if found == name), None)


class AnswerOver(Exception):
    """The answer has ended with its head, as one to HEAD does; nothing is left to be done for its handler."""


class Exchange(ABC):
    """What a handler may do: read the body, begin the answer, send pieces of it, pause, end it."""

    request: Request
    parameters: dict[str, Value]
    notes: list[str]  # what a log may say of the answer

    def number(self, name: str) -> float:
        value = self.parameters[name]
        assert isinstance(value, int | float)
        return value

    def whole(self, name: str) -> int:
        return int(self.parameters[name])

    def word(self, name: str) -> str:
        return str(self.parameters[name])

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
        length = [("content-length", str(len(body)))] if status not in (204, 304) else []  # RFC 9110 8.6
        await self.begin(status, (*fields, *length))
        if body:
            await self.send(body)
        await self.end()


def check_body_size(size_bytes: int) -> None:
    if size_bytes > BODY_LIMIT_BYTES:
        raise RtError("lab", f"the body is over {BODY_LIMIT_BYTES} bytes", "send less", "body-too-big")
