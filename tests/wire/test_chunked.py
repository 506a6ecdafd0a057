"""Chunked bodies: the same body and the same borders from every cut, and every breach a fault at its byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.wire.chunked import LINE_LIMIT_BYTES, TRAILERS_LIMIT_BYTES, Chunk, ChunkReader
from rtcli.wire.fault import Fault

HELLO = b"5\r\nhello\r\n"
END = b"0\r\n\r\n"


class Read:
    """All that a reader gives for bytes that come in pieces."""

    def __init__(self, pieces: list[bytes], offset: int = 0) -> None:
        self.reader = ChunkReader(offset)
        self.reads = [self.reader.feed(piece) for piece in pieces]
        self.body = b"".join(read.body for read in self.reads)
        self.chunks = [chunk for read in self.reads for chunk in read.chunks]
        self.faults = [fault for read in self.reads for fault in read.faults] + self.reader.end()
        self.codes = [(fault.code, fault.offset) for fault in self.faults]

    def values(self) -> tuple[object, ...]:
        reader = self.reader
        return self.body, self.chunks, self.faults, reader.done, reader.lost, reader.rest, reader.trailers


def singly(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def test_body_borders_and_what_follows() -> None:
    read = Read([HELLO + b"1;a=b\r\n \r\n00a\r\n" + b"x" * 10 + b"\r\n" + END + b"HTTP/1.1"], offset=100)
    assert read.body == b"hello xxxxxxxxxx"
    assert read.chunks == [
        Chunk(100, 0, 5, b""),
        Chunk(110, 5, 1, b";a=b"),
        Chunk(120, 6, 10, b""),
        Chunk(137, 16, 0, b""),
    ]
    assert (read.faults, read.reader.done, read.reader.rest) == ([], True, b"HTTP/1.1")
    assert read.reader.feed(b" 200") == (b"", [], [])
    assert read.reader.rest == b"HTTP/1.1 200"


def test_data_is_handed_on_before_its_chunk_is_whole() -> None:
    reader = ChunkReader()
    assert reader.feed(b"A") == (b"", [], [])
    assert reader.feed(b"\r\nhel") == (b"hel", [Chunk(0, 0, 10, b"")], [])
    assert reader.feed(b"lo") == (b"lo", [], [])
    assert reader.feed(b"world\r") == (b"world", [], [])
    assert reader.feed(b"\n2\r\n!!") == (b"!!", [Chunk(15, 10, 2, b"")], [])
    assert not reader.done


def test_a_chunk_like_those_before_it_need_not_be_whole() -> None:
    reader, one = ChunkReader(), b"10\r\nsixteen letters!\r\n"
    assert reader.feed(one + one + one[:8]).body == b"sixteen letters!" * 2 + b"sixt"
    assert reader.feed(one[8:] + one + END).body == b"een letters!sixteen letters!"
    assert reader.done


@pytest.mark.parametrize("size", [1, 9, 15, 16, 255, 256, 4095, 4096, 70000])
def test_sizes_of_every_width(size: int) -> None:
    one = b"%x\r\n%s\r\n" % (size, b"x" * size)
    read = Read([one * 3 + one.upper().replace(b"X", b"x") + END])
    assert [chunk.size for chunk in read.chunks] == [size] * 4 + [0]
    assert [chunk.offset for chunk in read.chunks] == [len(one) * index for index in range(5)]
    assert [chunk.body_offset for chunk in read.chunks] == [size * index for index in range(5)]
    assert (read.body, read.faults) == (b"x" * size * 4, [])


@pytest.mark.parametrize(
    "extension",
    [b";", b";a", b" ; a = b", b';a="x;y"', b"\t;a=\xff"],
    ids=lambda extension: extension.decode("latin-1"),
)
def test_extensions_are_kept_as_they_stood(extension: bytes) -> None:
    read = Read([b"1" + extension + b"\r\nx\r\n" + b"1" + extension + b"\r\ny\r\n" + END])
    assert [chunk.extension for chunk in read.chunks] == [extension, extension, b""]
    assert (read.body, read.faults) == (b"xy", [])


def test_trailers_are_kept_as_they_stood() -> None:
    read = Read([HELLO + b"0\r\nExpires : never\r\nX\r\n\r\nrest"])
    assert [(field.name, field.value, field.offset) for field in read.reader.trailers] == [
        ("Expires", "never", 13),
        ("", "X", 30),
    ]
    assert read.codes == [("http.space-before-colon", 20), ("http.no-colon", 30)]
    assert (read.body, read.reader.rest) == (b"hello", b"rest")


@pytest.mark.parametrize(
    ("wire", "body", "faults"),
    [  # the body goes on where the next border can be found
        (b"5\nhello\r\n" + END, b"hello", [("chunk.bare-lf", 1)]),
        (b"5\r\nhello\n" + END, b"hello", [("chunk.bare-lf", 8)]),
        (HELLO + b"0\r\n\n", b"hello", [("chunk.bare-lf", 13)]),
        (HELLO + b"0\nA: b\n\n", b"hello", [("chunk.bare-lf", 11), ("chunk.bare-lf", 16), ("chunk.bare-lf", 17)]),
        (b"5\r\nhello" + HELLO + END, b"hellohello", [("chunk.missing-crlf", 8)]),
        (b"5  \r\nhello\r\n" + END, b"hello", [("chunk.bad-size", 1)]),
        (b"5\t\nhello\r\n" + END, b"hello", [("chunk.bare-lf", 2), ("chunk.bad-size", 1)]),
        # and stops where it cannot
        (b"5\r\nhello world\r\n" + END, b"hello", [("chunk.missing-crlf", 8), ("chunk.bad-size", 8)]),
        (b"5\r\nhello\rworld\r\n" + END, b"hello", [("chunk.missing-crlf", 8), ("chunk.bad-size", 8)]),
        (b"6\r\nhello\r\n" + END, b"hello\r", [("chunk.bare-lf", 9)]),
        (HELLO + b"\r\n" + HELLO, b"hello", [("chunk.bad-size", 10)]),
        (HELLO + b" 5\r\nhello\r\n", b"hello", [("chunk.bad-size", 10)]),
        (b"+5\r\nhello\r\n", b"", [("chunk.bad-size", 0)]),
        (b"0x5\r\nhello\r\n", b"", [("chunk.bad-size", 0)]),
        (b"1_0\r\nhello\r\n", b"", [("chunk.bad-size", 0)]),
        (b"-1\r\nhello\r\n", b"", [("chunk.bad-size", 0)]),
        (b"5 5\r\nhello\r\n", b"", [("chunk.bad-size", 0)]),
        (b"5\r\r\nhello\r\n", b"", [("chunk.bad-size", 0)]),
        (b"data: x\n\n", b"", [("chunk.bare-lf", 7), ("chunk.bad-size", 0)]),
        (b"7fffffffffffffff\r\nx", b"x", [("chunk.truncated", 19)]),
        (b"8000000000000000\r\nx", b"", [("chunk.too-big", 0)]),
        (b"f" * 1000 + b"\r\nx", b"", [("chunk.too-big", 0)]),
        (b"0" * 999 + b"1\r\nx\r\n" + END, b"x", []),
    ],
)
@pytest.mark.parametrize("in_one", [True, False])
def test_breaches(wire: bytes, body: bytes, faults: list[tuple[str, int]], in_one: bool) -> None:
    read = Read([wire] if in_one else singly(wire))
    assert (read.body, read.codes) == (body, faults)


@pytest.mark.parametrize(
    ("wire", "offset", "says"),
    [
        (b"", 0, "the input ends before the last chunk"),
        (HELLO, 10, "the input ends before the last chunk"),
        (HELLO + b"5", 11, "the input ends before the last chunk"),
        (b"5\r\n", 3, "the input ends with 0 of the 5 bytes of a chunk"),
        (b"5\r\nhel", 6, "the input ends with 3 of the 5 bytes of a chunk"),
        (b"5\r\nhello", 8, "the input ends before the line end after a chunk"),
        (b"5\r\nhello\r", 9, "the input ends before the line end after a chunk"),
        (b"0\r\n", 3, "the input ends before the blank line after the last chunk"),
        (b"0\r\nA: b\r\n\r", 10, "the input ends before the blank line after the last chunk"),
    ],
)
def test_an_end_inside_the_body(wire: bytes, offset: int, says: str) -> None:
    assert Read([wire]).faults == [Fault("chunk.truncated", offset, says)]


def test_nothing_is_read_after_a_lost_border() -> None:
    reader = ChunkReader()
    assert reader.feed(b"zz\r\n") == (b"", [], [Fault("chunk.bad-size", 0, "'zz' where a size belongs")])
    assert reader.feed(HELLO + END) == (b"", [], [])
    assert (reader.lost, reader.done, reader.rest, reader.end()) == (True, False, b"", [])


@pytest.mark.parametrize("step", [1, 1000, 1 << 20])
@pytest.mark.parametrize(
    ("wire", "fault"),
    [
        (b"5;" + b"a" * 9000, Fault("chunk.bad-size", 0, f"no end of a size line in {LINE_LIMIT_BYTES} bytes")),
        (
            b"0\r\n" + b"A: b\r\n" * 4000,
            Fault("http.head-too-big", 16383, f"no end of the trailers in {TRAILERS_LIMIT_BYTES} bytes"),
        ),
    ],
)
def test_lines_over_their_limit(wire: bytes, fault: Fault, step: int) -> None:
    read = Read([wire[at : at + step] for at in range(0, len(wire), step)])
    assert (read.faults, read.reader.lost) == ([fault], True)


def test_a_size_line_that_fills_its_limit() -> None:
    line = b"1;" + b"a" * (LINE_LIMIT_BYTES - 4) + b"\r\n"
    assert Read([line + b"x\r\n" + END]).faults == []


def test_an_endless_body_is_not_gathered() -> None:
    reader = ChunkReader()
    reader.feed(b"4")
    bodies = {reader.feed(b"00\r\n" + b"x" * 1024 + b"\r\n4").body for _ in range(100)}
    assert bodies == {b"x" * 1024}
    assert (reader._held, len(reader._sizes)) == (b"4", 1)


CHUNKS = st.lists(st.tuples(st.binary(min_size=1, max_size=20), st.sampled_from([b"", b"", b";x=1"])), max_size=8)
PLACES = st.lists(st.integers(0, 1000), max_size=8)
BITS = st.sampled_from([b"\r\n", b"\n", b"\r", b"5", b"a", b"0", b"1\r\nx\r\n", b";", b" ", END, b"A: b\r\n", b"xx"])
NOISE = st.lists(BITS, max_size=40).map(b"".join)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in zip(places, places[1:], strict=False)]


@given(CHUNKS, PLACES)
def test_what_was_chunked_comes_back(chunks: list[tuple[bytes, bytes]], places: list[int]) -> None:
    wire = b"".join(b"%x%s\r\n%s\r\n" % (len(data), extension, data) for data, extension in chunks) + END
    read = Read(cut(wire, places))
    assert read.body == b"".join(data for data, _ in chunks)
    assert [(chunk.size, chunk.extension) for chunk in read.chunks[:-1]] == [(len(d), e) for d, e in chunks]
    assert (read.faults, read.reader.done) == ([], True)
    for chunk in read.chunks:
        assert wire[chunk.offset :].startswith(b"%x%s\r\n" % (chunk.size, chunk.extension))


@given(st.one_of(NOISE, st.binary(max_size=60)), PLACES)
def test_any_cut_of_any_bytes_gives_the_same(data: bytes, places: list[int]) -> None:
    whole = Read([data]).values()
    assert Read(cut(data, places)).values() == whole
    assert Read(singly(data)).values() == whole
