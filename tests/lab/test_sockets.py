"""Honest WebSocket routes, spoken to by websockets' engine: what they say, and that nothing is wrong with any byte."""

import base64
import json
import select
import socket
import time
from collections.abc import Iterator

import pytest
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Opcode

from rtcli.lab.embedded import running
from rtcli.lab.feed import Feed
from rtcli.lab.routes import WEBSOCKET_ROUTES
from rtcli.lab.server import Lab
from rtcli.lab.sockets import HANDLERS
from rtcli.wire.frames import CLOSE, TEXT, build_frame
from tests.lab.raw import HEAD_END, Address, Step, behind_head, faults, request, talk
from tests.lab.websocket import DEADLINE_S, connected

MIB = 1 << 20
LAB = Lab(feed=Feed(every_s=0.01))


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running(LAB) as at:
        yield at


def refusal(address: Address, target: str) -> tuple[bytes, str]:
    """The status line of an answer that is no 101, and its body."""
    answer = talk(address, request(target), Step(HEAD_END, b""))
    return answer.split(b"\r\n")[0], behind_head(answer).decode()


def test_every_row_has_a_handler() -> None:
    assert {route.name for route in WEBSOCKET_ROUTES} == HANDLERS.keys()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 3 * MIB])
@pytest.mark.parametrize("deflate", [None, ClientPerMessageDeflateFactory()])
def test_echo_of_every_size(address: Address, size: int, deflate: ClientPerMessageDeflateFactory | None) -> None:
    with connected(address, "echo", deflate=deflate) as client:
        for message in ("ü" * (size // 2) + "x" * (size % 2), bytes(range(256)) * (size // 256) + bytes(size % 256)):
            client.send(message)
            assert client.message() == message
        client.engine.send_text(b"in ", fin=False)
        client.ping(b"between")
        client.engine.send_continuation(b"pieces", fin=True)
        client.flush()
        assert client.message() == "in pieces"


def test_echo_of_16_mib(address: Address) -> None:
    message = bytes(range(256)) * (MIB // 16)
    with connected(address, "echo") as client:
        client.send(message)
        assert client.message() == message


@pytest.mark.parametrize("fragment", [1, 7, 70_000])
def test_echo_in_fragments(address: Address, fragment: int) -> None:
    message = "0123456789" * (fragment // 9 + 1)
    with connected(address, f"echo?fragment={fragment}") as client:
        client.send(message)
        assert client.message() == message
        sizes = [len(frame.payload) for frame in client.wire_frames()]
    assert sizes == [fragment] * (len(message) // fragment) + [len(message) % fragment] * (len(message) % fragment > 0)


def test_fragments_end_where_the_client_leaves(address: Address) -> None:
    with socket.create_connection(address, timeout=DEADLINE_S) as sock:
        sock.sendall(request("echo?fragment=1") + build_frame(TEXT, b"." * 10 * MIB, key=b"mask"))
        got = sock.recv(MIB)
        sock.shutdown(socket.SHUT_WR)
        while piece := sock.recv(MIB):
            got += piece
        assert 0 < got.count(b"\x00\x01.") < 10 * MIB


@pytest.mark.parametrize(
    "target, offered, chosen",
    [
        ("echo", ["b", "a"], "b"),
        ("echo?protocol=a,b", ["x", "b", "a"], "b"),
        ("echo?protocol=a", ["b"], None),
        ("echo?protocol=a", [], None),
    ],
)
def test_subprotocol(address: Address, target: str, offered: list[str], chosen: str | None) -> None:
    with connected(address, target, protocols=offered) as client:
        assert client.engine.subprotocol == chosen
        if offered and chosen is None:
            client.got = client.got.replace(HEAD_END, b"\r\nSec-WebSocket-Protocol: b\r\n\r\n", 1)  # a warning less


@pytest.mark.parametrize(
    "query, answered",
    [
        ("", "permessage-deflate"),
        (
            "?bits=9&takeover=no",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9",
        ),
        ("?deflate=no", None),
    ],
)
def test_deflate_parameters(address: Address, query: str, answered: str | None) -> None:
    offer = ClientPerMessageDeflateFactory(client_max_window_bits=True)
    with connected(address, f"echo{query}", deflate=offer) as client:
        assert client.response is not None
        assert client.response.headers.get("Sec-WebSocket-Extensions") == answered
        for _ in range(3):
            client.send("over and over " * 1000)
            assert client.message() == "over and over " * 1000
        assert len(client.got) < (2000 if answered else 99_000)


@pytest.mark.parametrize(
    "target, says",
    [
        ("echo?bits=99", "from 9 to 15"),
        ("echo?fragment=10TiB", "from 0B to 64MiB"),
        ("big?size=10TiB", "from 0B to 64MiB"),
        ("clock?every=0", "from 1ms to 1d"),
        ("clock?count=-1", "cannot be read"),
        ("chat?history=101", "from 0 to 100"),
        ("close?code=1006", "ws/close-code sends"),
        ("close?code=999", "ws/close-code sends"),
        (f"close?reason={'x' * 124}", "at most 123 bytes"),
    ],
)
def test_what_cannot_be_asked_for(address: Address, target: str, says: str) -> None:
    status, body = refusal(address, target)
    assert status == b"HTTP/1.1 400 Bad Request"
    assert says in body


@pytest.mark.parametrize(
    "query, origin, status",
    [("", None, 101), ("", "https://elsewhere.example", 403), ("?origin=any", "https://elsewhere.example", 101)],
)
def test_origin(address: Address, query: str, origin: str | None, status: int) -> None:
    with connected(address, f"echo{query}", origin=origin) as client:
        assert client.response is not None
        assert client.response.status_code == status
    with connected(address, "echo", origin=f"http://{address[0]}:{address[1]}") as client:
        assert client.response is not None
        assert client.response.status_code == 101


def test_who_does_not_read_is_not_read(address: Address) -> None:
    with connected(address, "echo") as client:
        sent, data = 0, bytes(64 * 1024)
        client.sock.setblocking(False)
        client.engine.send_binary(data)
        unsent = b"".join(client.engine.data_to_send())
        while select.select([], [client.sock], [], 0.3)[1]:
            unsent = unsent[client.sock.send(unsent) :]
            if not unsent:
                sent += 1
                client.engine.send_binary(data)
                unsent = b"".join(client.engine.data_to_send())
        client.sock.settimeout(DEADLINE_S)
        assert sum(link.transport.get_write_buffer_size() for link in list(LAB.links)) < MIB
        client.sock.setblocking(False)
        for _ in range(sent + 1):
            while not client.frames:
                readable, writable, _ = select.select([client.sock], [client.sock] if unsent else [], [], DEADLINE_S)
                if writable:
                    unsent = unsent[client.sock.send(unsent) :]
                if readable:
                    assert client.read()
            assert client.message() == data
        client.sock.settimeout(DEADLINE_S)


def test_clock(address: Address) -> None:
    with connected(address, "clock?every=20ms&count=4") as client:
        began = time.time()
        ticks = [json.loads(client.message()) for _ in range(4)]
        assert client.until_closed() == (1000, "")
    assert [tick["n"] for tick in ticks] == [1, 2, 3, 4]
    assert abs(ticks[0]["t"] - began) < DEADLINE_S
    assert all(tick["t"] - ticks[0]["t"] >= 0.02 * number - 0.002 for number, tick in enumerate(ticks))


@pytest.mark.parametrize(
    "target", ["clock?every=1h", "pinger?every=1h", "flood?size=1MB", "silent", "feed", "chat", "json"]
)
def test_a_ping_is_answered_meanwhile(address: Address, target: str) -> None:
    with connected(address, target) as client:
        client.ping(b"are you there?")
        while (frame := client.frame()).opcode is not Opcode.PONG:
            pass
        assert frame.data == b"are you there?"
        client.send("not what is asked for here")
        assert client.close() == (1000, "")


def test_pinger_stays_with_who_pongs(address: Address) -> None:
    with connected(address, "pinger?every=1ms") as client:
        frames = [client.frame() for _ in range(3)]
        client.engine.send_pong(b"unasked")
        frames.append(client.frame())
    assert [(frame.opcode, frame.data) for frame in frames] == [(Opcode.PING, b"%d" % n) for n in (1, 2, 3, 4)]


def test_pinger_evicts_who_does_not_pong(address: Address) -> None:
    asked, closed = request("pinger?timeout=10ms"), build_frame(CLOSE, b"\x03\xf3no pong in time")
    answer = talk(address, asked, Step(closed, build_frame(CLOSE, b"\x03\xf3", key=b"mask")))
    assert behind_head(answer) == b"\x89\x011" + closed
    assert faults(asked, answer) == []


@pytest.mark.parametrize("deflate", [None, ClientPerMessageDeflateFactory()])
def test_big(address: Address, deflate: ClientPerMessageDeflateFactory | None) -> None:
    with connected(address, "big?count=2", deflate=deflate) as client:
        messages = [client.message(), client.message()]
        assert client.until_closed() == (1000, "")
    assert [(type(message), len(message)) for message in messages] == [(str, MIB)] * 2
    with connected(address, "big?size=300&kind=binary", deflate=deflate) as client:
        assert client.message() == bytes(range(256)) + bytes(range(44))


@pytest.mark.parametrize("count", [1, 2978, 2979, 10_007])
def test_flood_is_counted(address: Address, count: int) -> None:
    with connected(address, f"flood?count={count}") as client:
        assert client.until_closed() == (1000, "")
        messages = [frame for frame in client.frames if frame.opcode is Opcode.TEXT]
    assert len(messages) == count
    assert {bytes(frame.data) for frame in messages} == {b"abcdefghijklmnopqrst"}


def test_flood_of_large_messages(address: Address) -> None:
    with connected(address, "flood?count=3&size=100KB&kind=binary") as client:
        assert [len(client.message()) for _ in range(3)] == [100_000] * 3


def test_flood_ends_with_its_client(address: Address) -> None:
    with socket.create_connection(address, timeout=DEADLINE_S) as sock:
        sock.sendall(request("flood"))
        sock.recv(MIB)
        mine = "{}:{}".format(*sock.getsockname())
        assert [link for link in list(LAB.links) if link.peer == mine]
    until = time.monotonic() + DEADLINE_S
    while any(link.peer == mine for link in list(LAB.links)):
        assert time.monotonic() < until


def test_binary_has_every_byte(address: Address) -> None:
    with connected(address, "binary?every=1ms&count=2") as client:
        first, second = client.message(), client.message()
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert sorted(first) == sorted(second) == list(range(256))
    assert first != second


def test_json_has_something_of_everything(address: Address) -> None:
    with connected(address, "json?every=1ms&count=5", deflate=ClientPerMessageDeflateFactory()) as client:
        documents = [json.loads(client.message()) for _ in range(5)]
    assert [document["n"] for document in documents] == [1, 2, 3, 4, 5]
    assert [document["error"] is None for document in documents] == [True] * 4 + [False]
    assert "🌊" in documents[0]["sensor"]["tags"]


@pytest.mark.parametrize(
    "query, code, reason",
    [
        ("", 1000, ""),
        ("?code=1001&reason=bye", 1001, "bye"),
        ("?code=1014", 1014, ""),
        ("?code=3000", 3000, ""),
        ("?code=4999&reason=%C3%BC&after=5ms", 4999, "ü"),
        ("?code=1005&reason=unsaid", 1005, ""),
    ],
)
def test_close(address: Address, query: str, code: int, reason: str) -> None:
    with connected(address, f"close{query}") as client:
        assert client.until_closed() == (code, reason)


BASIC = "Basic " + base64.b64encode(b"secret:secret").decode()


@pytest.mark.parametrize(
    "query, fields, status, challenge",
    [
        ("", {"Authorization": "Bearer secret"}, 101, None),
        ("", {"Cookie": "a=b; token=secret"}, 101, None),
        ("?token=secret", {}, 101, None),
        ("?secret=other&token=other", {}, 101, None),
        ("", {}, 401, 'Bearer realm="lab"'),
        ("", {"Authorization": BASIC}, 401, 'Bearer realm="lab"'),
        ("?token=wrong", {}, 401, 'Bearer realm="lab", error="invalid_token"'),
    ],
)
def test_auth(address: Address, query: str, fields: dict[str, str], status: int, challenge: str | None) -> None:
    with connected(address, f"auth{query}", fields=fields) as client:
        assert client.response is not None
        assert client.response.status_code == status
        assert client.response.headers.get("WWW-Authenticate") == challenge
        if status == 101:
            client.send("let in")
            assert client.message() == "let in"


def test_slow_handshake(address: Address) -> None:
    began = time.monotonic()
    with connected(address, "slow-handshake?delay=30ms") as client:
        assert time.monotonic() - began >= 0.03
        client.send("at last")
        assert client.message() == "at last"


def test_feed_goes_on_where_it_was_left(address: Address) -> None:
    now = LAB.feed.last(time.time())  # older ones may be forgotten before the second connection asks for more
    with connected(address, f"feed?since={now}") as client:
        items = [json.loads(client.message()) for _ in range(3)]
    assert [item["n"] for item in items] == [items[0]["n"] + number for number in range(3)]
    assert [item["t"] for item in items] == [round(LAB.feed.due(item["n"]), 3) for item in items]
    with connected(address, f"feed?since={items[-1]['n']}") as client:
        assert json.loads(client.message())["n"] == items[-1]["n"] + 1


def test_feed_from_what_is_yet_to_come(address: Address) -> None:
    with connected(address, "feed?since=999999999") as client:
        assert json.loads(client.message())["n"] < 999_999_999
