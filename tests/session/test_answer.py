"""Bytes that come back for a request to the head of the answer, and the body of a refusal, in any cut."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.net.clock import now
from rtcli.net.link import Ending
from rtcli.session.answer import BODY_LIMIT_BYTES, BODY_WAIT_S, AnswerReader, NoAnswer, Reply, read_body
from rtcli.wire.http1 import parse_head
from tests.links import peered
from tests.vloop import run

HEAD = b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n"
HINTS = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"


async def read(pieces: list[bytes], deed: str = "") -> Reply:
    link, peer = peered(latency_s=0.001)
    for piece in pieces:
        peer.write(piece)
    if deed:
        getattr(peer, deed)()
    try:
        return await AnswerReader(link).read()
    finally:
        link.abort()


@given(st.lists(st.integers(1, len(HINTS + HEAD) + 3), max_size=6))
def test_the_same_in_any_cut(cuts: list[int]) -> None:
    data, at = HINTS + HEAD + b"abc", sorted(cuts)
    pieces = [data[start:end] for start, end in zip([0, *at], [*at, len(data)], strict=True) if data[start:end]]
    reply = run(read(pieces, "eof"))
    assert reply.head.raw == HEAD
    assert reply.head.offset == len(HINTS)
    assert [head.status for head in reply.interim] == [100, 103]
    assert b"abc".startswith(reply.rest)  # what has not been read yet stays in the link


@pytest.mark.parametrize(
    ("data", "deed", "ending"),
    [
        (b"", "close", Ending.FIN),
        (b"", "reset", Ending.RESET),
        (b"\r\n\r\n", "close", Ending.FIN),
        (b"SSH-2.0\r\n", "", None),
        (b"\x15\x03\x03\0\x02\x02\x46", "", None),
        (b"HTTQ/1.1", "", None),
        (b"\r\n<html>", "", None),
    ],
)
def test_what_is_no_answer(data: bytes, deed: str, ending: Ending | None) -> None:
    with pytest.raises(NoAnswer) as raised:
        run(read([data], deed))
    assert (raised.value.data, raised.value.ending) == (data, ending)


@pytest.mark.parametrize("data", [b"HTTP/1.1 200", b"HT", b"HTTP/1.1 101 S\r\nUpgr"])
def test_half_a_head(data: bytes) -> None:
    reply = run(read([data], "close"))
    assert reply.head.raw == data
    assert [fault.code for fault in reply.head.faults] == ["http.head-truncated"]


async def body(fields: bytes, pieces: list[bytes], deed: str = "", rest: bytes = b"") -> tuple[bytes, float]:
    """What is kept of a body, and how long that took."""
    link, peer = peered()
    head = parse_head(b"HTTP/1.1 %s\r\n\r\n" % fields)
    assert head is not None

    async def serve() -> None:
        for piece in pieces:
            peer.write(piece)
            await asyncio.sleep(0.1)
        if deed:
            getattr(peer, deed)()

    async with asyncio.TaskGroup() as group:
        group.create_task(serve())
        got = await read_body(link, Reply(head, rest))
    took_s = now()
    link.abort()
    return got, took_s


@pytest.mark.parametrize(
    ("fields", "pieces", "rest", "kept"),
    [
        (b"404 No\r\nContent-Length: 5", [b"cde", b"fg"], b"ab", b"abcde"),
        (b"404 No\r\nContent-Length: 2", [], b"ab", b"ab"),
        (b"404 No\r\nContent-Length: 0", [], b"", b""),
        (b"204 No Content", [b"x"], b"y", b""),
        (b"304 Not Modified\r\nContent-Length: 5", [], b"", b""),
        (b"404 No\r\nTransfer-Encoding: chunked", [b"cde\r\n", b"0\r\n\r\n"], b"5\r\nab", b"abcde"),
        (b"404 No\r\nTransfer-Encoding: gzip, Chunked", [b"oops\r\n"], b"2\r\nab\r\n", b"ab"),
        (b"404 No\r\nContent-Length: %d" % (1 << 40), [b"x" * 50_000] * 2, b"", b"x" * BODY_LIMIT_BYTES),
        (b"404 No", [b"x" * 70_000], b"", b"x" * BODY_LIMIT_BYTES),
        (b"404 No\r\nTransfer-Encoding: chunked", [b"%x\r\n" % 70_000, b"x" * 70_000], b"", b"x" * BODY_LIMIT_BYTES),
    ],
)
def test_bodies_that_end(fields: bytes, pieces: list[bytes], rest: bytes, kept: bytes) -> None:
    got, took_s = run(body(fields, pieces, rest=rest))
    assert got == kept
    assert took_s < BODY_WAIT_S


@pytest.mark.parametrize("fields", [b"404 No", b"404 No\r\nContent-Length: many", b"404 No\r\nContent-Length: 99"])
def test_a_body_that_ends_with_its_connection(fields: bytes) -> None:
    assert run(body(fields, [b"ab", b"cd"], "close"))[0] == b"abcd"


def test_a_body_that_does_not_end_is_not_waited_for() -> None:
    got, took_s = run(body(b"404 No", [b"ab"]))
    assert (got, took_s) == (b"ab", BODY_WAIT_S)
