"""Event streams read into events: `EventReader` against httpx-sse, sseclient-py and npm's eventsource-parser.

Run as `python -m bench.sse [--quick] [--rounds N]`. Each reader is given the same pieces of the same stream, in a
process of its own; what counts is its CPU time from the first piece to the last event, and by how much its memory grew.
Small pieces are fed from fewer bytes, down to 2 MB one by one, so that all ends within minutes. The peers do less: none
has offsets, sizes or faults. A dash: absent, or so slow with a large event in small pieces that it is not run.
"""

import argparse
import json
import random
import subprocess
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import chain, repeat
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from shutil import which
from statistics import median
from time import process_time
from typing import NamedTuple

from bench.measure import BENCH_DIRECTORY
from rtcli.wire.sse_reader import EventReader

SEED = 9026
PATTERN_BYTES = 8 << 20  # so much of a corpus is made; what is longer repeats it
CUTS = {1: 2, 16: 8, 256: 20, 4096: 50, 65536: 200}  # the size of the pieces, and the MB that are read in them
GOAL = 5.0
NPM_PEER = "eventsource-parser@3.0.6"  # the last that runs on the Node.js of Debian 12
QUADRATIC = ("sseclient-py", NPM_PEER)  # they read what there is of an event again with each piece, ...
QUADRATIC_BELOW = 4096  # ... so that large ones in smaller pieces take them hours

WORDS = (
    "the",
    " of",
    " stream",
    " and",
    "ing",
    " naïve",
    " token",
    ".",
    " –",
    " a",
    "\\n",
    " 流",
    " is",
    " event",
    " 🙂",
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def small(chance: random.Random) -> Iterator[str]:
    """Ticks of 30 to 50 bytes: half of them data alone, the others with a type or an id."""
    for number in range(PATTERN_BYTES):
        dice = chance.random()
        head = "" if dice < 0.5 else "event: trade\n" if dice < 0.8 else f"id: {number}\n"
        yield f'{head}data: {{"p":{chance.randrange(100_000)},"q":{chance.randrange(100)}}}\n\n'


def openai(chance: random.Random) -> Iterator[str]:
    """Answers in the shape of OpenAI's chat completions."""
    head = '{"id":"chatcmpl-BxQ2mZb7eN1kQ0Vt9uYw3LrFhCpDs","object":"chat.completion.chunk","created":1763650000,'
    head += '"model":"gpt-4.1-2025-04-14","system_fingerprint":"fp_51e1070cf2","choices":['
    while True:
        for _ in range(300):
            delta = f'{{"content":"{chance.choice(WORDS)}"}}'
            yield f'data: {head}{{"index":0,"delta":{delta},"logprobs":null,"finish_reason":null}}]}}\n\n'
        yield f'data: {head}{{"index":0,"delta":{{}},"logprobs":null,"finish_reason":"stop"}}]}}\n\ndata: [DONE]\n\n'


def anthropic(chance: random.Random) -> Iterator[str]:
    """Answers in the shape of Anthropic's messages."""
    while True:
        yield 'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_01","usage":{}}}\n\n'
        yield 'event: ping\ndata: {"type":"ping"}\n\n'
        for _ in range(300):
            delta = f'{{"type":"text_delta","text":"{chance.choice(WORDS)}"}}'
            data = f'{{"type":"content_block_delta","index":0,"delta":{delta}}}'
            yield f"event: content_block_delta\ndata: {data}\n\n"
        yield 'event: message_stop\ndata: {"type":"message_stop"}\n\n'


def large(chance: random.Random) -> Iterator[str]:
    """Images of 16 KiB to 1 MiB, each in one line of JSON."""
    text = "".join(chance.choices(LETTERS, k=1 << 20))
    while True:
        size = int(2 ** chance.uniform(14, 20))
        start = chance.randrange(len(text) - size + 1)
        yield f'event: image\ndata: {{"type":"image","base64":"{text[start : start + size]}"}}\n\n'


CORPORA = {"small": small, "openai": openai, "anthropic": anthropic, "large": large}


def written(name: str) -> Path:
    """The pattern of a corpus as a file, made once."""
    BENCH_DIRECTORY.mkdir(exist_ok=True)
    path = BENCH_DIRECTORY / f"sse-{name}-{SEED}.txt"
    if not path.exists():
        events = CORPORA[name](random.Random(SEED))
        with path.open("wb") as stream:
            while stream.tell() < PATTERN_BYTES:
                stream.write(next(events).encode())
    return path


def read_ours(pieces: Iterable[bytes]) -> int:
    reader = EventReader()
    count = 0
    for piece in pieces:
        for _ in reader.feed(piece):
            count += 1
    return count


class Response(NamedTuple):
    """As much of an httpx response as httpx-sse looks at."""

    pieces: Iterable[bytes]
    headers: dict[str, str]

    def iter_text(self) -> Iterator[str]:
        decoder = getincrementaldecoder("utf-8")("replace")
        return filter(None, map(decoder.decode, self.pieces))


def read_httpx_sse(pieces: Iterable[bytes]) -> int:
    source = import_module("httpx_sse").EventSource(Response(pieces, {"content-type": "text/event-stream"}))
    count = 0
    for _ in source.iter_sse():
        count += 1
    return count


def read_sseclient(pieces: Iterable[bytes]) -> int:
    count = 0
    for _ in import_module("sseclient").SSEClient(pieces).events():
        count += 1
    return count


READERS: dict[str, tuple[Callable[[Iterable[bytes]], int], tuple[str, ...]]] = {  # and the modules that each needs
    "rtcli": (read_ours, ()),
    "httpx-sse": (read_httpx_sse, ("httpx_sse", "httpx")),
    "sseclient-py": (read_sseclient, ("sseclient",)),
}
NODE = """
import {readFileSync} from "node:fs"
import {createParser} from "eventsource-parser"
const [path, cut, end, times] = process.argv.slice(1).map((word, at) => at ? Number(word) : word)
const pattern = readFileSync(path)
const pieces = []
for (let at = 0; at < end; at += cut) pieces.push(pattern.subarray(at, Math.min(at + cut, end)))
const memory = process.memoryUsage.rss(), before = process.cpuUsage()
const decoder = new TextDecoder()
let count = 0
const parser = createParser({onEvent: () => { count += 1 }})
for (let time = 0; time < times; time++) for (const piece of pieces) parser.feed(decoder.decode(piece, {stream: true}))
const {user, system} = process.cpuUsage(before)
const grown = process.resourceUsage().maxRSS * 1024 - memory
console.log(JSON.stringify([(user + system) / 1e6, grown / 2 ** 20, count]))
"""


class Figures(NamedTuple):
    cpu_s: float
    grown_mib: float
    events: int


def child(name: str, path: str, cut: int, end: int, times: int) -> None:
    """Let one reader read: what runs in a process of its own."""
    pattern = Path(path).read_bytes()
    pieces = [pattern[at : min(at + cut, end)] for at in range(0, end, cut)]
    read, _ = READERS[name]
    read([b"data: what is imported late is not to be measured\n\n"])
    before = getrusage(RUSAGE_SELF)
    events = read(chain.from_iterable(repeat(pieces, times)))
    after = getrusage(RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps([cpu_s, (after.ru_maxrss - before.ru_maxrss) / 1024, events]))


def measure(name: str, path: Path, cut: int, end: int, times: int) -> Figures:
    arguments = (str(path), cut, end, times)
    if name in READERS:
        command = [sys.executable, "-c", f"from bench.sse import child; child{(name, *arguments)!r}"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    else:
        command = ["node", "--input-type=module", "-e", NODE, "--", *map(str, arguments)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=BENCH_DIRECTORY)
    return Figures(*json.loads(done.stdout))


def present() -> list[str]:
    """The readers that can be run here; says which cannot."""
    names = [name for name, (_, modules) in READERS.items() if all(map(find_spec, modules))]
    BENCH_DIRECTORY.mkdir(exist_ok=True)
    install = ["npm", "install", "--prefix", str(BENCH_DIRECTORY), "--no-package-lock", "--silent", NPM_PEER]
    if which("node") and which("npm") and subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0:
        names.append(NPM_PEER)
    for name in (*READERS, NPM_PEER):
        if name not in names:
            print(f"  absent: {name}")
    return names


def compare(corpus: str, cut: int, size: int, *, readers: list[str], rounds: int) -> None:
    """One line of the table: all readers on one corpus in one cut."""
    path = written(corpus)
    pattern = path.read_bytes()
    end = pattern.rfind(b"\n\n", 0, size) + 2
    times = max(1, size // end)
    hopeless = QUADRATIC if corpus == "large" and cut < QUADRATIC_BELOW else ()
    names = [name for name in readers if name not in hopeless]
    runs = [{name: measure(name, path, cut, end, times) for name in names} for _ in range(rounds)]
    if len({figures.events for figures in runs[0].values()}) > 1:
        raise SystemExit(f"the readers disagree on the number of events: {runs[0]}")
    cpu = {name: median(run[name].cpu_s for run in runs) for name in names}
    speeds = "".join(f"{end * times / 1e6 / cpu[name]:14,.1f}" if name in cpu else f"{'-':>14}" for name in readers)
    peers = [name for name in names if name in READERS and name != "rtcli"]
    ratio = median(min(run[name].cpu_s for name in peers) / run["rtcli"].cpu_s for run in runs) if peers else 0
    grown = max(run["rtcli"].grown_mib for run in runs)
    events = runs[0]["rtcli"].events / cpu["rtcli"] / 1000
    print(f"  {corpus:10}{cut:6}{end * times / 1e6:7.1f}{speeds}{events:12,.0f}{grown:8.1f}{ratio:9.2f}", flush=True)


def long_lines() -> None:
    """Whether the time for a line grows as its length does."""
    print("  one line, in pieces of 64 bytes:", end="")
    for size_mb in (2.5, 5, 10):
        stream = b"data: " + b"x" * int(size_mb * 1e6) + b"\n\n"
        pieces = [stream[at : at + 64] for at in range(0, len(stream), 64)]
        before = process_time()
        read_ours(pieces)
        print(f"  {size_mb} MB {1000 * (process_time() - before):.0f} ms", end="")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the bytes")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(sys.argv[1:] if sys.argv[0].endswith("sse.py") else [])
    readers = present()
    print(f"  {'MB/s of CPU':16}{'MB':>7}" + "".join(f"{name.partition('-parser')[0]:>14}" for name in readers), end="")
    print(f"{'k events/s':>12}{'MiB':>8}{'ratio':>9}")
    for corpus in CORPORA:
        for cut, size_mb in CUTS.items():
            size = size_mb * 10**6 // (20 if asked.quick else 1)
            compare(corpus, cut, size, readers=readers, rounds=asked.rounds)
    print(f"  ratio: rtcli to the fastest Python peer in the same round, median of {asked.rounds} (goal: {GOAL})")
    print("  k events/s and MiB, by which its memory grew: of rtcli")
    long_lines()


if __name__ == "__main__":
    main()
