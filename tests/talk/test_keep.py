"""A recorder: what stands in its file after each thing that happens."""

import json
from pathlib import Path
from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.session.opening import Refused
from rtcli.talk.keep import Recorder
from rtcli.wire.fault import Fault
from rtcli.wire.record import End, Opening, RecordReader, Transfer
from tests.talk.keeping import START_S, Tapped, opened_over
from tests.talk.telling import BEGAN, MOVED, REQUEST, RESPONSE, answer, mortem, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


def read(path: Path) -> list[Any]:
    reader = RecordReader()
    return [*reader.feed(path.read_bytes()), *reader.close()]


def test_a_whole_session(path: Path) -> None:
    recorder, link = Recorder(str(path), BEGAN), Tapped()
    recorder.opened(opened_over(link, rest=b"hello"), START_S + 0.5, 1)
    recorder.heard([], START_S + 0.6)
    link.passes(1.0, sent=b"question")
    recorder.said([], START_S + 1.0)
    link.passes(1.5, came=b"answer")
    recorder.closed(mortem(), START_S + 2.0)
    recorder.end(Exit.OK, "close", START_S + 2.5)
    link.passes(3.0, came=b"too late")
    openings, rest = read(path)[:3], read(path)[3:]
    assert [type(value) for value in openings] == [Opening] * 3
    assert openings[0].started_at == "2023-11-14T22:13:20.000Z"
    assert rest == [
        Transfer("in", 0.5, 0, b"hello"),
        Transfer("out", 1.0, 0, b"question"),
        Transfer("in", 1.5, 5, b"answer"),
        Transfer("in", 2.0, 11, b""),
        End(2.5, 0, "close"),
    ]


@pytest.mark.parametrize("show_secrets", [False, True])
def test_credentials_are_masked_unless_asked_for(path: Path, show_secrets: bool) -> None:
    recorder = Recorder(str(path), BEGAN, show_secrets=show_secrets)
    recorder.opened(opened_over(Tapped()), START_S, 1)
    recorder.stop()
    assert ("s3cret" in path.read_text()) is show_secrets
    assert ("dTpw" in path.read_text()) is show_secrets


def test_what_was_written_is_there_whatever_becomes_of_us(path: Path) -> None:
    recorder, link = Recorder(str(path), BEGAN), Tapped()
    recorder.opened(opened_over(link), START_S, 1)
    link.passes(1.0, came=b"answer")
    lines = [json.loads(line)["type"] for line in path.read_text().splitlines()]
    assert lines == ["open", "open", "open", "bytes"]
    assert isinstance(read(path)[-1], Fault)
    recorder.stop()


def test_a_refusal_leaves_its_answers(path: Path) -> None:
    recorder = Recorder(str(path), BEGAN)
    refusal = Refused("upgrade example.com:80", "403", answer=answer("ws://example.com/", RESPONSE))
    refusal.earlier = (answer("ws://example.com/moved", MOVED),)
    recorder.refused(refusal, START_S)
    recorder.refused(Refused("upgrade example.com:80", "no answer"), START_S)
    recorder.end(Exit.UNREACHED, None, START_S + 1)
    first, second, end = read(path)
    assert (first.response_head, second.request_head[:9]) == (MOVED, REQUEST[:9])
    assert end == End(1.0, 3, None)


def test_nothing_is_kept_after_the_end(path: Path) -> None:
    recorder = Recorder(str(path), BEGAN)
    recorder.end(Exit.OK, None, START_S)
    recorder.opened(opened(), START_S, 2)
    recorder.stop()
    assert len(path.read_text().splitlines()) == 1
