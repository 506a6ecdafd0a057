"""An event to its document: the line of --json in the schema `rtcli/sse-tail/1`, and what filters look at."""

from codecs import utf_8_decode
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, cast

from rtcli.wire.sse import Event, Value

Document = dict[str, Any]
SAMPLE = Event(0, 0, "message", "", None, "")
SIZE, DATA = map(itemgetter, (Event._fields.index("size_bytes"), Event._fields.index("data")))  # of millions, in C


def events_of(values: Sequence[Value]) -> Sequence[Event]:
    """The events among them; most reads bring nothing else."""
    if [*map(type, values)].count(Event) == len(values):
        return cast("Sequence[Event]", values)
    return [value for value in values if type(value) is Event]


class Gaps:
    """How long before each read with an event the one before it came."""

    def __init__(self) -> None:
        self._last_s: float | None = None

    def before(self, t_s: float) -> float | None:
        """Seconds since the last one; None for the first."""
        last_s, self._last_s = self._last_s, t_s
        return None if last_s is None else t_s - last_s


def event_document(event: Event, *, t_s: float, gap_s: float | None, max_payload: int | None = None) -> Document:
    """All there is to say of an event."""
    data = cut_text(event.data, max_payload)
    return {
        "type": "event",
        "t_s": t_s,
        "event": event.type,
        "data": data,
        "id": event.id,
        "last_event_id": event.last_event_id,
        "gap_ms": gap_ms(gap_s),
        "size_bytes": event.size_bytes,
        "payload_cut": len(data) < len(event.data),
    }


def cut_text(text: str, most_bytes: int | None) -> str:
    """The start of it that takes so many bytes in UTF-8, without half a character."""
    if most_bytes is None or 4 * len(text) <= most_bytes:
        return text
    return utf_8_decode(text[:most_bytes].encode()[:most_bytes], "strict", False)[0]


def gap_ms(gap_s: float | None) -> float | None:
    return None if gap_s is None else round(gap_s * 1000, 3)
