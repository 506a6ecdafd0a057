"""Bad habits: what each leaves out or does over a bare socket, and when it does so in virtual time."""

import asyncio
from collections.abc import Iterator
from typing import cast

import pytest

from rtcli.lab import habits
from rtcli.lab.embedded import running
from rtcli.lab.habits import COURSES, HANDLERS, Echo
from rtcli.lab.link import Link
from rtcli.lab.route import parse_parameters
from rtcli.lab.routes import HABITS, ROUTES
from rtcli.lab.server import Lab
from rtcli.lab.visit import Visit
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, build_frame
from rtcli.wire.http1 import parse_head
from tests import vloop
from tests.lab.raw import GOODBYE, HEAD_END, LEAVE, Address, Step, behind_head, faults, request, talk

KEY = b"mask"
NORMAL, GOING_AWAY, PROTOCOL_ERROR = b"\x03\xe8", b"\x03\xe9time is up", b"\x03\xea"
HELLO = build_frame(TEXT, b"hello")
CLOSED = build_frame(CLOSE, NORMAL)
PONGED = build_frame(PONG, b"here?")


def said(opcode: int, payload: bytes, *, fin: bool = True) -> bytes:
    """A frame of the client."""
    return build_frame(opcode, payload, fin=fin, key=KEY)


ALL_SAID = said(TEXT, b"hello") + said(PING, b"here?") + said(PONG, b"unasked") + said(CLOSE, NORMAL)


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running() as at:
        yield at


def test_every_row_has_a_handler() -> None:
    assert [route.name for route in HABITS] == list(HANDLERS)


@pytest.mark.parametrize(
    "target, answers",
    [
        ("ws/fin", HELLO + PONGED + CLOSED),  # honest, as long as they last
        ("ws/rst", HELLO + PONGED + CLOSED),
        ("ws/idle-cut", HELLO + PONGED + CLOSED),
        ("ws/lifetime", HELLO + PONGED + CLOSED),
        ("ws/no-pong", HELLO + CLOSED),
        ("ws/wrong-pong", HELLO + build_frame(PONG, b"not here?") + CLOSED),
        ("ws/slow-pong?delay=1h", HELLO + CLOSED),
        ("ws/dead-application", PONGED + CLOSED),
        ("ws/ping-storm?every=1h", build_frame(PING, b"are you there?") + HELLO + PONGED + CLOSED),
    ],
)
def test_what_is_left_out(address: Address, target: str, answers: bytes) -> None:
    asked = request(target)
    for answer in (talk(address, asked, Step(HEAD_END, ALL_SAID)), talk(address, asked + ALL_SAID)):
        if target.startswith("ws/ping-storm"):  # its first ping may come late
            assert behind_head(answer).replace(answers[:16], b"") == answers[16:]
        else:
            assert behind_head(answer) == answers
        assert faults(asked, answer) == []


@pytest.mark.parametrize(
    "target, answers",
    [
        ("ws/never-closes", HELLO + PONGED),
        ("ws/nothing-passes", b""),
        ("ws/idle-cut?after=0&by=silence", b""),
        ("ws/lifetime?after=0&by=silence", b""),
    ],
)
def test_who_stays_open_until_the_client_leaves(address: Address, target: str, answers: bytes) -> None:
    asked = request(target)
    answer = talk(address, asked, Step(HEAD_END, ALL_SAID), Step(answers, b""))
    assert behind_head(answer) == answers
    assert faults(asked, answer) == []


@pytest.mark.parametrize("target", ["ws/fin?after=0", "ws/idle-cut?after=0", "ws/lifetime?after=0&by=fin"])
def test_a_fin_and_no_close_frame(address: Address, target: str) -> None:
    answer = talk(address, request(target))
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert behind_head(answer) == b""


@pytest.mark.parametrize("target", ["ws/rst?after=0", "ws/idle-cut?after=0&by=rst", "ws/lifetime?after=0&by=rst"])
def test_a_reset(address: Address, target: str) -> None:
    with pytest.raises(ConnectionResetError):
        talk(address, request(target))


@pytest.mark.parametrize("target", ["ws/idle-cut?after=0&by=close", "ws/lifetime?after=0&by=close"])
def test_a_close_that_is_answered(address: Address, target: str) -> None:
    asked, closed = request(target), build_frame(CLOSE, GOING_AWAY)
    answer = talk(address, asked, Step(closed, said(TEXT, b"too late") + said(CLOSE, GOING_AWAY)))
    assert behind_head(answer) == closed
    assert faults(asked, answer) == []


def test_a_close_that_is_not_answered(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(habits, "CLOSE_TIMEOUT_S", 0.0)
    assert behind_head(talk(address, request("ws/lifetime?after=0&by=close"))) == build_frame(CLOSE, GOING_AWAY)


@pytest.mark.parametrize(
    "frame, answer",
    [
        (said(BINARY, bytes(3 << 20)), build_frame(BINARY, bytes(3 << 20))),
        (
            said(TEXT, b"in ", fin=False) + said(CONTINUATION, b"two"),
            build_frame(TEXT, b"in ", fin=False) + build_frame(CONTINUATION, b"two"),
        ),
    ],
)
def test_messages_come_back_in_their_frames(address: Address, frame: bytes, answer: bytes) -> None:
    asked = request("ws/no-pong")
    assert behind_head(talk(address, asked, Step(HEAD_END, frame), Step(answer, GOODBYE.says))) == answer + CLOSED


@pytest.mark.parametrize("wrong", [build_frame(TEXT, b"unmasked"), said(11, b""), b"GET / HTTP/1.1\r\n\r\n"])
def test_a_client_that_errs_is_told(address: Address, wrong: bytes) -> None:
    answer = talk(address, request("ws/no-pong"), Step(HEAD_END, wrong), LEAVE)
    assert behind_head(answer) == build_frame(CLOSE, PROTOCOL_ERROR)


def test_what_is_no_opening_is_refused(address: Address) -> None:
    asked = request("ws/no-pong").replace(b"Sec-WebSocket-Version: 13\r\n", b"")
    assert talk(address, asked, Step(HEAD_END, b"")).startswith(b"HTTP/1.1 400 ")


class Script:
    """A link in virtual time: what the client says and when, and what it is told and when."""

    def __init__(self, says: list[tuple[float, bytes]]) -> None:
        self.says = says
        self.told: list[tuple[float, object]] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def drain(self) -> None:
        await asyncio.sleep(0)

    async def read(self) -> bytes:
        at, data = self.says[0] if self.says else (1e9, b"")
        await asyncio.sleep(at - asyncio.get_running_loop().time())
        del self.says[:1]
        return data

    def note(self, what: object) -> None:
        if what:
            self.told.append((round(asyncio.get_running_loop().time(), 3), what))

    write = note

    def end(self) -> None:
        self.note("fin")


def play(target: str, *says: tuple[float, bytes]) -> list[tuple[float, object]]:
    """What the course of a route tells this client, and when."""
    name, _, query = target.partition("?")
    head = parse_head(request(target))
    assert head is not None

    async def course() -> list[tuple[float, object]]:
        link = Script(list(says))
        visit = Visit(cast(Link, link), head, b"", parse_parameters(ROUTES[name], query), Lab())
        habit, go = COURSES[name]
        await go(Echo(visit, habit))
        return link.told

    return vloop.run(course())


TEXTS = [(at, said(TEXT, b"hello")) for at in (1.0, 2.0, 3.5)]
PINGS = [(at, said(PING, b"here?")) for at in (1.0, 2.0, 3.5)]
HALF = said(TEXT, b"hello")[:3]


@pytest.mark.parametrize(
    "target, says, told",
    [
        ("ws/idle-cut?after=2", [], [(2, "fin")]),
        ("ws/idle-cut?after=2", TEXTS, [(1, HELLO), (2, HELLO), (3.5, HELLO), (5.5, "fin")]),
        ("ws/idle-cut?after=2", PINGS, [(1, PONGED), (2, PONGED), (3.5, PONGED), (5.5, "fin")]),
        ("ws/idle-cut?after=2", [(1.5, HALF)], [(3.5, "fin")]),
        ("ws/idle-cut?after=2&counts=messages", TEXTS, [(1, HELLO), (2, HELLO), (3.5, HELLO), (5.5, "fin")]),
        ("ws/idle-cut?after=2&counts=messages", PINGS, [(1, PONGED), (2, "fin")]),
        ("ws/lifetime?after=3", TEXTS, [(1, HELLO), (2, HELLO), (3, "fin")]),
        ("ws/lifetime", [], [(10, "fin")]),
        ("ws/fin", PINGS, [(0.5, "fin")]),
        (
            "ws/slow-pong?delay=1.5s",
            [*PINGS, (4, said(TEXT, b"hello")), (6, ALL_SAID)],
            [(2.5, PONGED), (3.5, PONGED), (4, HELLO), (5, PONGED), (6, HELLO), (6, CLOSED)],
        ),
        (
            "ws/ping-storm?every=1s",
            [(1.5, said(TEXT, b"hello")), (2.5, said(CLOSE, NORMAL))],
            [(0, "ping"), (1, "ping"), (1.5, HELLO), (2, "ping"), (2.5, CLOSED)],
        ),
    ],
)
def test_when(target: str, says: list[tuple[float, bytes]], told: list[tuple[float, object]]) -> None:
    pings = {"ping": build_frame(PING, b"are you there?")}
    assert play(target, *says) == [(at, pings.get(str(what), what)) for at, what in told]


def test_late_pongs_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(habits, "PENDING_PONGS", 2)
    told = play("ws/slow-pong?delay=1s", (0, said(PING, b"here?") * 5), (2, said(CLOSE, NORMAL)))
    assert told == [(1, PONGED), (1, PONGED), (2, CLOSED)]
