"""Connected sockets over loopback, and what is said where there is none."""

import asyncio
import errno
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.connect import open_socket
from rtcli.net.place import Place
from rtcli.net.spans import Spans
from rtcli.net.way import Way
from tests.net.servers import HAS_IPV6, closed_port, echo, serving, serving_at

needs_ipv6 = pytest.mark.skipif(not HAS_IPV6, reason="this machine has no IPv6 on loopback")


def opened(host: str, port: int, **way: Any) -> tuple[str, str, Spans]:
    """The address that was reached, the one we left by, and the spans."""

    async def main() -> tuple[str, str, Spans]:
        spans = Spans()
        sock, address = await open_socket(Place(host, port), Way(**way), spans)
        with sock:
            assert not sock.getblocking()
            here = sock.getsockname()
        return str(address), str(here[0] if here else ""), spans

    return asyncio.run(main())


def refused(host: str, port: int, **way: Any) -> RtError:
    with pytest.raises(RtError) as caught:
        opened(host, port, **way)
    return caught.value


def test_connects_and_says_where() -> None:
    with serving(echo) as port:
        address, _, spans = opened("127.0.0.1", port)
    assert address == f"127.0.0.1:{port}"
    assert [(span.name, span.says, span.ok) for span in spans] == [
        ("name", "127.0.0.1", True),
        ("connect", f"127.0.0.1:{port}", True),
    ]


def test_sends_small_pieces_at_once() -> None:
    async def main() -> int:
        sock, _address = await open_socket(Place("127.0.0.1", port), Way(), Spans())
        with sock:
            return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    with serving(echo) as port:
        assert asyncio.run(main())


def test_says_which_addresses_failed_before_one_took_us() -> None:
    with serving(echo) as port:
        address, _, spans = opened("two.test", port, resolve=(f"two.test:{port}:127.0.0.2,127.0.0.1",))
    assert address == f"127.0.0.1:{port}"
    assert spans[-1].says.startswith(f"127.0.0.1:{port}, refused at 127.0.0.2:{port} (")


def test_names_every_address_that_refused() -> None:
    port = closed_port()
    error = refused("two.test", port, resolve=(f"two.test:{port}:127.0.0.2,127.0.0.1",))
    assert error.where == f"connect two.test:{port}"
    assert error.why.startswith(f"refused at 127.0.0.2:{port} (")
    assert f" ms) and 127.0.0.1:{port} (" in error.why
    assert (error.fix, error.kind) == ("is the server listening there?", "refused")
    assert (error.exit, error.curl_code) == (Exit.UNREACHED, 7)


def test_one_loopback_address_that_refused() -> None:
    error = refused("127.0.0.1", closed_port())
    assert (error.fix, error.kind) == ("is the server listening there?", "refused")


@needs_ipv6
@pytest.mark.parametrize(
    ("served", "asked", "other"), [("127.0.0.1", "::1", "127.0.0.1"), ("::1", "127.0.0.1", "[::1]")]
)
def test_says_when_the_server_is_on_the_other_loopback_address(served: str, asked: str, other: str) -> None:
    with serving(echo, served) as port:
        error = refused(asked, port)
    assert error.fix == f"a server listens at {other}:{port}: go there, or let it listen at both"


@needs_ipv6
def test_connects_over_ipv6() -> None:
    with serving(echo, "::1") as port:
        assert opened("::1", port)[0] == f"[::1]:{port}"


def test_connects_to_a_unix_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with serving_at(path, echo):
        address, _, spans = opened("chat.example", 80, unix_socket=path)
    assert (address, [span.name for span in spans]) == (path, ["connect"])


def test_a_unix_socket_that_is_not_there(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    error = refused("chat.example", 80, unix_socket=path)
    assert error.where == f"connect {path}"
    assert error.why.startswith(f"no such file at {path} (")
    assert error.kind == "no-socket"


def test_a_unix_socket_that_nobody_serves(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(path)
    assert refused("chat.example", 80, unix_socket=path).why.startswith(f"refused at {path} (")


def test_a_path_too_long_for_a_unix_socket() -> None:
    error = refused("chat.example", 80, unix_socket="/" + "x" * 200)
    assert (error.kind, error.fix) == ("unreachable", "is the address right, and the server up?")
    assert "path too long" in error.why


def test_leaves_by_an_address() -> None:
    with serving(echo) as port:
        assert opened("127.0.0.1", port, interface="127.0.0.3")[1] == "127.0.0.3"


def test_an_address_to_leave_by_decides_on_the_family() -> None:
    with serving(echo) as port:
        address, _, _ = opened("two.test", port, resolve=(f"two.test:{port}:127.0.0.1",), interface="127.0.0.1")
    assert address == f"127.0.0.1:{port}"
    assert "not an address of IPv4" in refused("::1", 9, interface="127.0.0.1").why


def test_an_interface_says_nothing_of_a_unix_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with serving_at(path, echo):
        assert opened("chat.example", 80, unix_socket=path, interface="127.0.0.1")[0] == path


class Recorder:
    """A socket option or bind that is written down, and answered with an error where one is given."""

    def __init__(self, error: OSError | None = None) -> None:
        self.error, self.calls = error, list[tuple[Any, ...]]()

    def __call__(self, _sock: socket.socket, *args: Any) -> None:
        self.calls.append(args)
        if self.error:
            raise self.error


@pytest.mark.parametrize(
    ("platform", "option"),
    [
        ("linux", (socket.SOL_SOCKET, getattr(socket, "SO_BINDTODEVICE", 25), b"test0")),
        ("darwin", (socket.IPPROTO_IP, 25, 7)),
    ],
)
def test_leaves_by_an_interface(monkeypatch: pytest.MonkeyPatch, platform: str, option: tuple[Any, ...]) -> None:
    record = Recorder()

    class Socket(socket.socket):
        def setsockopt(self, *args: Any) -> None:
            record(self, *args)

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(socket, "if_nametoindex", lambda name: {"test0": 7}[name])
    with serving(echo) as port:
        monkeypatch.setattr(socket, "socket", Socket)
        opened("127.0.0.1", port, interface="test0")
    assert [call for call in record.calls if call[0] != socket.IPPROTO_TCP] == [option, option]  # tried once, then used


@pytest.mark.parametrize(
    ("number", "exit", "fix"),
    [
        (errno.EPERM, Exit.UNREACHED, "run as root, or name an address of the interface instead"),
        (errno.EADDRNOTAVAIL, Exit.USAGE, "no interface of this machine has this address"),
    ],
)
def test_an_interface_that_cannot_be_left_by(
    monkeypatch: pytest.MonkeyPatch, number: int, exit: Exit, fix: str
) -> None:
    record = Recorder(OSError(number, "no"))

    class Socket(socket.socket):
        def bind(self, *args: Any) -> None:
            record(self, *args)

    monkeypatch.setattr(socket, "socket", Socket)
    error = refused("127.0.0.1", 9, interface="127.0.0.1")
    assert (error.where, error.exit, error.fix, error.curl_code) == ("connect by 127.0.0.1", exit, fix, 45)


def test_an_interface_that_is_not_there() -> None:
    error = refused("127.0.0.1", 9, interface="nope0")
    assert (error.where, error.exit) == ("connect by nope0", Exit.USAGE)
    assert error.fix.startswith("this machine has lo")


def test_an_address_that_this_machine_has_not() -> None:
    error = refused("127.0.0.1", 9, interface="192.0.2.1")
    assert (error.why, error.exit) == ("address not available", Exit.USAGE)


def test_a_limit_closes_what_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[socket.socket] = []

    class Socket(socket.socket):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            made.append(self)

    async def main() -> Spans:
        async def never(*_: Any) -> None:
            await asyncio.get_running_loop().create_future()

        spans = Spans()
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "sock_connect", never)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await open_socket(Place("127.0.0.1", 9), Way(), spans)
        return spans

    runner = asyncio.Runner()
    with runner:
        runner.get_loop()
        monkeypatch.setattr(socket, "socket", Socket)
        spans = runner.run(main())
    assert [sock.fileno() for sock in made] == [-1] * len(made)
    assert spans.current is not None
    assert (spans.current.name, spans.current.says) == ("connect", "to 127.0.0.1:9")
