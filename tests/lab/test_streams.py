"""The honest event streams, asked by a bare socket and by an independent client: no reader of ours finds a fault."""

import http.client
import json
import time
from collections.abc import Iterator

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.exchange import BODY_LIMIT_BYTES
from rtcli.lab.feed import Feed
from rtcli.lab.server import Lab
from rtcli.lab.streams import HANDLERS, RETRY_MS, resumption
from rtcli.wire.sse import Comment, Event, Retry
from tests.lab.raw import LEAVE, Address, Step, talk
from tests.lab.streaming import Secure, data, events, fetch, parse_answer, record, request, running_secure, values

FIELDS = [
    ("Content-Type", "text/event-stream"),
    ("Cache-Control", "no-cache"),
    ("X-Accel-Buffering", "no"),
    ("Access-Control-Allow-Origin", "*"),
]


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running(Lab(feed=Feed(began=time.time() - 100))) as address:
        yield address


@pytest.fixture(scope="module")
def secure() -> Iterator[Secure]:
    with running_secure(Lab(feed=Feed(began=time.time() - 100))) as secure:
        yield secure


def numbers(body: bytes) -> list[int]:
    return [json.loads(text)["n"] for text in data(body)]


@pytest.mark.parametrize(
    "target",
    [
        "sse/clock?every=1ms&count=3&size=10&jitter=random",
        "sse/ids?every=1ms&count=3",
        "sse/heartbeat?every=1ms&count=5&event=2",
        "sse/auth?every=1ms&count=3&token=secret",
    ],
)
def test_an_honest_stream_has_its_fields_whole_events_and_no_fault(lab: Address, target: str) -> None:
    answer = fetch(lab, target)
    assert answer.head.status == 200
    assert [(name, answer.field(name)) for name, _ in FIELDS] == FIELDS
    assert not answer.faults
    assert events(answer.body)
    assert all(piece.endswith(b"\n\n") for piece in answer.pieces)


def test_the_clock_bears_the_time_for_another_client(lab: Address) -> None:
    before = time.time()
    connection = http.client.HTTPConnection(*lab, timeout=10)
    connection.request("GET", "/sse/clock?every=2ms&count=4")
    documents = [json.loads(text) for text in data(connection.getresponse().read())]
    connection.close()
    assert [document["n"] for document in documents] == [1, 2, 3, 4]
    stamps = [document["t"] for document in documents]
    assert stamps == sorted(stamps)
    assert before - 0.001 <= stamps[0] and stamps[-1] <= time.time() + 0.001


def test_the_clock_keeps_its_interval() -> None:
    recorded = record(HANDLERS, "sse/clock?every=2s&first=1s&count=3")
    assert recorded.began_s == 0.0
    assert [at_s for at_s, _ in recorded.sent] == [1.0, 3.0, 5.0]


def test_a_clock_without_end_ends_when_its_client_leaves(lab: Address) -> None:
    answer = fetch(lab, "sse/clock?every=1ms", steps=(Step(b"id: 3\n", LEAVE.says),))
    assert [fault.code for fault in answer.faults] in ([], ["chunk.truncated"])


def test_each_connection_finds_the_same_event_under_the_same_id(lab: Address) -> None:
    first, second = (
        values(fetch(lab, "sse/ids?every=10ms&count=20&keep=100000", "Last-Event-ID: 9500").body) for _ in range(2)
    )
    assert first == second
    assert first[:2] == [Retry(0, RETRY_MS), Comment(len("retry: 1000\n\n"), "resumed behind 9500")]
    assert [value.id for value in first if isinstance(value, Event)] == [str(n) for n in range(9501, 9521)]


def test_who_comes_back_misses_nothing_and_gets_nothing_twice(lab: Address) -> None:
    body = fetch(lab, "sse/ids?every=2ms&count=3&keep=100000").body
    seen = numbers(body)
    for _ in range(5):
        body = fetch(lab, "sse/ids?every=2ms&count=3&keep=100000", f"Last-Event-ID: {seen[-1]}").body
        seen += numbers(body)
    assert seen == list(range(seen[0], seen[0] + 18))


def test_who_is_new_is_told_no_old_events_and_nothing_but_retry(lab: Address) -> None:
    before = time.time()
    first, *rest = values(fetch(lab, "sse/ids?every=20ms&count=2").body)
    assert first == Retry(0, RETRY_MS)
    assert all(isinstance(value, Event) and json.loads(value.data)["t"] >= before - 0.02 for value in rest)


FEED = Feed(every_s=1.0, began=0.0, kept=10)


@pytest.mark.parametrize(
    ("last_id", "number", "remark"),
    [
        ("47", 47, "resumed behind 47"),
        ("50", 50, "resumed behind 50"),
        ("40", 40, "resumed behind 40"),
        ("39", 40, "40 to 40 are kept no longer: from 41 on"),
        ("0", 40, "1 to 40 are kept no longer: from 41 on"),
        ("51", 40, "no event has the id '51': all that are kept, from 41 on"),
        ("later", 40, "no event has the id 'later': all that are kept, from 41 on"),
        ("-1", 40, "no event has the id '-1': all that are kept, from 41 on"),
        ("9" * 5000, 40, f"no event has the id '{'9' * 5000}': all that are kept, from 41 on"),
    ],
)
def test_where_a_resume_goes_on(last_id: str, number: int, remark: str) -> None:
    assert resumption(FEED, last_id, 50.5) == (number, remark)


def test_an_unknown_id_is_answered_with_all_that_are_kept_and_a_word_on_it(lab: Address) -> None:
    _retry, comment, *rest = values(fetch(lab, "sse/ids?every=1s&keep=5&count=5", "Last-Event-ID: what?").body)
    assert isinstance(comment, Comment)
    assert comment.text.startswith("no event has the id 'what?': all that are kept, from ")
    oldest = int(comment.text.split()[-2])
    assert [value.id for value in rest if isinstance(value, Event)] == [str(n) for n in range(oldest, oldest + 5)]


def test_heartbeats_are_comments_with_an_event_now_and_then() -> None:
    recorded = record(HANDLERS, "sse/heartbeat?every=15s&event=3&count=7")
    beat = b": heartbeat\n\n"
    assert recorded.sent == [
        (0.0, beat),
        (15.0, beat),
        (30.0, beat),
        (30.0, b'id: 1\ndata: {"n":1}\n\n'),
        (45.0, beat),
        (60.0, beat),
        (75.0, beat),
        (75.0, b'id: 2\ndata: {"n":2}\n\n'),
        (90.0, beat),
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("one", ["one"]),
        ("Hello, brave new  world", ["Hello,", " brave", " new", "  world"]),
        (" a\nb\r\n\tc \n", [" a", "\nb", "\r\n\tc", " \n"]),
        ("grüß \U0001f600", ["grüß", " \U0001f600"]),
        ("", []),
        ("  ", ["  "]),
    ],
)
def test_a_body_comes_back_word_by_word(lab: Address, body: str, words: list[str]) -> None:
    answer = parse_answer(talk(lab, request("sse/post?pace=1ms", method="POST", body=body.encode())))
    documents = [json.loads(text) for text in data(answer.body)]
    assert documents == [{"n": number, "text": word} for number, word in enumerate(words, 1)]
    assert "".join(words) == body
    assert len(answer.pieces) == len(words)


def test_bytes_that_are_no_text_come_back_replaced(lab: Address) -> None:
    answer = parse_answer(talk(lab, request("sse/post", method="POST", body=b"\xff")))
    assert data(answer.body) == ['{"n":1,"text":"\ufffd"}']


def test_without_a_post_there_is_nothing_to_send_back(lab: Address) -> None:
    answer = fetch(lab, "sse/post")
    assert (answer.head.status, answer.field("Allow")) == (405, "POST")


def test_a_body_over_the_limit_is_refused(lab: Address) -> None:
    answer = parse_answer(talk(lab, request("sse/post", method="POST", body=b"x" * (BODY_LIMIT_BYTES + 1))))
    assert answer.head.status == 413


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("token=secret", "X: none"),
        ("", "Authorization: Bearer secret"),
        ("", "Authorization: bearer  secret"),
        ("", "Cookie: a=b; token=secret"),
        ("token=wrong", "Authorization: Bearer secret"),
        ("secret=s3&token=s3", "X: none"),
    ],
)
def test_the_right_token_opens_wherever_it_stands(lab: Address, query: str, line: str) -> None:
    answer = fetch(lab, f"sse/auth?every=1ms&count=2&{query}", line)
    assert (answer.head.status, numbers(answer.body)) == (200, [1, 2])


@pytest.mark.parametrize(
    ("query", "line", "challenge"),
    [
        ("", "X: none", 'Bearer realm="lab"'),
        ("", "Authorization: Basic c2VjcmV0", 'Bearer realm="lab"'),
        ("", "Cookie: token", 'Bearer realm="lab"'),
        ("", "Cookie: token=wrong", 'Bearer realm="lab", error="invalid_token"'),
        ("token=wrong", "X: none", 'Bearer realm="lab", error="invalid_token"'),
        ("secret=s3&token=secret", "X: none", 'Bearer realm="lab", error="invalid_token"'),
    ],
)
def test_without_it_there_is_a_challenge(lab: Address, query: str, line: str, challenge: str) -> None:
    answer = fetch(lab, f"sse/auth?{query}", line)
    assert (answer.head.status, answer.field("WWW-Authenticate")) == (401, challenge)
    assert json.loads(answer.body).keys() == {"error"}


def test_over_http2_a_clock_is_a_clock(secure: Secure) -> None:
    with secure.client() as client:
        answer = client.get("/sse/clock?every=1ms&count=5&size=20")
    assert (answer.http_version, answer.status_code) == ("HTTP/2", 200)
    assert [(name, answer.headers.get(name)) for name, _ in FIELDS] == FIELDS
    assert "transfer-encoding" not in answer.headers  # RFC 9113 8.2.2
    assert numbers(answer.content) == [1, 2, 3, 4, 5]


def test_over_http2_who_comes_back_misses_nothing(secure: Secure) -> None:
    with secure.client() as client:
        seen = numbers(client.get("/sse/ids?every=2ms&count=3&keep=100000").content)
        for _ in range(3):
            resumed = client.get("/sse/ids?every=2ms&count=3&keep=100000", headers={"Last-Event-ID": str(seen[-1])})
            seen += numbers(resumed.content)
    assert seen == list(range(seen[0], seen[0] + 12))


def test_over_http2_streams_run_side_by_side(secure: Secure) -> None:
    """One of them has no end: it is read from and then left."""
    with secure.client() as client, client.stream("GET", "/sse/clock?every=1ms") as endless:
        lines = endless.iter_lines()
        assert next(lines) == "id: 1"
        assert numbers(client.get("/sse/heartbeat?every=1ms&event=1&count=3").content) == [1, 2, 3]
        assert any(line == "id: 20" for line in lines)


def test_over_http2_a_body_comes_back(secure: Secure) -> None:
    text = f"{'w' * 100} " * 1000  # more than one window
    with secure.client() as client:
        answer = client.post("/sse/post?pace=0s", content=text)
        assert "".join(json.loads(each)["text"] for each in data(answer.content)) == text
        assert client.post("/sse/post", content=b"x" * (BODY_LIMIT_BYTES + 1)).status_code == 413
        assert client.get("/sse/post").status_code == 405


def test_over_http2_the_token_counts(secure: Secure) -> None:
    with secure.client() as client:
        assert client.get("/sse/auth").headers["www-authenticate"] == 'Bearer realm="lab"'
        answer = client.get("/sse/auth?every=1ms&count=1", headers={"Authorization": "Bearer secret"})
        assert numbers(answer.content) == [1]


@pytest.mark.parametrize(
    ("target", "last_id", "ids"),
    [
        ("sse/clock?every=1s&count=2", "7", ["8", "9"]),
        ("sse/clock?every=1s&count=2", "seven", ["1", "2"]),
        ("sse/heartbeat?every=1s&event=2&count=4", "7", ["8", "9"]),
    ],
)
def test_what_has_nothing_to_replay_counts_on_all_the_same(target: str, last_id: str, ids: list[str]) -> None:
    assert [event.id for event in events(record(HANDLERS, target, ("last-event-id", last_id)).bytes)] == ids
