"""A HAR file of streams."""

import json
from pathlib import Path
from typing import Any

import pytest

from rtcli.session.sse import NotAStream
from rtcli.talk.stream_har import StreamHar
from rtcli.wire.sse import Comment
from tests.talk.stream_telling import AT_S, answer, event, response
from tests.talk.telling import BEGAN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stream.har"


def entries(path: Path) -> list[Any]:
    return list(json.loads(path.read_text())["log"]["entries"])


def test_each_connection_is_an_entry(path: Path) -> None:
    har = StreamHar(str(path), BEGAN)
    har.opened(response(answer(), answer(302, "Found", fields=((b"location", b"/events"),))), AT_S)
    har.arrived([event("a", "update", "7"), Comment(0, ""), event("b")], AT_S + 0.25)
    har.arrived([Comment(0, "")], AT_S + 0.5)
    har.closed(AT_S + 1)
    har.opened(response(), AT_S + 2)
    har.end(AT_S + 3)
    moved, first, second = entries(path)
    assert (moved["response"]["status"], moved["response"]["redirectURL"]) == (302, "/events")
    assert first["_resourceType"] == "eventsource"
    assert first["_eventSourceMessages"] == [
        {"time": 1_700_000_001.75, "eventName": "update", "eventId": "7", "data": "a"},
        {"time": 1_700_000_001.75, "eventName": "message", "eventId": "", "data": "b"},
    ]
    assert (first["timings"]["wait"], first["time"]) == (11.5, 2500.0)
    assert second["_eventSourceMessages"] == []
    assert "s3cret" not in path.read_text()


def test_what_is_no_stream_leaves_its_answer(path: Path) -> None:
    har = StreamHar(str(path), BEGAN, show_secrets=True)
    har.refused(NotAStream("stream a", "no", answer=answer(404, "Not Found"), earlier=(answer(302),)), AT_S)
    har.refused(NotAStream("stream a", "no"), AT_S)
    har.end(AT_S)
    assert [entry["response"]["status"] for entry in entries(path)] == [302, 404]
    assert "s3cret" in path.read_text()
