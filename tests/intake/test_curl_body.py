"""Data options of a cURL line to the body that curl would send."""

import pytest

from rtcli.intake.curl_body import content_type, read_body
from rtcli.intake.curl_options import read_options


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ([], None),
        (["-d", "a=1"], b"a=1"),
        (["-d", "a=1", "--data-raw", "b=2"], b"a=1&b=2"),
        (["--data-raw", "@not a file"], b"@not a file"),
        (["-d", "@file"], None),
        (["--data-binary", "@file", "-d", "a"], b"a"),
        (["-d", ""], b""),
        (["--data-raw", "\udcff"], b"\xff"),
        (["--data-urlencode", "a b&c"], b"a%20b%26c"),
        (["--data-urlencode", "=a b"], b"a%20b"),
        (["--data-urlencode", "n=a b/c"], b"n=a%20b%2Fc"),
        (["--data-urlencode", "n@file"], None),
        (["--data-urlencode", "n=a@b"], b"n=a%40b"),
        (["--json", '{"a":', "--json", "1}"], b'{"a":1}'),
        (["--json", "@file"], None),
    ],
)
def test_bodies(words: list[str], body: bytes | None) -> None:
    assert read_body(read_options(words)) == body


def test_what_the_body_is() -> None:
    assert content_type(read_options(["-d", "a"])) == "application/x-www-form-urlencoded"
    assert content_type(read_options(["--json", "{}"])) == "application/json"
