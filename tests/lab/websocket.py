"""An independent WebSocket client, websockets' engine over a bare socket, all of whose input our own readers judge."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri

from rtcli.wire.frames import Frame as WireFrame
from rtcli.wire.handshake import judge_response
from rtcli.wire.handshake_request import judge_request
from rtcli.wire.http1 import parse_head
from rtcli.wire.reader import FrameReader, Reading
from tests.lab.raw import Address, faults

Data = str | bytes
LIMIT_BYTES = 128 << 20
DEADLINE_S = 10


class Client:
    """One connection; `got` and `said` are all bytes of it, by direction."""

    def __init__(self, sock: socket.socket, engine: ClientProtocol) -> None:
        self.sock = sock
        self.engine = engine
        self.got = bytearray()
        self.asked = b""
        self.response: Response | None = None
        self.frames: list[Frame] = []  # that have come and are not taken

    def open(self, fields: Mapping[str, str]) -> Response:
        request: Request = self.engine.connect()
        for name, value in fields.items():
            request.headers[name] = value
        self.engine.send_request(request)
        self.asked = b"".join(self.engine.data_to_send())
        self.sock.sendall(self.asked)
        while self.response is None:
            self.read()
        return self.response

    def flush(self) -> None:
        for data in self.engine.data_to_send():
            if data:
                self.sock.sendall(data)
            else:
                self.sock.shutdown(socket.SHUT_WR)

    def read(self) -> bool:
        """Take what comes next; False at the end."""
        data = self.sock.recv(1 << 20)
        self.got += data
        if data:
            self.engine.receive_data(data)
        else:
            self.engine.receive_eof()
        for event in self.engine.events_received():
            if isinstance(event, Frame):
                self.frames.append(event)
            elif isinstance(event, Response):
                self.response = event
        self.flush()
        return bool(data)

    def frame(self) -> Frame:
        """The next frame, which must come."""
        while not self.frames:
            assert self.read(), "the lab has ended"
        return self.frames.pop(0)

    def message(self) -> Data:
        """The next message, which must come; pings, pongs and closes before it are passed over."""
        while (first := self.frame()).opcode not in (Opcode.TEXT, Opcode.BINARY):
            assert first.opcode is not Opcode.CLOSE, "closed instead"
        parts, last = [bytes(first.data)], first
        while not last.fin:
            last = self.frame()
            parts += [bytes(last.data)] if last.opcode is Opcode.CONT else []
        data = b"".join(parts)
        return data.decode() if first.opcode is Opcode.TEXT else data

    def send(self, data: Data) -> None:
        if isinstance(data, str):
            self.engine.send_text(data.encode())
        else:
            self.engine.send_binary(data)
        self.flush()

    def ping(self, data: bytes) -> None:
        self.engine.send_ping(data)
        self.flush()

    def close(self) -> tuple[int | None, str | None]:
        """Close, unless the lab has; the code and the reason that came."""
        if self.engine.state.name == "OPEN":
            self.engine.send_close(1000)
            self.flush()
        return self.until_closed()

    def until_closed(self) -> tuple[int | None, str | None]:
        while self.read():
            pass
        close = self.engine.close_rcvd
        return (close.code, close.reason) if close else (None, None)

    def wire_frames(self) -> list[WireFrame]:
        """All frames of the lab, as our own reader finds them."""
        question, answer = parse_head(self.asked), parse_head(self.got)
        assert question is not None and answer is not None
        deflate = judge_response(answer, judge_request(question)[0]).deflate
        items = FrameReader(Reading("server", deflate)).feed(bytes(self.got[len(answer.raw) :]))
        return [item for item in items if isinstance(item, WireFrame)]


@contextmanager
def connected(
    address: Address,
    target: str,
    *,
    deflate: ClientPerMessageDeflateFactory | None = None,
    protocols: Sequence[str] = (),
    origin: str | None = None,
    fields: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Client]:
    """A client that has its answer; at the end it closes, and nothing may have been wrong with what came."""
    engine = ClientProtocol(
        parse_uri(f"ws://{address[0]}:{address[1]}/{target}"),
        origin=Origin(origin) if origin else None,
        extensions=[deflate] if deflate else None,
        subprotocols=[Subprotocol(name) for name in protocols] or None,
        max_size=LIMIT_BYTES,
    )
    with socket.create_connection(address, timeout=DEADLINE_S) as sock:
        client = Client(sock, engine)
        response = client.open(fields)
        yield client
        if response.status_code == 101:
            client.close()
            assert faults(client.asked, bytes(client.got)) == []
