"""Situations in which clients of event streams have failed people, each as a test of the command over real sockets.

The situation and what others do in it stand in the name or the docstring; what rtcli does is the test.
"""

import asyncio
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

import pytest

from rtcli.exits import Exit
from tests.command import Ran, spawn
from tests.net.servers import serving
from tests.screen import Screen

RTCLI = (sys.executable, "-m", "rtcli")
HEAD_END = b"\r\n\r\n"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
AT_ONCE = b"retry: 10\n\n"  # so that no test waits for long before it comes back
ESCAPES = b"data: \x1b]0;owned\x07\x1b[31mred\x1b[0m\n\n"
RESET = struct.pack("ii", 1, 0)  # linger on, for no time: close() sends RST


def tail(*argv: str, stdin: bytes = b"", **environment: str) -> Ran:
    """`rtcli sse tail ARGV` in a process of its own, in a pipe."""
    return spawn("sse", "tail", *argv, stdin=stdin, env=environment)


def head_of(sock: socket.socket) -> bytes:
    """The head of a request, whose body is read as well: what is left unread would make the end a reset."""
    request = b""
    while HEAD_END not in request:
        request += sock.recv(65536)
    head, _end, body = request.partition(HEAD_END)
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        body += sock.recv(65536)
    return head + HEAD_END


class Answers:
    """One answer a connection, in their order, the last one over and over; keeps what was asked."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.heads: list[bytes] = []

    def __call__(self, sock: socket.socket) -> None:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.heads.append(head_of(sock))
        sock.sendall(answer)

    def last_event_ids(self) -> list[bytes | None]:
        found = [re.search(rb"(?i)\r\nlast-event-id: ([^\r]*)\r\n", head) for head in self.heads]
        return [match and match[1] for match in found]


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    with serving(serve) as port:
        yield f"http://127.0.0.1:{port}/"


def stream(body: bytes) -> bytes:
    """A whole answer that ends with the connection."""
    return OPEN + b"\r\n" + body


def chunked(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return OPEN + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + end


def tailed(body: bytes, *argv: str) -> Ran:
    """What comes of a stream with this body."""
    with server(Answers(stream(body))) as url:
        return tail(url, "--no-reconnect", *argv)


def documents(ran: Ran, kind: str) -> list[dict[str, object]]:
    return [document for document in ran.documents if document["type"] == kind]


# Rows about reading a stream


def test_a_byte_order_mark_at_the_start_is_taken_off_once() -> None:
    """Ten of ten clients in Python take it for a part of the first field."""
    assert tailed(b"\xef\xbb\xbfdata: first\n\n") == Ran(0, b"first\n", b"")
    assert tailed(b"\xef\xbb\xbf\xef\xbb\xbfdata: first\n\n", "-q").out == ""


def test_it_is_taken_off_once_for_each_connection() -> None:
    answers = Answers(stream(b"\xef\xbb\xbf" + AT_ONCE + b"data: one\n\n"), stream(b"\xef\xbb\xbfdata: two\n\n"))
    with server(answers) as url:
        assert tail(url, "--max-events", "2").out == "one\ntwo\n"


def test_one_invalid_byte_is_replaced_and_told() -> None:
    """Seven clients in Python die of it."""
    ran = tailed(b"data: a\xffb\n\ndata: more\n\n")
    assert (ran.code, ran.out) == (0, "a\ufffdb\nmore\n")
    assert "sse.bad-utf8" in ran.err


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085", "\v", "\f", "\x1c"])
def test_a_line_ends_only_where_the_standard_says(mark: str) -> None:
    """Others split there, or raise."""
    assert tailed(f"data: one{mark}line\n\n".encode()).out == f"one{mark}line\n"


def test_a_retry_by_itself_is_no_event() -> None:
    """`retry: 1000` and a blank line: an SDK tries to read JSON in it."""
    ran = tailed(b"retry: 1000\n\ndata: 1\n\n", "--json")
    assert [document["type"] for document in ran.documents] == ["open", "retry", "event", "end"]
    assert documents(ran, "retry")[0]["retry_ms"] == 1000


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_all_three_ends_of_a_line_are_known(end: str) -> None:
    assert tailed("data: a\ndata: b\n\n: c\ndata: d\n\n".replace("\n", end).encode()).out == "a\nb\nd\n"


def test_an_event_that_is_not_finished_is_none() -> None:
    ran = tailed(b"data: whole\n\ndata: half\n")
    assert (ran.code, ran.out) == (0, "whole\n")
    assert "sse.unfinished-event" in ran.err


def test_a_line_that_is_too_long_is_a_finding() -> None:
    ran = tailed(b"data: " + b"x" * 5000 + b"\n\ndata: more\n\n", "--max-line", "1KiB")
    assert ran.out.endswith("more\n")
    assert "sse.line-too-long" in ran.err


# Rows about tokens


def test_tokens_without_their_end_mark_are_no_clean_end() -> None:
    """SDKs end silently."""
    ran = tail("lab:sse/llm-no-end?pace=1ms&first=1ms", "--llm")
    assert ran.code == Exit.FOUND
    assert ran.out.startswith("A stream is a promise") and "llm.no-end-mark" in ran.err


def test_tokens_end_at_their_end_mark() -> None:
    ran = tail("lab:sse/llm?pace=1ms&first=1ms&tokens=4", "--llm=openai")
    assert (ran.code, ran.out) == (0, "A stream is a\n")


# Rows about what is no stream


@pytest.mark.parametrize(("route", "status"), [("404", "404 Not Found"), ("500", "500 Internal Server Error")])
def test_an_error_is_shown_with_its_body(route: str, status: str) -> None:
    """Others end with 0."""
    ran = tail(f"lab:sse/{route}")
    assert (ran.code, ran.out) == (Exit.UNREACHED, "")
    assert ran.err.startswith(f"< HTTP/1.1 {status}\n") and "error" in ran.err.lower()
    assert re.search(rf"\nerror: stream 127\.0\.0\.1:\d+: {status}\nhint: ", ran.err)


def test_another_type_is_told_with_what_it_is() -> None:
    ran = tail("lab:sse/wrong-type")
    assert (ran.code, ran.out) == (Exit.UNREACHED, "")
    assert "text/html" in ran.err


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (["lab:sse/redirect", "--no-location"], "without --no-location that is followed"),
        (["lab:sse/503"], "--retry-on 503 waits"),
        (["lab:echo"], "rtcli ws connect"),
    ],
)
def test_what_is_no_stream_comes_with_what_to_do(argv: list[str], hint: str) -> None:
    ran = tail(*argv)
    assert ran.code == Exit.UNREACHED
    assert hint in ran.err.splitlines()[-1]


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    ran = tail(f"http://127.0.0.1:{port}/")
    assert (ran.code, ran.out) == (Exit.UNREACHED, "")
    assert "refused" in ran.err


@pytest.mark.parametrize("argv", [["--no-such-flag", "lab:sse/clock"], [], ["gopher://x"], ["lab:no-such-route"]])
def test_a_wrong_command_line_has_a_code_of_its_own(argv: list[str]) -> None:
    ran = tail(*argv)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert ran.err.startswith("error: ") and "\nhint: " in ran.err


@pytest.mark.parametrize("argv", [[], ["--json"], ["-q"], ["-v"], ["--stats"], ["--raw"], ["--llm"]])
def test_the_exit_code_does_not_hang_on_what_is_shown(argv: list[str]) -> None:
    assert tail("lab:sse/404", *argv).code == Exit.UNREACHED
    assert tail("lab:sse/cut-chunk", "--no-reconnect", *argv).code == Exit.FOUND


@pytest.mark.parametrize(
    "target", ["lab:sse/404", "lab:sse/wrong-type", "lab:sse/redirect-loop", "lab:nowhere", "http://127.0.0.1:1/"]
)
def test_whatever_happens_json_is_json(target: str) -> None:
    """Others print text on stdout all the same."""
    ran = tail(target, "--json")
    (document,) = ran.documents
    assert (document["type"], document["exit_code"]) == ("error", ran.code)
    assert document["error"]["says"]


# Rows about pipes and terminals


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    """`| head -1` gives a trace of Python, or hangs."""
    command = f"{sys.executable} -m rtcli sse tail 'lab:sse/clock?every=1ms' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (Exit.CLOSED_PIPE, b"")
    assert json.loads(done.stdout)["n"] == 1


def test_a_reader_that_leaves_is_noticed_while_nothing_comes() -> None:
    command = f"{sys.executable} -m rtcli sse tail 'lab:sse/no-heartbeat' --event none | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (Exit.CLOSED_PIPE, b"")


def test_a_pipe_gets_bare_data() -> None:
    with server(Answers(stream(b": note\nid: 1\nevent: e\ndata: one\n\ndata: two\n\n"))) as url:
        assert tail(url, "--no-reconnect", FORCE_COLOR="1") == Ran(0, b"one\ntwo\n", b"")


def test_events_of_several_lines_can_be_told_apart() -> None:
    assert tailed(b"data: a\ndata: b\n\ndata: c\n\n", "-0").stdout == b"a\nb\0c\0"


def at_terminal(*argv: str, shows: str, **environment: str) -> tuple[int, str, bytes]:
    """The exit code, the rows and the bytes of a terminal at which it ran."""

    async def scene() -> tuple[int, str, bytes]:
        with Screen() as screen:
            process = await asyncio.create_subprocess_exec(
                *RTCLI,
                "sse",
                "tail",
                *argv,
                stdin=screen.tty,
                stdout=screen.tty,
                stderr=screen.tty,
                start_new_session=True,
                env={**os.environ, "TERM": "xterm-256color", **environment},
            )
            await screen.shows(shows)
            code = await process.wait()
            return code, "\n".join(screen.all_rows), screen.raw

    return asyncio.run(scene())


def test_nothing_a_peer_sent_reaches_a_terminal_as_it_is() -> None:
    with server(Answers(stream(ESCAPES))) as url:
        code, rows, raw = at_terminal(url, "-1", shows="owned")
    assert code == Exit.OK
    assert b"\x1b]0;owned" not in raw
    assert "\\u001b]0;owned\\u0007" in rows


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_colour_means_no_colour(environment: dict[str, str], coloured: bool) -> None:
    code, _rows, raw = at_terminal("lab:sse/bom", "-1", shows="byte order mark", **environment)
    assert code == Exit.OK
    assert bool(re.search(rb"\x1b\[[0-9;]*m", raw)) == coloured


def test_a_head_that_keeps_us_waiting_is_told() -> None:
    code, _rows, raw = at_terminal("lab:sse/held-head?first=2.5s", "-1", "--head-timeout", "1m", shows="200 from")
    assert code == Exit.OK
    assert b"waiting for the answer's head: 2s of 1m" in raw


# How it ends, and when it comes again


@pytest.mark.parametrize(
    ("answer", "argv", "code"),
    [
        (stream(b"data: 1\n\n"), ["--no-reconnect"], 0),
        (chunked(b"data: 1\n\n"), ["--no-reconnect"], 0),
        (OPEN + b"Content-Length: 9\r\n\r\ndata: 1\n\n", ["--no-reconnect"], 0),
        (chunked(b"data: 1\n\n", end=b""), ["--no-reconnect"], 1),
        (OPEN + b"Content-Length: 99\r\n\r\ndata: 1\n\n", ["--no-reconnect"], 1),
        (stream(AT_ONCE + b"data: 1\n\n"), ["--max-retries", "1"], 1),
        (stream(AT_ONCE + b"data: 1\n\n"), ["--max-retries", "0"], 1),
        (b"HTTP/1.1 204 No Content\r\n\r\n", [], 0),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", [], 3),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", [], 3),
        (b"SSH-2.0-OpenSSH_9.2\r\n", [], 3),
        (b"", [], 3),
        (stream(b'data: {"choices":[{"delta":{"content":"a"}}]}\n\n'), ["--llm"], 1),
        (stream(b'data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n'), ["--llm"], 0),
        (stream(b"data: 1\n\n"), ["--no-reconnect", "--max-events", "2"], 1),
        (stream(b"data: 1\n\n"), ["-1"], 0),
        (stream(b"data: 1\n\n"), ["--until", "data == 1"], 0),
        (stream(b"data: 1\n\n"), ["--until", "data == 2", "--no-reconnect"], 1),
    ],
)
def test_the_exit_code_tells_how_it_ended(answer: bytes, argv: list[str], code: int) -> None:
    with server(Answers(answer)) as url:
        assert tail(url, *argv).code == code


def test_a_reset_is_a_cut() -> None:
    def serve(sock: socket.socket) -> None:
        head_of(sock)
        sock.sendall(stream(b"data: 1\n\n"))
        is_read.wait(10)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    is_read = threading.Event()
    with server(serve) as url, subprocess.Popen([*RTCLI, "sse", "tail", url, "--no-reconnect"], stdout=PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"1\n"
        is_read.set()
        assert process.wait(10) == Exit.FOUND


def test_silence_is_a_lost_connection_where_that_is_asked() -> None:
    ran = tail("lab:sse/no-heartbeat", "--event-timeout", "200ms", "--no-reconnect")
    assert ran.code == Exit.FOUND
    assert "no event for 200ms" in ran.err


def test_an_open_stream_may_end_by_time() -> None:
    assert tail("lab:sse/clock", "-m", "300ms").code == Exit.OK
    assert tail("lab:sse/held-head?first=1h", "-m", "300ms").code == Exit.UNREACHED


def test_it_comes_back_with_the_last_id_byte_for_byte() -> None:
    answers = Answers(stream(AT_ONCE + "id: ü→7\ndata: 1\n\n".encode()), stream(b"data: 2\n\n"))
    with server(answers) as url:
        ran = tail(url, "--max-events", "2", "--last-event-id", "before")
    assert ran.out == "1\n2\n"
    assert answers.last_event_ids() == [b"before", "ü→7".encode()]


def test_an_id_that_cannot_stand_in_a_header_is_said_and_not_sent() -> None:
    answers = Answers(stream(AT_ONCE + b"id: a\x1bb\ndata: 1\n\n"), stream(b"data: 2\n\n"))
    with server(answers) as url:
        ran = tail(url, "--max-events", "2")
    assert (ran.code, answers.last_event_ids()) == (0, [None, None])
    assert "cannot stand in a header" in ran.err


def test_the_last_id_is_kept_over_runs(tmp_path: Path) -> None:
    answers = Answers(stream(b"id: 7\ndata: 1\n\n"))
    with server(answers) as url:
        for _run in range(2):
            assert tail(url, "-1", "--state", str(tmp_path / "seen")).code == 0
    assert answers.last_event_ids() == [None, b"7"]


def test_a_post_is_sent_once_unless_it_is_allowed_again() -> None:
    once, again = (Answers(stream(AT_ONCE + b"data: 1\n\n")) for _ in range(2))
    with server(once) as url:
        assert tail(url, "-d", "x").code == Exit.OK
    with server(again) as url:
        assert tail(url, "-d", "x", "--retry-post", "--max-events", "2").code == Exit.OK
    assert (len(once.heads), len(again.heads)) == (1, 2)


def test_a_status_is_waited_out_where_that_is_asked() -> None:
    busy = b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
    cut = Answers(stream(AT_ONCE + b"data: 1\n\n"), busy, stream(b"data: 2\n\n"))
    with server(cut) as url:
        assert tail(url, "--max-events", "2", "--retry-on", "5xx").out == "1\n2\n"


def test_a_header_command_runs_for_each_connection(tmp_path: Path) -> None:
    answers = Answers(stream(AT_ONCE + b"data: 1\n\n"))
    count = f"echo x >> {tmp_path}/count; echo X-Count: $(wc -l < {tmp_path}/count)"
    with server(answers) as url:
        assert tail(url, "--max-events", "2", "--header-cmd", count).code == 0
    assert [re.findall(rb"X-Count: (\d)", head) for head in answers.heads] == [[b"1"], [b"2"]]


def test_a_header_given_twice_is_sent_twice() -> None:
    answers = Answers(stream(b"data: 1\n\n"))
    with server(answers) as url:
        tail(url, "-1", "-H", "X-One: a, b", "-H", "X-One: c")
    assert re.findall(rb"X-One: (.*)\r\n", answers.heads[0]) == [b"a, b", b"c"]
