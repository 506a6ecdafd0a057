"""`rtcli lab` as one runs it: the table, the log, the end, and what is said where it cannot listen."""

import json
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonschema
import pytest

from rtcli.cli import lab
from rtcli.lab import embedded
from rtcli.lab.routes import ROUTES
from tests.command import Ran, cli
from tests.lab.raw import GOODBYE, Address, talk
from tests.lab.raw import request as upgrade

SCHEMA = json.loads((files("rtcli") / "schemas" / "lab-1.json").read_text())
Visit = Callable[[Address], object]


def stay_away(_address: Address) -> None:
    """Nobody comes."""


def serve(*argv: str, visit: Visit = stay_away, number: int = signal.SIGINT, tty: bool = False) -> Ran:
    """`rtcli lab`, visited once it has said where it is, and ended by a signal."""
    announced, announce, running = threading.Event(), lab.announce, embedded.running

    def say(*args: Any, **more: Any) -> None:
        announce(*args, **more)
        announced.set()

    def come(address: Address) -> None:
        try:
            assert announced.wait(60)
            visit(address)
        finally:
            os.kill(os.getpid(), number)

    @contextmanager
    def visited(*args: Any, **more: Any) -> Iterator[Address]:
        with running(*args, **more) as address:
            visitor = threading.Thread(target=come, args=(address,))
            visitor.start()
            try:
                yield address
            finally:
                visitor.join()

    with patch.multiple(lab, announce=say, NAP_S=0.01), patch.object(embedded, "running", visited):
        return cli("lab", "--port", "0", *argv, tty=tty)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_in_a_pipe_each_route_is_a_line(number: int, code: int) -> None:
    ran = serve(number=number)
    assert ran.code == code
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[0] for row in rows] == [name or "/" for name in ROUTES]
    base = re.fullmatch(r"lab: http(://127.0.0.1:[0-9]+)/ is the list for a browser; Ctrl-C ends it\n", ran.err)
    assert base
    for (name, address, finding, title), route in zip(rows, ROUTES.values(), strict=True):
        assert address == f"{'ws' if route.is_websocket else 'http'}{base[1]}/{name.removeprefix('/')}"
        assert (finding, title) == (route.earns or "-", route.title)


def test_the_log_says_what_each_connection_does() -> None:
    ran = serve("--log", "--only", "auth", visit=lambda at: talk(at, upgrade("auth?token=secret"), GOODBYE))
    _greeting, asked, done = ran.err.splitlines()
    begin = r"[0-9:]{8}\.[0-9]{3}  127\.0\.0\.1:[0-9]+  /auth  "
    assert re.fullmatch(begin + r"GET /auth\?token=\*\*\*", asked)
    assert re.fullmatch(begin + r"101, closed by the client, 1000, [0-9]+ B in, [0-9]+ B out  [0-9.]+m?s", done)


def test_what_a_peer_sends_reaches_no_terminal() -> None:
    ran = serve("--log", visit=lambda at: talk(at, b"GET /\x1b[31m HTTP/1.1\r\n\r\n"))
    assert "\x1b" not in ran.err
    assert "\\u001b" in ran.err


def test_without_a_log_nobody_is_told() -> None:
    assert len(serve(visit=lambda at: talk(at, upgrade("echo"), GOODBYE)).err.splitlines()) == 1
    assert serve("-q").err == ""


def test_json_is_the_table_the_log_and_the_end() -> None:
    ran = serve("--json", "--log", "--only", "echo", visit=lambda at: talk(at, upgrade("echo"), GOODBYE))
    assert ran.code == 130
    for document in ran.documents:
        jsonschema.validate(document, SCHEMA)
    table, asked, done, end = ran.documents
    assert [route["name"] for route in table["routes"]] == ["echo"]
    assert table["routes"][0]["url"] == table["url"].replace("http", "ws") + "echo"
    assert (asked["route"], asked["says"], asked["took_ms"]) == ("echo", "GET /echo", None)
    assert done["says"].startswith("101, closed by the client, 1000, ")
    assert done["took_ms"] >= 0
    assert {**end, "t_s": 0} == {"type": "end", "ended_by": "interrupted", "connections": 1, "t_s": 0, "exit_code": 130}


def test_over_tls_the_authority_can_be_written_out(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"

    def visit(address: Address) -> None:
        trust = ssl.create_default_context(cafile=str(file))
        with socket.create_connection(address, timeout=10) as sock:
            with trust.wrap_socket(sock, server_hostname="localhost") as secure:
                versions.append(secure.version())

    versions: list[str | None] = []
    ran = serve("--tls", "--ca-out", str(file), "--json", visit=visit)
    assert (ran.code, versions) == (130, ["TLSv1.3"])
    table = ran.documents[0]
    assert table["ca_pem"] == file.read_text()
    assert table["url"].startswith("https://127.0.0.1:")
    assert table["routes"][0]["url"].startswith("wss://127.0.0.1:")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_over_tls_nothing_needs_to_be_written_out() -> None:
    ran = serve("--tls", "--only", "echo")
    assert (ran.code, "\twss://127.0.0.1:" in ran.out) == (130, True)


def test_who_else_can_come_is_said() -> None:
    ran = serve("--host", "0.0.0.0", "--only", "echo")
    assert ran.err.startswith("warning: whoever reaches this address can use the lab, from other machines too\n")
    assert "\tws://127.0.0.1:" in ran.out


def test_the_list_needs_no_server() -> None:
    ran = cli("lab", "--list")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split("\t")[1] for line in ran.out.splitlines()] == [f"lab:{name}" for name in ROUTES]
    (document,) = cli("lab", "--list", "--json").documents
    jsonschema.validate(document, SCHEMA)
    assert (document["url"], document["ca_pem"]) == (None, None)
    assert [route["name"] for route in document["routes"]] == [*ROUTES]


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (
            ["--only", "ech"],
            2,
            "error: lab: no route is called 'ech'\nhint: did you mean echo? rtcli lab --list shows all\n",
        ),
        (
            ["--only", "echo", "--only", "!"],
            2,
            "error: lab: no route is called '!'\nhint: rtcli lab --list shows all\n",
        ),
        (["--port", "65536"], 2, "error: invalid value for '--port'"),
        (["--ca-out", "ca.pem"], 2, "error: --ca-out is for --tls\nhint: see rtcli lab --help\n"),
        (["--tls", "--ca-out", "/nowhere/ca.pem", "--port", "0"], 2, "error: output /nowhere/ca.pem: "),
        (
            ["--host", "192.0.2.1", "--port", "0"],
            3,
            "error: lab 192.0.2.1:0: this is no address of this machine\nhint: ",
        ),
        (["--host", "x" * 64], 3, f"error: lab {'x' * 64}:8765: this name has no address\nhint: --host 127.0.0.1 "),
    ],
)
def test_what_cannot_be_is_one_line_and_a_hint(argv: list[str], code: int, says: str) -> None:
    ran = cli("lab", *argv)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(says)
    assert len(ran.err.splitlines()) == 2


def test_a_port_that_is_taken_is_said_in_json_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = cli("lab", "--port", port, "--json")
    (document,) = ran.documents
    assert (ran.code, document["exit_code"]) == (3, 3)
    assert document["error"]["says"] == f"lab 127.0.0.1:{port}: the port is taken"
    assert document["error"]["hint"] == "--port 0 picks a free one"


def test_the_port_that_is_meant_by_no_port() -> None:
    with patch.object(socket, "create_server", side_effect=PermissionError(13, "Permission denied")):
        ran = cli("lab")
    assert ran.err.startswith("error: lab 127.0.0.1:8765: the port is not allowed\nhint: ports from 1024 on")
    assert ran.code == 3


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_process_and_frees_the_port(number: int, code: int) -> None:
    command = [sys.executable, "-m", "rtcli", "lab", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        port = int(json.loads(process.stdout.readline())["url"].rpartition(":")[2].rstrip("/"))
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(b"GET /nowhere HTTP/1.1\r\nHost: lab\r\n\r\n")
            assert client.recv(1) == b"H"  # it has been taken
            process.send_signal(number)
            while client.recv(1000):
                pass
            end = json.loads(process.stdout.read())
            assert (process.wait(60), end["exit_code"]) == (code, code)
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_second_signal_does_not_wait_for_the_first() -> None:
    def insist(_address: Address) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    assert serve(visit=insist).code in (130, 143)


def test_where_a_signal_is_ignored_it_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ran = serve(visit=lambda _at: os.kill(os.getpid(), signal.SIGINT), number=signal.SIGTERM)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert ran.code == 143


def test_a_reader_that_went_away_ends_a_silent_lab_too() -> None:
    command = [sys.executable, "-m", "rtcli", "lab", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 141
        assert b"Traceback" not in process.stderr.read()


def test_a_reader_that_went_away_ends_it() -> None:
    command = [sys.executable, "-m", "rtcli", "lab", "--port", "0", "--json", "--log"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        port = int(json.loads(process.stdout.readline())["url"].rpartition(":")[2].rstrip("/"))
        process.stdout.close()
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(b"GET /nowhere HTTP/1.1\r\nHost: lab\r\n\r\n")
            while client.recv(1000):
                pass
        assert process.wait(60) == 141
        assert b"Traceback" not in process.stderr.read()
