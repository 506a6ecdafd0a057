"""Situations in which WebSocket tools have failed people, each as a test of the whole command over real sockets.

The situation and what others do in it stand in the name or the docstring; what rtcli does is the test.
"""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from rtcli.exits import Exit
from rtcli.wire.accept import accept_key
from rtcli.wire.frames import BINARY, CLOSE, TEXT, build_frame
from tests.command import Ran, spawn
from tests.net.servers import HAS_IPV6, serving
from tests.screen import Screen

Serve = Callable[[socket.socket], None]
RTCLI = (sys.executable, "-m", "rtcli")
HEAD_END = b"\r\n\r\n"
ESCAPES = b"\x1b]0;owned\x07\x1b[31mred\x1b[0m"


def connect(*argv: str, stdin: bytes = b"", **environment: str) -> Ran:
    """`rtcli ws connect ARGV` in a process of its own, in a pipe."""
    return spawn("ws", "connect", *argv, stdin=stdin, env=environment)


def head_of(sock: socket.socket) -> bytes:
    head = b""
    while HEAD_END not in head:
        head += sock.recv(65536)
    return head


def open_on(sock: socket.socket) -> bytes:
    """Accept the upgrade; gives the head of the request."""
    head = head_of(sock)
    key = re.search(rb"(?i)sec-websocket-key: *(\S+)", head)
    assert key
    sock.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept_key(key[1].decode()).encode() + HEAD_END
    )
    return head


def say(sock: socket.socket, *frames: bytes, close: bytes = b"\x03\xe8") -> None:
    """Open, send these frames and a close frame, and wait for the answer to it."""
    open_on(sock)
    sock.sendall(b"".join(frames) + build_frame(CLOSE, close))
    while sock.recv(65536):
        pass


@contextmanager
def server(serve: Serve) -> Iterator[str]:
    with serving(serve) as port:
        yield f"ws://127.0.0.1:{port}/"


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_a_job_without_a_terminal_sends_and_hears_the_answer() -> None:
    """`-x hi </dev/null` in cron or CI: another tool ends silently with 0, having sent nothing."""
    assert connect("lab:echo", "-d", "hi", "--drain", "300ms") == Ran(0, b"hi\n", b"")


def test_a_job_without_a_terminal_is_told_that_nobody_listens() -> None:
    ran = connect(f"ws://127.0.0.1:{unused_port()}", "-d", "hi")
    assert (ran.code, ran.out) == (Exit.UNREACHED, "")
    assert ran.err.startswith("error: connect 127.0.0.1:") and "refused" in ran.err


def test_what_is_piped_in_is_sent_and_the_answer_awaited() -> None:
    """Others send nothing, or close before the echo arrives."""
    assert connect("lab:echo", "--drain", "300ms", stdin=b"hi\n") == Ran(0, b"hi\n", b"")
    many = b"".join(b"%d\n" % number for number in range(2000))
    assert connect("lab:echo", "--max-messages", "2000", stdin=many) == Ran(0, many, b"")


def test_the_close_code_and_its_reason_are_told() -> None:
    """Others end with 0, and in a pipe without a word."""
    ran = connect("lab:close?code=1008&reason=no+token")
    assert (ran.code, ran.out) == (Exit.FOUND, "")
    assert "1008 policy violation" in ran.err and "no token" in ran.err.replace("+", " ")


@pytest.mark.parametrize(("how", "says"), [("fin", "FIN"), ("rst", "RST")], ids=["the end of TCP", "a reset"])
def test_a_lost_connection_is_told_apart_from_a_close(how: str, says: str) -> None:
    ran = connect(f"lab:ws/{how}")
    assert ran.code == Exit.FOUND
    assert says in ran.err and "without a close frame" in ran.err
    assert "Traceback" not in ran.err


def test_a_refused_upgrade_shows_status_headers_and_body() -> None:
    """Others show the status alone, or a traceback, or end with 0."""
    ran = connect("lab:ws/403")
    assert (ran.code, ran.out) == (Exit.UNREACHED, "")
    for part in (
        "< HTTP/1.1 403 Forbidden",
        "< Content-Type: application/json",
        '"error": "forbidden"',
        "error: upgrade ",
    ):
        assert part in ran.err


def test_a_wrong_accept_shows_the_key_sent_and_both_values() -> None:
    """Others do not show what they expected, or do not look."""
    ran = connect("lab:ws/bad-accept")
    assert ran.code == Exit.UNREACHED
    received = re.search(r"Sec-WebSocket-Accept: (\S+)", ran.err)
    said = re.search(r"'(\S+)' came,\s+(\S+) answers the key '(\S+)'", ran.err)
    assert received and said
    assert (said[1], said[2]) == (received[1], accept_key(said[3]))


def test_a_server_that_never_answers_meets_a_limit() -> None:
    """Others wait for ever."""
    ran = connect("lab:ws/never-answers", "--connect-timeout", "200ms")
    assert ran.code == Exit.UNREACHED
    assert "no answer within 200ms" in ran.err


def test_masked_frames_are_a_named_fault_and_need_not_end_it() -> None:
    """Others take them silently, or say 1006."""
    frames = (build_frame(TEXT, b"masked", key=b"mask"), build_frame(TEXT, b"plain"))
    with server(lambda sock: say(sock, *frames)) as url:
        strict, lenient = connect(url), connect(url, "--lenient", "-vv")
    assert strict.code == Exit.FOUND
    assert "frame.masked-by-server" in strict.err
    assert (lenient.code, lenient.out) == (Exit.OK, "masked\nplain\n")
    assert "frame.masked-by-server" in lenient.err and "6d 61 73 6b" in lenient.err  # the key, byte for byte


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    """`| head -1` gives a trace of Node or Python, or hangs."""
    command = f"{sys.executable} -m rtcli ws connect 'lab:clock?every=1ms' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (Exit.CLOSED_PIPE, b"")
    assert json.loads(done.stdout)["n"] == 1


def test_a_reader_that_leaves_is_noticed_while_nothing_is_written() -> None:
    command = f"{sys.executable} -m rtcli ws connect lab:silent --drain forever | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (Exit.CLOSED_PIPE, b"")


def test_a_pipe_gets_bare_payloads() -> None:
    """Others write cursor codes and colours into it."""
    with server(lambda sock: say(sock, build_frame(TEXT, b"one"), build_frame(TEXT, b"two"))) as url:
        assert connect(url, FORCE_COLOR="1") == Ran(0, b"one\ntwo\n", b"")


@pytest.mark.parametrize(
    ("argv", "written"),
    [
        ([], b"\x00\xff\x80\n"),
        (["--binary-out", "hex"], b"00ff80\n"),
        (["--binary-out", "base64"], b"AP+A\n"),
    ],
)
def test_binary_is_written_as_it_is_or_as_asked(argv: list[str], written: bytes) -> None:
    """Another tool shows it as text that it is not."""
    with server(lambda sock: say(sock, build_frame(BINARY, b"\x00\xff\x80"))) as url:
        assert connect(url, *argv) == Ran(0, written, b"")


def test_a_header_given_twice_is_sent_twice() -> None:
    """Others keep the last, or split at commas."""
    heads = []
    with server(lambda sock: heads.append(open_on(sock))) as url:
        connect(url, "-H", "X-One: a, b", "-H", "X-One: c")
    assert re.findall(rb"X-One: (.*)\r\n", heads[0]) == [b"a, b", b"c"]


def test_every_address_that_was_tried_is_told() -> None:
    """`localhost` is ::1 first, and the server listens elsewhere: "refused", and no word why."""
    port = unused_port()
    ran = connect(f"ws://somewhere.example:{port}", "--resolve", f"somewhere.example:{port}:::1,127.0.0.1")
    assert ran.code == Exit.UNREACHED
    assert f"127.0.0.1:{port}" in ran.err
    assert f"[::1]:{port}" in ran.err or not HAS_IPV6


def test_the_address_that_answers_is_found() -> None:
    with serving(lambda sock: say(sock, build_frame(TEXT, b"here"))) as port:
        ran = connect(f"ws://somewhere.example:{port}", "--resolve", f"somewhere.example:{port}:::1,127.0.0.1")
    assert ran == Ran(0, b"here\n", b"")


@pytest.mark.parametrize("argv", [[], ["--json"], ["-q"], ["-v"], ["--stats"]])
def test_the_exit_code_does_not_hang_on_what_is_shown(argv: list[str]) -> None:
    """Others end with 0 where nothing was reached, or choose the code by the format."""
    assert connect("lab:ws/502", *argv).code == Exit.UNREACHED
    assert connect("lab:close?code=1011", *argv).code == Exit.FOUND
    assert connect("lab:close", *argv).code == Exit.OK


@pytest.mark.parametrize("argv", [["--no-such-flag", "lab:echo"], [], ["gopher://x"], ["lab:echo", "--pong", "never"]])
def test_a_wrong_command_line_has_a_code_of_its_own(argv: list[str]) -> None:
    ran = connect(*argv)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert ran.err.startswith("error: ") and "\nhint: " in ran.err


@pytest.mark.parametrize("route", ["ws/403", "ws/bad-accept", "ws/never-answers", "no-such-route"])
def test_whatever_happens_json_is_json(route: str) -> None:
    """Others print text on stdout all the same."""
    ran = connect(f"lab:{route}", "--json", "--connect-timeout", "200ms")
    (document,) = ran.documents
    assert (document["type"], document["exit_code"]) == ("error", ran.code)
    assert document["error"]["says"]


def test_a_session_that_ends_badly_ends_its_json_well() -> None:
    ran = connect("lab:ws/rst", "--json")
    assert [document["type"] for document in ran.documents][-2:] == ["close", "end"]
    assert (ran.code, ran.documents[-1]["exit_code"]) == (1, 1)
    assert sum("schema" in document for document in ran.documents) == 1


def at_terminal(*argv: str, keys: str = "", shows: str, **environment: str) -> tuple[int, str, bytes]:
    """The exit code, the rows and the bytes of a terminal at which it ran; `keys` are typed once it shows that."""

    async def scene() -> tuple[int, str, bytes]:
        with Screen() as screen:
            process = await asyncio.create_subprocess_exec(
                *RTCLI,
                "ws",
                "connect",
                *argv,
                stdin=screen.tty,
                stdout=screen.tty,
                stderr=screen.tty,
                start_new_session=True,
                env={**os.environ, "TERM": "xterm-256color", **environment},
            )
            await screen.shows(shows)
            screen.type(keys)
            code = await process.wait()
            return code, "\n".join(screen.all_rows), screen.raw

    return asyncio.run(scene())


def test_nothing_a_peer_sent_reaches_a_terminal_as_it_is() -> None:
    """Others let a server set the title of the window."""
    with server(lambda sock: say(sock, build_frame(TEXT, ESCAPES))) as url:
        code, rows, raw = at_terminal(url, "-1", shows="owned")
    assert code == Exit.OK
    assert b"\x1b]0;owned" not in raw
    assert "\\u001b]0;owned\\u0007" in rows


def test_binary_is_a_hexdump_at_a_terminal() -> None:
    with server(lambda sock: say(sock, build_frame(BINARY, b"\x00\xff\x80ABC"))) as url:
        _code, rows, _raw = at_terminal(url, "-1", shows="41 42 43")
    assert "00 ff 80 41 42 43" in rows


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_colour_means_no_colour(environment: dict[str, str], coloured: bool) -> None:
    """Others do not heed NO_COLOR."""
    code, rows, raw = at_terminal("lab:echo", "-d", "hello", "--expect", "hello", shows="hello", **environment)
    assert code == Exit.OK
    assert [row for row in rows.split("\n") if row.startswith("<") and "hello" in row]
    assert bool(re.search(rb"\x1b\[[0-9;]*m", raw)) == coloured


def test_the_first_message_goes_and_then_it_is_up_to_the_keyboard() -> None:
    code, rows, _raw = at_terminal("lab:echo", "-d", "first", keys="second\r\x04", shows="/help")
    assert code == Exit.OK
    assert re.search(r"(?m)^< .*first", rows)
    assert re.search(r"(?m)^> .*second", rows)
