"""Answers in HTTP/1.1, byte for byte: every way in which a body ends or is cut, in whatever pieces it comes."""

import asyncio
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.session.http import Client
from rtcli.session.http1 import Http1
from rtcli.session.request import Request
from tests.links import peered
from tests.session.http_peers import ASKED, HEAD, Act, answered, conversed, failed, url, whole
from tests.vloop import run

GET = Request(url())
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CHUNKS = b"5\r\nhello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\n\r\n"
LENGTH = HEAD + b"Content-Length: 11\r\n\r\n"
OPEN = HEAD + b"\r\n"
BOTH = HEAD + b"transfer-encoding: Chunked\r\nContent-Length: 3\r\n\r\n"


@pytest.mark.parametrize(
    ("acts", "chunks"),
    [
        ([CHUNKED + CHUNKS], [(0, 5), (5, 1), (6, 5), (11, 0)]),
        ([BOTH + CHUNKS], [(0, 5), (5, 1), (6, 5), (11, 0)]),
        ([LENGTH + b"hello world and more"], []),
        ([HEAD + b"Content-Length: 11\r\nContent-Length: 11\r\n\r\nhello world"], []),
        ([OPEN + b"hello world", "fin"], []),
        ([b"HTTP/1.0 200 OK\r\n\r\nhello ", 1.0, b"world", "fin"], []),
        ([b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 \r\n\r\n" + LENGTH + b"hello world"], []),
    ],
)  # fmt: skip
def test_a_body_to_its_end(acts: list[Act], chunks: list[tuple[int, int]]) -> None:
    came, _ = answered(GET, acts)
    assert (came.body, came.response.cut, came.response.cause) == (b"hello world", None, None)
    assert (came.chunks, came.wire_bytes, came.codes) == (chunks, 11, [])
    assert came.response.answer.status == 200


@pytest.mark.parametrize("wire", [CHUNKED + CHUNKS, LENGTH + b"hello world", OPEN + b"hello world"])
def test_byte_by_byte(wire: bytes) -> None:
    acts: list[Act] = [act for at in range(len(wire)) for act in (wire[at : at + 1], 0.01)]
    came, _ = answered(GET, [*acts, "fin"])
    assert (came.body, came.response.cut) == (b"hello world", None)


@given(st.lists(st.integers(0, len(CHUNKED + CHUNKS))))
def test_random_cuts(cuts: list[int]) -> None:
    wire, borders = CHUNKED + CHUNKS, [0, *sorted(cuts), len(CHUNKED + CHUNKS)]
    acts = [act for a, b in zip(borders, borders[1:], strict=False) for act in (wire[a:b], 0.01)]
    came, _ = answered(GET, acts)
    assert (came.body, came.chunks, came.response.cut) == (b"hello world", [(0, 5), (5, 1), (6, 5), (11, 0)], None)


@pytest.mark.parametrize(
    ("acts", "body", "cause", "says", "codes"),
    [
        ([CHUNKED + b"5\r\nhel", "fin"], b"hel", "short-chunk",
         "the input ends with 3 of the 5 bytes of a chunk", ["chunk.truncated"]),
        ([CHUNKED + b"5\r\nhello\r\n", "fin"], b"hello", "short-chunk",
         "the input ends before the last chunk", ["chunk.truncated"]),
        ([CHUNKED + b"5\r\nhello\r\n", 1.0, "rst"], b"hello", "reset", "the connection was reset", ["chunk.truncated"]),
        ([CHUNKED + b"5\r\nhello\r\nwhat\r\n"], b"hello", "bad-chunk",
         "'what' where a size belongs", ["chunk.bad-size"]),
        ([LENGTH + b"hello", "fin"], b"hello", "short-length",
         "5 of the 11 bytes that Content-Length promised came", []),
        ([LENGTH + b"hello", 1.0, "rst"], b"hello", "reset", "the connection was reset", []),
        ([OPEN + b"hello", 1.0, "rst"], b"hello", "reset", "the connection was reset", []),
    ],
)  # fmt: skip
def test_cuts_are_told_apart(acts: list[Act], body: bytes, cause: str, says: str, codes: list[str]) -> None:
    came, _ = answered(GET, acts)
    assert (came.body, came.response.cause, came.response.cut, came.codes) == (body, cause, says, codes)


@pytest.mark.parametrize(
    ("method", "head"),
    [
        ("HEAD", LENGTH),
        ("GET", b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        ("GET", HEAD + b"Content-Length: 0\r\n\r\n"),
    ],
)
def test_answers_without_a_body(method: str, head: bytes) -> None:
    came, _ = answered(Request(url(), method), [head])
    assert (came.body, came.times, came.response.cut) == (b"", [], None)


def test_each_read_has_the_time_at_which_its_bytes_came() -> None:
    async def converse(client: Client) -> list[float]:
        response = await client.send(GET)
        await asyncio.sleep(10)  # whoever reads late does not change when they came
        return (await whole(response)).times

    times, _ = conversed(converse, [CHUNKED, 1.0, b"1\r\na\r\n", 2.0, b"1\r\nb\r\n0\r\n\r\n"])
    assert times == pytest.approx([1.004, 3.004])


def test_codings_are_undone_and_their_bytes_counted() -> None:
    coded = gzip.compress(b"hello " * 100)
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(coded)
    came, _ = answered(GET, [head + coded[:20], 1.0, coded[20:]])
    assert (came.body, came.wire_bytes, came.response.cut) == (b"hello " * 100, len(coded), None)


def test_one_connection_for_several_requests() -> None:
    async def converse(client: Client) -> list[bytes]:
        return [(await whole(await client.send(GET, keep=True))).body for _ in range(4)]

    bodies, peers = conversed(
        converse,
        [
            *(CHUNKED + CHUNKS, ASKED, HEAD + b"Content-Length: 2\r\n\r\nhi", ASKED),
            HEAD + b"Connection: Close\r\nContent-Length: 4\r\n\r\nlast",
        ],
        [OPEN + b"until the end", "fin"],
    )
    assert bodies == [b"hello world", b"hi", b"last", b"until the end"]
    assert len(peers.links) == 2


@pytest.mark.parametrize(
    ("acts", "is_read"),
    [
        ([LENGTH + b"hello world"], False),
        ([LENGTH + b"hello world, and what nobody asked for"], True),
        ([CHUNKED + CHUNKS + b"HTTP/1.1 408 Too Late\r\n\r\n"], True),
        ([LENGTH + b"hello world", "fin"], True),
        ([OPEN + b"hello", "fin"], True),
        ([LENGTH + b"hello", "fin"], True),
        ([b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"], True),
    ],
)
def test_when_the_next_request_needs_another_connection(acts: list[Act], is_read: bool) -> None:
    async def converse(client: Client) -> None:
        response = await client.send(GET, keep=True)
        await (whole(response) if is_read else response.close())
        await asyncio.sleep(1)
        await whole(await client.send(GET, keep=True))

    _, peers = conversed(converse, acts, [LENGTH + b"hello world"])
    assert len(peers.links) == 2


def test_a_kept_connection_that_has_not_been_asked_is_not_free() -> None:
    async def main() -> None:
        connection = Http1(peered()[0])
        assert (connection.is_free, connection.head, connection.written([(b"A", b"1")])) == (
            False,
            None,
            [(b"A", b"1")],
        )

    run(main())


@pytest.mark.parametrize(
    ("acts", "why"),
    [
        ([HEAD + b"Bad Name: 1\r\n\r\n"], "the answer's head breaks http.bad-field-name: ' ' in the name 'Bad Name'"),
        ([HEAD + b"A: 1\r\n", "fin"], "the server closed the connection inside the head of its answer: "
         "the input ends after 23 bytes, before the blank line"),
        ([HEAD + b"A: 1" * 20000 + b"\r\n\r\n"], "the answer's head breaks http.head-too-big: "
         "no blank line in the first 65536 bytes"),
    ],
)  # fmt: skip
def test_heads_that_are_none(acts: list[Act], why: str) -> None:
    error, _ = failed(GET, acts)
    assert error.why == why
