"""`rtcli ws connect` against servers and proxies that nobody here wrote, over real sockets."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rtcli.exits import Exit
from tests.command import Ran, cli, spawn
from tests.net.certificates import authority, issue
from tests.net.servers import ConnectProxy, SocksProxy, serving
from tests.servers.node_server import node_server
from tests.servers.proxies import PROXIES, proxy
from tests.servers.python_server import REASON, REFUSAL, USER, python_server
from tests.servers.squid import squid

LONG = "Compressed, this is short. " * 200
LINES = f"{LONG}\n{LONG[::-1]}\nshort\n".encode()
SERVERS = {"websockets": lambda _folder: python_server(), "npm's ws": node_server}

NewFolder = Callable[[], Path]


@pytest.fixture(autouse=True)
def no_other_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ws_proxy", "wss_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> NewFolder:
    return lambda: tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module", params=SERVERS)
def port(request: pytest.FixtureRequest, new_folder: NewFolder) -> Iterator[int]:
    """Of each server."""
    with SERVERS[request.param](new_folder()) as number:
        yield number


@pytest.fixture(scope="module")
def goal() -> Iterator[int]:
    """Of a server that stands behind something."""
    with python_server() as number:
        yield number


def connect(port: int, path: str, *argv: str, stdin: bytes = b"") -> Ran:
    return cli("ws", "connect", f"ws://127.0.0.1:{port}{path}", *argv, stdin=stdin)


def of_type(ran: Ran, kind: str) -> list[dict[str, object]]:
    return [document for document in ran.documents if document["type"] == kind]


# What is said comes back


def test_a_process_of_its_own_in_a_pipe(port: int) -> None:
    ran = spawn("ws", "connect", f"ws://127.0.0.1:{port}/echo", "--max-messages", "2", stdin="eins\nzwölf\n".encode())
    assert ran == Ran(Exit.OK, "eins\nzwölf\n".encode(), b"")


ECHOES = [
    (["-d", "Grüße 😀", "-1"], b"", "Grüße 😀\n".encode()),
    (["-d", "", "-1"], b"", b"\n"),
    (["--stdin-as", "hex", "--binary-out", "hex", "-1"], b"00ff8081\n", b"00ff8081\n"),
    (["--one-shot", "-1"], b"x" * 1_000_000, b"x" * 1_000_000 + b"\n"),
    (["--one-shot", "-1", "--deflate=off"], b"x" * 1_000_000, b"x" * 1_000_000 + b"\n"),
    (["-d", "cut into pieces", "--fragment", "4", "-1"], b"", b"cut into pieces\n"),
    (["-d", "cut into pieces", "--fragment", "4", "-1", "--deflate=off"], b"", b"cut into pieces\n"),
    (["--max-messages", "500"], b"".join(b"%d\n" % number for number in range(500)), None),
]


@pytest.mark.parametrize(("argv", "stdin", "out"), ECHOES)
def test_an_echo(port: int, argv: list[str], stdin: bytes, out: bytes | None) -> None:
    assert connect(port, "/echo", *argv, stdin=stdin) == Ran(Exit.OK, stdin if out is None else out, b"")


@pytest.mark.parametrize("deflate", ["on", "off"])
def test_what_the_server_cuts_is_put_together(port: int, deflate: str) -> None:
    ran = connect(port, "/fragments", "-d", "hello to all", "-1", "--json", f"--deflate={deflate}")
    (heard,) = (message for message in of_type(ran, "message") if message["dir"] == "in")
    assert (heard["text"], heard["length"]) == ("hello to all", 12)
    assert heard["frames"] in (4, 5)  # the last may be an empty one


OFFERS = [  # what is offered; parts of what has to be granted
    ("", [], ["max_window_bits", "takeover"]),
    ("client_max_window_bits", [], []),
    ("server_no_context_takeover", ["server_no_context_takeover"], []),
    ("client_no_context_takeover", ["client_no_context_takeover"], []),
    ("server_max_window_bits=9", ["server_max_window_bits=9"], []),
    ("client_max_window_bits=9", ["client_max_window_bits=9"], []),
    (
        "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=10",
        ["server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits=10"],
        [],
    ),
]


@pytest.mark.parametrize(("offer", "granted", "absent"), OFFERS)
def test_compression_is_agreed_on_and_kept_to(port: int, offer: str, granted: list[str], absent: list[str]) -> None:
    ran = connect(port, "/echo", f"--deflate={offer or 'permessage-deflate'}", "--max-messages", "3", "-v", stdin=LINES)
    assert (ran.code, ran.stdout) == (Exit.OK, LINES)
    (answer,) = (line for line in ran.err.splitlines() if line.startswith("< Sec-WebSocket-Extensions: "))
    assert "permessage-deflate" in answer
    assert all(part in answer for part in granted) and not any(part in answer for part in absent)


def test_compression_is_used_both_ways(port: int) -> None:
    ran = connect(port, "/echo", "--json", "-1", "-d", LONG)
    sent, heard = of_type(ran, "message")
    assert (sent["text"], heard["text"]) == (LONG, LONG)
    assert all(isinstance(each["wire_length"], int) and each["wire_length"] < 200 for each in (sent, heard))


@pytest.mark.parametrize(("argv", "chosen"), [(["-s", "other", "-s", "chat"], "chat"), ([], None)])
def test_a_subprotocol_is_agreed_on(port: int, argv: list[str], chosen: str | None) -> None:
    (opened,) = of_type(connect(port, "/echo", "-d", "hello", "-1", "--json", *argv), "open")
    assert opened["subprotocol"] == chosen


# How it ends, and what happens meanwhile


@pytest.mark.parametrize(
    ("code", "exit_code", "says"),
    [
        (1000, Exit.OK, None),
        (1001, Exit.OK, None),
        (1008, Exit.FOUND, "1008 policy violation"),
        (1011, Exit.FOUND, "1011 internal error"),
        (4321, Exit.FOUND, "4321"),
    ],
)
def test_the_server_closes(port: int, code: int, exit_code: Exit, says: str | None) -> None:
    ran = connect(port, f"/close/{code}")
    assert (ran.code, ran.out) == (exit_code, "")
    assert says is None or (says in ran.err and REASON in ran.err)
    (close,) = (each for each in of_type(connect(port, f"/close/{code}", "--json"), "close"))
    assert (close["code"], close["reason"], close["by"], close["clean"]) == (code, REASON, "server", True)


def test_the_server_is_gone_without_a_word(port: int) -> None:
    ran = connect(port, "/drop", "-d", "hello")
    assert (ran.code, ran.out) == (Exit.FOUND, "")
    assert "without a close frame" in ran.err


def test_a_ping_of_the_server_is_answered(port: int) -> None:
    ran = connect(port, "/ping", "-1", "--json")
    (ping,), (message,) = of_type(ran, "ping"), of_type(ran, "message")
    assert ping["dir"] == "in"
    assert message["text"] == "are you there? came back"


def test_our_pings_are_answered(port: int) -> None:
    ran = connect(port, "/echo", "--json", "--ping-interval", "20ms", "-m", "300ms")
    pongs = [pong for pong in of_type(ran, "pong") if pong["dir"] == "in"]
    assert ran.code == Exit.OK
    assert pongs and all(isinstance(pong["rtt_ms"], float) for pong in pongs)


def test_a_name_and_a_password_are_asked_for(port: int) -> None:
    refused = connect(port, "/private")
    assert refused.code == Exit.UNREACHED
    assert "401 Unauthorized" in refused.err and "-u USER:PASSWORD" in refused.err
    assert connect(port, "/private", "-u", "ann:wrong").code == Exit.UNREACHED
    assert connect(port, "/private", "-u", USER, "-d", "hello", "-1") == Ran(Exit.OK, b"hello\n", b"")


def test_a_refusal_is_shown_with_its_body(port: int) -> None:
    ran = connect(port, "/refused")
    assert (ran.code, ran.out) == (Exit.UNREACHED, "")
    assert "403 Forbidden" in ran.err and json.dumps(REFUSAL) in ran.err.replace('{"error":"', '{"error": "')


# Through proxies


@pytest.fixture(scope="module", params=PROXIES)
def front(request: pytest.FixtureRequest, goal: int, new_folder: NewFolder) -> Iterator[int]:
    """The port of each reverse proxy."""
    with proxy(request.param, goal, folder=new_folder()) as number:
        yield number


def test_a_session_through_a_reverse_proxy(front: int) -> None:
    ran = connect(front, "/echo", "--json", "-1", "-d", LONG)
    assert ran.code == Exit.OK
    assert [message["text"] for message in of_type(ran, "message")] == [LONG, LONG]
    (close,) = of_type(ran, "close")
    assert (close["code"], close["by"], close["clean"]) == (1000, "client", True)


def test_a_close_and_a_refusal_through_a_reverse_proxy(front: int) -> None:
    closed, refused = connect(front, "/close/1008"), connect(front, "/refused")
    assert closed.code == Exit.FOUND and "1008 policy violation" in closed.err
    assert refused.code == Exit.UNREACHED and "403 Forbidden" in refused.err


@pytest.fixture(scope="module")
def wss(goal: int, new_folder: NewFolder) -> Iterator[tuple[str, str]]:
    """The address of nginx that speaks TLS, and the file of who has signed its certificate."""
    root, folder = authority(), new_folder()
    (folder / "root.pem").write_text(root.pem)
    with proxy("nginx", goal, folder=folder, shows=issue(root, "localhost", "127.0.0.1")) as number:
        yield f"wss://127.0.0.1:{number}/echo", str(folder / "root.pem")


def test_a_session_under_tls(wss: tuple[str, str]) -> None:
    url, root = wss
    echo = "-d", "hello", "-1"
    assert cli("ws", "connect", url, *echo, "--cacert", root) == Ran(Exit.OK, b"hello\n", b"")
    assert cli("ws", "connect", url, *echo, "-k")[:2] == (Exit.OK, b"hello\n")
    much = b"y" * 1_000_000
    assert cli("ws", "connect", url, "--one-shot", "-1", "--cacert", root, stdin=much).stdout == much + b"\n"
    ran = cli("ws", "connect", url, *echo)
    assert (ran.code, ran.out) == (Exit.UNREACHED, "")
    assert ran.err.startswith("error: tls 127.0.0.1:") and "certificate" in ran.err


NETWORK = "http://127.0.0.1:{}"


@pytest.mark.parametrize("target", ["ws", "wss"])
def test_a_session_through_a_tunnel(goal: int, wss: tuple[str, str], target: str) -> None:
    through = ConnectProxy()
    url, trust = (wss[0], ["--cacert", wss[1]]) if target == "wss" else (f"ws://127.0.0.1:{goal}/echo", [])
    with serving(through) as number:
        ran = cli("ws", "connect", url, "-x", NETWORK.format(number), *trust, "-d", "hello", "-1")
    assert ran == Ran(Exit.OK, b"hello\n", b"")
    assert through.heads[0].startswith(b"CONNECT 127.0.0.1:")


def test_a_tunnel_for_those_who_are_known(goal: int) -> None:
    with serving(ConnectProxy(f"Basic {b64encode(USER.encode()).decode()}")) as number:
        assert_known(goal, number)


def test_squid(goal: int, new_folder: NewFolder) -> None:
    with squid(new_folder()) as number:
        ran = connect(goal, "/echo", "-x", NETWORK.format(number), "-d", "hello", "-1")
    assert ran == Ran(Exit.OK, b"hello\n", b"")


def test_squid_for_those_who_are_known(goal: int, new_folder: NewFolder) -> None:
    with squid(new_folder(), USER) as number:
        assert_known(goal, number)


def assert_known(goal: int, number: int) -> None:
    """A proxy that wants to know who asks says so, and lets the right one through."""
    echo = "-x", NETWORK.format(number), "-d", "hello", "-1"
    refused = connect(goal, "/echo", *echo)
    assert (refused.code, refused.out) == (Exit.UNREACHED, "")
    assert refused.err.startswith(f"error: proxy 127.0.0.1:{number}: ") and "407" in refused.err
    assert "--proxy-user" in refused.err
    assert connect(goal, "/echo", *echo, "-U", "ann:wrong").code == Exit.UNREACHED
    assert connect(goal, "/echo", *echo, "-U", USER) == Ran(Exit.OK, b"hello\n", b"")


@pytest.mark.parametrize("scheme", ["socks4", "socks4a", "socks5", "socks5h"])
def test_a_session_through_socks(goal: int, scheme: str) -> None:
    through = SocksProxy()
    name = "known.test" if scheme in ("socks4a", "socks5h") else "127.0.0.1"
    with serving(through) as number:
        url = f"ws://{name}:{goal}/echo"
        ran = cli("ws", "connect", url, "-x", f"{scheme}://127.0.0.1:{number}", "-d", "hello", "-1")
    assert ran == Ran(Exit.OK, b"hello\n", b"")
    assert through.asked == [(name.encode(), goal)]
