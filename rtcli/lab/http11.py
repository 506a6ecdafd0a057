"""Honest HTTP/1.1, by h11: a request that has been seen to come, as an exchange over its link."""

import h11

from rtcli.lab.exchange import Exchange, Fields, Request
from rtcli.lab.link import Link
from rtcli.lab.route import Value


class Exchange11(Exchange):
    """One request whose head has been read, and is given to h11 with what came behind it."""

    def __init__(self, link: Link, data: bytes) -> None:
        self.link = link
        self.parameters: dict[str, Value] = {}
        self._h11 = h11.Connection(h11.SERVER)
        self._h11.receive_data(data)
        event = self._h11.next_event()
        if not isinstance(event, h11.Request):
            raise h11.RemoteProtocolError("no request")
        fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers)
        self.request = Request(event.method.decode(), event.target.decode("latin-1"), fields)

    async def body(self) -> bytes:
        if self._h11.they_are_waiting_for_100_continue:
            self._send(h11.InformationalResponse(status_code=100, headers=[]))
        parts: list[bytes] = []
        while not isinstance(event := self._h11.next_event(), h11.EndOfMessage | h11.ConnectionClosed):
            if event is h11.NEED_DATA:
                self._h11.receive_data(await self.link.read())
            elif isinstance(event, h11.Data):
                parts.append(bytes(event.data))
            else:  # the answer is over already, and so is the connection
                break
        return b"".join(parts)

    async def begin(self, status: int, fields: Fields = ()) -> None:
        self._send(h11.Response(status_code=status, headers=list(fields)))
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
        self.link.close()

    async def rest(self) -> bytes | None:
        """What came behind this request, once it is over; None where the connection is over as well."""
        if self._h11.their_state is h11.SEND_BODY:
            await self.body()
        if self._h11.our_state is not h11.DONE or self._h11.their_state is not h11.DONE:
            return None
        return self._h11.trailing_data[0]

    def _send(self, event: h11.Event) -> None:
        data = self._h11.send(event)
        if data:
            self.link.write(data)
