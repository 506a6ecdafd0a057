"""Honest HTTP/2, by h2: each stream an exchange of its own, all of them over one link."""

import asyncio
from collections.abc import Awaitable, Callable

import h2.config
import h2.connection
import h2.errors
import h2.events

from rtcli.lab.exchange import Exchange, Fields, Request
from rtcli.lab.link import Link
from rtcli.lab.route import Value

Handle = Callable[["Exchange2"], Awaitable[None]]


class Exchange2(Exchange):
    """One stream: the answer is sent as far as the windows of the client allow."""

    def __init__(self, connection: "Connection2", stream: int, request: Request) -> None:
        self.request = request
        self.parameters: dict[str, Value] = {}
        self.moved = asyncio.Event()  # something has happened to this stream
        self.gone = False
        self.body_ended = False
        self.parts: list[bytes] = []
        self._connection = connection
        self._stream = stream

    async def body(self) -> bytes:
        while not self.body_ended:
            await self._change()
        return b"".join(self.parts)

    async def begin(self, status: int, fields: Fields = ()) -> None:
        self._check()
        self._connection.h2.send_headers(self._stream, [(":status", str(status)), *fields])
        await self._connection.flush()

    async def send(self, data: bytes) -> None:
        engine = self._connection.h2
        while data:
            self._check()
            room = min(engine.local_flow_control_window(self._stream), engine.max_outbound_frame_size)
            if room > 0:
                engine.send_data(self._stream, data[:room])
                data = data[room:]
                await self._connection.flush()
            else:
                await self._change()

    async def pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await self._change()
        except TimeoutError:
            return

    async def end(self) -> None:
        self._check()
        self._connection.h2.end_stream(self._stream)
        await self._connection.flush()

    async def break_off(self) -> None:
        self._check()
        self._connection.h2.reset_stream(self._stream, h2.errors.ErrorCodes.INTERNAL_ERROR)
        await self._connection.flush()

    def wake(self) -> None:
        self.moved.set()

    async def _change(self) -> None:
        self._check()
        self.moved.clear()
        await self.moved.wait()
        self._check()

    def _check(self) -> None:
        if self.gone:
            raise ConnectionResetError("the client has ended the stream")


class Connection2:
    """All streams of one link, until the client leaves."""

    def __init__(self, link: Link, handle: Handle) -> None:
        self.link = link
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="latin-1"))
        self._handle = handle
        self._streams: dict[int, Exchange2] = {}

    async def serve(self) -> None:
        self.h2.initiate_connection()
        await self.flush()
        async with asyncio.TaskGroup() as group:
            while data := await self.link.read():
                for event in self.h2.receive_data(data):
                    self._take(event, group)
                await self.flush()
            for exchange in self._streams.values():
                exchange.gone = True
                exchange.wake()

    async def flush(self) -> None:
        if data := self.h2.data_to_send():
            self.link.write(data)
            await self.link.drain()

    def _take(self, event: h2.events.Event, group: asyncio.TaskGroup) -> None:
        match event:
            case h2.events.RequestReceived(stream_id=int(stream), headers=list(headers)):
                fields = {str(name): str(value) for name, value in headers}
                request = Request(fields[":method"], fields[":path"], tuple(fields.items()))
                exchange = self._streams[stream] = Exchange2(self, stream, request)
                group.create_task(self._run(stream, exchange))
            case h2.events.DataReceived(stream_id=int(stream), data=bytes(data), flow_controlled_length=int(size)):
                if stream in self._streams:
                    self._streams[stream].parts.append(data)
                self.h2.acknowledge_received_data(size, stream)
            case h2.events.StreamEnded(stream_id=int(stream)):
                if stream in self._streams:
                    self._streams[stream].body_ended = True
                    self._streams[stream].wake()
            case h2.events.StreamReset(stream_id=int(stream)):
                if stream in self._streams:
                    self._streams[stream].gone = True
                    self._streams[stream].wake()
            case h2.events.WindowUpdated() | h2.events.RemoteSettingsChanged():
                for exchange in self._streams.values():
                    exchange.wake()

    async def _run(self, stream: int, exchange: Exchange2) -> None:
        try:
            await self._handle(exchange)
        except ConnectionError:  # it left: nobody is to be told
            pass
        finally:
            del self._streams[stream]
