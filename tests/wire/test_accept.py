"""The answer to a key, against another engine, and the ways in which servers get it wrong."""

import hashlib
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.utils import accept_key as oracle

from rtcli.wire.accept import NEAR_MISSES, accept_key, build_key, near_miss

KEY = "AQIDBAUGBwgJCgsMDQ4PEA=="
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
RIGHT = "C/0nmHhBztSRGR1CwL6Tf4ZjwpY="


def sha(text: str) -> str:
    return b64encode(hashlib.sha1(text.encode()).digest()).decode()


def test_the_example_of_the_rfc() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@given(st.binary(min_size=16, max_size=16))
def test_another_engine_agrees(nonce: bytes) -> None:
    key = build_key(nonce)
    assert b64decode(key) == nonce
    assert accept_key(key) == oracle(key)


@pytest.mark.parametrize(
    ("accept", "words"),
    [
        (RIGHT.lower(), "its letters are in another case"),
        (RIGHT[:-1], "it lacks its padding"),
        (RIGHT.replace("/", "_"), "it is in the URL-safe alphabet"),
        (f'"{RIGHT}"', "it is in quotation marks"),
        (hashlib.sha1((KEY + GUID).encode()).hexdigest().upper(), "the hash is in hex, not base64"),
        (b64encode(b64decode(RIGHT).hex().encode()).decode(), "the base64 is of the hash in hex"),
        (b64encode(b64decode(RIGHT).hex().upper().encode()).decode(), "the base64 is of the hash in upper-case hex"),
        (KEY, "it is the key itself"),
        (sha(KEY), "the GUID was left out"),
        (sha(GUID), "the key was left out"),
        (sha(KEY + GUID.lower()), "the GUID was in lower case"),
        (sha(GUID + KEY), "the GUID stood before the key"),
        (sha(KEY.lower() + GUID), "the key was in lower case"),
        (sha("".join(map(chr, range(1, 17))) + GUID), "the key was decoded from base64 first"),
        (sha(f" {KEY}{GUID}"), "the key was not trimmed: a blank before it"),
        (sha(f"{KEY} {GUID}"), "the key was not trimmed: a blank behind it"),
        (sha(f"{KEY}\r{GUID}"), "the key was not trimmed: CR behind it"),
        (sha(f"{KEY}\n{GUID}"), "the key was not trimmed: LF behind it"),
        (sha(f"{KEY}\r\n{GUID}"), "the key was not trimmed: CR LF behind it"),
        (sha(f"{KEY}{GUID}\n"), "a line end stood behind the GUID"),
        (b64encode(hashlib.sha256((KEY + GUID).encode()).digest()).decode(), "it was hashed with SHA-256"),
        (b64encode(hashlib.md5((KEY + GUID).encode()).digest()).decode(), "it was hashed with MD5"),
        ("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "it is the example of RFC 6455, which answers another key"),
        ("", ""),
        (sha("something else"), ""),
    ],
)
def test_near_misses(accept: str, words: str) -> None:
    assert near_miss(accept, KEY) == words


def test_every_near_miss_is_one() -> None:
    values = [make(KEY) for _, make in NEAR_MISSES[1:]]
    assert NEAR_MISSES[0][1](KEY) == RIGHT
    assert RIGHT not in values
    assert len({value.lower() for value in values}) == len(values)


@given(st.text(st.characters(max_codepoint=255)), st.text(st.characters(max_codepoint=255)))
def test_any_key_and_any_answer_can_be_compared(accept: str, key: str) -> None:
    assert near_miss(accept, key) in ("", *(words for words, _ in NEAR_MISSES))
