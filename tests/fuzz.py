"""Random and mutated bytes into every reader: values or faults come out, never an exception, the same in any cut.

Run as `python -m tests.fuzz [--seconds N] [--seed S]`; a short slice of the same rounds is part of the tests. A seed, a
target and a number tell a round, so that what failed once fails again: `--seed S --target NAME --round N`.
"""

import argparse
import shlex
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from random import Random, randrange
from typing import BinaryIO, cast

from rtcli.errors import RtError
from rtcli.intake.forms import FORMS
from rtcli.intake.source import open_input
from rtcli.report.json import parse_report
from rtcli.report.text import printable
from rtcli.show.drawn import Drawn
from rtcli.show.json_lines import JsonLines
from rtcli.show.look import Look
from rtcli.wire.capture import Capture
from rtcli.wire.chunked import ChunkReader
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.expr import compile_expression
from rtcli.wire.extensions import parse_deflate, parse_extensions
from rtcli.wire.frames import build_frame
from rtcli.wire.handshake import judge_response, read_handshake
from rtcli.wire.http1 import HeadReader
from rtcli.wire.quantity import parse_duration, parse_size
from rtcli.wire.reader import FrameReader, Reading
from rtcli.wire.record import RecordReader
from rtcli.wire.secrets import redact_head, redact_url
from rtcli.wire.sniff import sniff
from rtcli.wire.sse_reader import EventReader
from rtcli.wire.url import parse_target
from tests.specimens import SPECIMENS

Pieces = Iterable[bytes]
Target = Callable[[Pieces], object]

LONGEST = 2048
HEAD = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\nSet-Cookie: a=b\r\n\r\n"
)
SEEDS = [specimen.data[:LONGEST] for specimen in SPECIMENS.values()] + [
    HEAD,
    b"GET /chat?token=abc HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    b'\xef\xbb\xbfid: 1\nevent: add\ndata: {"a": 1}\ndata\r\n\r\n: comment\rretry: 1000\n\ndata:\xff\n\n',
    b"5\r\nhello\r\n1;a=b\r\n \r\n0\r\nTrailer: x\r\n\r\n",
    b'{"type":"opening","schema":"rtcli/record/1"}\n{"type":"end"}\n',
    b'type == "text" and size_bytes > 1KiB or not $.a[?@.b > 1] =~ "x"',
    b"wss://me:pw@[::1]:8443/a/b?token=abc#part",
    b'permessage-deflate; client_max_window_bits, x-other; a="b\\"c"',
    b"1m30s 64KiB",
    b"81 85:37fa213d\n0x7f, 0x9f \\x4d5158 # a comment\n",
    b"gYU3+iE9f59NUVg=\n",
    b'unsigned char a[] = {0x81, 5, 0110, 108}; b"\\x81\\005Hel\\u00e9"\n',
    b'{"type": "Buffer", "data": [129, 5, 72]}\n["8105", "gQU="]\n',
    b"00000000: 8105 4865 6c6c 6f                        ..Hello\n*\n00000040  81 05  |..|\n",
    b"0010   81 05 48 65 6c 6c 6f   ..Hello\n0000000 100601 062510\n",
    b"== Info: Connected\n=> Send data, 7 bytes (0x7)\n0000: 81 05 48 65 6c 6c 6f                     ..Hello\n",
    b"12:00:00.1 IP 127.0.0.1.80 > 127.0.0.1.5000: Flags [P.], length 3\n"
    b"\t0x0000:  4500 002b 0001 4000 4006 0000 7f00 0001  E..+..@.@.......\n"
    b"\t0x0010:  7f00 0001 0050 1388 0000 0001 0000 0001  .....P..........\n"
    b"\t0x0020:  5018 0200 0000 0000 8101 41              P.........A\n",
]
SPECIAL = [b"", b"\0", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\xff" * 4, b"\x7f" * 3, b"data:", b"99999999999999999999"]


def frames(how: Reading) -> Target:
    def read(pieces: Pieces) -> object:
        reader = FrameReader(how)
        return [item for piece in pieces for item in reader.feed(piece)], reader.end(), reader.tally

    return read


def captured(how: Reading) -> Target:
    """A capture with heads before its frames, and what is seen of it: the picture and the lines of JSON."""

    def read(pieces: Pieces) -> object:
        capture = Capture(how)
        drawn, lines = Drawn(Look(width=60), colour=True, messages=True), JsonLines(max_payload=100)
        batches = [*(capture.feed(piece) for piece in pieces), *capture.end()]
        pictures = [drawn.batch(*batch) for batch in batches]
        documents = [lines.batch(*batch) for batch in batches]
        pictures.append(drawn.end(capture.tally, capture.rests, 0))
        documents.append(lines.end(capture.tally, capture.rests, 0))
        return "".join(pictures), b"".join(documents), capture.heads, capture.head_faults, capture.agreed

    return read


def events(pieces: Pieces) -> object:
    reader = EventReader()
    return [value for piece in pieces for value in reader.feed(piece)], reader.end()


def chunks(pieces: Pieces) -> object:
    reader = ChunkReader()
    decoded = [reader.feed(piece) for piece in pieces]
    columns = zip(*decoded, strict=True) if decoded else ((), (), ())
    body, borders, faults = columns
    return b"".join(body), sum(borders, []), sum(faults, []), reader.end(), reader.trailers, reader.rest


def heads(pieces: Pieces) -> object:
    reader = HeadReader(limit=1000)
    for piece in pieces:
        reader.feed(piece)
    head = reader.end()
    return head, judge_response(head), reader.rest


def records(pieces: Pieces) -> object:
    reader = RecordReader()
    return [value for piece in pieces for value in reader.feed(piece)], reader.close()


class Stream:
    """A binary stream that gives its pieces as they come."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = iter([piece for piece in pieces if piece])

    def read(self, _size: int) -> bytes:
        return next(self.pieces, b"")


def pasted(form: str | None) -> Target:
    """An input in some form, as it is pasted: bytes, and where it is broken an RtError behind them."""

    def read(pieces: Pieces) -> object:
        joined: list[tuple[str | None, bytes]] = []
        try:
            for data, origin in open_input(cast(BinaryIO, Stream(pieces)), form).pieces:
                before = joined.pop()[1] if joined and joined[-1][0] == origin else b""
                joined.append((origin, before + data))
        except RtError as exc:
            return joined, str(exc)
        return joined

    return read


def detected(pieces: Pieces) -> None:
    """An input whose form is told by as much of it as the first reads bring, so that cuts may tell another."""
    pasted(None)(pieces)


def texts(*parsers: Callable[[str], object]) -> Target:
    """Text of the user or out of a header: there an RtError is a good answer too."""

    def read(pieces: Pieces) -> object:
        text = b"".join(pieces).decode("utf-8", "surrogateescape")
        for parse in parsers:
            with suppress(RtError):
                parse(text)
        return text

    return read


def whole(pieces: Pieces) -> object:
    data = b"".join(pieces)
    return read_handshake(data), sniff(data, at_start=True), redact_head(data)


TARGETS: dict[str, Target] = {
    "frames": frames(Reading(messages=True)),
    "frames from the client": frames(Reading(origin="client", messages=True, limit=300, keep=130)),
    "frames from the server, deflated": frames(Reading(origin="server", deflate=DeflateParameters(), messages=True)),
    "a capture": captured(Reading(messages=True)),
    "a capture, deflated": captured(Reading(deflate=DeflateParameters(), messages=True, limit=1000, keep=130)),
    "events": events,
    "chunks": chunks,
    "heads": heads,
    "records": records,
    "handshakes": whole,
    "headers": texts(parse_extensions, parse_deflate, redact_url, printable),
    "input": detected,
    **{f"input as {form}": pasted(form) for form in FORMS},
    "words": texts(parse_target, parse_duration, parse_size, compile_expression, parse_report),
}


def flip(random: Random, data: bytearray) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def insert(random: Random, data: bytearray) -> None:
    at = random.randint(0, len(data))
    data[at:at] = random.choice(SPECIAL) or random.randbytes(random.randint(1, 9))


def delete(random: Random, data: bytearray) -> None:
    at = random.randint(0, len(data))
    del data[at : at + random.randint(1, 9)]


def repeat(random: Random, data: bytearray) -> None:
    at = random.randint(0, len(data))
    data[at:at] = data[at : at + random.randint(1, 40)] * random.randint(1, 4)


def splice(random: Random, data: bytearray) -> None:
    at = random.randint(0, len(data))
    data[at:at] = random.choice(SEEDS)


Mutation = Callable[[Random, bytearray], None]
MUTATIONS: tuple[Mutation, ...] = (flip, flip, insert, delete, repeat, splice)


def made_up_frames(random: Random) -> bytes:
    """Frames with any bits, often legal ones."""
    return b"".join(
        build_frame(
            random.choice((0, 1, 2, 8, 9, 10, random.randrange(16))),
            random.choice((b"", b"\x03\xe8", "größer 🎉".encode(), random.randbytes(random.choice((1, 5, 130))))),
            fin=random.random() < 0.7,
            rsv=random.choice((0, 0, 0, 4, random.randrange(8))),
            key=random.choice((b"", b"\1\2\3\4")),
            length_form=random.choice((None, None, None, 64)),
        )
        for _ in range(random.randint(1, 8))
    )


def example(name: str, number: int, seed: int = 0) -> tuple[bytes, list[bytes]]:
    """The bytes of a round, and the same in pieces."""
    random = Random(f"{seed} {name} {number}")
    start = random.choice((random.choice(SEEDS), random.choice(SEEDS), made_up_frames(random), random.randbytes(30)))
    data = bytearray(start)
    for _ in range(random.randint(0, 6)):
        random.choice(MUTATIONS)(random, data)
    del data[LONGEST:]
    cuts = sorted(random.randint(0, len(data)) for _ in range(random.choice((1, 3, 10, 300))))
    pieces = [bytes(data[start:end]) for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    return bytes(data), pieces


def play(name: str, number: int, seed: int = 0) -> int:
    """One round, and how many bytes it read: an exception, or another answer in pieces, is a failure."""
    data, pieces = example(name, number, seed)
    try:
        at_once, cut = TARGETS[name]([data]), TARGETS[name](pieces)
        assert at_once == cut, f"cut into {[len(piece) for piece in pieces]} it reads otherwise"
    except Exception as exc:
        again = shlex.join(["python", "-m", "tests.fuzz", f"--seed={seed}", f"--target={name}", f"--round={number}"])
        exc.add_note(f"bytes.fromhex({data.hex(' ')!r})\n{again}")
        raise
    return len(data)


def main(argv: Sequence[str] | None = None) -> None:
    """Play as many rounds of each target as there is time for, or one round again."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=randrange(1 << 32))
    parser.add_argument("--target", choices=TARGETS, action="append")
    parser.add_argument("--round", type=int, help="this one alone")
    asked = parser.parse_args(argv)
    names, end_s = asked.target or list(TARGETS), time.monotonic() + asked.seconds
    rounds = size = 0
    while asked.round is None and time.monotonic() < end_s or not rounds:
        size += sum(play(name, asked.round or rounds, asked.seed) for name in names)
        rounds += 1
    print(f"seed {asked.seed}: {rounds:,} x {len(names)} rounds with {size:,} bytes, and nothing raised")


if __name__ == "__main__":
    main()
