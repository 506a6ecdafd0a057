"""What the lab can bear: memory of idle connections, echoes a second, and how fast it floods.

Run as `python -m bench.lab [--connections N] [--seconds S] [--rounds N]`. Servers and clients are different processes.
Echo and flood are measured against the asyncio server of websockets, in turns, by the same bare client.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from rtcli.lab.listening import allow_many_files
from rtcli.wire.frames import TEXT, build_frame

UPGRADE = (
    "GET /{} HTTP/1.1\r\nHost: lab\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
GET = "GET /{} HTTP/1.1\r\nHost: lab\r\n\r\n"
MESSAGE = b"twenty bytes of text"
READ_BYTES = 1 << 20
AT_ONCE = 200  # connections that are opened together

LAB = """
import time
from rtcli.lab.embedded import running
with running() as (host, port):
    print(port, flush=True)
    time.sleep(3600)
"""
WEBSOCKETS = """
import asyncio
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

async def handle(connection):
    try:
        if connection.request.path == "/flood":
            while True:
                await connection.send("twenty bytes of text")
        async for message in connection:
            await connection.send(message)
    except ConnectionClosed:
        pass

async def main():
    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()

asyncio.run(main())
"""
SERVERS = {"lab": LAB, "websockets": WEBSOCKETS}


@contextmanager
def server(name: str) -> Iterator[tuple[int, int]]:
    """Its process and its port."""
    command = [sys.executable, "-c", SERVERS[name]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.pid, int(process.stdout.readline())
        finally:
            process.kill()


def resident_kib(pid: int) -> float:
    """The memory a process holds, as the kernel counts it (Linux)."""
    with open(f"/proc/{pid}/statm") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


async def crowd(port: int, request: str, awaited: bytes, count: int) -> list[asyncio.StreamWriter]:
    """So many connections, each of which has had its answer."""
    room = asyncio.Semaphore(AT_ONCE)

    async def come() -> asyncio.StreamWriter:
        async with room:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request.encode())
            await reader.readuntil(awaited)
            return writer

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(come()) for _ in range(count)]
    return [task.result() for task in tasks]


def idle_kib(request: str, awaited: bytes, count: int) -> float:
    """What one idle connection costs the server."""

    async def hold(pid: int, port: int) -> float:
        for writer in await crowd(port, request, awaited, AT_ONCE):  # what is needed once is not counted
            writer.close()
        before = resident_kib(pid)
        writers = await crowd(port, request, awaited, count)
        cost = (resident_kib(pid) - before) / len(writers)
        for writer in writers:
            writer.close()
        return cost

    with server("lab") as (pid, port):
        return asyncio.run(hold(pid, port))


@contextmanager
def opened(port: int, route: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sock:
        sock.sendall(UPGRADE.format(route).encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += sock.recv(1)
        yield sock


def echoes(port: int, seconds: float) -> float:
    """Round trips a second, one at a time."""
    question, size, count = build_frame(TEXT, MESSAGE, key=b"mask"), 2 + len(MESSAGE), 0
    with opened(port, "echo") as sock:
        end_s = time.perf_counter() + seconds
        while time.perf_counter() < end_s:
            sock.sendall(question)
            assert len(sock.recv(READ_BYTES)) == size
            count += 1
    return count / seconds


def flood(port: int, seconds: float) -> float:
    """Messages a second, read as fast as they come."""
    got = 0
    with opened(port, "flood") as sock:
        begin_s = time.perf_counter()
        while time.perf_counter() < begin_s + seconds:
            got += len(sock.recv(READ_BYTES))
        took_s = time.perf_counter() - begin_s
    return got / (2 + len(MESSAGE)) / took_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(sys.argv[1:] if sys.argv[0].endswith("lab.py") else [])
    allow_many_files()
    for name, request, awaited in (
        ("a WebSocket", UPGRADE.format("silent"), b"\r\n\r\n"),
        ("an event stream", GET.format("sse/no-heartbeat"), b"\n\n\r\n"),
    ):
        print(f"  {asked.connections:,} idle: {idle_kib(request, awaited, asked.connections):5.1f} KiB for {name}")
    for what, measure, goal in (("echoes", echoes, None), ("flood", flood, 5.0)):
        rounds: dict[str, list[float]] = {name: [] for name in SERVERS}
        with server("lab") as (_, lab), server("websockets") as (_, peer):
            for _ in range(1 + asked.rounds):
                for name, port in (("lab", lab), ("websockets", peer)):
                    rounds[name].append(measure(port, asked.seconds))
        speeds = {name: median(found[1:]) for name, found in rounds.items()}
        ratio = median(ours / theirs for ours, theirs in zip(*(found[1:] for found in rounds.values()), strict=True))
        told = ", ".join(f"{name} {speed:,.0f}/s" for name, speed in speeds.items())
        print(f"  {what}: {told}; {ratio:.2f} times as fast" + (f" (goal: {goal})" if goal else ""))


if __name__ == "__main__":
    main()
