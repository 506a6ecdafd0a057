"""Sockets for a host and a port, and what the system says instead."""

import errno
import resource
import socket
from contextlib import ExitStack

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.lab import listening
from rtcli.lab.listening import FREE_HINT, HOST_HINT, PORT_HINT, allow_many_files, listen


def test_a_free_port_is_picked() -> None:
    (sock,) = listen("127.0.0.1", 0)
    with sock:
        host, port = sock.getsockname()
    assert (host, port > 0) == ("127.0.0.1", True)


def test_all_addresses_of_a_name_get_the_same_port(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 0)), (socket.AF_INET, 1, 6, "", ("127.0.0.2", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: [*found, found[0]])
    with ExitStack() as stack:
        first, second = [stack.enter_context(sock) for sock in listen("two.example", 0)]
        assert first.getsockname()[1] == second.getsockname()[1]


def test_a_taken_port_is_said_and_nothing_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.2", 0)) as taken:
        port = taken.getsockname()[1]
        found = [(socket.AF_INET, 1, 6, "", (host, 0)) for host in ("127.0.0.1", "127.0.0.2")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
        with pytest.raises(RtError) as raised:
            listen("two.example", port)
    assert (str(raised.value), raised.value.fix) == (f"lab two.example:{port}: the port is taken", FREE_HINT)
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.mark.parametrize(
    ("number", "why", "fix"),
    [
        (errno.EACCES, "the port is not allowed", PORT_HINT),
        (errno.EPERM, "the port is not allowed", PORT_HINT),
        (errno.EADDRNOTAVAIL, "this is no address of this machine", HOST_HINT),
        (errno.EAFNOSUPPORT, "this machine does not speak IPv6", HOST_HINT),
        (errno.ENOBUFS, "No buffer space available", FREE_HINT),
    ],
)
def test_what_the_system_refuses_is_said(monkeypatch: pytest.MonkeyPatch, number: int, why: str, fix: str) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(number, "No buffer space available")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(RtError) as raised:
        listen("127.0.0.1", 80)
    error = raised.value
    assert (error.where, error.why, error.fix, error.exit) == ("lab 127.0.0.1:80", why, fix, Exit.UNREACHED)


@pytest.mark.parametrize(("host", "place"), [("x" * 64, "x" * 64 + ":80"), ("1:2::3::4", "[1:2::3::4]:80")])
def test_a_host_that_is_none_is_said(host: str, place: str) -> None:
    with pytest.raises(RtError) as raised:
        listen(host, 80)
    assert (raised.value.where, raised.value.why) == (f"lab {place}", "this name has no address")


@pytest.mark.parametrize(
    ("limits", "raised"),
    [
        ((1024, 4096), [(4096, 4096)]),
        ((1024, 1 << 20), [(65536, 1 << 20)]),
        ((1024, resource.RLIM_INFINITY), [(65536, resource.RLIM_INFINITY)]),
        ((4096, 4096), []),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), []),
    ],
)
def test_as_many_files_are_allowed_as_may_be(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], raised: list[tuple[int, int]]
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, wanted: asked.append(wanted))
    allow_many_files()
    assert asked == raised
    assert listening.FILES == 65536


def test_what_is_accepted_sends_small_pieces_at_once() -> None:
    (listening,) = listen("127.0.0.1", 0)
    with listening, socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
