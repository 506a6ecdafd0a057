"""Values of Retry-After on the left, seconds on the right."""

import pytest

from rtcli.session.retry_after import retry_after_s
from tests.talk.stream_telling import answer


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ([], 0.0),
        ([b"7"], 7.0),
        ([b"1", b" 2 "], 2.0),
        ([b"9" * 30], 86400.0),
        ([b"Thu, 01 Jan 1970 00:00:30 GMT"], 20.0),
        ([b"Thu, 01 Jan 1970 00:00:05 GMT"], 0.0),
        ([b"soon"], 0.0),
        ([b"-1"], 0.0),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(values: list[bytes], seconds: float) -> None:
    assert retry_after_s(answer(fields=tuple((b"retry-after", value) for value in values)), 10.0) == seconds
