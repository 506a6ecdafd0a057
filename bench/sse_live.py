"""`rtcli sse tail` against other clients, live over loopback: small events, deltas of a language model, 8 KB events.

Run as `python -m bench.sse_live [--rounds N] [--megabytes N]`. A bare server in a process of its own writes prepared
bytes, each event a chunk; the clients run in turns and print to nowhere. CPU is that of the client's whole process.
"""

import argparse
import json
import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.measure import BENCH_DIRECTORY
from bench.ws import Run, run, turns

DELTA = {
    "id": "chatcmpl-lab",
    "object": "chat.completion.chunk",
    "created": 1_795_183_011,
    "model": "lab-1",
    "system_fingerprint": "fp_44709d6fcb",
    "choices": [{"index": 0, "delta": {"content": " word"}, "logprobs": None, "finish_reason": None}],
    "usage": None,
    "obfuscation": "x" * 60,
}
EVENTS = {
    "small": b"data: %d\n\n" % 1_234_567,
    "delta": b"data: " + json.dumps(DELTA).encode() + b"\n\n",
    "8 KB": b"event: update\nid: 1\ndata: " + b"x" * 8150 + b"\n\n",
}
GOALS = {"httpx-sse": 0.15, "eventsource": 0.4, "curl": 3.0}  # the most CPU rtcli may take, as a part of another's
SLOW = {"httpx-sse": 10, "aiohttp": 2}  # they get that part of the events

HTTPX_SSE = """
import sys, httpx
from httpx_sse import connect_sse
with httpx.Client(timeout=None) as client, connect_sse(client, "GET", sys.argv[1]) as source:
    write = sys.stdout.write
    for event in source.iter_sse():
        write(event.data + "\\n")
"""
AIOHTTP = """
import asyncio, sys, aiohttp
async def main():
    write = sys.stdout.buffer.write
    async with aiohttp.ClientSession(read_bufsize=1 << 20) as session, session.get(sys.argv[1]) as answer:
        data = []
        async for line in answer.content:
            if line == b"\\n":
                write(b"\\n".join(data) + b"\\n")
                data.clear()
            elif line.startswith(b"data: "):
                data.append(line[6:-1])
asyncio.run(main())
"""
EVENTSOURCE = """
import { EventSource } from 'eventsource'
const source = new EventSource(process.argv[2])
source.addEventListener('update', event => process.stdout.write(event.data + '\\n'))
source.onmessage = event => process.stdout.write(event.data + '\\n')
source.onerror = () => { source.close(); process.exit(0) }
"""


@contextmanager
def stream(event: bytes, count: int) -> Iterator[str]:
    """A server of so many events, each in a chunk of its own; gives its URL."""
    chunk = b"%x\r\n%b\r\n" % (len(event), event)
    together = max(1, (256 << 10) // len(chunk))
    block = chunk * together

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                answer(connection)

    def answer(connection: socket.socket) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        try:
            while b"\r\n\r\n" not in connection.recv(65536):
                pass
            connection.sendall(head)
            for _ in range(count // together):
                connection.sendall(block)
            connection.sendall(chunk * (count % together) + b"0\r\n\r\n")
        except OSError:
            return  # a client that has left

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)


def clients(url: str) -> dict[str, list[str]]:
    rtcli = [str(Path(sys.executable).with_name("rtcli")), "sse", "tail", "--no-reconnect", url]
    found = {
        "rtcli": rtcli,
        "rtcli --json": [*rtcli[:-1], "--json", url],
        "httpx-sse": [sys.executable, "-c", HTTPX_SSE, url],
        "aiohttp": [sys.executable, "-c", AIOHTTP, url],
    }
    if curl := shutil.which("curl"):
        found["curl"] = [curl, "-sN", url]
    if (BENCH_DIRECTORY / "node_modules" / "eventsource").exists() and (node := shutil.which("node")):
        script = BENCH_DIRECTORY / "eventsource.mjs"
        script.write_text(EVENTSOURCE)
        found["eventsource"] = [node, str(script), url]
    return found


def measured(command: list[str], event: bytes, count: int) -> Run:
    with stream(event, count) as url:
        return run([*command[:-1], url], feed=Path("/dev/null"))


def compare(name: str, megabytes: int, rounds: int) -> None:
    event = EVENTS[name]
    count = megabytes * 1_000_000 // len(event)
    counts = {client: max(count // SLOW.get(client, 1), 1000) for client in clients("")}
    runs = {client: partial(measured, command, event, counts[client]) for client, command in clients("url").items()}
    starts = {client: partial(measured, command, event, 1) for client, command in clients("url").items()}
    floors = {client: one.cpu_s for client, one in turns(rounds, starts).items()}
    found = turns(rounds, runs)
    print(f"  {name}: {count:,} events of {len(event):,} B; CPU without that of starting, in microseconds an event")
    each = {client: max(one.cpu_s - floors[client], 1e-9) / counts[client] * 1e6 for client, one in found.items()}
    for client, one in found.items():
        ratio = "" if client.startswith("rtcli") else f"  rtcli takes {each['rtcli'] / each[client]:.2f} of it"
        goal = f" (goal: {GOALS[client]})" if client in GOALS else ""
        rate = f"{counts[client] / one.wall_s:11,.0f}/s {counts[client] * len(event) / one.wall_s / 1e6:7.1f} MB/s"
        print(f"    {client:13}{each[client]:8.2f} us, {rate}, {one.peak_mib:6.1f} MiB{ratio}{goal}", flush=True)


def extremes() -> None:
    """Memory over a gigabyte, and a line of 10 MB against ten of 1 MB."""
    rtcli = clients("url")["rtcli"]
    event = EVENTS["8 KB"]
    big = measured(rtcli, event, 1_000_000_000 // len(event))
    print(f"  1 GB of 8 KB events: {big.peak_mib:.1f} MiB, {big.cpu_s:.2f} s CPU", flush=True)
    one, ten = (
        measured(rtcli, b"data: " + b"x" * size + b"\n\n", count).cpu_s for size, count in ((10**7, 4), (10**6, 40))
    )
    print(f"  40 MB in lines of 10 MB: {one:.2f} s CPU, in lines of 1 MB: {ten:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=100)
    asked = parser.parse_args(sys.argv[1:] if sys.argv[0].endswith("sse_live.py") else [])
    BENCH_DIRECTORY.mkdir(exist_ok=True)
    for name in EVENTS:
        compare(name, asked.megabytes if name != "small" else max(asked.megabytes // 5, 1), asked.rounds)
    extremes()


if __name__ == "__main__":
    main()
