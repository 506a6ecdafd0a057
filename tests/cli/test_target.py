"""Targets, proved with a command of the tests' own that goes there and says what it was answered."""

import socket
import ssl
import threading

import click
import pytest

from rtcli.cli import output, target
from rtcli.cli.help import command
from rtcli.lab import embedded, tls
from tests.cli.stand_in import stand_in
from tests.command import Ran, cli
from tests.lab.raw import KEY

LOADED = (embedded, tls)  # a stand-in forgets what was loaded meanwhile, and cryptography does not load twice
UPGRADE = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n"


def knock(scheme: str) -> click.Command:
    """A command that asks a target for its head, and prints where it went and the status line."""

    @command("try-it")
    @click.argument("text")
    @click.option("--json", is_flag=True)
    def body(text: str, json: bool) -> None:
        with target.resolve(text, scheme=scheme) as found:
            url = found.url
            with socket.create_connection((url.host, url.port), timeout=10) as sock:
                if url.secure:
                    trust = ssl.create_default_context(cadata=found.ca_pem)
                    sock = trust.wrap_socket(sock, server_hostname=url.host)
                upgrade = UPGRADE if url.scheme in ("ws", "wss") else ""
                sock.sendall(f"GET {url.path} HTTP/1.1\r\nHost: {url.authority}\r\n{upgrade}\r\n".encode())
                status = sock.recv(1000).split(b"\r\n")[0].decode()
                sock.close()
        output.line(f"{url.scheme} {url.path} {status}")

    return body


def go(text: str, *more: str, scheme: str = "ws") -> Ran:
    with stand_in(knock(scheme)):
        return cli("try-it", *more, "--", text)


@pytest.mark.parametrize(
    ("text", "scheme", "said"),
    [
        ("lab:echo", "ws", "ws /echo HTTP/1.1 101 Switching Protocols"),
        ("lab:echo", "http", "ws /echo HTTP/1.1 101 Switching Protocols"),
        ("lab:/echo?fragment=5", "ws", "ws /echo?fragment=5 HTTP/1.1 101 Switching Protocols"),
        ("LAB:sse/clock", "ws", "http /sse/clock HTTP/1.1 200 OK"),
        ("lab:sse%2Fclock?every=1ms", "http", "http /sse/clock?every=1ms HTTP/1.1 200 OK"),
        ("lab:feed", "ws", "ws /feed HTTP/1.1 101 Switching Protocols"),
        ("lab:feed?as=sse", "http", "http /feed?as=sse HTTP/1.1 200 OK"),
        ("lab:ws/502", "ws", "ws /ws/502 HTTP/1.1 502 Bad Gateway"),
        ("lab:echo?tls", "ws", "wss /echo HTTP/1.1 101 Switching Protocols"),
        ("lab:echo?tls=yes&fragment=5", "ws", "wss /echo?fragment=5 HTTP/1.1 101 Switching Protocols"),
        ("lab:sse/clock?count=1&tls", "http", "https /sse/clock?count=1 HTTP/1.1 200 OK"),
        ("lab:sse/clock?tls=no", "http", "http /sse/clock HTTP/1.1 200 OK"),
    ],
)
def test_a_route_of_the_lab_is_served_while_the_command_runs(text: str, scheme: str, said: str) -> None:
    assert go(text, scheme=scheme) == Ran(0, f"{said}\n".encode(), b"")
    assert "lab" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lab:ech", "error: lab: no route is called 'ech'\nhint: did you mean echo? rtcli lab --list shows all\n"),
        ("lab:/", "error: url lab:/: no route is named\nhint: write lab:ROUTE, for example lab:echo\n"),
        (
            "lab:silent?size=1",
            "error: lab silent: no parameter is called 'size'\nhint: it has: origin, tls\n",
        ),
        ("lab:echo?bits=8", "error: lab echo: bits cannot be 8\nhint: from 9 to 15\n"),
        ("lab:echo?tls=perhaps", "error: lab echo: tls='perhaps' cannot be read\nhint: over TLS, with a certificate "),
        ("gopher://x", "error: url gopher://x: the scheme gopher: is not known\nhint: "),
    ],
)
def test_what_is_wrong_is_said_before_anything_starts(text: str, says: str) -> None:
    ran = go(text)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(says)


def test_the_lab_alone_is_its_list() -> None:
    assert go("lab:") == cli("lab", "--list")
    assert go("lab:", "--json") == cli("lab", "--list", "--json")


def test_a_url_goes_where_it_says_and_what_was_guessed_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            with server.accept()[0] as sock:
                while b"\r\n\r\n" not in sock.recv(1000):
                    pass
                sock.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        ran = go(f"127.0.0.1:{port}/way?x=1", scheme="http")
        thread.join()
    assert ran.out == "http /way?x=1 HTTP/1.1 204 No Content\n"
    assert ran.err == "target: no scheme given: taken as http://\n"


@pytest.mark.parametrize(
    ("text", "scheme", "goes_to"),
    [
        ("http://a.example/x", "ws", "ws://a.example/x"),
        ("https://a.example", "ws", "wss://a.example/"),
        ("wss://a.example:444", "ws", "wss://a.example:444/"),
        ("ws://a.example", "http", "http://a.example/"),
        ("https://a.example:80", "http", "https://a.example:80/"),
        ("a.example:443", "ws", "wss://a.example/"),
        ("curl 'https://a.example/x' -H 'X: 1'", "ws", "wss://a.example/x"),
        ("curl 'https://a.example/x' -H 'X: 1'", "http", "https://a.example/x"),
    ],
)
def test_a_url_is_spoken_to_as_the_command_speaks(text: str, scheme: str, goes_to: str) -> None:
    with target.resolve(text, scheme=scheme) as found:
        assert found.url.display() == goes_to
        assert found.name == found.url.authority
        assert (found.curl is not None) == text.startswith("curl")


def test_what_goes_wrong_in_a_command_ends_its_lab() -> None:
    with pytest.raises(LookupError), target.resolve("lab:echo", scheme="ws") as found:
        raise LookupError
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((found.url.host, found.url.port))
