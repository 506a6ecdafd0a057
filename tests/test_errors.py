from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit


def test_an_error_says_where_and_why_and_knows_its_stage() -> None:
    error = RtError("tls chat.example:443", "certificate expired 3 days ago", "renew it")
    assert str(error) == "tls chat.example:443: certificate expired 3 days ago"
    assert error.stage == "tls"


def test_an_error_is_a_wrong_input_until_it_says_otherwise() -> None:
    error = RtError("input", "empty")
    assert (error.exit, error.kind, error.fix, error.curl_code) == (Exit.USAGE, "bad-input", "", None)


def test_an_error_crosses_a_context_manager_unharmed() -> None:
    @contextmanager
    def opened() -> Iterator[None]:
        yield

    error = RtError("input", "empty")
    with pytest.raises(RtError) as raised, opened():
        raise error
    assert raised.value is error
