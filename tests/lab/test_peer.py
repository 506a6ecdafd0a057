"""What the honest peer makes of openings, messages, closes and ends that are not as they should be."""

import socket
from collections.abc import Iterator

import pytest

from rtcli.lab import peer
from rtcli.lab.embedded import running
from rtcli.lab.peer import MESSAGE_LIMIT_BYTES, PIECE_BYTES
from rtcli.wire.close import read_close
from rtcli.wire.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Frame, build_frame
from rtcli.wire.reader import FrameReader, Reading
from tests.lab.raw import COMPRESSION, GOODBYE, HEAD_END, LEAVE, Address, Step, behind_head, faults, request, talk
from tests.lab.websocket import DEADLINE_S

KEY = b"mask"
NORMAL = b"\x03\xe8"
CLOSED = build_frame(CLOSE, NORMAL)


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running() as at:
        yield at


def said(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    return build_frame(opcode, payload, fin=fin, key=KEY)


def close_code(answer: bytes) -> int | None:
    """The code of the close frame that an answer ends with."""
    last = FrameReader(Reading("server")).feed(behind_head(answer))[-1]
    assert isinstance(last, Frame)
    assert last.opcode == CLOSE
    return read_close(last.payload)[0]


@pytest.mark.parametrize(
    "old, new, status",
    [
        (b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Version: 12", b"400"),
        (b"Upgrade: websocket", b"Upgrade: h2c", b"426"),
        (b"GET ", b"POST ", b"405"),
        (b"Upgrade: websocket", b"Up grade: websocket", b"400"),  # no request for the engine
    ],
)
def test_openings_that_are_refused(address: Address, old: bytes, new: bytes, status: bytes) -> None:
    answer = talk(address, request("echo").replace(old, new), Step(HEAD_END, b""))
    assert answer.split(b" ")[1] == status


def test_what_comes_with_the_request_is_read(address: Address) -> None:
    answer = talk(address, request("echo") + said(TEXT, b"early"), Step(b"early", GOODBYE.says))
    assert behind_head(answer) == build_frame(TEXT, b"early") + CLOSED


def test_fragments(address: Address) -> None:
    answer = talk(address, request("echo?fragment=2"), Step(HEAD_END, said(TEXT, b"abcde")), Step(b"e", GOODBYE.says))
    pieces = (TEXT, b"ab", False), (CONTINUATION, b"cd", False), (CONTINUATION, b"e", True)
    frames = [build_frame(opcode, piece, fin=fin) for opcode, piece, fin in pieces]
    assert behind_head(answer) == b"".join((*frames, CLOSED))


def test_large_fragments_are_written_as_they_come(address: Address) -> None:
    size = 3 * PIECE_BYTES
    steps = Step(HEAD_END, said(BINARY, bytes(size))), Step(b"\x80\x7f", GOODBYE.says)
    answer = talk(address, request(f"echo?fragment={PIECE_BYTES}"), *steps)
    frames = [
        build_frame(opcode, bytes(PIECE_BYTES), fin=fin)
        for opcode, fin in ((BINARY, False), (CONTINUATION, False), (CONTINUATION, True))
    ]
    assert behind_head(answer) == b"".join((*frames, CLOSED))


def test_frames_that_were_built_before(address: Address) -> None:
    closed = Step(CLOSED, said(CLOSE, NORMAL))
    assert behind_head(talk(address, request("flood?count=2&size=1"), closed)) == build_frame(TEXT, b"a") * 2 + CLOSED


def test_pongs_are_kept(address: Address) -> None:
    steps = [Step(build_frame(PING, b"%d" % n), said(PONG, b"%d" % n)) for n in (1, 2)]
    answer = talk(
        address, request("pinger?every=1ms"), Step(HEAD_END, said(PONG)), *steps, Step(b"\x013", GOODBYE.says)
    )
    assert close_code(answer) == 1000


def test_compression_and_origin(address: Address) -> None:
    asked = request("echo?origin=any&bits=10&takeover=no", COMPRESSION, "Origin: https://elsewhere.example")
    answer = talk(address, asked, Step(HEAD_END, said(TEXT, b"plain")), Step(b"", b""))
    agreed = b"permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10"
    assert agreed in answer
    assert faults(asked, answer) == []


def test_every_cut_of_the_bytes(address: Address) -> None:
    stream = said(TEXT, b"caf\xc3", fin=False) + said(PING, b"here?") + said(CONTINUATION, b"\xa9")
    with socket.create_connection(address, timeout=DEADLINE_S) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in request("echo") + stream:
            sock.sendall(bytes([byte]))
        got = b""
        while not got.endswith("café".encode()):
            got += sock.recv(4096)
        assert behind_head(got) == build_frame(PONG, b"here?") + build_frame(TEXT, "café".encode())


@pytest.mark.parametrize(
    "frames, code",
    [
        (said(TEXT, b"\xff"), 1007),
        (said(TEXT, b"caf\xc3", fin=False) + said(CONTINUATION), 1007),
        (said(BINARY, b"\xff", fin=False) + said(TEXT, b"inside"), 1002),
        (build_frame(TEXT, b"unmasked"), 1002),
        (said(3), 1002),
        (build_frame(BINARY, declared=MESSAGE_LIMIT_BYTES + 1, key=KEY), 1009),
    ],
)
@pytest.mark.parametrize("target", ["echo", "silent", "clock?every=1h&count=2", "chat"])
def test_clients_that_err_are_told(address: Address, target: str, frames: bytes, code: int) -> None:
    asked = request(target)
    answer = talk(address, asked, Step(HEAD_END, frames))
    assert close_code(answer) == code
    assert faults(asked, answer) == []


def test_messages_before_a_close_are_heard(address: Address) -> None:
    """What comes in one piece with the close frame is no less said."""
    with socket.create_connection(address, timeout=DEADLINE_S) as sock:
        sock.sendall(request("chat?room=words") + said(PING))
        got = b""
        while not got.endswith(b"\x8a\x00"):
            got += sock.recv(4096)
        talk(address, request("chat?room=words&name=hasty") + said(TEXT, b"bye") + said(CLOSE, NORMAL))
        while b'"bye"' not in got:
            got += sock.recv(4096)
        assert b'"from":"hasty"' in got


def test_a_close_waits_for_its_answer(address: Address) -> None:
    more = said(BINARY, bytes(300_000)) + said(PING, b"still here") + said(CLOSE, NORMAL)
    answer = talk(address, request("close"), Step(CLOSED, more))
    assert behind_head(answer) == CLOSED + build_frame(PONG, b"still here")


def test_whoever_does_not_answer_a_close_is_reset(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "CLOSE_TIMEOUT_S", 0.01)
    with pytest.raises(ConnectionResetError):
        talk(address, request("close"))


@pytest.mark.parametrize("target", ["echo", "silent", "clock?every=1h", "chat", "pinger?every=1h"])
def test_whoever_leaves_without_a_close_is_let_go(address: Address, target: str) -> None:
    asked = request(target)
    answer = talk(address, asked, Step(HEAD_END, b""))
    assert close_code(answer) == 1000
    assert faults(asked, answer) == []


def test_whoever_leaves_before_the_opening(address: Address) -> None:
    assert talk(address, request("slow-handshake"), LEAVE) == b""


@pytest.mark.parametrize(
    "target, before, goodbye",
    [
        ("echo", build_frame(PONG, b"here?"), build_frame(CLOSE, b"\x03\xe9the lab ends")),
        ("chat", build_frame(PONG, b"here?"), build_frame(CLOSE, b"\x03\xe9the lab ends")),
        ("close", CLOSED, b""),  # said before
    ],
)
def test_the_lab_says_goodbye(target: str, before: bytes, goodbye: bytes) -> None:
    with socket.socket() as sock:
        sock.settimeout(DEADLINE_S)
        with running() as at:
            sock.connect(at)
            sock.sendall(request(target))
            got = b""
            while HEAD_END not in got:
                got += sock.recv(4096)
            if target != "close":
                sock.sendall(said(PING, b"here?"))
            while not got.endswith(before):
                got += sock.recv(4096)
        while piece := sock.recv(4096):
            got += piece
    assert behind_head(got) == before + goodbye
