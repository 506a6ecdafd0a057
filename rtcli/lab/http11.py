"""Honest HTTP/1.1, by h11: a request that has been seen to come, as an exchange over its link."""

from collections.abc import AsyncIterator
from email.utils import formatdate
from http import HTTPStatus

import h11

from rtcli.errors import RtError
from rtcli.lab.exchange import AnswerOver, Exchange, Fields, Request, check_body_size
from rtcli.lab.link import Link
from rtcli.lab.route import Value

PHRASES = {int(status): status.phrase for status in HTTPStatus}


class Exchange11(Exchange):
    """One request whose head has been read, and is given to h11 with what came behind it."""

    def __init__(self, link: Link, data: bytes) -> None:
        self.link = link
        self.parameters: dict[str, Value] = {}
        self.notes: list[str] = []
        self._h11 = h11.Connection(h11.SERVER)
        self._h11.receive_data(data)
        event = self._h11.next_event()
        assert isinstance(event, h11.Request)  # or it has raised: the blank line is there
        fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers)
        self._is_held_back = self._h11.they_are_waiting_for_100_continue  # the body, and h11 forgets it at our answer
        self.request = Request(event.method.decode(), event.target.decode("latin-1"), fields)

    async def body(self) -> bytes:
        if self._is_held_back:
            self._is_held_back = False
            self._send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
        return b"".join([piece async for piece in self._pieces()])

    async def begin(self, status: int, fields: Fields = ()) -> None:
        self.notes.append(str(status))
        self._send(response(status, fields))
        if self.request.method == "HEAD":
            self._send(h11.EndOfMessage())
            raise AnswerOver
        await self.link.drain()

    async def send(self, data: bytes) -> None:
        self._send(h11.Data(data=data))
        await self.link.drain()

    async def pause(self, seconds: float) -> None:
        await self.link.pause(seconds)

    async def end(self) -> None:
        self._send(h11.EndOfMessage())
        await self.link.drain()

    async def break_off(self) -> None:
        self.link.end()

    async def rest(self) -> bytes | None:
        """What came behind this request, once it is over; None where the connection is over as well."""
        if self._h11.our_state is not h11.DONE or self._is_held_back:
            return None
        try:
            async for _ in self._pieces():
                pass
        except RtError:  # too much to be skipped
            return None
        return self._h11.trailing_data[0]

    async def _pieces(self) -> AsyncIterator[bytes]:
        """What is left of the body."""
        size_bytes = 0
        while self._h11.their_state is h11.SEND_BODY:
            event = self._h11.next_event()
            if event is h11.NEED_DATA:
                self._h11.receive_data(await self.link.read())
            elif isinstance(event, h11.Data):
                size_bytes += len(event.data)
                check_body_size(size_bytes)
                yield bytes(event.data)

    def _send(self, event: h11.Event) -> None:
        data = self._h11.send(event)
        if data:
            self.link.write(data)


def refuse(link: Link, status: int, why: str) -> None:
    """Answer what is no request, after which nothing can be read on this link."""
    engine = h11.Connection(h11.SERVER)
    text = f"{why}\n".encode()
    fields = (
        ("content-type", "text/plain; charset=utf-8"),
        ("content-length", str(len(text))),
        ("connection", "close"),
    )
    for event in (response(status, fields), h11.Data(data=text), h11.EndOfMessage()):
        link.write(engine.send(event) or b"")


def response(status: int, fields: Fields) -> h11.Response:
    """RFC 9110 6.6.1: who has a clock says the date."""
    headers = [("date", formatdate(usegmt=True)), *fields]
    return h11.Response(status_code=status, headers=headers, reason=PHRASES.get(status, "").encode())
