"""One request for an event stream to what it showed within a time: heads, bytes, events and when they came.

The facts grow while one looks, so that a look that was broken off has shown something as well. They judge nothing.
"""

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from rtcli.net.clock import now
from rtcli.session.body import Piece
from rtcli.session.http import Client, HttpAnswer, Response
from rtcli.session.request import Request
from rtcli.session.sse import EVENT_STREAM
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Event, Retry, Value
from rtcli.wire.sse_reader import EventReader

IDS_KEPT = 10_000
FAULTS_KEPT = 20  # of each kind


@dataclass(slots=True)
class Groups:
    """Events by what brought them together: a chunk, a frame of data, or a read where there are neither."""

    count: int = 0
    lumps: int = 0  # groups of more than one
    lumped: int = 0  # events in them
    first_size: int = 0
    _key: object = None
    _size: int = 0

    def add(self, key: object) -> None:
        if key != self._key:
            self._key, self._size = key, 0
            self.count += 1
        self._size += 1
        if self._size > 1:
            self.lumps += self._size == 2
            self.lumped += 2 if self._size == 2 else 1
        if self.count == 1:
            self.first_size = self._size


@dataclass(slots=True)
class StreamFacts:
    """All times are seconds since the request was on its way."""

    answer: HttpAnswer | None = None
    earlier: tuple[HttpAnswer, ...] = ()  # redirects
    body: bytes = b""  # the beginning of an answer that is no stream
    asked_s: float = 0.0  # on the clock
    head_s: float = 0.0
    first_byte_s: float | None = None  # of the body
    last_byte_s: float | None = None
    first_event_s: float | None = None
    over_s: float = 0.0  # when it ended, or when nobody looked any longer
    longest_silence_s: float = 0.0  # between two reads, or between the head and the first
    ended: str | None = None  # eof, or what cut it; None where it went on
    cut: str | None = None
    body_bytes: int = 0
    wire_bytes: int = 0
    chunks: int = 0
    events: int = 0
    comments: int = 0
    with_id: int = 0  # events that set an id
    first_id: str | None = None
    ids: list[str] = field(default_factory=list)  # the last ones
    last_event_id: str = ""
    retry_ms: int | None = None
    faults: list[Fault] = field(default_factory=list)  # the first of each kind
    fault_counts: Counter[str] = field(default_factory=Counter)
    groups: Groups = field(default_factory=Groups)
    _reads: int = 0
    _borders: list[int] = field(default_factory=list)  # where the chunks begin that can still complete an event

    @property
    def is_stream(self) -> bool:
        return self.answer is not None and self.answer.status == 200 and self.media_type == EVENT_STREAM

    @property
    def media_type(self) -> str:
        return self.get("Content-Type").partition(";")[0].strip().lower()

    @property
    def codings(self) -> str:
        """The content codings that are applied, `identity` aside."""
        names = (name.strip().lower() for name in self.get("Content-Encoding").split(","))
        return ", ".join(name for name in names if name not in ("", "identity"))

    def get(self, name: str) -> str:
        """All fields of a name as one value, RFC 9110 5.2; empty where there is none."""
        return ", ".join(self.answer.get_all(name)) if self.answer else ""

    @property
    def silence_s(self) -> float:
        """Since the last byte, where the stream was still open."""
        return 0.0 if self.ended else self.over_s - (self.head_s if self.last_byte_s is None else self.last_byte_s)

    def open(self, response: Response) -> None:
        self.answer, self.earlier = response.answer, response.earlier
        head = response.answer.spans[-1]
        self.asked_s, self.head_s = head.start_s, head.end_s - head.start_s
        self.over_s = self.head_s

    def take(self, values: list[Value], piece: Piece) -> None:
        """What one read brought, and the values that it completed."""
        t_s = piece.t_s - self.asked_s
        if piece.wire_bytes:
            before_s = self.head_s if self.last_byte_s is None else self.last_byte_s
            self.longest_silence_s = max(self.longest_silence_s, t_s - before_s)
            self.first_byte_s = t_s if self.first_byte_s is None else self.first_byte_s
            self.last_byte_s = t_s
        self._reads += 1
        self.body_bytes += len(piece.data)
        self.wire_bytes += piece.wire_bytes
        borders = [chunk.body_offset for chunk in piece.chunks if chunk.size]
        self.chunks += len(borders)
        self._borders += borders
        for value in (*piece.faults, *values):
            if isinstance(value, Event):
                self._take_event(value, t_s)
            elif isinstance(value, Comment):
                self.comments += 1
            elif isinstance(value, Retry):
                self.retry_ms = value.retry_ms
            elif isinstance(value, Fault):
                self._take_fault(value)
        del self._borders[:-1]

    def _take_event(self, event: Event, t_s: float) -> None:
        self.events += 1
        if self.first_event_s is None:
            self.first_event_s = t_s
        # Where a coding lies between them, the offsets of chunks say nothing about events.
        nth = bisect_right(self._borders, event.offset + event.size_bytes - 1)
        self.groups.add(self._borders[nth - 1] if nth and not self.codings else ("read", self._reads))
        self.last_event_id = event.last_event_id
        if event.id:
            self.with_id += 1
            self.first_id = event.id if self.first_id is None else self.first_id
            self.ids.append(event.id)
            if len(self.ids) > 2 * IDS_KEPT:
                del self.ids[:-IDS_KEPT]

    def _take_fault(self, fault: Fault) -> None:
        self.fault_counts[fault.code] += 1
        if self.fault_counts[fault.code] <= FAULTS_KEPT:
            self.faults.append(fault)


async def look(
    client: Client,
    request: Request,
    seconds: float,
    facts: StreamFacts | None = None,
    *,
    enough: Callable[[StreamFacts], bool] = lambda facts: False,
) -> StreamFacts:
    """Follow one answer for so long at most; RtError where none comes."""
    facts = facts or StreamFacts()
    response = await client.send(request)
    try:
        facts.open(response)
        if not facts.is_stream:
            facts.body = await response.kept()
            return facts
        try:
            async with asyncio.timeout(seconds):
                await _read(response, facts, enough)
        except TimeoutError:
            pass  # what has come by then is judged
    finally:
        facts.over_s = now() - facts.asked_s if facts.answer else 0.0
        await response.close()
    return facts


async def _read(response: Response, facts: StreamFacts, enough: Callable[[StreamFacts], bool]) -> None:
    reader = EventReader()
    while not enough(facts):
        piece = await response.read()
        if piece is None:
            facts.take(reader.end(), Piece(now(), b"", 0, [], []))
            facts.ended, facts.cut = response.cause or "eof", response.cut
            return
        facts.take(reader.feed(piece.data), piece)
