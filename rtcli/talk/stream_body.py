"""The recorded body of an event stream to its events: its chunks and its content coding undone, as far as they go."""

from rtcli.session.coding import decode, decoders
from rtcli.wire.chunked import ChunkReader
from rtcli.wire.http1 import Head
from rtcli.wire.sse import Event
from rtcli.wire.sse_reader import EventReader

EVENT_STREAM = "text/event-stream"


def is_stream(head: Head) -> bool:
    """Whether the head is that of an event stream."""
    types = head.get_all("Content-Type")
    return head.status == 200 and bool(types) and types[-1].partition(";")[0].strip().lower() == EVENT_STREAM


class StreamBody:
    """Feed it the bytes that stood behind the head; what cannot be decoded ends it."""

    def __init__(self, head: Head) -> None:
        is_chunked = "chunked" in [name.lower() for name in head.tokens("Transfer-Encoding")]
        self._chunks = ChunkReader() if is_chunked else None
        self._decoders = decoders(head.tokens("Content-Encoding"))
        self._events = EventReader()
        self._broken = False

    def feed(self, data: bytes) -> list[Event]:
        if self._broken:
            return []
        body = data if self._chunks is None else self._chunks.feed(data).body
        events: list[Event] = []
        try:
            for block in decode(self._decoders, body):
                events += [value for value in self._events.feed(block) if isinstance(value, Event)]
        except ValueError:
            self._broken = True
        return events
