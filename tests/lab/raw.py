"""A client that is a bare socket: all that the lab sends, byte for byte, and what our own readers find in it."""

import socket
from typing import NamedTuple

from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, build_frame
from rtcli.wire.handshake import judge_response
from rtcli.wire.handshake_request import build_request, judge_request, upgrade_request
from rtcli.wire.http1 import HeadReader, parse_head
from rtcli.wire.reader import FrameReader, Reading

Address = tuple[str, int]

PIECE_BYTES = 1 << 20
KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455 1.3
COMPRESSION = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"


class Step(NamedTuple):
    awaits: bytes
    says: bytes


HEAD_END = b"\r\n\r\n"
LEAVE = Step(b"", b"")
GOODBYE = Step(HEAD_END, build_frame(CLOSE, b"\x03\xe8", key=b"mask"))


def request(target: str, *lines: str) -> bytes:
    """An upgrade with these header lines besides."""
    plain = build_request(upgrade_request("lab", KEY, target=f"/{target}"))
    return plain[:-2] + "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def talk(address: Address, asked: bytes, *steps: Step) -> bytes:
    """All that comes until the lab ends; each step awaits some bytes before it says its own, or nothing and a FIN."""
    got, seen = bytearray(), 0
    with socket.create_connection(address, timeout=10) as sock:
        sock.sendall(asked)
        for awaits, says in steps:
            while (at := got.find(awaits, seen)) < 0:
                seen = max(seen, len(got) - len(awaits))
                piece = sock.recv(PIECE_BYTES)
                assert piece, f"the lab ends before {awaits!r}"
                got += piece
            seen = at + len(awaits)
            if says:
                sock.sendall(says)
            else:
                sock.shutdown(socket.SHUT_WR)
        while piece := sock.recv(PIECE_BYTES):
            got += piece
    return bytes(got)


def behind_head(answer: bytes) -> bytes:
    return answer.partition(HEAD_END)[2]


def faults(asked: bytes, answer: bytes) -> list[Fault]:
    """What is wrong with an answer to this request, and with the frames behind it."""
    if not answer:
        return []
    reader = HeadReader()
    head = reader.feed(answer) or reader.end()
    found = list(head.faults)
    if any(fault.code in ("http.head-truncated", "http.head-too-big") for fault in found):
        return found  # and not to blame for what is missing
    question = parse_head(asked)
    assert question is not None
    judgement = judge_response(head, judge_request(question)[0])
    found += judgement.faults
    if head.status == 101:
        frames = FrameReader(Reading("server", judgement.deflate, len(head.raw), frames=False))
        found += (item for item in (*frames.feed(reader.rest), *frames.end()) if isinstance(item, Fault))
    return found


def codes(asked: bytes, answer: bytes) -> set[str]:
    return {fault.code for fault in faults(asked, answer)}
