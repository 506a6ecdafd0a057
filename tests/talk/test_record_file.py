"""A record, line by line."""

import json
from pathlib import Path
from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.talk.record_file import RecordFile
from rtcli.wire.record import End, Opening, RecordReader, Transfer
from tests.talk.telling import BEGAN, REQUEST, RESPONSE, answer

START_S = BEGAN.instant_s


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.jsonl"


def read(path: Path) -> list[Any]:
    reader = RecordReader()
    return [*reader.feed(path.read_bytes()), *reader.close()]


def test_exchanges_and_what_passed_behind_them(path: Path) -> None:
    record = RecordFile(str(path), BEGAN, show_secrets=True)
    record.keep_exchange(answer("ws://u:p@example.com/", RESPONSE), START_S + 0.5)
    record.keep_bytes("in", START_S + 0.75, b"abc")
    record.keep_bytes("in", START_S + 1, b"d")
    record.keep_bytes("out", START_S + 1, b"e")
    record.keep_exchange(answer("ws://example.com/again", None), START_S + 2)
    record.keep_bytes("in", START_S + 2.5, b"f")
    record.end(Exit.FOUND, "reset", START_S + 3)
    assert read(path) == [
        Opening(0.5, "ws://u:p@example.com/", REQUEST, RESPONSE, "2023-11-14T22:13:20.000Z"),
        Transfer("in", 0.75, 0, b"abc"),
        Transfer("in", 1.0, 3, b"d"),
        Transfer("out", 1.0, 0, b"e"),
        Opening(2.0, "ws://example.com/again", REQUEST, None),
        Transfer("in", 2.5, 0, b"f"),
        End(3.0, 1, "reset"),
    ]


def test_credentials_are_masked_and_what_was_written_is_there(path: Path) -> None:
    record = RecordFile(str(path), BEGAN)
    record.keep_exchange(answer("ws://u:p@example.com/", RESPONSE), START_S)
    text = path.read_text()
    assert json.loads(text)["target"] == "ws://***@example.com/"
    assert "s3cret" not in text
    record.stop()


def test_nothing_is_kept_after_the_end(path: Path) -> None:
    record = RecordFile(str(path), BEGAN)
    record.end(Exit.OK, None, START_S)
    record.keep_bytes("in", START_S, b"late")
    record.stop()
    assert len(path.read_text().splitlines()) == 1
