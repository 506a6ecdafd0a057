import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.base64text import decode, recognise
from tests.intake.reading import FRAMES, cuts, decoded, sample

HELLO = b"\x81\x05Hello"
FORMS = [
    (b"gQVIZWxsbw==", HELLO),
    (b"gQVIZWxsbw==\n", HELLO),
    (b"gQVIZWxsbw", HELLO),
    (b"gQVI\r\nZWxs\r\nbw==\r\n", HELLO),
    (b"gQVIZWxsbw==\ngQVIZWxsbw==\n", HELLO * 2),  # a frame a line
    (b'"gQVIZWxsbw==",', HELLO),
    (b"data:application/octet-stream;base64,gQVIZWxsbw==", HELLO),
    (b"gv///w==", b"\x82\xff\xff\xff"),
    (b"gv___w==", b"\x82\xff\xff\xff"),
    (b"gv--_w", b"\x82\xff\xbe\xff"),
]
ONLY_AS_TOLD = [
    (rb"gv\/\/\/w==", b"\x82\xff\xff\xff"),  # as PHP writes it into JSON
    (rb"gQVI\nZWxs\r\nbw==\n", HELLO),  # as Android does
    (b"gQVIZWxsbw=='), 'base64')", HELLO),
    (b"gQ=\n=\ngQ", b"\x81\x81"),
    (b"====", b""),
]


@pytest.mark.parametrize(("text", "data"), FORMS + ONLY_AS_TOLD)
def test_it_is_base64(text: bytes, data: bytes) -> None:
    assert decoded(decode, text) == ({None: data} if data else {}, None, ())


@pytest.mark.parametrize("text", [text for text, _ in FORMS])
def test_it_is_recognised(text: bytes) -> None:
    assert str(recognise(text, True)).startswith("base64 text")


WRONG = [  # text, the bytes before, the error
    (b"gQVIZWx!bw==", b"\x81\x05H", "line 1 column 8: '!' is not a base64 digit"),
    (b"gQVI\n\nZW\xc3\xa9", b"\x81\x05H", "line 3 column 3: '\\xe9' is not a base64 digit"),
    (b"gQVIZ", b"\x81\x05H", "line 1 column 6: the base64 digits make no whole bytes: one is missing or one too many"),
    (
        b"gQVIZ==gQ",
        b"\x81\x05H",
        "line 1 column 6: the base64 digits make no whole bytes: one is missing or one too many",
    ),
]


@pytest.mark.parametrize(("text", "data", "error"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: bytes, data: bytes, error: str) -> None:
    assert decoded(decode, text) == ({None: data}, f"input {error}", ())


NOT_BASE64 = [
    b"",
    b"hello",  # no number of digits that makes bytes
    b"test",  # b5: no frame starts so
    b"hello world",
    b"abcdef\nabc\nabcd",  # lines of any length
    b"gQVIZWxs!",
    b"g",
]


@pytest.mark.parametrize("text", NOT_BASE64)
def test_words_are_not_base64(text: bytes) -> None:
    assert recognise(text, True) is None


def test_a_line_that_is_still_on_the_way_may_have_any_length() -> None:
    assert recognise(b"gQVIZWxsb", False) == "base64 text"
    assert recognise(b"gv__", False) == "base64 text, URL-safe"


@pytest.mark.parametrize("name", ["base64.txt", "base64-one-line.txt"])
def test_what_the_tool_prints(name: str) -> None:
    assert decoded(decode, sample(name)) == ({None: FRAMES}, None, ())
    assert recognise(sample(name), True) == "base64 text"


ENCODERS = st.sampled_from([base64.b64encode, base64.urlsafe_b64encode, base64.encodebytes])


@given(st.binary(), ENCODERS, st.lists(st.integers(0, 400)), st.booleans())
def test_any_cut_gives_the_same_bytes(data: bytes, encode: object, places: list[int], padded: bool) -> None:
    text: bytes = encode(data) if callable(encode) else b""
    text = text if padded else text.rstrip(b"=\n")
    assert decoded(decode, *cuts(text, places)).bytes == data


def test_an_endless_line_is_read_in_parts() -> None:
    text = base64.b64encode(bytes(range(256)) * 2048)
    assert decoded(decode, *cuts(text, range(0, len(text), 70_001))).bytes == bytes(range(256)) * 2048
