"""RFC 6455 section 5.4: frames in every order, with control frames in between, against a model of what they say."""

from collections.abc import Iterator
from itertools import product

import pytest

from rtcli.session.asked import Manner
from rtcli.wire.frames import BINARY, CONTINUATION, PING, PONG, TEXT, build_frame
from tests.conformance.playing import assert_failed, fails, obeys, play

FRAMES = {  # a letter: opcode, FIN
    "t": (TEXT, False),
    "T": (TEXT, True),
    "b": (BINARY, False),
    "c": (CONTINUATION, False),
    "C": (CONTINUATION, True),
    "p": (PING, True),
}
LONG = (  # too long for the list of all orders
    "tpcpcpcpC",
    "bcccccccccccccccccccC",
    "tppppppppppppppppppC",
    "TTTtCTTTbCTTT",
    "tCtCtCtpC",
    "bcpccpcccpccccpC",
    "tCC",
    "tCTcT",
    "tccccccccccccccccT",
    "bCpppppC",
)


def expected(order: str) -> tuple[list[tuple[int, bytes]], list[bytes], bool]:
    """Messages and pongs, and whether all of it may be."""
    messages: list[tuple[int, bytes]] = []
    pongs: list[bytes] = []
    kind, text = 0, b""
    for index, letter in enumerate(order):
        opcode, fin = FRAMES[letter]
        payload = b"%d." % index
        if opcode == PING:
            pongs.append(payload)
            continue
        if (opcode == CONTINUATION) != bool(kind):
            return messages, pongs, False
        kind, text = kind or opcode, text + payload
        if fin:
            messages.append((kind, text))
            kind, text = 0, b""
    return messages, pongs, True


def orders(length: int) -> Iterator[str]:
    """All that may be up to their last frame: what is behind a wrong one changes nothing."""
    for order in map("".join, product(FRAMES, repeat=length)):
        if expected(order[:-1])[2]:
            yield order


@pytest.mark.parametrize("length", [1, 2, 3, 4, "long"])
def test_frames_in_every_order(length: int | str) -> None:
    for order in orders(length) if isinstance(length, int) else LONG:
        messages, pongs, legal = expected(order)
        frames = enumerate(FRAMES[letter] for letter in order)
        sends = [build_frame(opcode, b"%d." % index, fin=fin) for index, (opcode, fin) in frames]
        if legal:
            obeys(sends, messages=messages, pongs=pongs)
        else:
            played = play(sends)
            assert (played.messages, played.pongs) == (messages, pongs), order
            assert_failed(played, 1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_fragments_may_be_empty(opcode: int) -> None:
    for pieces in product((b"", b"x"), repeat=3):
        frames = [
            build_frame(CONTINUATION if index else opcode, piece, fin=index == 2) for index, piece in enumerate(pieces)
        ]
        obeys(frames, messages=[(opcode, b"".join(pieces))])


@pytest.mark.parametrize("size", [64, 256, 1024, 16384, 65536])
def test_a_message_in_very_many_fragments(size: int) -> None:
    total = size * 4096 if size < 1024 else 4 << 20
    payload = bytes(range(256)) * (total // 256)
    pieces = [payload[start : start + size] for start in range(0, total, size)]
    frames = [
        build_frame(CONTINUATION if index else BINARY, piece, fin=index == len(pieces) - 1)
        for index, piece in enumerate(pieces)
    ]
    joined = b"".join(frames)
    obeys([joined[start : start + 60000] for start in range(0, len(joined), 60000)], messages=[(BINARY, payload)])


def test_a_message_of_16_mib_in_one_frame() -> None:
    payload = bytes(range(256)) * 65536
    frame = build_frame(BINARY, payload)
    obeys([frame[start : start + 65536] for start in range(0, len(frame), 65536)], messages=[(BINARY, payload)])


LIMITED = Manner(limit_bytes=1000)


@pytest.mark.parametrize(
    "sends",
    [
        [build_frame(BINARY, bytes(1001))],
        [build_frame(BINARY, bytes(1001))[:4]],
        [build_frame(BINARY, b"", declared=1 << 62)],
        [build_frame(BINARY, bytes(600), fin=False), build_frame(CONTINUATION, bytes(401))],
        [build_frame(BINARY, bytes(10), fin=False), *[build_frame(CONTINUATION, bytes(10), fin=False)] * 100],
    ],
    ids=["a frame", "its head", "a head that asks for all memory", "two fragments", "many fragments"],
)
def test_what_is_over_the_limit(sends: list[bytes]) -> None:
    fails(sends, 1009, manner=LIMITED)


def test_what_is_at_the_limit() -> None:
    whole, halves = bytes(1000), bytes(500)
    frames = [build_frame(BINARY, halves, fin=False), build_frame(CONTINUATION, halves)]
    obeys([build_frame(BINARY, whole), *frames], messages=[(BINARY, whole)] * 2, manner=LIMITED)


def test_a_pong_that_nobody_asked_for_is_passed_over() -> None:
    pongs = [build_frame(PONG, bytes(size)) for size in (0, 1, 125)]
    obeys(
        [*pongs, build_frame(TEXT, b"he", fin=False), *pongs, build_frame(CONTINUATION, b"y")],
        messages=[(TEXT, b"hey")],
    )
