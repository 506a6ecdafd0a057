"""Lines of --json: each keeps to the schema, and by hand or by document they are the same."""

import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.event_document import event_document
from rtcli.talk.stream_json import JsonStream
from rtcli.talk.stream_stats import StreamStats
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Comment, Event, Retry, UnknownField
from tests.golden import golden
from tests.talk.stream_telling import AGAIN, AT_S, answer, event, outcome, piece, plan, response
from tests.talk.telling import BEGAN, SECURE, Desk

SCHEMA = json.loads((files("rtcli") / "schemas" / "sse-tail-1.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FAULT = Fault("sse.bad-utf8", 9, "ill-formed: ff")
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


@dataclass
class Told:
    """A teller, and the lines that it wrote, each held against the schema."""

    look: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = Desk()
        teller_plan = plan({"json": True, **self.look}, **self.asked)
        self.teller = JsonStream(teller_plan, self.desk, self.desk.streams, began=BEGAN)

    @property
    def lines(self) -> list[dict[str, Any]]:
        assert self.desk.written.isascii()
        documents: list[dict[str, Any]] = [json.loads(line) for line in self.desk.written.splitlines()]
        for document in documents:
            VALIDATOR.validate(document)
        assert [index for index, document in enumerate(documents) if "schema" in document] == [0] * bool(documents)
        return documents

    def arrived(self, *values: Any, t_s: float = AT_S) -> list[dict[str, Any]]:
        self.teller.arrived(list(values), piece(t_s=t_s))
        return self.lines


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_whole_stream() -> None:
    told = Told()
    teller = told.teller
    moved = answer(302, "Found", fields=((b"location", b"/events"),))
    teller.opened(response(answer(facts=SECURE, start_s=100.02), moved), 1, BEGAN.instant_s + 0.05)
    told.arrived(Retry(0, 250), Comment(12, "bé\x1bat"), event("a\nb", "update", "7"), event("c"))
    told.arrived(FAULT, UnknownField(3, "a", "b"), event("d"), t_s=AT_S + 0.25)
    teller.reconnecting(AGAIN, AT_S + 0.5)
    teller.opened(response(), 2, AT_S + 3.5)
    stats = StreamStats()
    stats.opened(BEGAN.instant_s, BEGAN.instant_s + 0.05)
    stats.arrived([event("a"), event("b"), FAULT], piece(b"abc"))
    stats.open_s = 2.0
    teller.end(outcome(stats=stats, exit=Exit.FOUND, failures=("expected 3 events; 2 came",)), AT_S + 4)
    assert [line["type"] for line in told.lines] == [
        *("open", "retry", "comment", "event", "event", "fault", "event", "reconnect", "open", "end"),
    ]
    golden("talk/sse-tail.jsonl", told.desk.written.decode())


def test_nothing_was_opened() -> None:
    told = Told()
    told.teller.end(outcome("no-content", "204 No Content"), AT_S)
    assert told.lines[0]["stats"]["events_per_s"] is None


def test_an_error_makes_a_line_of_its_own() -> None:
    told = Told()
    told.teller.end(outcome(error=RtError("stream x", "no")), AT_S)
    assert told.lines == []


def test_notes_are_talk() -> None:
    told = Told()
    told.teller.note("by\x1b the way")
    assert told.desk.talk == ["* by\\u001b the way"]


def test_a_limit_cuts_what_is_shown() -> None:
    line = Told({"max_payload": 2}).arrived(event("abc"))[0]
    assert (line["data"], line["payload_cut"]) == ("ab", True)


def test_what_is_selected() -> None:
    lines = Told(asked={"select": "$.a[*]"}).arrived(event('{"a":[1,"x"]}'), event("no"))
    assert [line["selected"] for line in lines] == [[1, "x"], []]


def test_secrets() -> None:
    told = Told({"show_secrets": True})
    told.teller.opened(response(), 1, AT_S)
    assert "s3cret" in told.desk.written.decode()


@given(st.lists(st.builds(Event, st.just(0), st.integers(0, 1 << 40), TEXT, TEXT, TEXT | st.none(), TEXT), min_size=1))
def test_by_hand_or_by_document_they_are_the_same(events: list[Event]) -> None:
    told = Told()
    told.arrived(event("first"))
    told.arrived(*events, t_s=AT_S + 0.5)
    since_s = BEGAN.since_s(AT_S + 0.5)
    gaps = [0.5] + [0.0] * len(events)
    expected = [event_document(it, t_s=since_s, gap_s=gap) for it, gap in zip(events, gaps, strict=False)]
    assert told.lines[1:] == expected
    assert [list(line) for line in told.lines[1:]] == [list(document) for document in expected]
