"""A record to the messages that it holds, each with its time: what was sent, and what was answered.

Of an event stream the answers are its events, and what was sent is the request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from rtcli.errors import RtError
from rtcli.talk.stream_body import StreamBody, is_stream
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.frames import TEXT
from rtcli.wire.handshake import read_handshake
from rtcli.wire.http1 import Head
from rtcli.wire.messages import Message
from rtcli.wire.reader import FrameReader, Reading
from rtcli.wire.record import End, Opening, RecordReader, Transfer, Value

BLOCK_BYTES = 1 << 20
KEEP_BYTES = 64 << 20  # of a message: as much as a session takes
ORIGINS = {"in": "server", "out": "client"}


class Passed(NamedTuple):
    """A message, or the data of an event."""

    t_s: float  # since its session began
    opcode: int
    payload: bytes


@dataclass(slots=True)
class Transcript:
    """All the sessions of a record as one."""

    target: str = ""  # of the first
    kind: str = "ws"  # or sse
    request: Head | None = None  # of the first stream
    body: bytes = b""  # that it was asked with
    subprotocols: tuple[str, ...] = ()
    sent: list[Passed] = field(default_factory=list)
    received: list[Passed] = field(default_factory=list)
    sessions: int = 0
    faults: list[Fault] = field(default_factory=list)  # of the file

    @property
    def method(self) -> str:
        """By which the stream was asked for."""
        return self.request.method if self.request else "GET"

    def asked_with(self, name: str) -> list[str]:
        """The values of a header that the stream was asked for with."""
        return self.request.get_all(name) if self.request else []


def read_transcript(stream: BinaryIO, name: str) -> Transcript:
    """RtError where the file is no record, or holds no session."""
    reader, writer = RecordReader(), _Writer()
    while block := stream.read(BLOCK_BYTES):
        writer.take(reader.feed(block))
        if not writer.transcript.target and writer.transcript.faults:
            break  # it does not even begin like one
    writer.take(reader.close())
    found = writer.transcript
    if not found.target:
        says = found.faults[0].says if found.faults else "it is empty"
        raise RtError(f"input {name}", f"this is no record: {says}", "write one with rtcli ws connect --record FILE")
    if not found.sessions:
        fix = "rtcli replay sends messages again; what was never open has none"
        raise RtError(f"input {name}", "the record holds no session and no stream that was opened", fix)
    return found


class _Writer:
    """From the values of a record."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self._readers: dict[str, FrameReader] = {}
        self._stream: StreamBody | None = None
        self._began_s = 0.0

    def take(self, values: Iterable[Value | Fault]) -> None:
        for value in values:
            match value:
                case Opening():
                    self._open(value)
                case Transfer():
                    self._pass(value)
                case End():
                    pass
                case _:
                    self.transcript.faults.append(value)

    def _open(self, opening: Opening) -> None:
        found = self.transcript
        found.target = found.target or opening.target
        handshake = read_handshake(opening.request_head + (opening.response_head or b""))
        self._readers, self._stream = {}, None
        response = handshake.response
        if response is not None and is_stream(response):
            self._open_stream(opening, StreamBody(response), handshake.request)
        if response is None or response.status != 101:
            return
        if handshake.request is not None:
            found.subprotocols = tuple(handshake.request.tokens("Sec-WebSocket-Protocol"))
        found.sessions += 1
        self._began_s = opening.t_s
        self._readers = {direction: _reader(origin, handshake.deflate) for direction, origin in ORIGINS.items()}

    def _open_stream(self, opening: Opening, stream: StreamBody, request: Head | None) -> None:
        found = self.transcript
        found.sessions += 1
        found.kind = "sse"
        self._stream = stream
        if found.request is None:
            found.request, self._began_s = request, opening.t_s

    def _pass(self, transfer: Transfer) -> None:
        t_s = max(transfer.t_s - self._began_s, 0.0)
        if self._stream is not None:
            if transfer.direction == "in":
                self.transcript.received += [
                    Passed(t_s, TEXT, event.data.encode()) for event in self._stream.feed(transfer.data)
                ]
            elif self.transcript.sessions == 1:
                self.transcript.body += transfer.data
            return
        reader = self._readers.get(transfer.direction)
        into = self.transcript.received if transfer.direction == "in" else self.transcript.sent
        for item in reader.feed(transfer.data) if reader else ():
            if isinstance(item, Message) and item.readable:
                into.append(Passed(t_s, item.opcode, item.payload))


def _reader(origin: str, deflate: DeflateParameters | None) -> FrameReader:
    return FrameReader(Reading(origin, deflate, frames=False, messages=True, keep=KEEP_BYTES))
