import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.literal import decode, recognise
from rtcli.intake.text import PART_BYTES
from tests.intake.reading import FRAMES, cuts, decoded, sample

HELLO = b"\x81\x05Hello"
LITERALS = [
    (rb'b"\x81\x05Hello"', HELLO, "a string literal"),
    (rb"b'\x81\x05Hello'" + b"\n", HELLO, "a string literal"),
    (rb"bytearray(b'\x81\x05Hello')", HELLO, "a string literal"),
    (rb'"\x81\005Hello\n" "more"', HELLO + b"\nmore", "a string literal"),
    (rb'const char *frame = "\x81\x05" /* head */ "Hello"; // "no"', HELLO, "a string literal"),
    (b'/* don\'t\n * read\n */\nchar s[] =\n  "\\201\\5"\n  "Hello";\n', HELLO, "a string literal"),
    (b'#include <x.h>\nL"\\x81\\x05Hello"', HELLO, "a string literal"),
    (b'"\\x81\\x05\\x48\\x65" \\\n"\\x6c\\x6c\\x6f"\n', HELLO, "a string literal"),  # Wireshark's escaped string
    (b'"\\x81\\x05He" + /* "not\nthis" */ "llo"', HELLO, "a string literal"),
    (rb"printf '\x81\x05Hello' | rtcli", HELLO, "a string literal"),
    (rb"$'\x81\x05Hello'", HELLO, "a string literal"),
    (rb"frame = b'\x81\x05' + b'Hello'", HELLO, "a string literal"),
    (rb"12:00:01 [worker] < b'\x81\x05Hello'", HELLO, "a string literal"),
    (rb"br'\x' b'y'", rb"\xy", "a string literal"),
    (rb"""rb"a\b" R'c' """, rb"a\bc", "a string literal"),
    ("'\u201ch\u00e9\u201d'".encode(), "\u201ch\u00e9\u201d".encode(), "a string literal"),
    (rb"\x81\x05Hello" + b"\n", HELLO, "text with escapes"),
    (rb"\x81\x05Hello" + b"\r\n" + rb"\x81\0", HELLO + b"\x81\0", "text with escapes"),
    (b"{0x81, 0x05, 'H', 'e', 'l', 'l', 'o'}", HELLO, "an array literal"),
    (b"# a frame\nframe = bytes([129, 5, 72, 101, 108, 108, 111])", HELLO, "an array literal"),
    (b"[0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]", HELLO, "an array literal"),
    (b'bytes.fromhex("8105 4865 6c6c 6f")', HELLO, "a call that decodes hex"),
    (b"binascii.unhexlify(b'810548656c6c6f')", HELLO, "a call that decodes hex"),
    (b"Buffer.from('810548656c6c6f', 'hex')", HELLO, "a call that decodes hex"),
    (b'base64.b64decode("gQVIZWxsbw==")', HELLO, "a call that decodes base64"),
    (b"atob('gQVIZWxsbw==')", HELLO, "a call that decodes base64"),
    (b"Buffer.from('gQVIZWxsbw==', \"base64\")", HELLO, "a call that decodes base64"),
]


@pytest.mark.parametrize(("text", "data", "says"), LITERALS)
def test_a_literal_is_bytes(text: bytes, data: bytes, says: str) -> None:
    assert decoded(decode, text) == ({None: data}, None, ())
    assert decoded(decode, *cuts(text, range(len(text)))).bytes == data
    assert recognise(text, True) == says


WRONG = [  # text, the bytes before, the error
    (rb'"\x81\u0005"', b"\x81", "line 1 column 6: \\u is not an escape that stands for one byte"),
    (b'"a"\n"\\x81\\q"', b"a\x81", "line 2 column 6: \\q is not an escape that stands for one byte"),
    (rb'"\400"', b"", "line 1 column 2: \\4 is not an escape that stands for one byte"),
    (b'"\\x81\n"', b"\x81", "line 1 column 6: the line ends inside a string"),
    (rb'"\x81', b"\x81", "line 1 column 6: the input ends inside a string"),
    (b'"\\x81\\', b"\x81", "line 1 column 6: the input ends inside a string"),
]


@pytest.mark.parametrize(("text", "data", "error"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: bytes, data: bytes, error: str) -> None:
    assert decoded(decode, text) == ({None: data} if data else {}, f"input {error}", ())


NO_LITERALS = [
    b"it's text, isn't it",
    b'say "hello"',  # a quote in prose, and no escape
    b"plain",
    b"/* never closed",
    b"// only 'a comment'",
]


@pytest.mark.parametrize("text", NO_LITERALS)
def test_prose_is_no_literal(text: bytes) -> None:
    assert recognise(text, True) is None


def test_what_holds_no_literal_gives_nothing() -> None:
    assert decoded(decode, b"/* never closed\n 'a'\n", b"'b'\n") == ({}, None, ())
    assert decoded(decode, b"plain\n", b"text") == ({}, None, ())
    assert decoded(decode, b"'a' /* never closed\n", b"'b'\n") == ({None: b"a"}, None, ())


def test_what_xxd_writes_for_c() -> None:
    assert decoded(decode, sample("xxd-i.txt")) == ({None: FRAMES}, None, ())


@given(st.binary(min_size=1), st.sampled_from(["%r", "bytes([%s])"]), st.lists(st.integers(0, 600)))
def test_any_cut_of_what_python_prints_gives_the_same_bytes(data: bytes, form: str, places: list[int]) -> None:
    text = form % (data if form == "%r" else ", ".join(map(str, data)))
    assert decoded(decode, *cuts(text.encode(), places)).bytes == data


@pytest.mark.parametrize("data", [bytes(range(256)) * 2048, b"a" * 4 * PART_BYTES, b"\\" * 4 * PART_BYTES])
def test_an_endless_string_is_read_in_parts(data: bytes) -> None:
    text = repr(data).encode()
    assert decoded(decode, *cuts(text, range(0, len(text), 70_001))).bytes == data
