"""An honest WebSocket peer: websockets' Sans-I/O server over a link, and what handlers may do with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import OPEN
from websockets.server import ServerProtocol
from websockets.typing import Origin, Subprotocol

from rtcli.lab.link import Link
from rtcli.lab.route import Value
from rtcli.lab.shared import Shared
from rtcli.wire.http1 import Head

Data = str | bytes
Handler = Callable[["Peer"], Awaitable[None]]
Greeting = Callable[["Peer", Request], Awaitable[Response]]  # what answers the upgrade
MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024
PIECE_BYTES = 64 * 1024  # of a message in many frames, written at a time
CLOSE_TIMEOUT_S = 10.0  # for the answer to a close frame, as is usual


class Peer:
    """One connection; the engine answers pings and closes by itself.

    What waits or sends after the other side has left raises ConnectionError, and so ends its handler.
    """

    def __init__(self, link: Link, head: Head, parameters: dict[str, Value], shared: Shared) -> None:
        self.link = link
        self.head = head
        self.parameters = parameters
        self.shared = shared
        self.notes: list[str] = []  # what a log may say of it
        self.pong = b""  # the payload of the last one that came
        self.ponged = asyncio.Event()
        self.engine = ServerProtocol(
            origins=_origins(head, parameters),
            extensions=_extensions(parameters),
            select_subprotocol=_choice(str(parameters.get("protocol", ""))),
            max_size=MESSAGE_LIMIT_BYTES,
        )
        self._parts: list[bytes] = []  # of a message that has not ended
        self._is_text = False
        self._inbox: list[Data] = []

    async def converse(self, rest: bytes, handler: Handler, greeting: Greeting) -> None:
        """Answer the upgrade; if that opens the conversation, the handler has it, and it is closed after that."""
        if await self.open(rest, greeting):
            try:
                await self._hand_over(handler)
            except asyncio.CancelledError:  # the lab ends
                self._leave()
                raise
            finally:
                self.notes.append(f"closed by {self._closed_by()}")

    async def _hand_over(self, handler: Handler) -> None:
        try:
            await handler(self)
        except* ConnectionError:  # the other side has left, or closed while the handler was sending
            pass
        await self.close()

    async def open(self, rest: bytes, greeting: Greeting) -> bool:
        """Answer the upgrade, and tell whether that opened the conversation; `rest` came behind the request."""
        self.engine.receive_data(self.head.raw)
        request = next((event for event in self.engine.events_received() if isinstance(event, Request)), None)
        if request is None:
            self.notes.append("400")
            self.link.write(self.engine.reject(400, f"{self.engine.handshake_exc}\n").serialize())
            return False
        response = await greeting(self, request)
        self.notes.append(str(response.status_code))
        self.engine.send_response(response)
        await self._flush()
        opened = self.engine.state is OPEN
        if opened:
            self._receive(rest)
            await self._flush()
        return opened

    async def messages(self) -> AsyncIterator[Data]:
        """Each message as it comes, until the other side closes."""
        more = True
        while more or self._inbox:
            inbox, self._inbox = self._inbox, []
            for message in inbox:
                yield message
            more = more and await self._read()

    async def send(self, data: Data, fragment: int = 0) -> None:
        """Send a message, in pieces of so many bytes where a size is given."""
        self._check()
        raw = data.encode() if isinstance(data, str) else data
        start = self.engine.send_text if isinstance(data, str) else self.engine.send_binary
        size = fragment or max(len(raw), 1)
        start(raw[:size], fin=len(raw) <= size)
        for at in range(size, len(raw), size):
            if at % PIECE_BYTES < size:
                await self._flush()
                await asyncio.sleep(0)  # there may be room all the time, and others who wait
                self._check()
            self.engine.send_continuation(raw[at : at + size], fin=at + size >= len(raw))
        await self._flush()

    async def send_built(self, frames: bytes) -> None:
        """Send frames that were built before; others get their turn after each."""
        self._check()
        self.link.write(frames)
        await self.link.drain()
        await asyncio.sleep(0)

    async def ping(self, data: bytes = b"") -> None:
        self._check()
        self.engine.send_ping(data)
        await self._flush()

    async def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Close, without a code if that is None, and wait for the answer; whoever gives none is cut off."""
        if self.engine.state is OPEN:
            self.engine.send_close(code, reason)
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._flush()
                while not self._is_over() and await self._read():
                    self._inbox.clear()
        except TimeoutError:
            self.link.reset()

    async def pause(self, seconds: float) -> None:
        """Let time pass; ConnectionError if the other side leaves meanwhile. To be used while listening."""
        await self.link.pause(seconds)
        self._check()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Read in the background what comes: pings are answered, the last pong kept, messages dropped."""
        async with asyncio.TaskGroup() as group:
            ears = group.create_task(self._absorb())
            try:
                yield
            finally:
                ears.cancel()

    async def _absorb(self) -> None:
        async for _ in self.messages():
            pass
        raise ConnectionResetError("the other side has closed")

    async def _read(self) -> bool:
        """Take what comes next; False once nothing more can come."""
        data = await self.link.read()
        if not data:
            return False
        self._receive(data)
        await self._flush()
        return not self._is_over()

    def _receive(self, data: bytes) -> None:
        self.engine.receive_data(data)
        for event in self.engine.events_received():
            assert isinstance(event, Frame)  # the request has been taken
            self._take(event)

    def _take(self, frame: Frame) -> None:
        """Join messages from their frames; keep pongs."""
        if frame.opcode is Opcode.PONG:
            self.pong = bytes(frame.data)
            self.ponged.set()
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._is_text = frame.opcode is Opcode.TEXT
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            self._parts.append(bytes(frame.data))
            if frame.fin:
                message = b"".join(self._parts)
                self._parts.clear()
                self._deliver(message)

    def _deliver(self, message: bytes) -> None:
        if not self._is_text:
            self._inbox.append(message)
            return
        try:
            self._inbox.append(message.decode())
        except UnicodeDecodeError as exc:  # the engine leaves the text to us
            self.engine.fail(CloseCode.INVALID_DATA, f"{exc.reason} at byte {exc.start}")

    async def _flush(self) -> None:
        """Send what the engine has to say, its FIN included."""
        if data := b"".join(self.engine.data_to_send()):
            self.link.write(data)
        if self.engine.eof_sent:
            self.link.end()
        else:
            await self.link.drain()

    def _is_over(self) -> bool:
        """Whether both sides have closed, or one of them has left."""
        return self.engine.eof_sent or self.link.ended.done()

    def _leave(self) -> None:
        """Say goodbye, and wait for no answer."""
        if self.engine.state is OPEN and not self.link.transport.is_closing():
            self.engine.send_close(CloseCode.GOING_AWAY, "the lab ends")
            self.link.write(b"".join(self.engine.data_to_send()))

    def _closed_by(self) -> str:
        """Who closed first, and with which code."""
        received, sent = self.engine.close_rcvd, self.engine.close_sent
        if received and self.engine.close_rcvd_then_sent:
            return f"the client, {received.code}"
        return f"the lab, {sent.code}" if sent else "an end without a close frame"

    def _check(self) -> None:
        if self.engine.state is not OPEN or self.link.ended.done():
            raise ConnectionResetError("the other side has left")


async def accept(peer: Peer, request: Request) -> Response:
    """Open the conversation, unless the request or its Origin forbids it."""
    return peer.engine.accept(request)


def _origins(head: Head, parameters: dict[str, Value]) -> Sequence[Origin | None] | None:
    """Who may come: pages of the lab itself, and whoever names no Origin, which browsers always do."""
    if parameters.get("origin") == "any":
        return None
    hosts = head.get_all("Host")[:1]
    return [None, *(Origin(f"{scheme}://{host}") for host in hosts for scheme in ("http", "https"))]


def _extensions(parameters: dict[str, Value]) -> list[ServerPerMessageDeflateFactory]:
    if not parameters.get("deflate"):
        return []
    bits, takeover = int(parameters.get("bits", 15)), bool(parameters.get("takeover", True))
    return [
        ServerPerMessageDeflateFactory(
            server_no_context_takeover=not takeover,
            client_no_context_takeover=not takeover,
            server_max_window_bits=bits if bits < 15 else None,
        )
    ]


def _choice(names: str) -> Callable[[ServerProtocol, Sequence[Subprotocol]], Subprotocol | None]:
    """Which subprotocol is taken: the first offered one that the route speaks; without names it speaks all."""
    spoken = [name for name in names.split(",") if name]

    def choose(_engine: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
        return next((name for name in offered if not spoken or name in spoken), None)

    return choose
