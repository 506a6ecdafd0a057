"""One look: what came, when, in which groups, and what is kept of much."""

import gzip

import pytest

from rtcli.net.link import Facts
from rtcli.net.spans import Span
from rtcli.probe.stream_facts import FAULTS_KEPT, IDS_KEPT, Groups, StreamFacts, look
from rtcli.session.http import Client, HttpAnswer
from rtcli.session.request import Request
from tests.probe.checking import CHUNKED, GET, LAST, RIGHT, chunk, event, headed, ticking
from tests.session.http_peers import HEAD, Script, conversed, url

TYPE = "Content-Type: text/event-stream"


def looked(script: Script, seconds: float = 10.0, *, enough: int = 1000) -> StreamFacts:
    async def converse(client: Client) -> StreamFacts:
        return await look(client, GET, seconds, enough=lambda facts: facts.events >= enough)

    return conversed(converse, script)[0]


def about(seconds: float | None) -> object:
    """The few ms that the links in memory take."""
    return pytest.approx(seconds, abs=0.01)


def test_times_count_from_the_request() -> None:
    facts = looked([2.0, CHUNKED, 1.0, chunk(b": x\n\n"), 0.5, chunk(event(1)), 3.0, LAST, "fin"])
    times = facts.head_s, facts.first_byte_s, facts.first_event_s, facts.last_byte_s, facts.over_s
    assert times == (about(2), about(3), about(3.5), about(3.5), about(6.5))
    assert (facts.longest_silence_s, facts.silence_s) == (about(1), 0.0)
    assert (facts.ended, facts.cut, facts.events, facts.comments, facts.chunks) == ("eof", None, 1, 1, 2)


def test_it_ends_when_the_time_is_over_and_tells_the_silence_until_then() -> None:
    facts = looked([CHUNKED, chunk(event(1)), 100.0, "rst"], 5.0)
    assert (facts.ended, facts.over_s, facts.silence_s) == (None, about(5), about(5))
    silent = looked([1.0, CHUNKED, 100.0, "rst"], 5.0)
    assert (silent.first_byte_s, silent.silence_s) == (None, about(5))


def test_enough_ends_it() -> None:
    facts = looked(ticking(1, 2, 3), enough=2)
    assert (facts.events, facts.ended, facts.over_s) == (2, None, about(1))


def test_a_cut_is_told() -> None:
    facts = looked([CHUNKED, chunk(event(1)), 1.0, "rst"])
    assert (facts.ended, facts.cut) == ("reset", "the connection was reset")


def test_what_is_no_stream_is_kept_as_far_as_it_comes() -> None:
    facts = looked(headed("Content-Type: text/plain", body=b"no stream"))
    assert (facts.is_stream, facts.body, facts.events) == (False, b"no stream", 0)


def test_redirects_come_before_the_answer() -> None:
    async def converse(client: Client) -> StreamFacts:
        return await look(client, GET, 1.0)

    moved = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
    facts, _ = conversed(converse, [moved], headed(TYPE))
    assert [answer.status for answer in facts.earlier] == [302]
    assert facts.answer and facts.answer.url.path == "/there"


@pytest.mark.parametrize(
    ("pieces", "count", "lumps", "lumped", "first"),
    [
        ([chunk(event(1)), chunk(event(2))], 2, 0, 0, 1),
        ([chunk(event(1)) + chunk(event(2))], 2, 0, 0, 1),  # one read, and yet two chunks
        ([chunk(event(1) + event(2) + event(3)), chunk(event(4))], 2, 1, 3, 3),
        ([chunk(event(1)[:5]), chunk(event(1)[5:] + event(2))], 1, 1, 2, 2),
        ([chunk(event(1) + event(2)[:4]), chunk(event(2)[4:])], 2, 0, 0, 1),
    ],
)
def test_events_of_one_chunk_came_together(
    pieces: list[bytes], count: int, lumps: int, lumped: int, first: int
) -> None:
    script: Script = [CHUNKED, *(act for piece in pieces for act in (piece, 0.1)), LAST, "fin"]
    groups = looked(script).groups
    assert (groups.count, groups.lumps, groups.lumped, groups.first_size) == (count, lumps, lumped, first)


def test_without_chunks_those_of_one_read_did() -> None:
    facts = looked([HEAD + RIGHT + b"\r\n", event(1) + event(2), 1.0, event(3), 0.1, "fin"])
    assert (facts.groups.count, facts.groups.lumped, facts.chunks) == (2, 2, 0)


def test_so_do_those_of_one_read_where_a_coding_hides_their_places() -> None:
    body = gzip.compress(event(1) + event(2))
    head = HEAD + RIGHT + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    facts = looked([head, chunk(body), LAST, "fin"])
    assert (facts.codings, facts.groups.lumped, facts.events) == ("gzip", 2, 2)
    assert (facts.wire_bytes, facts.body_bytes) == (len(body), len(event(1) + event(2)))


def test_ids_and_retries() -> None:
    body = b"retry: 10\n\nretry: 20\n\ndata: none\n\n" + event(1) + event(2) + b"id\ndata: reset\n\n"
    facts = looked(headed(TYPE, body=body))
    assert (facts.retry_ms, facts.with_id, facts.first_id, facts.ids) == (20, 2, "1", ["1", "2"])
    assert (facts.events, facts.last_event_id) == (4, "")


def test_of_many_ids_the_last_are_kept() -> None:
    facts = looked(headed(TYPE, body=b"".join(map(event, range(1, 2 * IDS_KEPT + 2)))), enough=10**9)
    assert (len(facts.ids), facts.ids[-1], facts.first_id) == (IDS_KEPT, str(2 * IDS_KEPT + 1), "1")


def test_of_many_faults_the_first_of_each_kind_are_kept() -> None:
    facts = looked(headed(TYPE, body=b"nonsense\n\n" * (FAULTS_KEPT + 5)))
    kept = [fault.code for fault in facts.faults]
    assert kept.count("sse.unknown-field") == FAULTS_KEPT
    assert facts.fault_counts["sse.unknown-field"] == FAULTS_KEPT + 5


def test_the_faults_of_chunks_count_too() -> None:
    assert "chunk.bad-size" in looked([CHUNKED, b"0x5\r\nhello\r\n", 1.0, "fin"]).fault_counts


@pytest.mark.parametrize(
    ("fields", "is_stream", "codings"),
    [
        ((("content-TYPE", "Text/Event-Stream ; charset=utf-8"),), True, ""),
        ((("Content-Type", "text/event-streams"),), False, ""),
        ((), False, ""),
        ((("Content-Type", "text/event-stream"), ("Content-Encoding", "identity")), True, ""),
        (
            (("Content-Type", "text/event-stream"), ("Content-Encoding", "GZIP"), ("Content-Encoding", "br")),
            True,
            "gzip, br",
        ),
    ],
)
def test_a_head_is_read(fields: tuple[tuple[str, str], ...], is_stream: bool, codings: str) -> None:
    raw = tuple((name.encode(), value.encode()) for name, value in fields)
    answer = HttpAnswer(url(), "GET", (), 200, "OK", "HTTP/1.1", raw, (Span("head", 0, 1),), Facts())
    facts = StreamFacts(answer)
    assert (facts.is_stream, facts.codings) == (is_stream, codings)
    assert (StreamFacts().is_stream, StreamFacts().get("Server")) == (False, "")


def test_groups_of_any_size() -> None:
    groups = Groups()
    for key in "aabcccc":
        groups.add(key)
    assert (groups.count, groups.lumps, groups.lumped, groups.first_size) == (3, 2, 6, 2)


def test_where_no_answer_comes_nothing_is_known() -> None:
    facts = StreamFacts()

    async def converse(client: Client) -> StreamFacts:
        try:
            return await look(client, Request(url(), head_timeout_s=1.0), 1.0, facts)
        except Exception:
            return facts

    conversed(converse, [100.0])
    assert (facts.answer, facts.over_s) == (None, 0.0)
