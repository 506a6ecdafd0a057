"""What the looks at an event stream measured, as plain JSON beside the findings."""

from typing import Any

from rtcli.probe.examination import Examination
from rtcli.probe.fronts import sightings
from rtcli.probe.stream_facts import StreamFacts


def figures(seen: Examination) -> dict[str, Any]:
    """Nothing where no answer came."""
    first, second = seen.first, seen.second
    if first.answer is None:
        return {}
    return {
        "status": first.answer.status,
        "http_version": first.answer.http_version,
        "content_type": first.get("Content-Type") or None,
        "redirects": len(first.earlier),
        "fronts": [sighting.front.name for sighting in sightings(first)],
        "spans_ms": {span.name: in_ms(span.end_s - span.start_s) for span in first.answer.spans},
        **(course(first) if first.is_stream else {}),
        "second": None if second.answer is None else {"purpose": seen.purpose, **again(second)},
    }


def course(first: StreamFacts) -> dict[str, Any]:
    """All times count from the moment at which the request was on its way."""
    return {
        "first_byte_ms": in_ms(first.first_byte_s),
        "first_event_ms": in_ms(first.first_event_s),
        "over_ms": in_ms(first.over_s),
        "longest_silence_ms": in_ms(max(first.longest_silence_s, first.silence_s)),
        "events": first.events,
        "comments": first.comments,
        "body_bytes": first.body_bytes,
        "wire_bytes": first.wire_bytes,
        "chunks": first.chunks,
        "lumps": first.groups.lumps,
        "lumped_events": first.groups.lumped,
        "events_with_id": first.with_id,
        "last_event_id": first.last_event_id or None,
        "retry_ms": first.retry_ms,
        "ended": first.ended,
        "faults": sum(first.fault_counts.values()),
    }


def again(second: StreamFacts) -> dict[str, Any]:
    assert second.answer
    return {
        "status": second.answer.status,
        "first_event_ms": in_ms(second.first_event_s),
        "first_id": second.first_id,
    }


def in_ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)
