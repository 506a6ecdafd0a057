"""Honest HTTP/2, by h2: each stream an exchange of its own, all of them over one link."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.utils import formatdate

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    RemoteSettingsChanged,
    RequestReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.exceptions import ProtocolError

from rtcli.lab.exchange import BODY_LIMIT_BYTES, AnswerOver, Exchange, Fields, Request, check_body_size
from rtcli.lab.link import Link
from rtcli.lab.route import Value

Handle = Callable[["Exchange2"], Awaitable[None]]
PREFACE_METHOD = "PRI"  # RFC 9113 3.4: how a client begins that knows the server to speak HTTP/2


class Exchange2(Exchange):
    """One stream: the answer is sent as far as the windows of the client allow; whoever resets it cancels its task."""

    def __init__(self, connection: "Connection2", stream: int, request: Request) -> None:
        self.request = request
        self.parameters: dict[str, Value] = {}
        self.notes: list[str] = []
        self.is_over = False  # there is nothing more to be sent
        self._connection = connection
        self._stream = stream
        self._moved = asyncio.Event()  # something has happened to this stream
        self._parts: list[bytes] = []
        self._body_bytes = 0
        self._body_ended = False

    async def body(self) -> bytes:
        while not self._body_ended and self._body_bytes <= BODY_LIMIT_BYTES:
            await self._change()
        check_body_size(self._body_bytes)
        return b"".join(self._parts)

    async def begin(self, status: int, fields: Fields = ()) -> None:
        self.notes.append(str(status))
        self.is_over = self.request.method == "HEAD"
        headers = [(":status", str(status)), ("date", formatdate(usegmt=True)), *fields]
        self._connection.h2.send_headers(self._stream, headers, end_stream=self.is_over)
        await self._connection.flush()
        if self.is_over:
            raise AnswerOver

    async def send(self, data: bytes) -> None:
        engine = self._connection.h2
        while data:
            room = min(engine.local_flow_control_window(self._stream), engine.max_outbound_frame_size)
            if room > 0:
                engine.send_data(self._stream, data[:room])
                data = data[room:]
                await self._connection.flush()
            else:
                await self._change()

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def end(self) -> None:
        self.is_over = True
        self._connection.h2.end_stream(self._stream)
        await self._connection.flush()

    async def break_off(self) -> None:
        self.is_over = True
        self._connection.h2.reset_stream(self._stream, ErrorCodes.INTERNAL_ERROR)
        await self._connection.flush()

    def take(self, data: bytes, *, ended: bool) -> None:
        """A piece of the body, kept as long as it may be."""
        self._body_bytes += len(data)
        self._body_ended |= ended
        if self._body_bytes <= BODY_LIMIT_BYTES:
            self._parts.append(data)
        self._moved.set()

    def wake(self) -> None:
        """The window may have grown."""
        self._moved.set()

    async def _change(self) -> None:
        self._moved.clear()
        await self._moved.wait()


class Connection2:
    """All streams of one link, until the client leaves."""

    def __init__(self, link: Link, handle: Handle) -> None:
        self.link = link
        self.h2 = H2Connection(H2Configuration(client_side=False, header_encoding="latin-1"))
        self._handle = handle
        self._streams: dict[int, tuple[Exchange2, asyncio.Task[None]]] = {}

    async def serve(self, data: bytes) -> None:
        """Take part in what has begun with these bytes."""
        self.h2.initiate_connection()
        try:
            async with asyncio.TaskGroup() as group:
                with suppress(ConnectionError, ProtocolError):  # h2 has a GOAWAY ready for the latter
                    await self._listen(data, group)
                for stream in tuple(self._streams):
                    self._drop(stream)
        except asyncio.CancelledError:
            self.h2.close_connection()
            raise
        finally:
            with suppress(ConnectionError):
                self.link.write(self.h2.data_to_send())

    async def flush(self) -> None:
        if data := self.h2.data_to_send():
            self.link.write(data)
            await self.link.drain()

    async def _listen(self, data: bytes, group: asyncio.TaskGroup) -> None:
        """Until either side ends it; h2 sends nothing more once a client has said GOAWAY."""
        data = data or await self.link.read()
        while data:
            events = self.h2.receive_data(data)
            for event in events:
                self._take(event, group)
            if any(isinstance(event, ConnectionTerminated) for event in events):
                return
            await self.flush()
            data = await self.link.read()

    def _take(self, event: Event, group: asyncio.TaskGroup) -> None:
        match event:
            case RequestReceived(stream_id=int(stream), headers=list(headers)):
                fields = tuple((str(name), str(value)) for name, value in headers)
                names = dict(fields)
                exchange = Exchange2(self, stream, Request(names[":method"], names[":path"], fields))
                task = group.create_task(self._run(exchange))
                task.add_done_callback(lambda _: self._streams.pop(stream))
                self._streams[stream] = exchange, task
            case DataReceived(stream_id=int(stream), data=bytes(data), flow_controlled_length=int(size)):
                self._give(stream, data)
                self.h2.acknowledge_received_data(size, stream)
            case StreamEnded(stream_id=int(stream)):
                self._give(stream, b"", ended=True)
            case StreamReset(stream_id=int(stream)):
                self._drop(stream)
            case WindowUpdated() | RemoteSettingsChanged():
                for exchange, _task in self._streams.values():
                    exchange.wake()

    def _give(self, stream: int, data: bytes, *, ended: bool = False) -> None:
        if stream in self._streams:
            self._streams[stream][0].take(data, ended=ended)

    def _drop(self, stream: int) -> None:
        """Its client wants to hear no more of it."""
        if stream in self._streams:
            exchange, task = self._streams[stream]
            exchange.is_over = True
            task.cancel()

    async def _run(self, exchange: Exchange2) -> None:
        with suppress(ConnectionError, AnswerOver):
            await self._handle(exchange)
        if not exchange.is_over:
            with suppress(ConnectionError):
                await exchange.break_off()
