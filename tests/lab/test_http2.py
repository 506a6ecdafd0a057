"""HTTP/2 as h2 itself speaks it from the other side: streams, windows, resets, and all the ways to leave."""

import socket
from collections.abc import Callable, Iterator, Sequence

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.settings import SettingCodes

from rtcli.lab.embedded import running
from rtcli.lab.exchange import BODY_LIMIT_BYTES
from rtcli.lab.server import Lab
from tests.lab.raw import Address
from tests.lab.streaming import running_secure

Done = Callable[[Sequence[Event]], bool]


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


class Client:
    """One connection by prior knowledge; windows grow only when a test says so."""

    def __init__(self, address: Address, *, window_bytes: int = 65535) -> None:
        self.sock = socket.create_connection(address, timeout=10)
        self.h2 = H2Connection(H2Configuration(header_encoding="latin-1"))
        self.h2.initiate_connection()
        self.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: window_bytes})
        self.events: list[Event] = []
        self.say()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.sock.close()

    def ask(self, target: str, *, method: str = "GET", body: bytes | None = None) -> int:
        stream = self.h2.get_next_available_stream_id()
        fields = [(":method", method), (":path", f"/{target}"), (":scheme", "http"), (":authority", "lab")]
        self.h2.send_headers(stream, fields, end_stream=body is None)
        for at in range(0, len(body or b""), 16384):
            self.give(stream, (body or b"")[at : at + 16384])
        if body is not None:
            self.h2.end_stream(stream)
        self.say()
        return stream

    def give(self, stream: int, data: bytes) -> None:
        while self.h2.local_flow_control_window(stream) < len(data):
            self.say()
            self.take()
        self.h2.send_data(stream, data)

    def say(self) -> None:
        self.sock.sendall(self.h2.data_to_send())

    def take(self) -> bool:
        """What comes next; False at the end."""
        data = self.sock.recv(65536)
        self.events += self.h2.receive_data(data)
        self.say()
        return bool(data)

    def until(self, kind: type[Event], stream: int | None = None) -> Event:
        while True:
            for event in self.events:
                if isinstance(event, kind) and stream in (None, getattr(event, "stream_id", None)):
                    return event
            assert self.take(), f"no {kind.__name__} came"

    def body(self, stream: int) -> bytes:
        return b"".join(e.data or b"" for e in self.events if isinstance(e, DataReceived) and e.stream_id == stream)

    def status(self, stream: int) -> str:
        event = self.until(ResponseReceived, stream)
        assert isinstance(event, ResponseReceived)
        return next(str(value) for name, value in event.headers or () if str(name) == ":status")


@pytest.mark.parametrize(
    ("method", "target", "status", "shows"),
    [
        ("GET", "sse/clock?every=1ms&count=2", "200", b"id: 2\n"),
        ("HEAD", "sse/clock", "200", b""),
        ("GET", "nowhere", "404", b"no route is called 'nowhere'"),
        ("GET", "sse/clock?x=1", "400", b"no parameter is called 'x'"),
        ("GET", "echo", "404", b"is not served over HTTP/2"),
        ("OPTIONS", "sse/clock", "204", b""),
    ],
)
def test_each_stream_is_answered(lab: Address, method: str, target: str, status: str, shows: bytes) -> None:
    with Client(lab) as client:
        stream = client.ask(target, method=method)
        client.until(StreamEnded, stream)
        assert client.status(stream) == status
        assert shows in client.body(stream)
        assert client.body(stream) or not shows


def test_streams_run_side_by_side(lab: Address) -> None:
    with Client(lab) as client:
        endless = client.ask("sse/clock?every=1ms")
        brief = client.ask("sse/clock?every=1ms&count=3")
        client.until(StreamEnded, brief)
        client.until(DataReceived, endless)


def test_a_body_is_read_and_echoed(lab: Address) -> None:
    with Client(lab) as client:
        stream = client.ask("sse/post?pace=0s", method="POST", body=b"two words")
        client.until(StreamEnded, stream)
        assert client.status(stream) == "200"
        assert b"two" in client.body(stream)


def test_a_body_that_is_too_big_is_refused(lab: Address) -> None:
    with Client(lab) as client:
        stream = client.ask("sse/post", method="POST", body=b"x" * (BODY_LIMIT_BYTES + 1))
        assert client.status(stream) == "413"


def test_the_window_of_a_client_is_kept_to(lab: Address) -> None:
    with Client(lab, window_bytes=1000) as client:
        stream = client.ask("sse/clock?every=1ms&count=1&size=10KiB")
        while len(client.body(stream)) < 1000:
            assert client.take()
        assert len(client.body(stream)) == 1000
        client.h2.increment_flow_control_window(20_000, stream)
        client.say()
        client.until(StreamEnded, stream)
        assert len(client.body(stream)) > 10 * 1024


def test_a_stream_that_is_reset_leaves_the_others_alone(lab: Address) -> None:
    with Client(lab) as client:
        stream = client.ask("sse/clock?every=1ms")
        client.until(DataReceived, stream)
        client.h2.reset_stream(stream)
        client.say()
        brief = client.ask("sse/clock?every=1ms&count=1")
        client.until(StreamEnded, brief)


def test_a_request_and_its_reset_at_once_are_borne(lab: Address) -> None:
    with Client(lab) as client:
        fields = [(":method", "GET"), (":path", "/sse/clock"), (":scheme", "http"), (":authority", "lab")]
        client.h2.send_headers(1, fields, end_stream=True)
        client.h2.reset_stream(1)
        client.say()
        client.until(StreamEnded, client.ask("sse/clock?every=1ms&count=1"))


def test_who_says_goodbye_is_let_go(lab: Address) -> None:
    with Client(lab) as client:
        client.until(DataReceived, client.ask("sse/clock?every=1ms"))
        client.h2.close_connection()
        client.say()
        while client.sock.recv(65536):
            pass


def test_nonsense_is_answered_with_goaway(lab: Address) -> None:
    with Client(lab) as client:
        client.until(DataReceived, client.ask("sse/clock?every=1ms"))
        client.sock.sendall(b"\x00\x00\x01\x00\x00\x00\x00\x00\x00x")  # DATA on stream 0
        event = client.until(ConnectionTerminated)
        assert isinstance(event, ConnectionTerminated)
        assert event.error_code == ErrorCodes.PROTOCOL_ERROR


def test_who_vanishes_is_forgotten() -> None:
    lab = Lab()
    with running(lab) as address:
        with Client(address) as client:
            client.until(DataReceived, client.ask("sse/clock?every=1ms"))
        with Client(address) as client:
            client.until(StreamEnded, client.ask("sse/clock?every=1ms&count=1"))
    assert not lab.links


def test_when_the_lab_ends_it_says_goaway() -> None:
    with running() as address:
        client = Client(address)
        client.until(DataReceived, client.ask("sse/clock?every=1ms"))
    with client:
        event = client.until(ConnectionTerminated)
        assert isinstance(event, ConnectionTerminated)
        assert event.error_code == ErrorCodes.NO_ERROR


def test_a_bug_of_ours_ends_its_stream_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from rtcli.lab import handlers

    async def broken(*_args: object) -> None:
        raise LookupError("ours")

    monkeypatch.setitem(handlers.HTTP, "sse/clock", broken)
    bugs: list[BaseException] = []
    with running(Lab(bug=bugs.append)) as address, Client(address) as client:
        event = client.until(StreamReset, client.ask("sse/clock"))
        assert isinstance(event, StreamReset)
        assert event.error_code == ErrorCodes.INTERNAL_ERROR
        client.until(StreamEnded, client.ask("sse/ids?every=1ms&count=1"))
    assert [str(bug) for bug in bugs] == ["ours"]


def test_over_tls_it_is_chosen_by_alpn() -> None:
    with running_secure() as secure, secure.client() as client:
        answer = client.get("/sse/clock?every=1ms&count=2")
        assert (answer.http_version, answer.status_code) == ("HTTP/2", 200)
        assert "date" in answer.headers


def test_what_comes_for_a_stream_that_is_over_is_dropped(lab: Address) -> None:
    with Client(lab) as client:
        stream = client.ask("nowhere", method="POST", body=None)
        late = client.h2.get_next_available_stream_id()
        fields = [(":method", "POST"), (":path", "/nowhere"), (":scheme", "http"), (":authority", "lab")]
        client.h2.send_headers(late, fields)
        client.say()
        client.until(StreamEnded, late)
        client.h2.send_data(late, b"too late")
        client.h2.reset_stream(late)
        client.say()
        client.until(StreamEnded, client.ask("sse/clock?every=1ms&count=1"))
        assert client.status(stream) == "404"
