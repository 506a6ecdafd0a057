"""Lines of --json: each keeps to the schema, and by hand or by document they are the same."""

import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.link import Facts
from rtcli.session.listener import Wants
from rtcli.session.stats import Stats
from rtcli.talk.json_teller import JsonTeller
from rtcli.talk.message_document import message_document
from rtcli.talk.outgoing import Outgoing
from rtcli.talk.plan import Look
from rtcli.talk.teller import Outcome
from rtcli.wire.expr import compile_expression
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, CLOSE, PING, PONG, TEXT
from rtcli.wire.messages import Message
from tests.golden import golden
from tests.talk.telling import BEGAN, KEY, PLAIN, SECURE, Desk, binary, frame, message, mortem, opened

SCHEMA = json.loads((files("rtcli") / "schemas" / "ws-connect-1.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
AT_S = BEGAN.instant_s + 1.5
FAULT = Fault("frame.reserved-bits", 7, "RSV bits are 010")


@dataclass
class Told:
    """A teller, and the lines that it wrote, each held against the schema."""

    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = Desk()
        self.teller = JsonTeller(Look(json=True, **self.settings), self.desk, self.desk.streams, began=BEGAN)

    @property
    def lines(self) -> list[dict[str, Any]]:
        assert self.desk.written.isascii()
        lines = self.desk.written.splitlines(keepends=True)
        assert all(line.endswith(b"}\n") for line in lines)
        documents: list[dict[str, Any]] = [json.loads(line) for line in lines]
        for document in documents:
            VALIDATOR.validate(document)
        assert [index for index, document in enumerate(documents) if "schema" in document] == [0] * bool(documents)
        return documents

    def heard(self, *items: Any) -> list[dict[str, Any]]:
        self.teller.heard(items, AT_S)
        return self.lines


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_whole_session() -> None:
    told = Told({"frames": True})
    teller = told.teller
    teller.opened(opened(SECURE), BEGAN.instant_s + 0.05, 1)
    teller.said(Outgoing().joined([frame(TEXT, b"hi", key=KEY), frame(PING, b"p", key=KEY)]), AT_S)
    teller.ponged(b"p", 0.0125, AT_S + 0.25)
    teller.heard([frame(PONG, b"p"), frame(TEXT, "hé".encode()), message("hé".encode())], AT_S + 0.25)
    teller.heard([frame(0x3, b"?", faults=(FAULT,)), frame(CLOSE, b"\x03\xf0bye")], AT_S + 0.5)
    teller.closed(mortem(code=1008, reason="bye", faults=(FAULT,)), AT_S + 0.5)
    teller.reconnecting(2, 0.75, "closed by the server: 1008 policy violation", AT_S + 0.5)
    teller.opened(opened(PLAIN, deflate=None), AT_S + 1, 2)
    teller.heard([binary(b"\0\xff")], AT_S + 1.25)
    teller.closed(mortem(), AT_S + 2)
    teller.end(Outcome(Stats(), mortem(), Exit.FOUND, ("a message was expected",)), AT_S + 2)
    assert [line["type"] for line in told.lines] == [
        *("open", "frame", "message", "frame", "ping", "frame", "pong", "frame", "message", "frame", "fault", "frame"),
        *("close", "reconnect", "open", "message", "close", "end"),
    ]
    golden("talk/session.jsonl", told.desk.written.decode())


def test_the_first_line_says_when_it_began_whatever_it_is() -> None:
    told = Told()
    told.teller.end(Outcome(Stats(), None, Exit.UNREACHED), AT_S)
    (line,) = told.lines
    assert list(line)[:4] == ["type", "schema", "started_at", "t_s"]
    assert (line["type"], line["started_at"], line["t_s"]) == ("end", "2023-11-14T22:13:20.000Z", 1.5)
    assert (line["post_mortem"], line["connections"], line["exit_code"]) == (None, 0, 3)


def test_an_error_has_a_line_of_its_own() -> None:
    told = Told()
    told.teller.end(Outcome(Stats(), None, Exit.UNREACHED, error=RtError("connect x", "refused")), AT_S)
    assert told.lines == []


def test_what_one_read_brought_is_one_write() -> None:
    told = Told()
    told.heard(message(b"a"), message(b"b"), frame(PING), FAULT)
    assert told.desk.writes == 1
    told.heard()
    assert told.desk.writes == 1


@given(
    st.builds(
        Message,
        offset=st.just(0),
        origin=st.just("server"),
        opcode=st.sampled_from((TEXT, BINARY)),
        payload=st.text().map(str.encode) | st.binary(max_size=9),
        length=st.just(-1),
        wire_length=st.integers(0, 99),
        frames=st.integers(1, 3),
        compressed=st.booleans(),
        readable=st.booleans(),
        faults=st.just(()),
    ),
    st.integers(0, 2),
    st.sampled_from((None, 0, 5)),
    st.floats(0, 1e6),
)
def test_by_hand_and_by_document_it_is_the_same(item: Message, more: int, most: int | None, since_s: float) -> None:
    item = item._replace(length=len(item.payload) + more)
    told = Told({"max_payload": most})
    told.heard(message(b"first"))
    told.desk.written = b""
    at_s = BEGAN.instant_s + since_s
    told.teller.heard([item], at_s)
    document = message_document(item, "in", t_s=BEGAN.since_s(at_s), max_payload=most)
    assert told.desk.written == json.dumps(document, separators=(",", ":")).encode() + b"\n"


def test_pings_and_pongs() -> None:
    told = Told()
    told.teller.ponged(b"a", 0.25, AT_S)
    told.teller.said([frame(PONG, b"a", key=KEY), frame(PING, b"b", key=KEY), frame(TEXT, b"c", key=KEY)], AT_S)
    told.heard(frame(PONG, b"a"), frame(PONG, b"a"), frame(PING, b"\xff"), frame(CLOSE))
    shown = [(line["type"], line["dir"], line["text"], line.get("rtt_ms", "-")) for line in told.lines]
    assert shown == [
        ("pong", "out", "a", None),
        ("ping", "out", "b", "-"),
        ("pong", "in", "a", 250),
        ("pong", "in", "a", None),
        ("ping", "in", None, "-"),
    ]


def test_faults_come_by_themselves_and_with_control_frames() -> None:
    lines = Told({"filter": compile_expression("opcode==text")}).heard(FAULT, frame(PING, b"p", faults=(FAULT,)))
    assert [(line["type"], line["code"], line["level"]) for line in lines] == [
        ("fault", "frame.reserved-bits", "fail")
    ] * 2


@pytest.mark.parametrize(
    ("filtered", "kinds"),
    [
        ("opcode==text", ["frame", "message"]),
        ("type==ping", ["ping"]),
        ("$.n == 1", ["frame", "message"]),
        ("dir==out", []),
    ],
)
def test_a_filter(filtered: str, kinds: list[str]) -> None:
    told = Told({"filter": compile_expression(filtered), "frames": True})
    lines = told.heard(frame(TEXT, b'{"n":1}'), message(b'{"n":1}'), frame(PING), frame(BINARY), binary(b""))
    assert [line["type"] for line in lines] == kinds


@pytest.mark.parametrize(("payload", "selected"), [(b'{"a":[1,"x"]}', [1, "x"]), (b"{}", []), (b"no JSON", [])])
def test_what_is_selected_stands_beside_it(payload: bytes, selected: list[Any]) -> None:
    (line,) = Told({"select": "$.a[*]"}).heard(message(payload))
    assert line["selected"] == selected
    assert line["text"] == payload.decode()


def test_payloads_are_cut_where_that_is_asked_for() -> None:
    lines = Told({"max_payload": 1, "frames": True}).heard(frame(TEXT, b"ab"), message(b"ab"), binary(b"ab"))
    assert [line["payload_cut"] for line in lines] == [True, True, True]
    assert [line["text"] for line in lines] == ["a", "a", None]


@pytest.mark.parametrize(
    ("settings", "wants"),
    [
        ({}, Wants(own=True)),
        ({"frames": True}, Wants(frames=True, own=True)),
        ({"verbose": 1}, Wants(own=True)),
        ({"verbose": 2}, Wants(frames=True, own=True)),
    ],
)
def test_what_it_wants_to_hear(settings: dict[str, Any], wants: Wants) -> None:
    assert Told(settings).teller.wants == wants


def test_notes_are_for_people() -> None:
    told = Told()
    told.teller.note("a \x1b")
    assert told.lines == []
    assert told.desk.talk == ["* a \\u001b"]


def test_credentials_are_masked_unless_asked_for() -> None:
    for show_secrets in (False, True):
        told = Told({"show_secrets": show_secrets})
        told.teller.opened(opened(Facts()), AT_S, 1)
        assert ("s3cret" in str(told.lines)) is show_secrets
