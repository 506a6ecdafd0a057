"""What comes behind the head, at which times, on the left; verdicts on the right."""

import gzip
import zlib

import pytest

from rtcli.probe.examination import Question
from tests.probe.checking import CHUNKED, LAST, RIGHT, Checked, checked, chunk, event, headed, ticking
from tests.session.http_peers import HEAD, Act, Script

ONCE = Question(resume=False)
TYPE = "Content-Type: text/event-stream"
GZIPPED = HEAD + RIGHT + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENTS = [event(number) for number in range(1, 6)]


def of(*acts: Act) -> Checked:
    return checked(acts, asked=ONCE)


def flushed(*pieces: bytes) -> list[bytes]:
    """Each of them compressed to its last byte."""
    engine = zlib.compressobj(wbits=31)
    return [chunk(engine.compress(piece) + engine.flush(zlib.Z_SYNC_FLUSH)) for piece in pieces] + [
        chunk(engine.flush())
    ]


def test_a_steady_stream_has_no_fault() -> None:
    came = of(*ticking(1, 2, 3))
    assert came.broken == {"stream.http1", "stream.no-retry", "stream.ends"}
    assert came.of("stream.no-heartbeat") == (True, "the longest silence in 3 s was 1 s")
    assert came.of("stream.at-once")[0] is True


@pytest.mark.parametrize(
    ("acts", "ok", "says"),
    [
        ([2.0, CHUNKED + chunk(event(1)), 1.0, LAST, "fin"], False, "it came after 2 s, together with the first bytes"),
        ([2.0, CHUNKED, 1.0, chunk(event(1)), LAST, "fin"], True, "the head came after 2 s"),
        ([CHUNKED + chunk(event(1)), 1.0, LAST, "fin"], True, "the head came after 2 ms"),
        ([2.0, CHUNKED, LAST, "fin"], True, "the head came after 2 s"),
    ],
)
def test_a_head_that_waits_for_the_body(acts: Script, ok: bool, says: str) -> None:
    assert isinstance(acts, list)
    verdict = of(*acts).of("stream.head-held")
    assert verdict[0] is ok and verdict[1].startswith(says)


@pytest.mark.parametrize(
    ("acts", "ok", "says"),
    [
        (ticking(1, 2, 3), True, "the first event came 0 ms after the head"),
        (
            [CHUNKED, 2.0, *map(chunk, EVENTS), LAST, "fin"],
            False,
            "all 5 events came after 2 s, when the stream was over",
        ),
        ([CHUNKED, *map(chunk, EVENTS), LAST, "fin"], True, "the first event came 0 ms after the head"),
        ([CHUNKED, 2.0, chunk(event(1)), LAST, "fin"], True, "the first event came 2 s after the head"),
        (
            [CHUNKED, 2.0, chunk(b"".join(EVENTS)), 1.0, chunk(event(9)), 1.0, LAST, "fin"],
            None,
            "the first event came 2 s after the head, and 5 of them at once: made late or held, one look cannot tell",
        ),
        (
            [CHUNKED, chunk(b": x\n\n"), 2.0, chunk(b"".join(EVENTS)), 1.0, LAST, "fin"],
            True,
            "the first event came 2 s after the head",
        ),
        ([CHUNKED, 100.0, "rst"], None, "no event came within 10 s"),
    ],
)
def test_events_that_come_at_once(acts: list[Act], ok: bool | None, says: str) -> None:
    assert of(*acts).of("stream.at-once") == (ok, says)


@pytest.mark.parametrize(
    ("acts", "ok", "says"),
    [
        (ticking(1, 2, 3), True, "3 events in 3 chunks"),
        ([CHUNKED, chunk(b"".join(EVENTS)), LAST, "fin"], False, "5 events in 1 chunk: 5 did not come alone"),
        ([CHUNKED, chunk(b"".join(EVENTS[:2])), LAST, "fin"], True, "2 events in 1 chunk"),
        (headed(TYPE, body=b"".join(EVENTS)), False, "5 events in 1 read: 5 did not come alone"),
    ],
)
def test_lumps(acts: list[Act], ok: bool, says: str) -> None:
    assert of(*acts).of("stream.lumps") == (ok, says)


def test_no_events_make_no_lumps() -> None:
    assert "stream.lumps" not in of(CHUNKED, 100.0, "rst").codes


@pytest.mark.parametrize(
    ("acts", "seconds", "ok", "says"),
    [
        (
            [CHUNKED, chunk(event(1)), 100.0, "rst"],
            10.0,
            False,
            "nothing came for the last 10 s of 10 s; a longer --for",
        ),
        ([CHUNKED, 100.0, "rst"], 10.0, False, "nothing came for the last 10 s of 10 s; a longer --for"),
        (ticking(1, 2, every_s=6.0), 10.0, True, "the longest silence in 10 s was 6 s"),
        (ticking(1, 2, 3, every_s=58.0), 160.0, False, "nothing came for 58 s"),
        (
            [CHUNKED, *([chunk(b":\n\n"), 1.0] * 4), "fin"],
            3.5,
            True,
            "the longest silence in 3.5 s was 1 s, with 4 comments",
        ),
    ],
)
def test_heartbeats(acts: list[Act], seconds: float, ok: bool, says: str) -> None:
    verdict = checked(acts, asked=Question(seconds, resume=False)).of("stream.no-heartbeat")
    assert verdict[0] is ok and verdict[1].startswith(says)


def test_who_is_on_the_way_is_said_with_its_limit() -> None:
    came = checked([HEAD + RIGHT + b"Server: nginx\r\n\r\n", 100.0, "rst"], asked=ONCE)
    (finding,) = [finding for finding in came.findings if finding.code == "stream.no-heartbeat"]
    assert finding.seen == ("Server: nginx: proxy_read_timeout cuts after 60 s of silence",)


@pytest.mark.parametrize(
    ("body", "code", "ok", "says"),
    [
        (event(1), "stream.no-ids", True, "ids on 1 of 1 event"),
        (b"data: x\n\n" * 2, "stream.no-ids", False, "none of 2 events has one"),
        (b"", "stream.no-ids", None, "no event came within 10 s"),
        (b"retry: 2500\n\n", "stream.no-retry", True, "clients come back after 2.5 s"),
        (b"", "stream.no-retry", False, "clients come back after a time of their own, such as 3 s"),
    ],
)
def test_ids_and_retry(body: bytes, code: str, ok: bool | None, says: str) -> None:
    assert of(*headed(TYPE, body=body)).of(code) == (ok, says)


def test_an_end_in_order_is_a_note_and_a_cut_a_failure() -> None:
    ended = of(*ticking(1))
    assert (ended.of("stream.cut"), ended.of("stream.ends")[0]) == ((True, "nothing cut it"), False)
    cut = of(CHUNKED, chunk(event(1)), 1.0, "rst")
    assert cut.of("stream.cut") == (False, "after 1 s: the connection was reset")
    assert "stream.ends" not in cut.codes
    still = of(*ticking(*range(20)))
    assert still.of("stream.ends") == (True, "it was still open after 10 s")


def test_each_fault_is_a_finding_and_of_many_the_number() -> None:
    came = of(*headed(TYPE, body=b"nonsense\n\n" * 30))
    told = [finding for finding in came.findings if finding.code == "sse.unknown-field"]
    assert (len(told), told[0].offset, told[-1].says) == (21, 0, "10 times more")


def test_what_is_compressed_and_flushed_is_a_note() -> None:
    pieces = flushed(*EVENTS)
    acts: list[Act] = [GZIPPED]
    for piece in pieces:
        acts += [piece, 0.5]
    came = of(*acts, LAST, "fin")
    assert came.of("stream.compressed-held") == (True, "the first event came after 2 ms")
    assert came.of("stream.compressed")[0] is False
    assert of(*ticking(1)).of("stream.compressed") == (True, "it is not compressed")


@pytest.mark.parametrize(
    ("first", "second", "ok", "says"),
    [
        (
            [GZIPPED, chunk(flushed(b"")[0][5:]), 100.0, "rst"],
            ticking(1),
            False,
            "without compression the first event comes after 2 ms; with gzip none comes within 10 s",
        ),
        (
            [GZIPPED, 3.0, chunk(gzip.compress(b"".join(EVENTS))), LAST, "fin"],
            ticking(1, 2),
            False,
            "without compression the first event comes after 2 ms; with gzip all come at the end",
        ),
        ([GZIPPED, 100.0, "rst"], [CHUNKED, 100.0, "rst"], None, "without compression no event came either"),
    ],
)
def test_what_is_compressed_and_silent_is_asked_for_without(
    first: list[Act], second: list[Act], ok: bool | None, says: str
) -> None:
    came = checked(first, second)
    assert came.of("stream.compressed-held") == (ok, says)
    assert came.requests[1].count(b"Accept-Encoding: identity\r\n") == came.requests[1].count(b"Accept-Encoding:") == 1
    assert came.of("stream.resume-anew")[1] == "not tried: with compression no event came in time"


def test_a_second_answer_that_fails_leaves_it_open() -> None:
    came = checked([GZIPPED, 100.0, "rst"], ["rst"])
    ok, says = came.of("stream.compressed-held")
    assert ok is None and says.startswith("the second request failed: ")
