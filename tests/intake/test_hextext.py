import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.feed import Feed
from rtcli.intake.hextext import decode, recognise
from rtcli.intake.text import PART_BYTES
from tests.intake.reading import FRAMES, cuts, decoded, sample, stream

HELLO = b"\x81\x05Hello"
FORMS = [
    b"810548656c6c6f",
    b"81 05 48 65 6c 6c 6f\n",
    b"8105 4865 6c6c 6f",
    b"81:05:48:65:6C:6C:6F",
    b"81-05-48-65-6c-6c-6f",
    b"81, 05, 48, 65, 6c, 6c, 6f",
    b"0x81 0x5 0x48 0x65 0x6c 0x6c 0x6f",
    b"0x81,0x05,0x48,0x65,0x6c,0x6c,0x6f,",
    b"0X810548656c6c6f",
    rb"\x81\x05\x48\x65\x6c\x6c\x6f",
    rb"\x810548656c6c6f",  # PostgreSQL's bytea
    b"%81%05%48%65%6c%6c%6f",
    b"81.05.48.65.6c.6c.6f",
    b"'810548656c6c6f'",
    b"[81 05 48 65 6c 6c 6f]",
    b"81\t05\r\n48 65\r\n\r\n6c 6c\n6f\r\n",
    b"8105486\n56c6c6f",  # wrapped at an odd width
    b"81054\r\n8656c\r\n6c6f\r\n",
    b"# a text frame\n81 05 // head\n48 65 6c 6c 6f /* Hello */\n",
    b"$ xxd -p frame.bin\n810548656c6c6f\n",
    b">>> frame.hex()\n'810548656c6c6f'\n",
    b"PS C:\\> Get-Frame\n81 05 48 65 6c 6c 6f\n",
    b"810548656c6c6f', 'hex')",
    b"0x81 0x 05 48 65 6c 6c 6f",
    b"> 81 05 48\n> 65 6c 6c 6f\n",
]


@pytest.mark.parametrize("text", FORMS)
def test_it_is_hex(text: bytes) -> None:
    assert decoded(decode, text) == ({None: HELLO}, None, ())
    assert decoded(decode, *cuts(text, range(len(text)))).bytes == HELLO
    assert recognise(text, True)


WRONG = [  # text, the bytes before, the error
    (b"81 05 4g 65", b"\x81\x05", "line 1 column 8: 'g' is not a hex digit"),
    (b"81 05\n48 hello", b"\x81\x05H", "line 2 column 4: 'h' is not a hex digit"),
    (b"# \xc3\xa9\n81 \xe2\x82\xac", b"\x81", "line 2 column 4: '\\u20ac' is not a hex digit"),
    (b"81 5 48", b"\x81", "line 1 column 4: an odd number of hex digits: '5' has 1"),
    (b"81 054 48", b"\x81", "line 1 column 4: an odd number of hex digits: '054' has 3"),
    (b"0x81 0x054", b"\x81", "line 1 column 6: an odd number of hex digits: '054' has 3"),
    (b"810548656c6c6f8105486 ", b"", "line 1 column 1: an odd number of hex digits: '81054865...' has 21"),
    (b"81054\n", b"\x81\x05", "line 1 column 5: an odd number of hex digits: the last one, '4', is alone"),
    (b"81\n81054", b"\x81\x81\x05", "line 2 column 5: an odd number of hex digits: the last one, '4', is alone"),
    (b"81054\n 8", b"\x81\x05", "line 2 column 1: an odd number of hex digits: '4' is alone before this"),
    (b"81054\n0x8", b"\x81\x05", "line 2 column 1: an odd number of hex digits: '4' is alone before this"),
]


@pytest.mark.parametrize(("text", "data", "error"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: bytes, data: bytes, error: str) -> None:
    assert decoded(decode, text) == ({None: data} if data else {}, f"input {error}", ())


RECOGNISED = [
    (b"81 05 48", True, "hex text (6 digits)"),
    (b"8105486f", True, "hex text (8 digits; it could be base64 too)"),
    (b"810548656c6c6f8105486f\n", True, "hex text (22 digits)"),
    (b"81 05 48\n", False, "hex text"),
    (b"81 05 4O 6c", True, "hex text (8 digits)"),  # a letter for a digit: to be said where it stands
    (b"8105486g6c", True, "hex text (10 digits; it could be base64 too)"),
    (b"gQVIZWxsbw==", True, None),
    (b"810548656c6c6fAz", True, None),  # both cases: base64
    (b"8", True, None),
    (b"# nothing\n", True, None),
    (b"hello world", True, None),
]


@pytest.mark.parametrize(("text", "ended", "says"), RECOGNISED)
def test_hex_is_told_from_what_it_is_not(text: bytes, ended: bool, says: str | None) -> None:
    assert recognise(text, ended) == says


@pytest.mark.parametrize("name", ["xxd-p.txt", "od-bytes-only.txt"])
def test_what_tools_print_without_offsets(name: str) -> None:
    assert decoded(decode, sample(name)) == ({None: FRAMES}, None, ())


SEPARATORS = st.sampled_from(["", " ", ":", ", 0x", "\\x", "\n", "\r\n  "])


@given(st.binary(), SEPARATORS, st.lists(st.integers(0, 500)), st.booleans())
def test_any_cut_gives_the_same_bytes(data: bytes, separator: str, places: list[int], upper: bool) -> None:
    text = separator.join(f"{byte:02X}" if upper else f"{byte:02x}" for byte in data).encode()
    assert decoded(decode, *cuts(text, places)).bytes == data


@pytest.mark.parametrize("separator", [b"", b" ", b"\\x"])
def test_an_endless_line_is_read_in_parts(separator: bytes) -> None:
    data = bytes(range(256)) * (PART_BYTES // 128)
    text = separator.join(b"%02x" % byte for byte in data)
    blocks = cuts(text, range(0, len(text), 30_001))
    assert decoded(decode, *blocks).bytes == data
    assert len(list(decode(Feed(stream(*blocks))))) > 1
