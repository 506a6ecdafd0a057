"""Sins in frames, read from a bare socket: each byte behind the 101, the one fault in it, and how it ends."""

import re
import socket
from collections.abc import Iterator

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.frame_misdeeds import COMPRESSED, HANDLERS, MIB, OVER_LIMIT
from rtcli.lab.route import Route
from rtcli.lab.routes import FRAME_MISDEEDS
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.frames import PING, TEXT, build_frame
from rtcli.wire.messages import Message
from rtcli.wire.reader import FrameReader, Reading
from tests.lab.raw import COMPRESSION, GOODBYE, HEAD_END, Address, Step, behind_head, codes, request, talk

HONEST = b"\x81\x14watch the next frame"
CLOSED = b"\x88\x02\x03\xe8"
SAID = b"this frame is wrong"
SINS = {
    "ws/masked": b"\x81\x93mask" + bytes(byte ^ b"mask"[at % 4] for at, byte in enumerate(SAID)),
    "ws/reserved-bit": b"\xa1\x13" + SAID,
    "ws/reserved-bit?bit=1": b"\xc1\x13" + SAID,
    "ws/reserved-bit?bit=3": b"\x91\x13" + SAID,
    "ws/reserved-opcode": b"\x83\x13" + SAID,
    "ws/reserved-opcode?opcode=15": b"\x8f\x13" + SAID,
    "ws/long-length": b"\x81\x7e\x00\x13" + SAID,
    "ws/long-length?bits=64": b"\x81\x7f\x00\x00\x00\x00\x00\x00\x00\x13" + SAID,
    "ws/top-bit": b"\x81\x7f\x80\x00\x00\x00\x00\x00\x00\x13" + SAID,
    "ws/fragmented-control": b"\x09\x0bhalf a ping",
    "ws/long-control": b"\x89\x7e\x00\x7e" + b"." * 126,
    "ws/stray-continuation": b"\x80\x13" + SAID,
    "ws/message-inside": b"\x01\x13one that never ends\x81\x13" + SAID,
    "ws/rsv1-control": b"\xc9\x04ping",
    "ws/broken-deflate": b"\xc1\x1f\x07a block of a type that is none",
    "ws/bad-utf8": b"\x81\x11\xff is no character",
    "ws/bad-utf8?where=late": b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x01" + b"." * 65536 + b"\xc3",
    "ws/bad-utf8?where=fragments": b"\x01\x04caf\xc3\x80\x13( is no second half",
    "ws/too-big-frame": b"\x82\x7f\x00\x00\x00\x00\x04\x00\x00\x01" + bytes(OVER_LIMIT),
    "ws/too-big-message": b"\x02\x7f\x00\x00\x00\x00\x00\x10\x00\x00"
    + bytes(MIB)
    + (b"\x00\x7f\x00\x00\x00\x00\x00\x10\x00\x00" + bytes(MIB)) * 63
    + b"\x80\x01\x00",
}
ENDINGS = {  # those that close by themselves, or not at all
    "ws/half-message": b"\x01\x0fto be continued" + CLOSED,
    "ws/close-code": b"\x88\x0e\x03\xeea wrong code",
    "ws/close-code?code=65535": b"\x88\x0e\xff\xffa wrong code",
    "ws/close-one-byte": b"\x88\x01\x03",
    "ws/close-bad-utf8": b"\x88\x06\x03\xe8caf\xe9",
    "ws/data-after-close": CLOSED + b"\x81\x13" + SAID,
}
CUTS = {
    "ws/half-frame": b"\x81\x13this f",
    "ws/http-after-101": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\n\r\ngone\n",
}


def ways(route: Route) -> list[tuple[str, str]]:
    """Each choice of each parameter, and none."""
    return [("", ""), *((name, choice) for name, how in route.parameters.items() for choice in how.choices)]


EARNED = {  # by each route, in each way it has, but for those two after which no more can be read
    f"{route.name}?{name}={choice}" if name else route.name: route.earns
    for route in FRAME_MISDEEDS
    for name, choice in ways(route)
    if choice not in ("rst", "silence")
}


@pytest.fixture(scope="module")
def lab() -> Iterator[Address]:
    with running() as address:
        yield address


@pytest.mark.parametrize(("target", "sin"), SINS.items(), ids=SINS)
def test_a_sin_behind_an_honest_frame_and_then_it_listens(lab: Address, target: str, sin: bytes) -> None:
    chatter = build_frame(TEXT, b"hello", key=b"mask") + build_frame(PING, b"still here?", key=b"mask")
    steps = Step(HEAD_END, chatter), Step(b"\x8a\x0bstill here?", GOODBYE.says)
    answer = talk(lab, request(target, COMPRESSION), *steps)
    assert behind_head(answer) == HONEST + sin + b"\x8a\x0bstill here?" + CLOSED


@pytest.mark.parametrize(("target", "ending"), ENDINGS.items())
def test_one_that_has_closed_does_not_close_again(lab: Address, target: str, ending: bytes) -> None:
    assert behind_head(talk(lab, request(target), GOODBYE)) == HONEST + ending


@pytest.mark.parametrize(("target", "ending"), CUTS.items())
def test_one_that_ends_without_a_close(lab: Address, target: str, ending: bytes) -> None:
    assert behind_head(talk(lab, request(target))) == HONEST + ending


def test_half_a_frame_and_then_silence(lab: Address) -> None:
    half = CUTS["ws/half-frame"]
    answer = talk(lab, request("ws/half-frame?then=silence"), Step(half, GOODBYE.says), Step(b"", b""))
    assert behind_head(answer) == HONEST + half


def test_half_a_frame_and_then_a_reset(lab: Address) -> None:
    with socket.create_connection(lab, timeout=10) as sock:
        sock.sendall(request("ws/half-frame?then=rst"))
        got = b""
        while not got.endswith(b"this f"):
            got += sock.recv(4096)
        with pytest.raises(ConnectionResetError):
            sock.recv(1)
    assert behind_head(got) == HONEST + b"\x81\x13this f"


def test_rsv1_on_a_continuation_of_what_can_be_inflated_all_the_same(lab: Address) -> None:
    frames = behind_head(talk(lab, request("ws/rsv1-continuation", COMPRESSION), GOODBYE))
    assert re.fullmatch(re.escape(HONEST) + rb"\x41\x03...\xc0[\x01-\x7d].+" + re.escape(CLOSED), frames, re.DOTALL)
    assert messages(frames)[1].payload == SAID


def test_a_bomb_is_small_on_the_wire(lab: Address) -> None:
    frames = behind_head(talk(lab, request("ws/bomb", COMPRESSION), GOODBYE))
    assert frames.startswith(HONEST + b"\xc2\x7f") and frames.endswith(CLOSED)
    assert len(frames) < 70_000
    bomb = messages(frames, limit=2 * OVER_LIMIT)[1]
    assert (bomb.length, bomb.faults) == (65 * MIB, ())


def test_a_bomb_for_a_client_that_keeps_no_window(lab: Address) -> None:
    asked = request("ws/bomb", f"{COMPRESSION}; server_no_context_takeover; server_max_window_bits=9")
    assert codes(asked, talk(lab, asked, GOODBYE)) == {"deflate.too-big"}


def test_what_grows_by_compression(lab: Address) -> None:
    frames = behind_head(talk(lab, request("ws/bigger-deflate", COMPRESSION), GOODBYE))
    grown = messages(frames)[1:]
    assert len(grown) == 15
    assert all(message.compressed and message.wire_length > message.length for message in grown)


@pytest.mark.parametrize("name", COMPRESSED)
def test_what_needs_compression_asks_for_it(lab: Address, name: str) -> None:
    answer = talk(lab, request(name), GOODBYE)
    assert behind_head(answer) == b"\x81\x24offer permessage-deflate to see this" + CLOSED


@pytest.mark.parametrize("name", ["ws/masked", "ws/bomb"])
def test_frames_are_for_an_upgrade_only(lab: Address, name: str) -> None:
    answer = talk(lab, f"GET /{name} HTTP/1.1\r\nHost: lab\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 426 Upgrade Required\r\n")


def test_a_client_that_leaves_stops_the_flood(lab: Address) -> None:
    with socket.create_connection(lab, timeout=10) as sock:
        sock.sendall(request("ws/too-big-message"))
        sock.recv(1 << 16)
    assert behind_head(talk(lab, request("ws/masked"), GOODBYE)).startswith(HONEST)


@pytest.mark.parametrize(("target", "earns"), EARNED.items())
def test_each_earns_what_it_says_and_nothing_else(lab: Address, target: str, earns: str | None) -> None:
    asked = request(target, COMPRESSION)
    answer = talk(lab, asked, *([] if target.partition("?")[0] in CUTS else [GOODBYE]))
    assert codes(asked, answer) == ({earns} if earns else set())


def test_each_route_is_served() -> None:
    assert {route.name for route in FRAME_MISDEEDS} == HANDLERS.keys()


def messages(frames: bytes, limit: int = OVER_LIMIT) -> list[Message]:
    reader = FrameReader(Reading("server", DeflateParameters(), frames=False, messages=True, limit=limit))
    return [item for item in reader.feed(frames) if isinstance(item, Message)]
