"""Frames read and judged by a whole process: `rtcli inspect-frame` against websockets and wsproto on the same file.

Run as `python -m bench.frames [--frames N] [--rounds N]`. All commands run once in each round, one after the other, so
that a busy machine burdens all alike; the first round is not counted. The peers only parse: neither judges what ours
does, and websockets does not look at the UTF-8 of a text.
"""

import argparse
import random
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.measure import BENCH_DIRECTORY, Run, run
from rtcli.wire.frames import BINARY, PING, TEXT, build_frame

RTCLI = str(Path(sysconfig.get_path("scripts")) / "rtcli")
SEED = 6455
KEY = bytes.fromhex("37fa213d")
READ_BYTES = 64 * 1024
PROSE = b'{"type":"trade","price":101.25,"symbol":"EURUSD","venue":"XPAR","sequence":' + b"0123456789" * 10
BEYOND_ASCII = '{"note":"Preis in €, größer als gestern – und morgen?","at":'.encode() + b"0123456789" * 10

WEBSOCKETS = """
import sys
from websockets.protocol import OPEN, Protocol, Side
peer = Protocol(Side.SERVER if sys.argv[2] == "client" else Side.CLIENT, state=OPEN, max_size=None)
frames = 0
with open(sys.argv[1], "rb", buffering=0) as stream:
    while data := stream.read(65536):
        peer.receive_data(data)
        frames += len(peer.events_received())
print(frames)
"""
WSPROTO = """
import sys
from wsproto.connection import Connection, ConnectionType
peer = Connection(ConnectionType.SERVER if sys.argv[2] == "client" else ConnectionType.CLIENT)
frames = 0
with open(sys.argv[1], "rb", buffering=0) as stream:
    while data := stream.read(65536):
        peer.receive_data(data)
        for event in peer.events():
            frames += getattr(event, "frame_finished", True)
print(frames)
"""


def corpus(origin: str, count: int) -> Iterator[bytes]:
    """Text of 20 to 400 bytes for the most part, binary up to 64 KiB, a ping now and then, a message in two pieces."""
    chance = random.Random(SEED)
    key = KEY if origin == "client" else b""
    made = 0
    while made < count:
        dice = chance.random()
        if dice < 0.70:
            yield build_frame(TEXT, PROSE[: chance.randint(20, 120)], key=key)
        elif dice < 0.80:
            yield build_frame(TEXT, BEYOND_ASCII[: chance.randint(60, 120)], key=key)
        elif dice < 0.98:
            yield build_frame(BINARY, chance.randbytes(chance.randint(20, 400)), key=key)
        elif dice < 0.99:
            yield build_frame(PING, b"are you there?", key=key)
        elif dice < 0.995:
            yield build_frame(TEXT, PROSE[:70], fin=False, key=key)
            yield build_frame(0, PROSE[70:140], key=key)
            made += 1
        else:
            yield build_frame(BINARY, chance.randbytes(chance.choice((1024, 4096, 16384, 65536))), key=key)
        made += 1


def written(origin: str, count: int) -> Path:
    """The corpus as a file, made once."""
    BENCH_DIRECTORY.mkdir(exist_ok=True)
    path = BENCH_DIRECTORY / f"frames-{origin}-{count}.bin"
    if not path.exists():
        with path.open("wb") as stream:
            stream.writelines(corpus(origin, count))
    return path


def commands(path: str, origin: str) -> dict[str, list[str]]:
    ours = [RTCLI, "inspect-frame", "--from", origin, "-q"]
    return {
        "rtcli --summary": [*ours, "--summary", path],
        "rtcli --json": [*ours, "--json", path],
        "websockets": [sys.executable, "-c", WEBSOCKETS, path, origin],
        "wsproto": [sys.executable, "-c", WSPROTO, path, origin],
    }


GOALS = (  # ours, against whom, how many times as fast we want to be
    ("rtcli --summary", "websockets", 4.0),
    ("rtcli --summary", "wsproto", 10.0),
    ("rtcli --json", "websockets", 1.5),
)


def measure(origin: str, count: int, rounds: int) -> None:
    path = written(origin, count)
    size_mb = path.stat().st_size / 1e6
    runs: dict[str, list[Run]] = {}
    for _ in range(1 + rounds):
        for name, command in commands(str(path), origin).items():
            runs.setdefault(name, []).append(run(command))
    print(f"  {count:,} frames from a {origin}, {size_mb:.0f} MB, medians of {rounds} rounds")
    cpu = {name: median(one.cpu_s for one in found[1:]) for name, found in runs.items()}
    for name, found in runs.items():
        peak = max(one.peak_mib for one in found)
        speed = f"{count / cpu[name] / 1000:8,.0f} k frames/s {size_mb / cpu[name]:7,.0f} MB/s"
        print(f"    {name:16} {cpu[name]:6.2f} s CPU {speed}   peak {peak:4.0f} MiB")
    for ours, peer, goal in GOALS:
        ratio = median(b.cpu_s / a.cpu_s for a, b in zip(runs[ours][1:], runs[peer][1:], strict=True))
        print(f"    {ours} is {ratio:.2f} times as fast as {peer} (goal: {goal})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(sys.argv[1:] if sys.argv[0].endswith("frames.py") else [])
    for origin in ("server", "client"):
        measure(origin, asked.frames, asked.rounds)


if __name__ == "__main__":
    main()
