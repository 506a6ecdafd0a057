"""A recorded event stream asked for again, and its events held against those that come now."""

from collections.abc import Iterable

from rtcli.net.clock import now
from rtcli.net.way import Way
from rtcli.session.body import Piece
from rtcli.session.http import Client, Response
from rtcli.session.request import Request
from rtcli.session.sse import Patience, Resumption, follow
from rtcli.talk.replay import Replayed, compare
from rtcli.talk.transcript import Passed, Transcript
from rtcli.wire.frames import TEXT
from rtcli.wire.sse import Event, Value


class EventCollector:
    """A listener that keeps so many events."""

    def __init__(self, most: int) -> None:
        self.received: list[Passed] = []
        self._most = most
        self._began_s = 0.0

    async def ready(self) -> None:
        """Always: there is memory for as many as were recorded."""

    def opened(self, response: Response) -> None:
        self._began_s = now()

    def arrived(self, values: list[Value], piece: Piece) -> bool:
        events = [value for value in values if isinstance(value, Event)]
        room = self._most - len(self.received)
        t_s = max(piece.t_s - self._began_s, 0.0)
        self.received += [Passed(t_s, TEXT, event.data.encode()) for event in events[:room]]
        return len(self.received) >= self._most


async def replay_stream(
    transcript: Transcript, request: Request, way: Way, *, wait_s: float, ignored: Iterable[str] = ()
) -> Replayed:
    """Ask once, for as many events as were recorded; RtError where there is no stream."""
    collector = EventCollector(len(transcript.received))
    client = Client(way)
    try:
        await follow(client, request, Resumption(), collector, patience=Patience(event_timeout_s=wait_s))
    finally:
        await client.close()
    changes = compare(transcript.received, collector.received, frozenset(ignored))
    return Replayed(1, len(transcript.received), tuple(collector.received), tuple(changes))
