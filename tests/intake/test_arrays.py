import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.arrays import read_arrays
from rtcli.intake.feed import Feed
from rtcli.intake.text import PART_BYTES, Text
from tests.intake.reading import FRAMES, Taken, cuts, gathered, sample, stream

HELLO = b"\x81\x05Hello"
ARRAYS = [
    (b"[129, 5, 72, 101, 108, 108, 111]", HELLO),
    (b"[129,5,72]\n[101,108]\n[108,111]\n", HELLO),
    (b"{0x81, 0x05, 0x48, 0x65, 0x6C, 0x6c, 0x6f,}", HELLO),
    (b"uint8_t frame[7] = {\n  0x81, 0x05,\n  72, 101, 108, 108, 111\n};\nint length = 7;\n", HELLO),
    (b"static const unsigned char f[] = {129u, 5U, 'H', 'e', 'l', 'l', 'o'};", HELLO),
    (b"{0201, 005, 0110, 'e', 'l', 'l', '\\157'}", HELLO),  # C's octal
    (b"{0x81, /* FIN and text */ 0x05, // length\n 'H', 'e', 'l', 'l', 'o'}", HELLO),
    (b"{0x81, /* FIN\n and text */ 0x05, 'H', 'e', 'l', 'l', 'o'}", HELLO),
    (b"[7]byte{0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}", HELLO),
    (b"[129 5 72 101 108 108 111]", HELLO),  # as Go prints it
    (b"new byte[] { (byte) 0x81, 5, 72, 101, (byte)108, 108, 111 }", HELLO),
    (b"Int8Array(7) [ -127, 5, 72, 101, 108, 108, 111 ]", HELLO),
    (b"Uint8Array(7) [\n  129,   5,  72, 101,\n  108, 108, 111\n]", HELLO),
    (b'{"0":129,"1":5,"2":72,"3":101,"4":108,"5":108,"6":111}', HELLO),
    (b'{"type":"Buffer","data":[129,5,72,101,108,108,111]}', HELLO),
    (b"&[b'H', b'i', b'}', b'\\'']", b"Hi}'"),
    (b"129,5,72,101,108,108,111\n", HELLO),
    (b"{089}", b"Y"),  # no octal: a nine in it
    (b"x = [] + y[i] { a }", b""),
]


def read(*blocks: bytes) -> Taken:
    feed = Feed(stream(*blocks))
    return gathered(read_arrays(Text(feed)), feed.notes)


@pytest.mark.parametrize(("text", "data"), ARRAYS)
def test_an_array_is_bytes(text: bytes, data: bytes) -> None:
    assert read(text) == ({None: data} if data else {}, None, ())
    assert read(*cuts(text, range(len(text)))).data == read(text).data


WRONG = [  # text, the bytes before, the error
    (b"[129, 300]", b"\x81", "line 1 column 7: 300 is not a byte: 0 to 255"),
    (b"[129, -129]", b"\x81", "line 1 column 7: -129 is not a byte: 0 to 255"),
    (b"[129,\n 5.5]", b"\x81", "line 2 column 2: '5' is no element of an array"),
    (b"{0x81, LENGTH}", b"\x81", "line 1 column 8: 'L' is no element of an array"),
]


@pytest.mark.parametrize(("text", "data", "error"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: bytes, data: bytes, error: str) -> None:
    assert read(text) == ({None: data}, f"input {error}", ())


def test_what_was_left_out_in_print_is_said() -> None:
    text = b"Uint8Array(102) [\n 1, 2,\n ... 100 more items\n]"
    assert read(text) == ({None: b"\1\2"}, None, ("100 more elements are missing: they were not printed",))


def test_an_array_that_is_not_closed_is_said() -> None:
    assert read(b"[1, 2") == ({None: b"\1\2"}, None, ("the input ends inside an array",))


def test_what_xxd_writes_for_c() -> None:
    assert read(sample("xxd-i.txt")) == ({None: FRAMES}, None, ())


@given(st.binary(min_size=1), st.sampled_from(["%d", "0x%02x", "%#o"]), st.lists(st.integers(0, 600)))
def test_any_cut_gives_the_same_bytes(data: bytes, form: str, places: list[int]) -> None:
    text = f"{{\n {', '.join(form.replace('%#o', '0%o') % byte for byte in data)}\n}};".encode()
    assert read(*cuts(text, places)).bytes == data


@pytest.mark.parametrize("separator", [",", ", ", " "])
def test_an_endless_line_is_read_in_parts(separator: str) -> None:
    data = bytes(range(256)) * (PART_BYTES // 128)
    text = json.dumps(list(data), separators=(separator, "")).encode()
    assert read(*cuts(text, range(0, len(text), 50_001))).bytes == data
