"""Heartbeats, and answers to messages that a pattern is found in."""

import asyncio

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.talk.liveness import Replies, beat
from rtcli.talk.plan import Reply
from tests.vloop import run


def test_a_beat_comes_each_interval() -> None:
    async def until_time_is_up() -> None:
        beats = list[float]()

        async def send() -> None:
            beats.append(now())

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(100):
                await beat(send, 30.0)
        assert beats == [30.0, 60.0, 90.0]

    run(until_time_is_up())


@pytest.mark.parametrize(
    "pattern, text, payload, answer",
    [
        ("ping", "pong", b"a ping!", b"pong"),
        ("ping", "pong", b"PING", None),
        ('{"type":"ping"}', '{"type":"pong"}', b'{"type":"ping"}', b'{"type":"pong"}'),
        ("a.c", "x", b"abc", None),
        ("ping", r"\1", b"ping", rb"\1"),
        ("", "always", b"", b"always"),
        ("/^ping (\\d+)$/", r"pong \1", b"ping 7", b"pong 7"),
        ("/PING (?P<n>.)/i", r"\g<n>\\", b"ping \xc3\xa9", "é\\".encode()),
        ("/(a)|(b)/", r"[\1\2]", b"b", b"[b]"),
        ("/\ufffd/", "not text", b"\xff", b"not text"),
    ],
)
def test_an_answer(pattern: str, text: str, payload: bytes, answer: bytes | None) -> None:
    assert Replies([Reply(pattern, text)]).to(payload) == answer


def test_the_first_that_is_found_answers() -> None:
    replies = Replies([Reply("/a/", "1"), Reply("b", "2"), Reply("/b/", "3")])
    assert [replies.to(payload) for payload in (b"b", b"ba", b"c")] == [b"2", b"1", None]


@pytest.mark.parametrize(
    "reply", [Reply("/(/", "x"), Reply("/a/", r"\1"), Reply("/a/", r"\g<no>"), Reply("/a/", "\\q")]
)
def test_what_cannot_answer_is_said_at_once(reply: Reply) -> None:
    with pytest.raises(RtError) as raised:
        Replies([reply])
    assert (raised.value.exit, raised.value.stage) == (Exit.USAGE, "usage")
