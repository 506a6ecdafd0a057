"""The chat: who hears what, who is told what was said before, and that the slow hold nobody up."""

import json
import socket
import time
from collections.abc import Iterator

import pytest

from rtcli.lab.chat import TEXT_LIMIT
from rtcli.lab.embedded import running
from rtcli.lab.room import UNHEARD_KEPT
from rtcli.lab.server import Lab
from tests.lab.raw import Address, behind_head, request
from tests.lab.websocket import DEADLINE_S, Client, connected

LAB = Lab()


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running(LAB) as at:
        yield at


def hears(client: Client) -> tuple[int, str, str]:
    line = json.loads(client.message())
    assert abs(line["at"] - time.time()) < DEADLINE_S
    return line["n"], line["from"], line["text"]


def test_everyone_hears_everything(address: Address) -> None:
    with connected(address, "chat?room=a") as one, connected(address, "chat?room=a&name=Zo%C3%AB") as two:
        one.send("hello")
        assert hears(one) == hears(two) == (1, "guest 1", "hello")
        two.send('a "quoted" ü')
        assert hears(one) == hears(two) == (2, "Zoë", 'a "quoted" ü')


def test_newcomers_are_told_the_last_lines(address: Address) -> None:
    with connected(address, "chat?room=b") as one:
        for number in range(5):
            one.send(str(number))
            hears(one)
        with connected(address, "chat?room=b&history=2") as two, connected(address, "chat?room=b&history=0") as three:
            assert [hears(two)[2] for _ in range(2)] == ["3", "4"]
            with connected(address, "chat?room=b&history=100") as four:
                assert [hears(four)[2] for _ in range(5)] == ["0", "1", "2", "3", "4"]
            two.send("new")
            assert hears(three) == hears(two) == (6, "guest 2", "new")


def test_rooms_are_apart_and_forgotten_when_empty(address: Address) -> None:
    with connected(address, "chat?room=c") as one, connected(address, "chat?room=d") as other:
        one.send("here")
        other.send("there")
        assert (hears(one)[2], hears(other)[2]) == ("here", "there")
        assert {"c", "d"} <= LAB.rooms.keys()
    with connected(address, "chat?room=c") as one:
        one.send("again")
        assert hears(one) == (1, "guest 1", "again")


@pytest.mark.parametrize(
    "message, code, reason",
    [(b"bytes", 1003, "this chat is of text"), ("x" * (TEXT_LIMIT + 1), 1009, f"over {TEXT_LIMIT} characters")],
)
def test_what_a_chat_does_not_take(address: Address, message: str | bytes, code: int, reason: str) -> None:
    with connected(address, "chat?room=e") as client:
        client.send(message)
        assert client.until_closed() == (code, reason)


def test_the_slow_are_put_out_and_hold_nobody_up(address: Address) -> None:
    with socket.socket() as slow, connected(address, "chat?room=f") as quick:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        slow.settimeout(DEADLINE_S)
        slow.connect(address)
        slow.sendall(request("chat?room=f"))
        while "f" not in LAB.rooms or len(LAB.rooms["f"].members) < 2:
            quick.ping(b"are we two?")
            quick.frame()
        lines = 0
        while len(LAB.rooms["f"].members) == 2:
            quick.send("x" * TEXT_LIMIT)
            lines += 1
            assert hears(quick)[0] == lines
        reason = b"\x03\xf0over %d messages behind" % UNHEARD_KEPT
        got = b""
        while not got.endswith(reason):
            got += slow.recv(1 << 20)
        quick.send("still here")
        assert hears(quick)[2] == "still here"
        assert UNHEARD_KEPT < lines
        assert behind_head(got).count(b'"from":"guest 1"') < lines
