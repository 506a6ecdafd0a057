"""Errors of the system in words."""

import errno

import pytest

from rtcli.net.oserrors import words_for


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "refused"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "connection reset by peer"),
        (OSError(errno.EMFILE, "Too many open files"), "too many open files"),
        (OSError("AF_UNIX path too long"), "AF_UNIX path too long"),
        (ValueError("Odd"), "odd"),
        (None, ""),
    ],
)
def test_words(error: BaseException | None, words: str) -> None:
    assert words_for(error) == words
