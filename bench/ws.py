"""`rtcli ws connect` against other clients: receiving and printing, sending, echoing, starting, and memory.

Run as `python -m bench.ws [--rounds N] [--messages N] [--only PART]`. The lab serves from a process of its own; the
clients run in turns, so that a busy machine is busy for all of them. CPU is that of the client's whole process.
"""

import argparse
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.lab import server
from bench.measure import BENCH_DIRECTORY
from bench.ws_peers import commands, which
from rtcli.wire.accept import accept_key
from rtcli.wire.deflate import Deflater
from rtcli.wire.frames import TEXT, build_frame

SIZES = ((20, 1.0), (200, 1.0), (16 << 10, 0.1), (1 << 20, 0.002))  # bytes, and the part of --messages of that size
GOALS = {  # the most CPU that rtcli may take, as a part of another's
    20: {"websockets": 0.1, "wscat": 0.3, "picows": 0.9, "websocat": 1.1},
    200: {"websockets": 0.1, "wscat": 0.3, "picows": 0.9, "websocat": 1.1},
    16 << 10: {"websocat": 0.6, "picows": 1.2},
    1 << 20: {"websocat": 0.6, "picows": 1.2},
}
SLOW = {"wscat", "websockets"}  # so many messages would take them minutes: they get a tenth
TRIPS = 5000
POURED = 1000  # messages at once
DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n"
COMPRESSED = {
    "200 B of JSON": b'{"type":"trade","symbol":"BTC-EUR","price":"84211.37","size":"0.0412","side":"buy","time":"'
    b'2026-11-20T10:00:00.123456Z","id":918273645,"maker":"7d1c9f","taker":"03be2a","sequence":55667788,"fee":"0.0012"}',
    "200 B that repeat": b"twenty bytes of text" * 10,
}


class Run(NamedTuple):
    cpu_s: float
    wall_s: float
    peak_mib: float


def run(command: list[str], *, into: Path | None = None, feed: Path | None = None) -> Run:
    """Run it to its end, its output in a file; without a `feed` its stdin stays open and silent."""
    with open(into or os.devnull, "wb") as out, open(feed or os.devnull, "rb") as source:
        start_s = time.perf_counter()
        stdin = source if feed else subprocess.PIPE
        process = subprocess.Popen(command, stdin=stdin, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start_s
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.stdin:
            process.stdin.close()
    return Run(usage.ru_utime + usage.ru_stime, wall_s, usage.ru_maxrss / 1024)


def turns(rounds: int, runs: Mapping[str, Callable[[], Run]]) -> dict[str, Run]:
    """The median of each, measured in turns after one that does not count."""
    taken: dict[str, list[Run]] = {name: [] for name in runs}
    for number in range(1 + rounds):
        for name, take in runs.items():
            result = take()
            if number:
                taken[name].append(result)
    return {name: Run(*(median(column) for column in zip(*found, strict=True))) for name, found in taken.items()}


def tell(what: str, found: Mapping[str, Run], counts: Mapping[str, int], goals: Mapping[str, float]) -> None:
    """A line each: microseconds of CPU a message, wall time, memory, and what part of it rtcli takes."""
    print(f"  {what}")
    ours = found["rtcli"].cpu_s / counts["rtcli"]
    for name, one in found.items():
        count = counts[name]
        ratio = "" if name == "rtcli" else f"  rtcli takes {ours / (one.cpu_s / count):.2f} of it"
        goal = f" (goal: {goals[name]})" if name in goals else ""
        each = f"{one.cpu_s / count * 1e6:8.2f} us CPU a message, {count / one.wall_s:10,.0f}/s"
        print(f"    {name:11}{each}, {one.peak_mib:6.1f} MiB{ratio}{goal}", flush=True)


def receive(port: int, messages: int, rounds: int) -> None:
    target = BENCH_DIRECTORY / "received"
    for size, part in SIZES:
        most = max(int(messages * part), 10)
        runs: dict[str, Callable[[], Run]] = {}
        counts: dict[str, int] = {}
        for name in commands(""):
            counts[name] = count = max(most // 10, 10) if name in SLOW else most
            url = f"ws://127.0.0.1:{port}/flood?size={size}&count={count}"
            runs[name] = partial(run, commands(url)[name], into=target)
        tell(f"receive and print {size:,} B, {most:,} times", turns(rounds, runs), counts, GOALS[size])
    for name, payload in COMPRESSED.items():
        with sink(partial(pour, payload=payload, count=messages), DEFLATE) as poured:
            found = commands(f"ws://127.0.0.1:{poured}/", deflate=True)
            deflated = {client: partial(run, command, into=target) for client, command in found.items()}
            told = f"receive and print {name}, compressed, {messages:,} times"
            tell(told, turns(1, deflated), dict.fromkeys(deflated, messages), {"websockets": 0.25})
    target.unlink(missing_ok=True)


def memory(port: int, messages: int, _rounds: int) -> None:
    for count in (1000, messages):
        url = f"ws://127.0.0.1:{port}/flood?size=200&count={count}"
        print(f"  memory after {count:,} messages: {run(commands(url)['rtcli']).peak_mib:.1f} MiB", flush=True)


@contextmanager
def sink(answer: Callable[[socket.socket], None], extension: bytes = b"") -> Iterator[int]:
    """A server that shakes hands with each that comes, and does with it what `answer` does."""

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                shake_hands(connection, extension)
                answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def shake_hands(connection: socket.socket, extension: bytes) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(4096)
    lines = [line.partition(b":") for line in head.split(b"\r\n")]
    key = next(value.strip() for name, _, value in lines if name.lower() == b"sec-websocket-key").decode()
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept_key(key).encode() + b"\r\n" + extension + b"\r\n"
    )


def pour(connection: socket.socket, *, payload: bytes, count: int) -> None:
    """So many like messages, each compressed by itself, then a close."""
    frame = build_frame(TEXT, Deflater(takeover=False).deflate(payload), rsv=4)
    for _ in range(count // POURED):
        connection.sendall(frame * POURED)
    connection.sendall(b"\x88\x02\x03\xe8")
    while connection.recv(1 << 16):
        pass


def swallow(connection: socket.socket) -> None:
    """Take all, and answer the close frame that ends it."""
    last = b""
    while data := connection.recv(1 << 20):
        last = (last + data)[-64:]
        if b"\x88" in last[-16:]:
            connection.settimeout(0.2)
            try:
                connection.sendall(b"\x88\x02\x03\xe8")
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                return


def send(_port: int, messages: int, rounds: int) -> None:
    count = messages // 4
    lines = BENCH_DIRECTORY / "lines"
    lines.write_bytes(b"twenty bytes of text\n" * count)
    with sink(swallow) as port:
        url = f"ws://127.0.0.1:{port}/"
        chosen = {name: command for name, command in commands(url).items() if name in ("rtcli", "websocat")}
        runs = {name: partial(run, command, feed=lines) for name, command in chosen.items()}
        tell(f"send {count:,} lines of 20 B from a file", turns(rounds, runs), dict.fromkeys(runs, count), {})
    lines.unlink()


def trips(command: list[str], in_flight: int) -> list[float]:
    """Round trips through a client's stdin and stdout, by the lab's echo, so many of them at once."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin and process.stdout
        batch = b"twenty bytes of text\n" * in_flight
        took: list[float] = []
        for _ in range(TRIPS // in_flight):
            start_s = time.perf_counter()
            os.write(process.stdin.fileno(), batch)
            left = len(batch)
            while left and select.select([process.stdout], [], [], 10)[0]:
                left -= len(os.read(process.stdout.fileno(), 1 << 16))
            took.append((time.perf_counter() - start_s) / in_flight)
        process.kill()
    return took[len(took) // 10 :]


def echo(port: int, _messages: int, rounds: int) -> None:
    url = f"ws://127.0.0.1:{port}/echo"
    chosen = {name: command for name, command in commands(url).items() if name in ("rtcli", "websocat")}
    for in_flight in (1, 32):
        taken: dict[str, list[float]] = {name: [] for name in chosen}
        for _ in range(rounds):
            for name, command in chosen.items():
                taken[name].append(median(trips(command, in_flight)))
        told = ", ".join(f"{name} {median(found) * 1e6:.1f} us" for name, found in taken.items())
        print(f"  echo by stdin and stdout, {in_flight} in flight, each: {told}", flush=True)


RAW = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as peer:
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    peer.sendall(b"GET / HTTP/1.1\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n")
    head = b""
    while not head.endswith(b"\\r\\n\\r\\n"):
        head += peer.recv(1)
    while data := peer.recv(65536):
        peer.sendall(b"mask" + data)
"""


def overhead(_port: int, _messages: int, rounds: int) -> None:
    """Round trips as a server sees them, all on one core: a bare blocking socket, and `--echo`."""
    question = b"\x81\x14twenty bytes of text"
    answer_bytes = len(question) + 4
    took: list[float] = []

    def ask(connection: socket.socket) -> None:
        for _ in range(TRIPS):
            start_s = time.perf_counter()
            connection.sendall(question)
            left = answer_bytes
            while left:
                left -= len(connection.recv(left))
            took.append(time.perf_counter() - start_s)
        connection.sendall(b"\x88\x02\x03\xe8")
        connection.recv(64)

    rtcli = which("rtcli") or "rtcli"
    pin = ["taskset", "-c", "0"] if which("taskset") else []
    if pin:
        os.sched_setaffinity(0, {0})
    medians: dict[str, list[float]] = {"raw": [], "rtcli": []}
    with sink(ask) as port:
        clients = {
            "raw": [sys.executable, "-c", RAW, str(port)],
            "rtcli": [rtcli, "ws", "connect", "--echo", f"ws://127.0.0.1:{port}/"],
        }
        for _ in range(rounds):
            for name, command in clients.items():
                took.clear()
                run([*pin, *command])
                medians[name].append(median(took[TRIPS // 10 :]))
    if pin:
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    raw, ours = median(medians["raw"]), median(medians["rtcli"])
    over = (ours - raw) * 1e6
    print(
        f"  round trip, one core: raw {raw * 1e6:.1f} us, rtcli --echo {ours * 1e6:.1f} us: {over:.1f} over (goal: 10)"
    )


def start(_port: int, _messages: int, rounds: int) -> None:
    """From the start of the process to its first frame, a line on its stdin."""
    came = threading.Event()
    at_s = [0.0]

    def first(connection: socket.socket) -> None:
        if connection.recv(64):
            at_s[0] = time.perf_counter()
        came.set()

    with sink(first) as port:
        url = f"ws://127.0.0.1:{port}/"
        wscat = which("wscat")
        clients = {name: command for name, command in commands(url).items() if name in ("rtcli", "websocat")}
        if wscat:
            clients["wscat"] = [wscat, "-c", url, "-x", "twenty bytes of text"]
        taken: dict[str, list[float]] = {name: [] for name in clients}
        for _ in range(rounds * 5):
            for name, command in clients.items():
                came.clear()
                start_s = time.perf_counter()
                pipe = subprocess.PIPE
                with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
                    assert process.stdin
                    process.stdin.write(b"twenty bytes of text\n")
                    process.stdin.flush()
                    if came.wait(10):
                        taken[name].append(at_s[0] - start_s)
                    process.kill()
    told = ", ".join(f"{name} {median(found) * 1e3:.0f} ms" for name, found in taken.items() if found)
    print(f"  from start to the first frame: {told}", flush=True)


PARTS = {"receive": receive, "memory": memory, "send": send, "echo": echo, "overhead": overhead, "start": start}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--only", choices=PARTS, action="append")
    asked = parser.parse_args(sys.argv[1:] if sys.argv[0].endswith("ws.py") else [])
    BENCH_DIRECTORY.mkdir(exist_ok=True)
    with server("lab") as (_, port):
        for name in asked.only or PARTS:
            PARTS[name](port, asked.messages, asked.rounds)


if __name__ == "__main__":
    main()
