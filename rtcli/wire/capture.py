"""Captured bytes of a connection, of one direction or both, into frames; the heads of its handshake come off first.

What the heads agree on, the frames are read by: compression, and who sends them.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.plain import Item
from rtcli.wire.reader import FrameReader, Reading, Rest, Tally
from rtcli.wire.sniff import REQUEST, RESPONSE, SNIFF_BYTES, sniff, undecided

if TYPE_CHECKING:  # most captures hold no head, and what reads one takes longer to import than all else here
    from rtcli.wire.handshake_request import Offer
    from rtcli.wire.http1 import Head, HeadReader


class Batch(NamedTuple):
    """What some bytes completed, and who sent them where that is known."""

    items: list[Item]
    origin: str | None


@dataclass(slots=True)
class Agreed:
    """What the heads seen so far say about the frames to come."""

    offer: "Offer | None" = None
    deflate: DeflateParameters | None = None


class Capture:
    """Feed it bytes with their sender, or None for bytes of nobody known; each sender has a stream of its own."""

    def __init__(self, how: Reading | None = None, *, skip: int = 0) -> None:
        self.how = how or Reading()
        self.skip = skip  # bytes to leave out at the start of each stream
        self.tally = Tally()
        self.heads: list[Head] = []
        self.head_faults: list[Fault] = []  # of the heads, and no part of the tally: there may be but a piece of them
        self.agreed = Agreed(deflate=self.how.deflate)
        self._streams: dict[str | None, _Stream] = {}

    def feed(self, data: bytes, origin: str | None = None) -> Batch:
        """What these bytes complete."""
        if origin not in self._streams:
            self._streams[origin] = _Stream(self, origin)
        return self._streams[origin].feed(data)

    def end(self) -> list[Batch]:
        """What the end of each stream shows."""
        return [stream.end() for stream in self._streams.values()]

    @property
    def rests(self) -> list[Rest]:
        """Of each stream the bytes that are in no frame, where there are any."""
        readers = [stream.reader for stream in self._streams.values()]
        return [reader.rest for reader in readers if reader is not None and reader.rest.length]

    @property
    def done(self) -> bool:
        """Whether as many frames were read as were asked for."""
        return any(stream.reader is not None and stream.reader.done for stream in self._streams.values())

    @property
    def lost(self) -> bool:
        """Whether nothing more can be read, whatever comes."""
        readers = [stream.reader for stream in self._streams.values()]
        return bool(readers) and all(reader is not None and reader.lost for reader in readers)


class _Stream:
    """The bytes of one sender: heads, if there are any, then frames."""

    def __init__(self, capture: Capture, origin: str | None) -> None:
        self.capture = capture
        self.origin = origin or capture.how.origin
        self.reader: FrameReader | None = None
        self._skip = capture.skip
        self._at = capture.how.offset + capture.skip  # where the head in hand, or the first frame, starts
        self._kinds: set[str] = set()  # of heads
        self._rest = b""  # may be the start of a head
        self._head: HeadReader | None = None

    def feed(self, data: bytes) -> Batch:
        if self._skip:
            left_out = min(self._skip, len(data))
            self._skip -= left_out
            data = data[left_out:]
        if self.reader is None:
            data = self._take_heads(self._rest + data, ended=False)
        return Batch(self.reader.feed(data), self.reader.how.origin) if self.reader else Batch([], self.origin)

    def end(self) -> Batch:
        reader = self.reader
        if reader is None:
            data = self._head.end().raw if self._head else self._take_heads(self._rest, ended=True)
            reader = self.reader = self.reader or self._open_reader()
            return Batch(reader.feed(data) + reader.end(), reader.how.origin)
        return Batch(reader.end(), reader.how.origin)

    def _take_heads(self, data: bytes, *, ended: bool) -> bytes:
        """Take heads off the start; once the reader is open, what is left is for it."""
        while True:
            if self._head is None:
                kind = sniff(data[:SNIFF_BYTES], at_start=True)
                if kind is None and not ended and undecided(data[:SNIFF_BYTES], at_start=True):
                    self._rest = data
                    return b""
                if kind not in (REQUEST, RESPONSE) or kind in self._kinds:
                    self.reader = self._open_reader()
                    return data
                from rtcli.wire.http1 import HeadReader

                self._kinds.add(kind)
                self._head = HeadReader(self._at)
            head = self._head.feed(data)
            self._rest = b""
            if head is None:
                return b""
            data = self._head.rest
            self._head = None
            if not self._accept(head):
                self.reader = self._open_reader()
                return head.raw + data
            self._at += len(head.raw)

    def _accept(self, head: "Head") -> bool:
        """Take up what a head says; False where no frames can follow it."""
        if any(fault.code == "http.head-too-big" for fault in head.faults):
            return False
        from rtcli.wire.handshake import judge_response
        from rtcli.wire.handshake_request import judge_request

        self.capture.heads.append(head)
        agreed = self.capture.agreed
        if head.method:
            agreed.offer, faults = judge_request(head)
        elif head.status != 101:
            return False
        else:
            judgement = judge_response(head, agreed.offer)
            agreed.deflate = agreed.deflate or judgement.deflate
            faults = list(judgement.faults)
        self.capture.head_faults += (*head.faults, *faults)
        return True

    def _open_reader(self) -> FrameReader:
        capture = self.capture
        origin = self.origin
        if origin is None and len(self._kinds) == 1:
            origin = "client" if REQUEST in self._kinds else "server"
        how = replace(capture.how, origin=origin, deflate=capture.agreed.deflate, offset=self._at)
        return FrameReader(how, capture.tally)
