"""What was measured, as it stands in the JSON of a report."""

import json

import pytest

from rtcli.probe.examination import Examination, Question
from rtcli.probe.stream_figures import figures
from tests.probe.checking import checked, headed, ticking


def test_a_stream_and_its_resumption() -> None:
    facts = figures(checked(ticking(1, 2), ticking(3)).seen)
    assert json.loads(json.dumps(facts)) == facts
    assert facts["spans_ms"] == {"connect": 2.0, "head": pytest.approx(2, abs=1)}
    del facts["spans_ms"]
    times = [facts.pop(name) for name in ("first_byte_ms", "first_event_ms", "over_ms", "longest_silence_ms")]
    assert times == [pytest.approx(value, abs=5) for value in (2, 2, 2000, 1000)]
    assert facts.pop("second") == {
        "purpose": "resume",
        "status": 200,
        "first_event_ms": pytest.approx(2, abs=5),
        "first_id": "3",
    }
    assert facts == {
        "status": 200,
        "http_version": "HTTP/1.1",
        "content_type": "text/event-stream",
        "redirects": 0,
        "fronts": [],
        "events": 2,
        "comments": 0,
        "body_bytes": 30,
        "wire_bytes": 30,
        "chunks": 2,
        "lumps": 0,
        "lumped_events": 0,
        "events_with_id": 2,
        "last_event_id": "2",
        "retry_ms": None,
        "ended": "eof",
        "faults": 0,
    }


def test_what_is_no_stream_has_a_head_alone() -> None:
    facts = figures(checked(headed("Server: nginx"), asked=Question(resume=False)).seen)
    assert (facts["content_type"], facts["fronts"], facts["second"]) == (None, ["nginx"], None)
    assert "events" not in facts


def test_no_answer_has_no_figures() -> None:
    assert figures(Examination()) == {}
