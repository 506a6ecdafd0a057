"""A HAR file: sessions as entries, messages under the key that browsers use, and credentials masked."""

import json
from pathlib import Path
from typing import Any

import pytest

from rtcli.net.spans import Span
from rtcli.session.opening import Answer, Refused
from rtcli.talk.har import HarWriter
from rtcli.wire.frames import BINARY, PING, TEXT, Frame, build_frame
from rtcli.wire.http1 import parse_head
from rtcli.wire.plain import Bulk
from rtcli.wire.url import parse_target
from tests.talk.keeping import START_S
from tests.talk.telling import BEGAN, REQUEST, answer, message, mortem, opened

FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.har"


def entries(path: Path) -> list[Any]:
    log = json.loads(path.read_text())["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "rtcli")
    return list(log["entries"])


def test_a_whole_session(path: Path) -> None:
    har = HarWriter(str(path), BEGAN)
    har.opened(opened(), START_S, 1)
    har.said([message(b"question")], START_S + 1)
    har.heard([Bulk(TEXT, [b"one", b"two"], 6), message(b"\xff\x00", BINARY)], START_S + 1.25)
    har.heard([Frame(0, build_frame(PING, b""), b"", ())], START_S + 1.5)
    har.closed(mortem(), START_S + 2)
    har.end(START_S + 2)
    moved, silent, session = entries(path)
    assert moved["response"]["redirectURL"] == "/chat"
    assert (silent["response"]["status"], silent["response"]["headers"]) == (0, [])
    assert session["_webSocketMessages"] == [
        {"type": "send", "time": 1_700_000_001.0, "opcode": 1, "data": "question"},
        {"type": "receive", "time": 1_700_000_001.25, "opcode": 1, "data": "one"},
        {"type": "receive", "time": 1_700_000_001.25, "opcode": 1, "data": "two"},
        {"type": "receive", "time": 1_700_000_001.25, "opcode": 2, "data": "/wA="},
    ]
    assert (session["startedDateTime"], session["time"]) == ("2023-11-14T22:13:20.010Z", 1990.0)
    assert session["request"]["queryString"] == [{"name": "token", "value": "***"}]
    assert "s3cret" not in path.read_text()


def test_secrets_on_request(path: Path) -> None:
    har = HarWriter(str(path), BEGAN, show_secrets=True)
    har.opened(opened(), START_S, 1)
    har.end(START_S + 1)
    assert entries(path)[-1]["request"]["queryString"] == [{"name": "token", "value": "s3cret"}]
    assert entries(path)[0]["response"]["redirectURL"] == "/chat"


def test_a_refusal_keeps_its_body(path: Path) -> None:
    head = parse_head(FORBIDDEN)
    said = Answer(parse_target("ws://example.com/"), REQUEST, head, (), body=b"go away")
    har = HarWriter(str(path), BEGAN)
    har.refused(Refused("upgrade example.com:80", "403", answer=said, earlier=(answer("ws://a/", None),)), START_S)
    har.refused(Refused("upgrade example.com:80", "nothing came"), START_S)
    har.end(START_S)
    assert entries(path)[1]["response"]["content"] == {"size": 7, "mimeType": "text/plain", "text": "go away"}


def test_timings_have_the_names_that_har_gives_them(path: Path) -> None:
    names = ("name", "connect", "proxy", "tls", "upgrade")
    spans = tuple(Span(name, at / 1000, (at + at + 1) / 1000) for at, name in enumerate(names))
    har = HarWriter(str(path), BEGAN)
    answered = Answer(parse_target("wss://example.com/"), REQUEST, None, spans)
    har.refused(Refused("upgrade example.com:443", "no", answer=answered), START_S)
    har.end(START_S)
    timings = {"blocked": -1.0, "dns": 1.0, "connect": 6.0, "ssl": 4.0, "send": 0.0, "wait": 5.0, "receive": 0.0}
    assert entries(path)[0]["timings"] == timings


def test_without_any_session(path: Path) -> None:
    har = HarWriter(str(path), BEGAN)
    har.end(START_S)
    assert entries(path) == []
