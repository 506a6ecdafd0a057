"""Transcripts sent again at every pace, and the differences between the answers then and now."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.lab.embedded import running
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.talk.plan import Ends, Plan, Streams
from rtcli.talk.replay import MATCHED_MOST, Collector, Pace, ReplaySource, compare, replay
from rtcli.talk.transcript import Passed, Transcript
from rtcli.wire.frames import BINARY, TEXT
from rtcli.wire.url import parse_target
from tests.talk.scene import Came, Scene, Visit, echoing, silent


def texts(*payloads: str, opcode: int = TEXT) -> list[Passed]:
    return [Passed(float(at), opcode, payload.encode()) for at, payload in enumerate(payloads)]


ECHOED = Transcript("ws://example.com/", sent=texts("a", "b", "c"), received=texts("a", "b", "c"))


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scene:
    return Scene(monkeypatch, tmp_path)


def sent_again(scene: Scene, pace: Pace, *, stdin: bytes = b"", quiet: bool = False) -> tuple[Came, Collector, int]:
    read_end, write_end = os.pipe()
    os.write(write_end, stdin)
    os.close(write_end)
    collector = Collector()
    source = ReplaySource(ECHOED, pace, collector, read_end)
    act = silent if quiet else echoing
    came = scene.play(act, source=source, followers=[collector], ends=Ends(drain_s=0.0))
    os.close(read_end)
    return came, collector, source.sent


@pytest.mark.parametrize(("speed", "took_s"), [(1.0, 2.0), (4.0, 0.5), (0.5, 4.0), (0.0, 0.0)])
def test_at_its_own_pace_or_faster(scene: Scene, speed: float, took_s: float) -> None:
    came, collector, sent = sent_again(scene, Pace(speed))
    assert came.heard == [("text", "a"), ("text", "b"), ("text", "c"), ("close", "1000")]
    assert [passed.payload for passed in collector.received] == [b"a", b"b", b"c"]
    assert came.ended_s == pytest.approx(took_s, abs=0.05)
    assert sent == 3


def test_answers_that_do_not_come_are_waited_for_through_some_silence(scene: Scene) -> None:
    came, collector, _sent = sent_again(scene, Pace(0.0, wait_s=7.0), quiet=True)
    assert came.ended_s == pytest.approx(7.0, abs=0.05)
    assert collector.received == []


def test_step_by_step_as_long_as_there_are_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _came, _collector, sent = sent_again(Scene(monkeypatch, tmp_path), Pace(step=True, wait_s=0.1), stdin=b"\n")
    assert sent == 1


def test_a_server_that_speaks_first_is_heard(scene: Scene) -> None:
    async def greet(visit: Visit) -> None:
        visit.say("welcome")

    collector = Collector()
    nothing = Transcript("ws://example.com/", received=texts("welcome"))
    scene.play(greet, source=ReplaySource(nothing, Pace(), collector, 0), followers=[collector])
    assert [passed[1:] for passed in collector.received] == [(TEXT, b"welcome")]


def test_over_a_real_socket(tmp_path: Path) -> None:
    with running() as (host, port), open(tmp_path / "out", "wb") as out:
        asked = Asked(parse_target(f"ws://{host}:{port}/echo"))
        streams = Streams(0, out.fileno())
        done = asyncio.run(replay(ECHOED, Plan(lambda: asked, Way()), streams, Pace(0.0)))
    assert (done.sent, done.expected, len(done.received), done.changes) == (3, 3, 3, ())


ACK = '{"type": "ack", "id": 7, "at": 1.5}'


@pytest.mark.parametrize(
    ("then", "came", "changes"),
    [
        (texts(), texts(), []),
        (texts("a", "b"), texts("a", "b"), []),
        (texts("a", "b"), texts("b"), [("missing", 0)]),
        (texts("a"), texts("a", "b"), [("extra", 1)]),
        (texts("a", "b", "c"), texts("a", "x", "c"), [("changed", 1)]),
        (texts("a", "b"), texts("x"), [("changed", 0), ("missing", 1)]),
        (texts("a"), texts("x", "y"), [("changed", 0), ("extra", 1)]),
        (texts("a"), texts("a", opcode=BINARY), [("changed", 0)]),
        (texts('{"a": 1, "b": 2}'), texts('{"b":2,"a":1}'), []),
        (texts(ACK), texts(ACK.replace("1.5", "2.5")), []),
        (texts("[1]"), texts("[1"), [("changed", 0)]),
    ],
)
def test_the_fewest_changes(then: list[Passed], came: list[Passed], changes: list[tuple[str, int]]) -> None:
    assert [(change.kind, change.at) for change in compare(then, came, frozenset({"at"}))] == changes


@pytest.mark.parametrize(
    ("then", "came", "says"),
    [
        ('{"id": 7}', '{"id": 8}', ("$.id: expected 7, got 8",)),
        ('{"id": 7}', '{"id": 7, "new": 1}', ("$.new: not in the record",)),
        ('{"id": 7}', "{}", ("$.id: expected 7, not there",)),
        ("text", "other", ()),
    ],
)
def test_changes_in_json_are_said_by_their_place(then: str, came: str, says: tuple[str, ...]) -> None:
    (change,) = compare(texts(then), texts(came), frozenset())
    assert change.says == says


def test_another_kind_of_message_is_said() -> None:
    (change,) = compare(texts("a"), texts("a", opcode=BINARY), frozenset())
    assert change.says == ("expected text, got binary",)


def test_very_many_messages_are_compared_place_by_place() -> None:
    many = texts(*map(str, range(MATCHED_MOST + 1)))
    changes = compare(many, many[1:], frozenset())
    assert [change.kind for change in changes] == ["changed"] * MATCHED_MOST + ["missing"]


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_the_changes_lead_from_the_one_to_the_other(then: list[str], came: list[str]) -> None:
    changes = compare(texts(*then), texts(*came), frozenset())
    kept = len(then) - sum(change.kind != "extra" for change in changes)
    new = sum(change.kind != "missing" for change in changes)
    assert kept + new == len(came)


def test_json_without_the_ignored_members_at_any_depth() -> None:
    old, new = ({"list": [{"id": number, "name": "x"}]} for number in (1, 2))
    assert compare(texts(json.dumps(old)), texts(json.dumps(new)), frozenset({"id"})) == []
