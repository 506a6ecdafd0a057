"""`rtcli replay` as a whole: what was recorded by `ws connect`, sent again to servers that answer the same or not."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rtcli.exits import Exit
from tests.command import cli

SCHEMA = json.loads((files("rtcli") / "schemas" / "replay-1.json").read_text())


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("replay") / "session.jsonl"
    ran = cli("ws", "connect", "lab:echo", "-d", '{"id": 7}', "-d", "two", "--max-messages", "2", "--record", str(path))
    assert ran.code == Exit.OK
    return str(path)


def test_the_same_answers(record: str) -> None:
    ran = cli("replay", record, "lab:echo", "--speed", "0")
    assert (ran.code, ran.out) == (Exit.OK, "2 sent, 2 answers expected, 2 came, 2 the same\n")
    assert ran.err == "replay: 2 messages to send, 2 answers to expect\n"


def test_other_answers(record: str) -> None:
    ran = cli("replay", record, "lab:silent", "--speed", "0", "--wait", "50ms", "-q")
    assert ran.code == Exit.FOUND
    assert ran.out.splitlines()[-1] == "2 sent, 2 answers expected, 0 came, 0 the same"
    assert ran.err == ""


def test_as_a_document(record: str) -> None:
    ran = cli("replay", record, "lab:silent", "--speed", "0", "--wait", "50ms", "--json")
    (document,) = ran.documents
    Draft202012Validator(SCHEMA).validate(document)
    assert ran.code == document["exit_code"] == Exit.FOUND
    assert [change["kind"] for change in document["changes"]] == ["missing", "missing"]


def test_where_nobody_is(record: str) -> None:
    ran = cli("replay", record, "ws://127.0.0.1:1/", "--json")
    assert ran.code == Exit.UNREACHED
    assert ran.documents[0]["error"]["stage"] == "connect"


def test_a_server_that_refuses(record: str) -> None:
    ran = cli("replay", record, "lab:ws/403")
    assert ran.code == Exit.UNREACHED
    assert "403 Forbidden" in ran.err


def test_a_file_that_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"a": 1}))
    ran = cli("replay", str(path))
    assert ran.code == Exit.USAGE
    assert "this is no record" in ran.err


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("replay") / "stream.jsonl"
    ran = cli("sse", "tail", "lab:sse/clock?every=10ms", "--max-events", "2", "--record", str(path))
    assert ran.code == Exit.OK
    return str(path)


def test_a_stream_asked_for_again(stream: str) -> None:
    ran = cli("replay", stream, "lab:sse/clock?every=10ms", "--ignore", "t")
    assert (ran.code, ran.out) == (Exit.OK, "1 sent, 2 answers expected, 2 came, 2 the same\n")
    assert ran.err == "replay: 2 events to expect\n"


def test_a_stream_that_is_none_any_more(stream: str) -> None:
    ran = cli("replay", stream, "lab:sse/404")
    assert ran.code == Exit.UNREACHED
    assert "404 Not Found" in ran.err and "no stream of this name" in ran.err
