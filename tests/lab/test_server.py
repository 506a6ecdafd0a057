"""The lab as a whole: which request goes where, what the log is told, and how it ends."""

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from rtcli.lab import handlers
from rtcli.lab.embedded import running
from rtcli.lab.exchange import EVENT_STREAM, Exchange
from rtcli.lab.link import NO_LINGER
from rtcli.lab.routes import ROUTES
from rtcli.lab.server import Happening, Lab
from rtcli.lab.visit import Visit
from tests.lab.raw import GOODBYE, Address, Step, behind_head, talk
from tests.lab.raw import request as upgrade
from tests.lab.streaming import fetch, running_secure
from tests.lab.streaming import request as get


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


def test_every_route_has_its_handler() -> None:
    served = {**handlers.WEBSOCKETS, **handlers.HTTP, **handlers.RAW}
    assert ROUTES.keys() == served.keys()
    assert handlers.GREETINGS.keys() <= handlers.WEBSOCKETS.keys()
    for route in ROUTES.values():
        assert (route.name in handlers.RAW) == (route.engine == "raw"), route.name
        assert (route.name in handlers.WEBSOCKETS) == (route.engine == "websockets"), route.name
        assert (route.name in handlers.HTTP) == (route.engine == "http" or route.without_upgrade), route.name


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("sse/clock?count=1&every=1ms", 200),
        ("http://127.0.0.1/sse/clock?count=1&every=1ms", 200),
        ("sse%2Fclock?count=1&every=1ms", 200),
        ("echo", 426),
        ("feed?as=poll", 200),
        ("sse/clok", 404),
        ("sse/clock?evry=1", 400),
        ("ws/masked?x=1", 400),
    ],
)
def test_a_request_is_answered_by_its_route(lab: Address, target: str, status: int) -> None:
    asked = get(target).replace(b"GET /http", b"GET http")
    assert talk(lab, asked).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_mistaken_name_is_told_the_near_ones(lab: Address) -> None:
    assert b"did you mean sse/clock" in fetch(lab, "sse/clok").body


def test_only_some_routes_and_the_index_are_served() -> None:
    with running(Lab(only=frozenset({"sse/clock"}))) as address:
        statuses = {target: fetch(address, target).head.status for target in ("", "sse/clock?count=1", "echo")}
    assert statuses == {"": 200, "sse/clock?count=1": 200, "echo": 404}


def test_a_feed_is_served_with_an_upgrade_and_without(lab: Address) -> None:
    assert talk(lab, upgrade("feed"), GOODBYE).startswith(b"HTTP/1.1 101 ")
    assert talk(lab, get("feed?as=poll")).startswith(b"HTTP/1.1 200 ")


def test_the_log_is_told_what_happens() -> None:
    told: list[Happening] = []
    with running(Lab(log=told.append)) as address:
        talk(address, get("sse/clock?count=1&every=1ms"))
        talk(address, upgrade("echo"), GOODBYE)
        talk(address, upgrade("echo?origin=any&x=1"), Step(b"it has", b""))
        talk(address, b"nonsense\r\n\r\n")
        talk(address, b"\x16\x03\x01\x00\x05")
        talk(address, b"", Step(b"", b""))
        talk(address, get("nowhere").replace(b"close", b"keep-alive"), Step(b"lists them", b""))
    lines = [(line.route, re.sub(", [0-9]+ B in.*", "", line.says)) for line in told]
    assert lines == [
        ("sse/clock", "GET /sse/clock?count=1&every=1ms"),
        ("sse/clock", "200"),
        ("echo", "GET /echo"),
        ("echo", "101, closed by the client, 1000"),
        ("echo", "GET /echo?origin=any&x=1"),
        ("echo", "400"),
        ("", "nonsense "),
        ("", "400"),
        (None, "TLS, where none is spoken"),
        (None, "left without a request"),
        ("nowhere", "GET /nowhere"),
        ("nowhere", "404"),
    ]
    assert all(line.peer.startswith("127.0.0.1:") and line.at > 1e9 for line in told)
    assert [line.took_s is None for line in told[:4]] == [True, False, True, False]


def test_the_log_counts_the_bytes_of_each_request() -> None:
    told: list[Happening] = []
    first, second = get("nowhere").replace(b"close", b"keep-alive"), get("nowhere")
    with running(Lab(log=told.append)) as address:
        answers = talk(address, first, Step(b"lists them\n", second))
    cut = answers.rindex(b"HTTP/1.1")
    assert [line.says for line in told[1::2]] == [
        f"404, {len(first)} B in, {cut} B out",
        f"404, {len(second)} B in, {len(answers) - cut} B out",
    ]


def test_a_bug_of_ours_ends_its_connection_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_visit: Visit) -> None:
        raise LookupError("ours")

    monkeypatch.setitem(handlers.RAW, "ws/masked", broken)
    bugs: list[BaseException] = []
    with running(Lab(bug=bugs.append)) as address:
        assert talk(address, upgrade("ws/masked")) == b""
        assert talk(address, get("sse/clock?count=1&every=1ms")).startswith(b"HTTP/1.1 200 ")
    (bug,) = bugs
    assert isinstance(bug, ExceptionGroup)
    assert [str(leaf) for leaf in bug.exceptions] == ["ours"]


def test_an_answer_broken_off_ends_in_its_midst(monkeypatch: pytest.MonkeyPatch) -> None:
    async def half(exchange: Exchange, _lab: Lab) -> None:
        await exchange.begin(200, EVENT_STREAM)
        await exchange.send(b"data: 1\n\n")
        await exchange.break_off()

    monkeypatch.setitem(handlers.HTTP, "sse/clock", half)
    with running() as address:
        assert behind_head(talk(address, get("sse/clock"))) == b"9\r\ndata: 1\n\n\r\n"


def test_when_it_ends_everybody_is_told_and_the_port_is_free() -> None:
    lab = Lab()
    with ExitStack() as clients:
        with running(lab) as address:
            chatty = clients.enter_context(connect(f"ws://{address[0]}:{address[1]}/echo", proxy=None))
            chatty.send("x")
            assert chatty.recv(10) == "x"
            silent, stream = (clients.enter_context(socket.create_connection(address, timeout=10)) for _ in range(2))
            stream.sendall(get("sse/no-heartbeat"))
            assert stream.recv(5)
        with pytest.raises(ConnectionClosed) as closed:
            chatty.recv(10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1001
        assert silent.recv(1) == b""
        while stream.recv(1000):
            pass
    assert (lab.met, lab.links) == (3, set())
    with socket.create_server(address):
        pass


def test_whoever_does_not_read_is_cut_off_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtcli.lab.server.FAREWELL_S", 0.01)
    lab = Lab()
    with running(lab) as address:
        sock = socket.create_connection(address, timeout=10)
        sock.sendall(upgrade("big?size=32MiB&deflate=no"))
        assert sock.recv(12) == b"HTTP/1.1 101"
    with sock:
        assert lab.links == set()


def test_a_thousand_clients_at_once_are_served() -> None:
    async def visit(address: Address) -> bytes:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(upgrade("silent"))
        head = await reader.readuntil(b"\r\n\r\n")
        await all_here.wait()
        writer.close()
        return head[:12]

    async def visit_all(address: Address) -> set[bytes]:
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            tasks = [group.create_task(visit(address)) for _ in range(1000)]
            async with asyncio.timeout(60):
                while len(lab.links) < 1000:
                    await asyncio.sleep(0)
            all_here.set()
        return {task.result() for task in tasks}

    lab, all_here = Lab(), asyncio.Event()
    with running(lab) as address:
        assert asyncio.run(visit_all(address)) == {b"HTTP/1.1 101"}
    assert lab.met == 1000


def test_a_foreign_origin_is_refused(lab: Address) -> None:
    url = f"ws://{lab[0]}:{lab[1]}/echo"
    with pytest.raises(InvalidStatus) as refused:
        with connect(url, origin=Origin("http://elsewhere.example"), proxy=None):
            pass
    assert refused.value.response.status_code == 403


def test_plain_text_to_a_port_of_tls_ends() -> None:
    with running_secure() as secure, socket.create_connection(secure.address, timeout=10) as sock:
        sock.sendall(get("sse/clock"))
        while sock.recv(1000):
            pass


def test_http2_comes_by_prior_knowledge_and_by_tls() -> None:
    told: list[Happening] = []
    with running_secure(Lab(log=told.append)) as secure, secure.client() as client:
        assert client.get("/nowhere").http_version == "HTTP/2"
    assert [line.says.partition(",")[0] for line in told] == ["GET /nowhere", "404"]
    with running() as address:
        assert talk(address, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Step(b"", b""))[3:5] == b"\x04\x00"  # SETTINGS


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (b"GET /nowhere HTTP/1.1\r\nX: " + b"x" * 70_000, 431),
        (get("sse/clock", method="OPTIONS"), 204),
        (get("sse/clock", method="HEAD"), 200),
    ],
)
def test_what_every_http_server_answers(lab: Address, asked: bytes, status: int) -> None:
    assert talk(lab, asked).startswith(f"HTTP/1.1 {status} ".encode())


def test_over_http2_bugs_and_departures_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[Exception] = [LookupError("ours"), ConnectionResetError("theirs")]

    async def broken(*_args: object) -> None:
        raise raised.pop()

    monkeypatch.setitem(handlers.HTTP, "sse/clock", broken)
    bugs: list[BaseException] = []
    with running_secure(Lab(bug=bugs.append)) as secure, secure.client() as client:
        for _ in range(2):
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/sse/clock")
        assert client.get("/echo").status_code == 404
    assert [str(bug) for bug in bugs] == ["ours"]


def test_a_misdeed_may_end_well(lab: Address) -> None:
    assert talk(lab, upgrade("ws/html")).startswith(b"HTTP/1.1 200 ")


def test_whoever_vanishes_is_no_bug() -> None:
    bugs: list[BaseException] = []
    lab = Lab(bug=bugs.append)
    with running(lab) as address:
        with socket.create_connection(address, timeout=10) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            sock.sendall(get("sse/clock?every=1ms&size=100KiB"))
            assert sock.recv(5)
        assert talk(address, b"", Step(b"", b"")) == b""
    assert (bugs, lab.met) == ([], 2)


def test_whoever_comes_as_it_ends_is_reset() -> None:
    lab = Lab()
    with running(lab) as address:
        lab.is_ending = True
        with pytest.raises(ConnectionResetError), socket.create_connection(address, timeout=10) as sock:
            sock.recv(1)
    assert lab.met == 0
