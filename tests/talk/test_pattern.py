"""Patterns as people write them."""

import re

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.pattern import compile_pattern


@pytest.mark.parametrize(
    "text, pattern, flags",
    [
        ("/a.c/", "a.c", 0),
        ("/a/i", "a", re.IGNORECASE),
        ("/^a$/ms", "^a$", re.MULTILINE | re.DOTALL),
        ("/a/b/", "a/b", 0),
        ("/two\nlines/", "two\nlines", 0),
    ],
)
def test_between_slashes(text: str, pattern: str, flags: int) -> None:
    assert compile_pattern(text, "usage") == re.compile(pattern, flags)


@pytest.mark.parametrize("text", ["", "abc", "/", "//", "/path", "/a/path", "a/b/", "/a/x"])
def test_plain_text(text: str) -> None:
    assert compile_pattern(text, "usage") is None


@pytest.mark.parametrize("text", ["/(/", "/*/", "/a{99999999999999}/"])
def test_no_regex(text: str) -> None:
    with pytest.raises(RtError) as raised:
        compile_pattern(text, "usage")
    assert (raised.value.exit, raised.value.stage) == (Exit.USAGE, "usage")
