"""Exchanges in a HAR file: requests, answers, times."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rtcli.net.spans import Span
from rtcli.talk.har_file import HarFile, Kind
from tests.talk.telling import BEGAN, MOVED, RESPONSE, answer

START_S = BEGAN.instant_s
KIND = Kind("websocket", "_messages")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.har"


def entries(path: Path) -> list[Any]:
    log = json.loads(path.read_text())["log"]
    assert (log["version"], log["creator"]["name"], log["pages"]) == ("1.2", "rtcli", [])
    return list(log["entries"])


def test_nothing_passed(path: Path) -> None:
    HarFile(str(path), BEGAN, KIND).end(START_S)
    assert entries(path) == []


@pytest.mark.parametrize("show_secrets", [False, True])
def test_entries(path: Path, show_secrets: bool) -> None:
    har = HarFile(str(path), BEGAN, KIND, show_secrets=show_secrets)
    har._entry(answer("ws://u:p@example.com/?token=s3cret", MOVED), START_S)
    har._close_entry(START_S + 1)
    har._entry(replace(answer("ws://example.com/", RESPONSE), body=b"text"), START_S)
    har._put_messages([])
    har._put_messages([{"a": 1}, {"a": 2}])
    har._put_messages([{"a": 3}])
    har.end(START_S + 2)
    first, second = entries(path)
    assert (first["_resourceType"], first["_messages"], first["time"]) == ("websocket", [], 1000.0)
    assert first["response"]["redirectURL"] == "/chat"
    assert first["request"]["queryString"] == [{"name": "token", "value": "s3cret" if show_secrets else "***"}]
    assert second["_messages"] == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert second["response"]["content"] == {"size": 4, "mimeType": "x-unknown", "text": "text"}
    assert ("s3cret" in path.read_text()) is show_secrets


def test_no_answer(path: Path) -> None:
    har = HarFile(str(path), BEGAN, KIND)
    har._entry(replace(answer("ws://example.com/", None), request=b"", spans=()), START_S + 1)
    har._close_entry(START_S + 1)
    har.end(START_S + 1)
    (entry,) = entries(path)
    assert (entry["request"]["method"], entry["response"]["status"], entry["response"]["httpVersion"]) == ("GET", 0, "")
    assert entry["startedDateTime"] == "2023-11-14T22:13:21.000Z"
    assert set(entry["timings"].values()) == {-1.0, 0.0}


def test_when_messages_passed(path: Path) -> None:
    har = HarFile(str(path), BEGAN, KIND)
    assert har._wall_s(START_S + 1.25) == 1_700_000_001.25
    har.end(START_S)


def test_times(path: Path) -> None:
    har = HarFile(str(path), BEGAN, KIND)
    spans = [
        Span(name, START_S, START_S + took_s)
        for name, took_s in [("name", 1), ("connect", 2), ("connect", 3), ("tls", 4), ("head", 5), ("proxy", 6)]
    ]
    har._entry(replace(answer("ws://example.com/", MOVED), spans=tuple(spans)), START_S)
    har.end(START_S)
    timings = {"blocked": -1.0, "dns": 1e3, "connect": 9e3, "ssl": 4e3, "send": 0.0, "wait": 5e3, "receive": 0.0}
    assert entries(path)[0]["timings"] == timings
