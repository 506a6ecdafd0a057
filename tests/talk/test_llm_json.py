"""Whole token streams as lines of JSON, each held against the schema."""

import json
from collections import Counter
from importlib.resources import files

import jsonschema
import pytest

from rtcli.exits import Exit
from rtcli.lab.shapes import SHAPES
from rtcli.talk.llm_json import LlmJson
from rtcli.talk.stream_teller import Judge
from tests.talk.stream_scene import Came, Connection, StreamScene
from tests.talk.stream_telling import AT_S, outcome, plan, response
from tests.talk.telling import BEGAN, Desk
from tests.talk.tokens import connection

SCHEMA = json.loads(files("rtcli").joinpath("schemas/sse-tail-1.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def documents(came: Came) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in came.lines]
    for line in lines:
        VALIDATOR.validate(line)
    return lines


@pytest.mark.parametrize("shape", SHAPES)
def test_words_follow_their_events_and_the_sum_stands_before_the_end(stream_scene: StreamScene, shape: str) -> None:
    came = stream_scene.play(connection(f"sse/llm?shape={shape}&tokens=3"), llm="auto", look={"json": True})
    lines = documents(came)
    assert came.exit is Exit.OK
    assert lines[0]["type"] == "open" and lines[0]["schema"] == "rtcli/sse-tail/1"
    assert [line["type"] for line in lines[-2:]] == ["llm", "end"]
    words = "".join([str(line["text"]) for line in lines if line["type"] == "delta"])
    assert words == "A stream is" * (2 if shape == "mcp" else 1)
    assert lines[-2]["shape"] == shape
    counts = Counter(str(line["type"]) for line in lines)
    assert counts["event"] == lines[-2]["events"]


def test_a_stream_that_was_cut(stream_scene: StreamScene) -> None:
    came = stream_scene.play(connection("sse/llm-no-end"), llm="openai", look={"json": True})
    lines = documents(came)
    assert came.exit is Exit.FOUND
    assert lines[-1]["exit_code"] == 1
    findings = lines[-2]["findings"]
    assert isinstance(findings, list)
    assert {finding["code"]: finding["verdict"] for finding in findings} == {
        "llm.no-end-mark": "fail",
        "llm.error": "ok",
        "llm.stall": "ok",
        "llm.at-once": "ok",
        "llm.usage-mismatch": "skip",
        "llm.sequence-gap": "ok",
    }


def test_where_there_was_no_stream_there_is_nothing_to_sum_up(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection(status=204), llm="auto", look={"json": True})
    assert [line["type"] for line in documents(came)] == ["end"]


def test_it_is_a_judge() -> None:
    desk = Desk()
    teller = LlmJson(plan({"json": True}, llm="auto"), desk, desk.streams, began=BEGAN)
    assert isinstance(teller, Judge)
    teller.opened(response(), 1, AT_S)
    assert not teller.enough
    assert teller.verdict() is Exit.FOUND
    teller.end(outcome("interrupted", "interrupted"), AT_S)
    assert b'"code":"llm.no-end-mark","verdict":"skip"' in desk.written
