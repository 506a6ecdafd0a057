"""What passed in an event stream, counted by the read and over all its connections; memory does not grow with it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from rtcli.session.body import Piece
from rtcli.session.stats import Samples
from rtcli.talk.event_document import SIZE, events_of
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Event, Retry, Value

IDS_KEPT = 10_000  # of the last events: what comes again after more than that is not known again
DIGITS_MOST = 18  # an id with more of them is a name, not a number


class Ids:
    """Which events came again after a connection was resumed, and how many never came, as far as their ids tell.

    An event counts as repeated if its id came in an earlier connection. Some are lost where numbers have always gone up
    by one and a connection begins beyond the next.
    """

    def __init__(self) -> None:
        self.lost = self.repeated = 0
        self._recent: deque[str] = deque(maxlen=IDS_KEPT)
        self._earlier: frozenset[str] = frozenset()  # those of the connections before
        self._last: int | None = None  # the highest number so far
        self._counts = True  # whether ids have been numbers that go up by one
        self._steps = 0  # how often they have
        self._resumed = False  # whether the first id of a connection is awaited

    def connected(self) -> None:
        """A connection begins."""
        self._earlier = frozenset(self._recent)
        self._resumed = self._last is not None or bool(self._recent)

    def came(self, ids: Sequence[str]) -> None:
        """Ids of events, in their order."""
        if self._earlier:
            again = [id for id in ids if id in self._earlier]
            self.repeated += len(again)
            ids = [id for id in ids if id not in self._earlier] if again else ids
        self._recent.extend(ids)
        if self._counts and ids:
            self._count(ids)

    def _count(self, ids: Sequence[str]) -> None:
        numbers = [int(id) if id.isascii() and id.isdigit() and len(id) <= DIGITS_MOST else -1 for id in ids]
        first, last = numbers[0], numbers[-1]
        if self._resumed and self._last is not None and self._steps and first > self._last + 1:
            self.lost += first - self._last - 1
            self._last = first - 1
        before = self._last if self._last is not None else first - 1
        self._counts = first >= 0 and numbers == list(range(before + 1, before + 1 + len(numbers)))
        self._steps += len(numbers) - (self._last is None)
        self._last, self._resumed = last, False


@dataclass(slots=True)
class StreamStats:
    """A stream as a whole; over reconnects one goes on."""

    connections: int = 0
    open_s: float = 0.0  # for so long in all
    first_byte_s: float | None = None  # from the first phase of the first connection to the head of its answer
    first_event_s: float | None = None  # from there to the first event
    bytes: int = 0  # of the body, decoded
    wire_bytes: int = 0  # of the body as it was coded, without chunks
    events: int = 0
    event_bytes: int = 0
    shown: int = 0  # of the events
    reads: int = 0  # that completed an event
    lumps: int = 0  # of these, those that completed several
    lump_most: int = 0  # events at once
    gaps: Samples = field(default_factory=Samples)  # between reads that completed an event
    comments: int = 0
    heartbeats: Samples = field(default_factory=Samples)  # between reads that completed a comment, within a connection
    retries: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    ids: Ids = field(default_factory=Ids)
    _began_s: float = 0.0  # that phase
    _event_s: float | None = None  # when the last one came
    _comment_s: float | None = None

    def opened(self, began_s: float, head_s: float) -> None:
        """A connection became a stream."""
        self.connections += 1
        self._comment_s = None
        self.ids.connected()
        if self.first_byte_s is None:
            self._began_s, self.first_byte_s = began_s, head_s - began_s

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        """What one read brought."""
        self.bytes += len(piece.data)
        self.wire_bytes += piece.wire_bytes
        if events := events_of(values):
            self._events(events, piece.t_s)
        if len(events) == len(values):
            return
        if comments := [value for value in values if type(value) is Comment]:
            if self._comment_s is not None:
                self.heartbeats.add(piece.t_s - self._comment_s)
            self._comment_s = piece.t_s
            self.comments += len(comments)
        for value in values:
            if isinstance(value, Fault):
                self.faults[value.code] = self.faults.get(value.code, 0) + 1
            self.retries += isinstance(value, Retry)

    def _events(self, events: Sequence[Event], t_s: float) -> None:
        count = len(events)
        self.events += count
        self.event_bytes += sum(map(SIZE, events))
        self.reads += 1
        self.lumps += count > 1
        self.lump_most = max(self.lump_most, count)
        if self._event_s is None:
            self.first_event_s = t_s - self._began_s
        else:
            self.gaps.add(t_s - self._event_s)
        self._event_s = t_s
        if events[-1].last_event_id or events[0].last_event_id:
            self.ids.came([event.id for event in events if event.id])
