import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.curltrace import decode, recognise
from tests.intake.reading import cuts, decoded, sample

FRAMES = b"\x81\x05Hello" + b"\x82\x28" + bytes(range(40)) + b"\x89\x0cstill there?"
KEY, ACCEPT = b"Sec-WebSocket-Key:dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
SAMPLES = ["curl-trace.txt", "curl-trace-time.txt", "curl-trace-tls.txt"]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace(b"\n", b"\r\n")])
def test_heads_and_frames_are_taken_and_tls_is_not(name: str, change: object) -> None:
    text: bytes = change(sample(name)) if callable(change) else b""
    taken = decoded(decode, text)
    assert (taken.error, taken.notes) == (None, ())
    assert taken.data.keys() == {"client", "server"}
    assert taken.data["client"].startswith(b"GET /chat HTTP/1.1\r\n") and taken.data["client"].endswith(KEY)
    assert taken.data["server"].startswith(b"HTTP/1.1 101 ") and taken.data["server"].endswith(ACCEPT + FRAMES)
    assert recognise(text, True) == "what curl --trace wrote"


def test_numbers_of_transfer_and_connection_may_stand_before_a_block() -> None:
    text = b"".join(
        line if line[:4].strip(b"0123456789abcdef") == b"" else b"12:00:00.000001 [0-0] " + line
        for line in sample("curl-trace.txt").splitlines(True)
    )
    assert b" [0-0] == Info: " in text
    assert decoded(decode, text) == decoded(decode, sample("curl-trace.txt"))
    assert recognise(text, True) == "what curl --trace wrote"


@given(st.lists(st.integers(0, 4000)))
def test_any_cut_gives_the_same_bytes(places: list[int]) -> None:
    text = sample("curl-trace.txt")
    assert decoded(decode, *cuts(text, places)) == decoded(decode, text)


HELLO = b"0000: 81 05 48 65 6c 6c 6f                            ..Hello\n"


def test_a_body_that_is_printed_in_between_is_left_out() -> None:
    block = b"<= Recv data, 7 bytes (0x7)\n" + HELLO
    assert decoded(decode, block + b"\x81\x05Hello" + block + b"\x81\n0000: text\n" + block).data == {
        "server": b"\x81\x05Hello" * 3
    }


def test_what_went_to_a_proxy_is_left_out() -> None:
    def block(way: bytes, data: bytes) -> bytes:
        return b"%s, %d bytes (0x0)\n0000: %s\n\n" % (way, len(data), data.hex(" ").encode())

    connect = block(b"=> Send header", b"CONNECT a:443 HT") + block(b"<= Recv header", b"HTTP/1.1 200 ok")
    upgrade = block(b"=> Send header", b"GET / HTTP/1.1\r\n") + block(b"<= Recv header", b"HTTP/1.1 101 x")
    assert decoded(decode, connect + upgrade).data == {"client": b"GET / HTTP/1.1\r\n", "server": b"HTTP/1.1 101 x"}


BLOCK = b"=> Send data, 7 bytes (0x7)\n"
WRONG = [
    (BLOCK + HELLO + BLOCK, "line 3 column 1: the block has 7 bytes, and its rows hold 0"),
    (BLOCK + HELLO + BLOCK + BLOCK + HELLO, "line 3 column 1: the block has 7 bytes, and its rows hold 0"),
    (BLOCK + HELLO + BLOCK + b"0000: 81 05 4", "line 4 column 1: not the 7 pairs of hex digits"),
    (BLOCK + HELLO + BLOCK + b"0000: 81 05 48 65 6c 6c 6g", "line 4 column 1: not the 7 pairs of hex digits"),
    (BLOCK + HELLO + BLOCK + HELLO[1:], "line 4 column 1: not the 7 pairs of hex digits"),
    (BLOCK + HELLO + BLOCK + b"0010" + HELLO[4:], "line 4 column 1: not the 7 pairs of hex digits"),
    (BLOCK + HELLO + BLOCK + b"junk\n", "line 4 column 1: not the 7 pairs of hex digits"),
]


@pytest.mark.parametrize(("text", "error"), WRONG)
def test_a_block_that_lacks_bytes_is_an_error(text: bytes, error: str) -> None:
    taken = decoded(decode, text)
    assert taken.data == {"client": b"\x81\x05Hello"}
    assert str(taken.error).startswith(f"input {error}")


def test_a_trace_in_ascii_is_refused() -> None:
    taken = decoded(decode, sample("curl-trace-ascii.txt"))
    assert taken.data == {}
    assert str(taken.error).startswith("input line 4 column 1: not the 16 pairs of hex digits")


def test_other_text_is_no_trace() -> None:
    assert recognise(b"0000: 81 05\n", True) is None
    assert recognise(b"* Connected\n> GET / HTTP/1.1\n", True) is None
