"""RFC 7692: every combination of parameters, every form a compressed message may have, and those it may not have."""

import zlib
from itertools import product

import pytest

from rtcli.exits import Exit
from rtcli.session.asked import Manner
from rtcli.wire.frames import BINARY, CONTINUATION, PING, TEXT, build_frame
from tests.conformance.playing import BYE, Played, assert_failed, cuts, play, welcome
from tests.conformance.server_side import TAIL, inflated

RSV1 = 4
HELLO = b"hello hello hello"


class Server:
    """One that has agreed on permessage-deflate with these parameters."""

    def __init__(self, parameters: str = "", manner: Manner | None = None) -> None:
        named = dict(part.partition("=")[::2] for part in parameters.replace(" ", "").split(";"))
        self.bits = int(named.get("client_max_window_bits", "15"))
        self.takeover = "client_no_context_takeover" not in named
        self._own_bits = int(named.get("server_max_window_bits", "15"))
        self._own_takeover = "server_no_context_takeover" not in named
        extension = f"permessage-deflate; {parameters}" if parameters else "permessage-deflate"
        self._answer = welcome(f"Sec-WebSocket-Extensions: {extension}")
        self._manner = manner or Manner()
        self._deflater = self._new()

    def deflate(self, message: bytes) -> bytes:
        """The payload of a message, within the window that was agreed on."""
        if not self._own_takeover:
            self._deflater = self._new()
        data = self._deflater.compress(message) + self._deflater.flush(zlib.Z_SYNC_FLUSH)
        return data.removesuffix(TAIL)

    def _new(self) -> "zlib._Compress":
        # zlib has no raw window of 8 bits; repeats of the byte before fit into any
        strategy = zlib.Z_RLE if self._own_bits == 8 else zlib.Z_DEFAULT_STRATEGY
        return zlib.compressobj(6, zlib.DEFLATED, -max(9, self._own_bits), 8, strategy)

    def play(self, sends: list[bytes]) -> Played:
        return play(sends, answer=self._answer, manner=self._manner)

    def obeys(self, sends: list[bytes], *messages: tuple[int, bytes]) -> None:
        for pieces in cuts([*sends, BYE]):
            played = self.play(pieces)
            assert inflated(played.data, self.bits, takeover=self.takeover) == list(messages)
            assert (played.closes, played.exit) == ([b"\x03\xe8"], Exit.OK)
            assert played.mortem is not None and (played.mortem.clean, played.mortem.faults) == (True, ())

    def fails(self, sends: list[bytes], code: int, *messages: tuple[int, bytes]) -> None:
        for pieces in cuts(sends):
            played = self.play(pieces)
            assert inflated(played.data, self.bits, takeover=self.takeover) == list(messages)
            assert_failed(played, code)


def text(payload: bytes, *, fin: bool = True) -> bytes:
    return build_frame(TEXT, payload, rsv=RSV1, fin=fin)


WINDOWS = range(8, 16)
FLAGS = [(server, client) for server in (False, True) for client in (False, True)]


@pytest.mark.parametrize("server_bits", [None, *WINDOWS])
@pytest.mark.parametrize("client_bits", [None, *WINDOWS])
def test_every_combination_of_parameters(server_bits: int | None, client_bits: int | None) -> None:
    """What comes back is inflated by no more than the window that the client was allowed."""
    far = b"".join(b"%05d" % (number * number) for number in range(900))  # repeats itself far behind
    messages = [HELLO, HELLO, far, b"", far + HELLO, bytes(300), HELLO, far[:200] + bytes(600) + far[:200]]
    for server_flag, client_flag in FLAGS:
        parameters = [
            *(["server_no_context_takeover"] if server_flag else []),
            *(["client_no_context_takeover"] if client_flag else []),
            *([f"server_max_window_bits={server_bits}"] if server_bits else []),
            *([f"client_max_window_bits={client_bits}"] if client_bits else []),
        ]
        server = Server("; ".join(parameters))
        sends = [build_frame(BINARY, server.deflate(message), rsv=RSV1) for message in messages]
        server.obeys([b"".join(sends)], *((BINARY, message) for message in messages))


def test_a_smaller_window_is_kept_to_by_both() -> None:
    """Otherwise what was too far back would be found here, or by the client."""
    server = Server("server_max_window_bits=9; client_max_window_bits=9")
    message = bytes(range(256)) * 3 + bytes(1024) + bytes(range(256)) * 3
    server.obeys([build_frame(BINARY, server.deflate(message), rsv=RSV1)], (BINARY, message))


@pytest.mark.parametrize("fragments", [1, 2, 3, 7])
def test_a_compressed_message_in_fragments(fragments: int) -> None:
    """RFC 7692 6.1: RSV1 on the first alone; cut without regard to what is in it."""
    server = Server()
    payload = server.deflate(HELLO * 20)
    size = -(-len(payload) // fragments)
    pieces = [payload[start : start + size] for start in range(0, len(payload), size)] + [b""]
    frames = [text(pieces[0], fin=False)]
    for index, piece in enumerate(pieces[1:], 2):
        frames += [build_frame(PING), build_frame(CONTINUATION, piece, fin=index == len(pieces))]
    server.obeys(frames, (TEXT, HELLO * 20))


def test_a_compressed_message_cut_anywhere() -> None:
    payload = Server().deflate(HELLO)
    for at in range(len(payload) + 1):
        Server().obeys([text(payload[:at], fin=False), build_frame(CONTINUATION, payload[at:])], (TEXT, HELLO))


STORED = b"\x00\x05\x00\xfa\xffhello"  # a block that is not compressed
FORMS = {
    "nothing, as one byte": (b"\x00", b""),
    "nothing, as a block of fixed codes": (b"\x02\x00", b""),
    "nothing, as no bytes": (b"", b""),
    "a stored block": (STORED + b"\x00", b"hello"),
    "a stored block without the byte behind it": (STORED, None),
    "two stored blocks": (STORED * 2 + b"\x00", b"hellohello"),
    "the example of the RFC": (bytes.fromhex("f248cdc9c90700"), b"Hello"),
    "a final block": (bytes.fromhex("f348cdc9c9070000"), b"Hello"),
    "two blocks": (bytes.fromhex("f248050000 00ffff cac9c90700"), b"Hello"),
}


@pytest.mark.parametrize("name", FORMS)
def test_blocks_of_every_form(name: str) -> None:
    payload, message = FORMS[name]
    if message is None:
        message = zlib.decompressobj(-15).decompress(payload + TAIL)
    Server().obeys([text(payload)], (TEXT, message))


@pytest.mark.parametrize("level", range(10))
@pytest.mark.parametrize("strategy", [zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED])
def test_compressors_of_every_sort(level: int, strategy: int) -> None:
    message = HELLO * 50 + bytes(range(256)) * 40
    deflater = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    payload = deflater.compress(message) + deflater.flush(zlib.Z_SYNC_FLUSH)
    Server().obeys([build_frame(BINARY, payload.removesuffix(TAIL), rsv=RSV1)], (BINARY, message))


def test_a_message_may_be_left_as_it_is() -> None:
    """RFC 7692 6: RSV1 tells for each message; what is not compressed is not in the window either."""
    server = Server()
    sends = [text(server.deflate(HELLO)), build_frame(TEXT, b"plain"), text(server.deflate(HELLO))]
    sends += [build_frame(TEXT, b"pla", fin=False), build_frame(CONTINUATION, b"in")]
    server.obeys(sends, (TEXT, HELLO), (TEXT, b"plain"), (TEXT, HELLO), (TEXT, b"plain"))


@pytest.mark.parametrize("size", [1, 125, 126, 65535, 65536, 1 << 20, 3 << 20])
def test_messages_of_any_size(size: int) -> None:
    server = Server()
    message = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    server.obeys([text(server.deflate(message))], (TEXT, message))


ZIPPED = STORED + b"\x00"
FRAMES = {  # a letter: opcode, RSV1, FIN, payload
    "t": (TEXT, 0, False, b"plain"),
    "T": (TEXT, 0, True, b"plain"),
    "z": (TEXT, RSV1, False, STORED),
    "Z": (TEXT, RSV1, True, ZIPPED),
    "c": (CONTINUATION, 0, False, b""),
    "C": (CONTINUATION, 0, True, b"\x00"),
    "r": (CONTINUATION, RSV1, True, b"\x00"),
}


def expected(order: str) -> tuple[list[tuple[int, bytes]], bool]:
    """Messages, and whether all of it may be; behind `Z` and `z` the byte of `C` is a block of nothing."""
    messages, begun = [(TEXT, b"plain")], b""
    for letter in order:
        opcode, _, fin, payload = FRAMES[letter]
        if letter == "r" or (opcode == CONTINUATION) != bool(begun):
            return messages, False
        begun = begun or (b"hello" if letter in "zZ" else payload)
        if fin:
            messages.append((TEXT, begun + b"\x00" * (letter == "C" and begun == b"plain")))
            begun = b""
    return messages, True


@pytest.mark.parametrize("length", [1, 2, 3])
def test_compressed_and_plain_frames_in_every_order(length: int) -> None:
    """RFC 7692 6.1, against a model of what they say."""
    for order in map("".join, product(FRAMES, repeat=length)):
        if not expected(order[:-1])[1]:  # what is behind a wrong one changes nothing
            continue
        messages, legal = expected(order)
        frames = [build_frame(TEXT, b"plain")]
        for opcode, rsv, fin, payload in map(FRAMES.__getitem__, order):
            frames.append(build_frame(opcode, payload, rsv=rsv, fin=fin))
        played = Server().play([*frames, BYE] if legal else frames)
        assert inflated(played.data, 15, takeover=True) == messages, order
        assert played.closes == [b"\x03\xe8"] if legal else played.closes[0][:2] == b"\x03\xea", order


@pytest.mark.parametrize("rsv", [1, 2, 3, 5, 6, 7])
def test_bits_that_no_extension_was_given(rsv: int) -> None:
    Server().fails([build_frame(TEXT, ZIPPED, rsv=rsv)], 1002)


@pytest.mark.parametrize("opcode", [8, 9, 10])
def test_a_control_frame_is_never_compressed(opcode: int) -> None:
    Server().fails([build_frame(opcode, b"\x03\xe8", rsv=RSV1)], 1002)


def referring(there: bytes) -> bytes:
    """A payload that takes this from the message before."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=there)
    return deflater.compress(there) + deflater.flush(zlib.Z_SYNC_FLUSH)[:-4]


CORRUPT = {
    "a block of no known type": b"\x06\x00\x00",
    "a stored block whose lengths differ": b"\x00\x05\x00\xfb\xffhello",
    "a reference to what never was": referring(bytes(range(256))),
    "codes that are over-subscribed": b"\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    "a stored block that is cut": STORED[:-3],
    "plain text": b"hello, this was never compressed",
}


@pytest.mark.parametrize("name", CORRUPT)
def test_what_cannot_be_inflated(name: str) -> None:
    payload = CORRUPT[name]
    server = Server()
    fine = text(server.deflate(HELLO))
    server.fails([fine, text(payload), fine], 1007, (TEXT, HELLO))
    server.fails([fine, text(payload[:3], fin=False), build_frame(CONTINUATION, payload[3:])], 1007, (TEXT, HELLO))


def test_a_window_that_was_not_kept_to() -> None:
    """The server refers to the message before, further back than it has agreed to."""
    far = bytes(range(256)) * 2 + bytes(range(255, -1, -1))
    server = Server("server_max_window_bits=8")
    sends = [build_frame(BINARY, payload, rsv=RSV1) for payload in (server.deflate(far), referring(far))]
    server.fails(sends, 1007, (BINARY, far))


def test_a_window_that_was_to_be_forgotten() -> None:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    first, second = (
        (deflater.compress(HELLO) + deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL) for _ in range(2)
    )
    Server().obeys([text(first), text(second)], (TEXT, HELLO), (TEXT, HELLO))
    Server("server_no_context_takeover").fails([text(first), text(second)], 1007, (TEXT, HELLO))


@pytest.mark.parametrize("wrong", [b"\xff", b"before \xed\xa0\x80", b"\xf4\x90\x80\x80", b"cut \xe2\x82"])
def test_text_is_judged_as_it_is_inflated(wrong: bytes) -> None:
    Server().fails([text(Server().deflate(wrong))], 1007)
    payload = Server().deflate(wrong)
    Server().fails([text(payload[:2], fin=False), build_frame(CONTINUATION, payload[2:])], 1007)


def test_a_bomb_does_not_unfold() -> None:
    """A few bytes that would be 64 MiB: the limit counts what they become."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    payload = b"".join(deflater.compress(bytes(1 << 20)) for _ in range(64)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    assert len(payload) < 100_000
    bomb = [build_frame(BINARY, payload.removesuffix(TAIL), rsv=RSV1)]
    Server(manner=Manner(limit_bytes=1 << 20)).fails(bomb, 1009)


def test_without_an_agreement_nothing_is_compressed() -> None:
    """Neither by us, nor by the server, whose RSV1 then is a bit of nobody's."""
    assert [frame.rsv for frame in play([build_frame(TEXT, HELLO), BYE]).data] == [0]
    assert_failed(play([text(ZIPPED)]), 1002)
