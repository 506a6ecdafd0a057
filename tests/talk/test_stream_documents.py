"""What is told of a stream besides its events, as documents."""

from rtcli.exits import Exit
from rtcli.talk import stream_documents as documents
from rtcli.talk.stream_stats import StreamStats
from rtcli.wire.fault import Fault
from tests.talk.stream_telling import AGAIN, AT_S, answer, event, outcome, piece, response
from tests.talk.telling import BEGAN


def test_an_opening() -> None:
    moved = answer(302, "Found", fields=((b"location", b"/events"),))
    document = documents.open_document(response(answer(version="HTTP/2", reason=""), moved), BEGAN, 2, False)
    assert (document["attempt"], document["status"], document["http_version"]) == (2, 200, "HTTP/2")
    assert document["headers"] == [["content-type", "text/event-stream"], ["Set-Cookie", "***"]]
    assert document["request"]["headers"][1] == ["Authorization", "***"]
    assert [span["name"] for span in document["spans"]] == ["connect", "head"]
    assert (document["remote"], document["tls"]) == ("127.0.0.1:80", None)
    assert document["earlier"][0]["response"]["status"] == 302


def test_an_answer_that_cannot_be_read_again() -> None:
    strange = answer(fields=((b"", b""),), reason="\n\n", version="HTTP/\r\n\r\n")
    assert documents.open_document(response(strange), BEGAN, 1, True)["headers"] == []


def test_secrets_are_shown_where_that_is_asked_for() -> None:
    document = documents.open_document(response(), BEGAN, 1, True)
    assert document["headers"][1] == ["Set-Cookie", "id=s3cret"]


def test_a_fault() -> None:
    assert documents.fault_line(Fault("sse.bad-utf8", 9, "ill-formed: ff"), 1.5) == {
        "type": "fault",
        "t_s": 1.5,
        "level": "warn",
        "code": "sse.bad-utf8",
        "offset": 9,
        "says": "ill-formed: ff",
        "clause": "WHATWG HTML 9.2.6",
    }


def test_a_reconnect() -> None:
    assert documents.return_document(AGAIN) == {
        "attempt": 2,
        "delay_ms": 3000.0,
        "reason": "the stream ended in order",
        "last_event_id": "7",
    }


def test_an_end() -> None:
    stats = StreamStats(open_s=2.0, shown=1)
    stats.opened(AT_S, AT_S + 0.25)
    stats.arrived([event("a", id="1"), event("b", id="2")], piece(b"12345", AT_S + 0.5))
    document = documents.end_document(outcome("reset", "cut", exit=Exit.FOUND, stats=stats, failures=("no",)))
    assert document["stats"]["events_per_s"] == 1.0
    assert document["stats"]["first_byte_ms"] == 250.0
    assert {key: document[key] for key in ("cause", "says", "last_event_id", "failures", "exit_code")} == {
        "cause": "reset",
        "says": "cut",
        "last_event_id": "7",
        "failures": ["no"],
        "exit_code": 1,
    }


def test_nothing_was_open() -> None:
    stats = documents.stats_document(StreamStats())
    assert (stats["events_per_s"], stats["bytes_per_s"], stats["first_event_ms"]) == (None, None, None)
