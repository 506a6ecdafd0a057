"""The server's side of HTTP/2 over the raw end of a link in memory: by a kept engine, or frame by frame."""

import asyncio

import h2.config
import h2.connection
import h2.events

from tests.links import Peer

Fields = list[tuple[str, str]]
OK: Fields = [(":status", "200"), ("content-type", "text/event-stream")]


class H2Peer:
    """Answers one request after the other."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.engine = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.engine.initiate_connection()
        self.stream = 0  # of the last request
        self.body = b""  # of that

    async def asked(self) -> Fields:
        """The fields of the next request, once all of it is here."""
        self.send()
        fields: Fields = []
        self.body = b""
        while True:
            for event in self.engine.receive_data(await self.peer.read()):
                if isinstance(event, h2.events.RequestReceived):
                    self.stream, fields = event.stream_id, [(str(name), str(value)) for name, value in event.headers]
                elif isinstance(event, h2.events.DataReceived):
                    self.body += event.data
                elif isinstance(event, h2.events.StreamEnded):
                    self.send()
                    return fields

    def answer(self, *fields: tuple[str, str], end: bool = False) -> None:
        self.engine.send_headers(self.stream, [*OK, *fields], end_stream=end)
        self.send()

    def data(self, *pieces: bytes, end: bool = False, padding: int | None = None) -> None:
        """A frame for each, all in one write."""
        for piece in pieces:
            self.engine.send_data(self.stream, piece, pad_length=padding)
        if end:
            self.engine.end_stream(self.stream)
        self.send()

    def send(self) -> None:
        self.peer.write(self.engine.data_to_send())

    def raw(self, data: bytes) -> None:
        """Bytes that the engine knows nothing of."""
        self.peer.write(data)

    async def later(self, seconds: float = 1.0) -> None:
        await asyncio.sleep(seconds)
